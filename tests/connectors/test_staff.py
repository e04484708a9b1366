import pytest

from connectors.staff import Staff


@pytest.mark.parametrize(
    ("written", "kind"),
    [(None, "person"), ("测试", "person"), ("个人", "person"), ("公用", "shared"),
     ("系统", "system"), ("代理", "agent")],
)  # fmt: skip
def test_an_account_is_a_persons_unless_said_otherwise(given, written, kind):
    [said] = given(Staff(), {"工号": "G001", "账号类型": written})
    assert said["kind"] == kind


def test_the_name_is_not_taken(given):
    [said] = given(Staff(), {"工号": "G001", "姓名": "甲某", "机构": "A01"})
    assert "甲某" not in said.values()
