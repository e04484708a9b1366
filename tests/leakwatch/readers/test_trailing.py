import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakwatch.readers.cutting import LINE, Cutter
from leakwatch.readers.header import Header
from leakwatch.readers.lines import Block, blocks
from leakwatch.readers.page import Page
from leakwatch.readers.rows import Wrong
from leakwatch.readers.trailing import Trailed

COLUMNS = {"工号": "string", "场景": "string", "时间": "string"}
CUTTER = Cutter(Header(-1, "|", tuple(COLUMNS)), COLUMNS)
PLAIN = "a|b|1|\n" * 300
SALT = bytes(16)


def cut(text):
    """The rows of a text read at once, as (line, cells, fingerprint), and the odd lines."""
    [block] = blocks(iter([text.encode()]))
    table, odd = Trailed(CUTTER, ()).rows(block, SALT)
    assert table is not None
    rows = [(row[LINE], *(row[name] for name in COLUMNS), row["fingerprint"])
            for row in table.to_pylist()]  # fmt: skip
    return rows, (odd + 1).tolist()


def carefully(text):
    """The same of each line by itself, as a record."""
    [block] = blocks(iter([text.encode()]))
    assert isinstance(block, Block)
    part = Page(CUTTER, (), list(COLUMNS), "", SALT).rows(block.records(np.arange(len(block))))
    rows = [(row[LINE], *(row[name] for name in COLUMNS), row["fingerprint"])
            for row in part.table.to_pylist()]  # fmt: skip
    return rows, part.wrong


@pytest.mark.parametrize("line", ["a|b|1|", "a|b||", "a|b|1|  ", " a |\u3000b|1|", "a|||"])
def test_lines_that_end_in_a_delimiter_are_cut_at_once(line):
    rows, odd = cut(f"{PLAIN}{line}\n")
    assert (rows, odd) == (carefully(f"{PLAIN}{line}\n")[0], [])
    assert len(rows) == 301


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a|b|1|2", "too many cells"), ("a|b|1||", "too many cells"), ("a|b|1", ""),
        ("a|b", "too few cells"), ("a|b|1|\u3000", "too many cells"),
        ("a|b|1|\t ", "too many cells"), ("合计|3||", ""), ("|||", ""), ("|b|1|", ""),
    ],
)  # fmt: skip
def test_any_other_line_is_left_to_be_read_with_care(line, reason):
    text = f"{PLAIN}{line}\n{PLAIN}"
    rows, odd = cut(text)
    assert (len(rows), odd) == (600, [301])
    kept, wrong = carefully(text)
    assert [row for row in kept if row[0] != 301] == rows
    assert wrong == ([Wrong(301, reason)] if reason else [])


def test_lines_without_the_delimiter_are_not_worth_a_try():
    [block] = blocks(iter([PLAIN.replace("|\n", "\n").encode()]))
    assert Trailed(CUTTER, ()).rows(block, SALT)[0] is None


CELL = st.text(alphabet="ab数 ,\t\u3000\u00a0合计'", max_size=4)
LINE_ENDS = st.sampled_from(["|", "|", "|", "| ", "", "||", "|\u3000", "|x"])


@given(st.lists(st.tuples(CELL, CELL, CELL, LINE_ENDS), max_size=4))
@example([("", "", "", "|"), ("合计", "", "", "|\t")])
def test_what_is_cut_at_once_is_cut_as_with_care(lines):
    text = PLAIN + "".join(f"{a}|{b}|{c}{end}\n" for a, b, c, end in lines)
    rows, odd = cut(text)
    assert rows == [row for row in carefully(text)[0] if row[0] not in odd]
