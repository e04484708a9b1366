import pytest

from connectors.links import KINDS, Links


@pytest.fixture
def link(given):
    row = {"甲": "a", "甲类型": "手机", "乙": "b", "乙类型": "微信", "关系": "通话"}
    return lambda **cells: given(Links(), row | cells)[0]


@pytest.mark.parametrize("word", sorted(KINDS))
def test_either_end_may_be_of_any_kind(link, word):
    said = link(甲类型=word, 乙类型=word)
    assert (said["a_kind"], said["b_kind"], said["wrong"]) == (KINDS[word], KINDS[word], "")


@pytest.mark.parametrize("header", ["甲类型", "乙类型"])
@pytest.mark.parametrize("word", ["电报", "手机号", "10000009999"])
def test_a_kind_nobody_knows_is_set_aside_without_its_word(link, header, word):
    wrong = link(**{header: word})["wrong"]
    assert wrong.startswith(f"{header} is none of 账号 手机")
    assert word not in wrong.split()


def test_a_blank_kind_is_left_to_the_core(link):
    assert link(甲类型=None)["wrong"] == ""


@pytest.mark.parametrize(
    ("cell", "times"), [("1,204", "1204"), ("３", "3"), ("几次", ""), (None, "")]
)
def test_times_are_a_number_or_nothing(link, cell, times):
    assert link(次数=cell)["times"] == times
