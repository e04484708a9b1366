import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.readers.skipping import BLANK, PERHAPS, TOTAL


@pytest.mark.parametrize(
    "record", ["合计员,1", "a,合计", "导出人员,1", "打印,1", "总数：3", "0,,", "-"]
)
def test_a_record_that_only_looks_like_a_total_is_none(record):
    assert not re.search(TOTAL, record)
    assert not re.search(BLANK, record)


@pytest.mark.parametrize(
    "record", ["合计", "合计：3", "合计3", ",,合计,,", '"小计 ",3', "导出时间\t2026", "制表人:|a"]
)
def test_a_total_is_one_wherever_its_word_stands_first(record):
    assert re.search(TOTAL, record)


PARTS = [
    "合计",
    "总条数",
    "打印人",
    "导出",
    "a",
    "1",
    " ",
    "\t",
    "'",
    ":",
    "：",
    ",",
    "|",
    "^",
    ";",
]


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), st.sampled_from(",|\t^;"))
def test_no_total_and_no_blank_is_passed_over_by_its_first_cell(record, delimiter):
    if re.search(TOTAL, record) or re.search(BLANK, record):
        assert re.search(PERHAPS, record.split(delimiter)[0])
