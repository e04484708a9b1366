import csv

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakwatch.readers.lines import MOST_LINES, records

CELL = st.text(alphabet='ab 数,"\n;', max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=3), max_size=6)


def told(pieces, quoted=True):
    """Line number and text of each record."""
    return [each for part in records(pieces, quoted=quoted) for each in
             zip(part.line.tolist(), part.text.to_pylist(), strict=True)]  # fmt: skip


def by_hand(text):
    """The lines of a text, as Python splits them."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [(number, line.rstrip("\r")) for number, line in enumerate(lines, 1)]


@given(st.text(alphabet="ab,数\n\r\x0b\x85\u2028", max_size=40), st.integers(1, 7))
def test_without_quotes_a_record_is_a_line(cut, text, size):
    assert told(cut(text, size)) == by_hand(text)


@given(st.text(alphabet='a,"数\n', max_size=40), st.integers(1, 7))
def test_json_knows_no_quoted_line_ends(cut, text, size):
    assert told(cut(text, size), quoted=False) == by_hand(text)


@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_what_pythons_csv_writes_is_cut_where_it_was_joined(cut, tmp_path_factory, rows, end, size):
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    lines, line = [], 1
    for row in rows:
        before = out.tell()
        writer.writerow(row)
        lines.append(line)
        line += out.getvalue()[before:].count("\n")
    found = told(cut(out.getvalue(), size))
    assert [number for number, _ in found] == lines
    # a record of one cell that ends in line ends loses none of them inside its quotes
    assert [next(csv.reader([text], strict=True), [""]) for _, text in found] == rows


@given(st.text(alphabet='a,"\n;', max_size=60), st.integers(1, 9))
@example('a,"b\nc', 1)
@example('"\n' * 3, 2)
def test_how_the_stream_is_cut_has_no_impact(cut, text, size):
    assert told(cut(text, size)) == told(cut(text))


@given(st.text(alphabet='a,"数\n', max_size=60), st.integers(1, 9))
def test_no_character_is_lost_but_line_ends(cut, text, size):
    found = told(cut(text, size))
    assert "\n".join(record for _, record in found).rstrip("\n") == text.rstrip("\n")
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('a,"b\nc",d\ne', [1, 3]),
        ('a,"b\r\nc",d\r\ne\r\n', [1, 3]),
        ('a,"x\ny","z\nw",b\nq', [1, 4]),
        ('a,"say ""yes\nno""",b\nq', [1, 3]),
        ('a,b"c\nd"e,f', [1, 2]),  # quotes within a cell are signs like others
        ('a, "b\nc",d', [1, 2]),
        ('a,"b\nc', [1, 2]),  # nobody closes
        ('a,"b\n' + "c\n" * (MOST_LINES - 2) + 'd",e', [1]),
        ('a,"b\n' + "c\n" * (MOST_LINES - 1) + 'd",e', list(range(1, MOST_LINES + 2))),
    ],
)
def test_a_quoted_cell_may_run_over_lines(cut, text, lines):
    for size in (1, 3, None):
        assert [line for line, _ in told(cut(text, size))] == lines


def test_nothing_is_no_record(cut):
    assert told(iter([])) == []
    assert told(iter([b""])) == []
