import pytest

from leakwatch.errors import SourceError
from leakwatch.readers.header import MOST_TITLES, cells, find

NEED = ("工号", "时间")


@pytest.mark.parametrize("delimiter", [",", "|", "\t", "^", ";"])
def test_the_header_tells_the_delimiter(delimiter):
    header = find([delimiter.join(["序号", "时间", "工号"])], NEED, "f")
    assert (header.delimiter, header.names) == (delimiter, ("序号", "时间", "工号"))


def test_titles_above_are_passed_over():
    found = find(["XX公司操作日志导出,,", "", "工号, 时间 ,号码"], NEED, "f")
    assert found.record == 2
    assert found.names == ("工号", "时间", "号码")


def test_quotes_a_bom_and_wide_spaces_are_not_part_of_a_name():
    assert find(['\ufeff"工号","\u3000时间\u00a0"'], NEED, "f").names == ("工号", "时间")


def test_one_required_column_needs_no_delimiter():
    assert find(["工号"], ("工号",), "f").names == ("工号",)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["工号,号码"], "f: no column 时间; check the connector of this source"),
        (["1,2", "时间|x"], "f: no column 工号"),
        (["a,b"], "f: no header with 工号, 时间"),
        ([], "f: no header with 工号, 时间"),
        (["x"] * MOST_TITLES + ["工号,时间"], "f: no header with 工号, 时间"),
        (["工号\r时间"], "f: no header with"),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(lines, says):
    with pytest.raises(SourceError) as error:
        find(lines, NEED, "f")
    assert str(error.value).startswith(says)


def test_the_last_line_at_which_a_header_may_stand():
    assert find(["x"] * (MOST_TITLES - 1) + ["工号,时间"], NEED, "f").record == MOST_TITLES - 1


@pytest.mark.parametrize("record", ["a\rb,c", "x" * 200_000])
def test_what_cannot_be_cut_has_no_cells(record):
    assert len(cells(record, ",")) <= 1
