import pytest

from connectors.leads import Leads

NAMES = {"证件号": "id_no", "手机": "phone", "业务键": "key"}


@pytest.fixture
def lead(given):
    return lambda **cells: given(Leads(), {"发现时间": "2026-03-07", **cells})[0]


@pytest.mark.parametrize("header", NAMES)
def test_any_of_the_three_names_a_person(lead, header):
    said = lead(**{header: "10000000001"})
    assert {name: said[name] for name in NAMES.values() if said[name]} == {
        NAMES[header]: "10000000001"
    }
    assert said["wrong"] == ""


def test_a_line_that_names_nobody_is_set_aside(lead):
    assert lead(来源="暗网样本")["wrong"].startswith("none of 证件号")


def test_only_the_time_it_was_found_is_required():
    assert Leads().required() == ("发现时间",)
