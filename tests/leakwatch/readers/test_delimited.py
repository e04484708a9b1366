import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.quoting import UNCLOSED

HEAD = "工号,时间,号码"


def text(*lines):
    return "\n".join([HEAD, *lines]) + "\n"


def test_rows_keep_their_line(read):
    assert read(text("a,1,x", "b,2,y"))[0] == {2: ("a", "1", "x"), 3: ("b", "2", "y")}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "|", "\t", "^", ";"])
def test_every_delimiter_and_line_end_reads_alike(read, delimiter, end):
    lines = [HEAD.split(","), ["a", "1", ""], ["b,|;^", "2", "y"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(lines)
    assert read(out.getvalue()) == ({2: ("a", "1", None), 3: ("b,|;^", "2", "y")}, {}, {})


def test_columns_go_by_name_unknown_ones_are_ignored_and_missing_ones_null(read):
    assert read("多余,时间,工号\nq,1,a\n")[0] == {2: ("a", "1", None)}


@pytest.mark.parametrize(
    "row", [" a,1 ,x", "a, 1,x ", '"a ","1"," x"', "\ta,1\t,x", "a\u00a0,1,\u3000 x"]
)
def test_spaces_around_a_cell_are_not_of_it(read, row):
    assert read(text(row)) == ({2: ("a", "1", "x")}, {}, {})


@pytest.mark.parametrize("nothing", ["", " ", "\t", "\u3000", '" "', '""'])
def test_a_cell_of_spaces_is_empty(read, nothing):
    assert read(text(f"a,1,{nothing}"))[0] == {2: ("a", "1", None)}


def test_of_two_columns_of_a_name_the_first_counts(read):
    assert read("工号,时间,工号,,\na,1,z,,\n")[0] == {2: ("a", "1", None)}


def test_a_column_without_a_name_may_stand_first(read):
    assert read(",工号,时间\n,a,1\n0,b,2\n")[0] == {2: ("a", "1", None), 3: ("b", "2", None)}


def test_titles_repeated_headers_totals_and_blank_lines_are_counted(read):
    found = read(
        "XX公司日志,,\n\n工号,时间,号码\na,1,x\n"
        'XX公司日志,,\n"工号","时间","号码"\nb,2,y\n,,\n合计：,2,\n打印人：,管理员,\n总计\n'
    )
    assert found == (
        {4: ("a", "1", "x"), 7: ("b", "2", "y")},
        {},
        {"titles": 2, "headers": 1, "blanks": 2, "totals": 3},
    )


@pytest.mark.parametrize("row", ["合计员,1,x", "a,合计,x", "工号员,1,x", "打印人员,1,x", "XX,1,x"])
def test_a_row_that_only_looks_so_is_a_row(read, row):
    rows, wrong, skipped = read("XX,,\n" + text(row))
    assert len(rows) == 1
    assert wrong == {}
    assert skipped == {"titles": 1}


def test_another_header_below_refuses_the_file_and_names_the_line(read):
    with pytest.raises(SourceError, match="other columns from line 3 on; deliver each layout"):
        read(text("a,1,x", "时间,工号,号码", "2,b,y"))


def test_rows_above_a_header_are_rows(read):
    """The second half of a file that repeats its header on each page."""
    assert read("a,1,x\n\n" + text("b,2,y"))[0] == {1: ("a", "1", "x"), 4: ("b", "2", "y")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,1", "too few cells"),
        ("a", "too few cells"),
        ("a,1,x,y", "too many cells"),
        ("a,1,x,,", "too many cells"),
        ('a,1,{"k":1,"j":2}', "too many cells"),
        ('a,"1,x', UNCLOSED),
        ('a"b,"1,x', UNCLOSED),
        ("a,1,x\x00", "a NUL byte, or a character cut off"),
        ("\x00\x00\x00", "a NUL byte, or a character cut off"),
    ],
)
def test_a_broken_row_is_set_aside_and_its_neighbours_stay(read, row, reason):
    rows, wrong, skipped = read(text("a,0,v", row, "b,2,y", "c,3,z"))
    assert wrong == {3: reason}
    assert skipped == {}
    assert set(rows) == {2, 4, 5}


def test_a_record_without_end_is_set_aside(read):
    rows, wrong, _ = read(text("a,1," + "x" * (1 << 20), "b,2,y"))
    assert wrong == {2: "longer than 1048576 bytes"}
    assert set(rows) == {3}


def test_lines_swallowed_by_stray_quotes_are_rows_of_their_own(read):
    rows, wrong, _ = read(text('a;"b,1,x', "b,2,y", "c,3,z", 'd",4,w', 'e, "5,v', "f,6,u"))
    assert wrong == {}
    assert rows[2] == ('a;"b', "1", "x")
    assert rows[5] == ('d"', "4", "w")
    assert set(rows) == {2, 3, 4, 5, 6, 7}


def test_a_cell_may_hold_a_line_end(read):
    rows, wrong, _ = read(text('a,"1\n2",x', "b,3,y"))
    assert rows == {2: ("a", "1\n2", "x"), 4: ("b", "3", "y")}
    assert wrong == {}


@pytest.mark.parametrize("cell", ['="0123"', "'0123", "\t0123", '"=""0123"""'])
def test_what_a_spreadsheet_puts_around_a_key_stays_for_the_core(read, cell):
    rows, wrong, _ = read(text(f"a,1,{cell}"))
    assert wrong == {}
    assert rows[2][2].strip("=\"'\t") == "0123"


@pytest.mark.parametrize(
    "rows", [["a,1,x,", "b,2,y"], ["a,1,x", 'b,2,"y,z", '], ["a,1,,", "b,2,y,"]]
)
def test_a_row_may_end_in_a_delimiter_whatever_its_neighbours_do(read, rows):
    found, wrong, _ = read(text(*rows))
    assert wrong == {}
    assert [row[0] for row in found.values()] == ["a", "b"]


def test_the_empty_last_cell_is_not_taken_for_a_spare_delimiter(read):
    assert read(text("a,1,", "b,,"))[0] == {2: ("a", "1", None), 3: ("b", None, None)}


def test_a_header_may_end_in_a_delimiter_too(read):
    assert read("工号,时间,号码,\na,1,x,\n")[0] == {2: ("a", "1", "x")}


def test_a_header_alone_is_no_rows(read):
    assert read(HEAD) == ({}, {}, {})


@pytest.mark.parametrize("nothing", ["", "\n", " \n\n,,\n"])
def test_nothing_is_refused(read, nothing):
    with pytest.raises(SourceError, match=r"log.csv: (the file is empty|no header with)"):
        read(nothing)


LINES = st.lists(
    st.sampled_from([
        "a,1,x", "b,2,y", "a,1,x,", '"c","3","z"', 'd,"4\n5",w', 'e,"6', 'f"g,7,v', "h,8",
        "i,9,u,t",
        'j;"k,1,s', 'l",2,r', "", ",,", "合计：,3,", HEAD, "XX公司,,", "\u3000m,3,q", "n\r,4,p",
        '"o" ,5,o',
    ]),
    max_size=12,
)  # fmt: skip


@given(LINES, st.integers(1, 40), st.sampled_from(["\n", "\r\n"]))
def test_how_the_file_is_cut_into_pieces_has_no_impact(read, lines, size, end):
    whole = end.join(["XX公司,,", HEAD, *lines])
    assert read(whole, size) == read(whole)


@given(LINES, st.data())
def test_a_file_cut_in_two_gives_the_same_rows(read, lines, data):
    """At the end of a record: the second half has the header again."""
    at = data.draw(st.integers(0, len(lines)))
    whole = read(text(*lines, *([] if lines else ["a,1,x"])))
    open_quotes = "\n".join(lines[:at]).count('"') % 2 or "\n".join(lines).count('"') % 2
    if not lines or open_quotes:
        return
    first, second = read(text(*lines[:at])), read(text(*lines[at:]))
    assert list(first[0].values()) + list(second[0].values()) == list(whole[0].values())
    reasons = [[reason for _, reason in sorted(part[1].items())] for part in (first, second, whole)]
    assert reasons[0] + reasons[1] == reasons[2]


CELL = st.text(alphabet='abc数 ,"\n|', max_size=5)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_what_pythons_csv_writes_is_read_as_pythons_csv_reads_it(read, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD.split(","), *rows])
    found, wrong, skipped = read(out.getvalue())
    assert wrong == {}
    blank = [row for row in rows if not "".join(row).strip(' ,|"\n')]
    kept = [tuple(cell.strip(" ") or None for cell in row) for row in rows if row not in blank]
    assert list(found.values()) == kept
    assert skipped.get("blanks", 0) == len(blank)
