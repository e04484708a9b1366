import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.headless import Headless
from leakwatch.readers.quoting import UNCLOSED

COLUMNS = {"工号": "string", "场景": "string", "时间": "string"}


@pytest.fixture(scope="session")
def told(cut):
    """What the reader makes of a text: rows by line, wrong ones, skipped ones."""

    def read(text, size=None, delimiter=""):
        rows, wrong, skipped, seen = {}, {}, {}, 0
        for part in Headless(COLUMNS, "a.AVL", delimiter).rows(cut(text, size), bytes(16)):
            for row in part.table.to_pylist():
                rows[row["line"]] = tuple(row[name] for name in COLUMNS)
            wrong |= {each.line: each.reason for each in part.wrong}
            for kind, count in part.skipped.items():
                skipped[kind] = skipped.get(kind, 0) + count
            seen += part.read
        assert seen == len(rows) + len(wrong) + sum(skipped.values())
        return rows, wrong, skipped

    return read


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("trailing", ["", "D", "D "])
@pytest.mark.parametrize("delimiter", [",", "|", "\t", "^", ";"])
def test_columns_go_by_position_whatever_stands_between_them(told, delimiter, trailing, end):
    rows = [("a", "查", "1"), ("b", "详", "2")]
    text = "".join("D".join(row) + trailing + end for row in rows).replace("D", delimiter)
    assert told(text) == ({1: rows[0], 2: rows[1]}, {}, {})


def test_lines_may_end_in_a_delimiter_or_not_and_the_last_cell_may_be_empty(told):
    text = "a|b|1|\na|b|2\na|b||\na|b|\n|b|3|\n"
    assert told(text)[0] == {
        1: ("a", "b", "1"), 2: ("a", "b", "2"), 3: ("a", "b", None), 4: ("a", "b", None),
        5: (None, "b", "3"),
    }  # fmt: skip


def test_titles_totals_and_blank_lines_are_counted(told):
    text = (
        "XX公司日志\n\n2026年3月|||\na|b|1|\n|||\nXX公司日志\na|b|2|\n合计：2\n打印人：|管理员|\n"
    )
    rows, wrong, skipped = told(text)
    assert rows == {4: ("a", "b", "1"), 7: ("a", "b", "2")}
    assert wrong == {}
    assert skipped == {"titles": 3, "blanks": 2, "totals": 2}


def test_the_names_of_the_columns_are_no_row_should_they_come(told):
    for names in ("工号|场景|时间", "工号|场景|时间|", '"工号"|场景|时间'):
        assert told(f"{names}\na|b|1|\n{names}\n") == ({2: ("a", "b", "1")}, {}, {"headers": 2})


@pytest.mark.parametrize("names", ["场景|工号|时间", "工号|备注|场景|时间"])
def test_names_in_another_order_refuse_the_file(told, names):
    with pytest.raises(SourceError, match=r"a.AVL: other columns from line 2 on"):
        told(f"a|b|1|\n{names}\n1|a|b|\n")


@pytest.mark.parametrize("row", ["合计员|b|1|", "工号|场景|1|", "XX|b|1|", "a|合计|1"])
def test_a_row_that_only_looks_so_is_a_row(told, row):
    rows, wrong, skipped = told(f"XX\n{row}\n")
    assert (len(rows), wrong, skipped) == (1, {}, {"titles": 1})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a|b", "too few cells"),
        ("a", "too few cells"),
        ("a|b|1|2", "too many cells"),
        ("a|b|1||", "too many cells"),
        ('"a|b|1|', UNCLOSED),
        ("a|\x00|1|", "a NUL byte, or a character cut off"),
    ],
)
def test_a_broken_row_is_set_aside_and_its_neighbours_stay(told, row, reason):
    rows, wrong, skipped = told(f"a|b|0|\n{row}\na|b|2|\n")
    assert (set(rows), wrong, skipped) == ({1, 3}, {2: reason}, {})


def test_a_broken_row_above_all_others_is_no_title(told):
    assert told("a|b\na|b|1|\n") == ({2: ("a", "b", "1")}, {1: "too few cells"}, {})


def test_the_delimiter_is_the_one_most_lines_agree_on(told):
    text = "a,|b|1\na,b,0\na|b,|2\na|b|3\n"
    assert told(text) == (
        {1: ("a,", "b", "1"), 3: ("a", "b,", "2"), 4: ("a", "b", "3")},
        {2: "too few cells"},
        {},
    )


def test_a_delimiter_that_is_declared_is_not_looked_for(told):
    assert told("a,b,c|b|1\na,b,c\n", delimiter="|") == (
        {1: ("a,b,c", "b", "1")}, {2: "too few cells"}, {},
    )  # fmt: skip


@pytest.mark.parametrize("text", ["a|b\nc|d\n", "日志\n", "a|b|1|2|3\n"])
def test_a_file_without_a_row_is_refused(told, text):
    with pytest.raises(SourceError, match=r"a.AVL: no line of 3 cells; check the connector"):
        told(text)


@pytest.mark.parametrize("text", ["", "\n", " \n\r\n"])
def test_nothing_is_refused(told, text):
    with pytest.raises(SourceError, match=r"a.AVL: the file is empty"):
        told(text)


def test_spaces_around_a_cell_are_not_of_it(told):
    assert told(" a |\u3000b\t| 1 |\n")[0] == {1: ("a", "b", "1")}


LINES = st.lists(
    st.sampled_from([
        "a|b|1|", "a|c|2", '"d"|"e\nf"|3|', 'g|"h', "i|j", "k|l|4|5|", "", "|||", "合计：3",
        "XX日志", "m\r|n|6|", 'o|"p"|7', "，|,|8|", "a|b|1|",
    ]),
    max_size=12,
)  # fmt: skip


@given(LINES, st.integers(1, 30), st.sampled_from(["\n", "\r\n"]))
def test_how_the_file_is_cut_into_pieces_has_no_impact(told, lines, size, end):
    whole = end.join(["XX日志", "a|b|0|", *lines])
    assert told(whole, size) == told(whole)


CELL = st.text(alphabet='ab数 ,"\n|', max_size=4)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_what_pythons_csv_writes_is_read_as_pythons_csv_reads_it(told, rows):
    out = io.StringIO()
    csv.writer(out, delimiter="|", lineterminator="\n").writerows([("a", "b", "0"), *rows])
    found, wrong, skipped = told(out.getvalue(), delimiter="|")
    assert wrong == {}
    blank = [row for row in rows if not "".join(row).strip(' ,|"\n')]
    kept = [tuple(cell.strip(" ") or None for cell in row) for row in rows if row not in blank]
    assert list(found.values()) == [("a", "b", "0"), *kept]
    assert skipped.get("blanks", 0) == len(blank)
