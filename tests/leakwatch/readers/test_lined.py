import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.cutting import MOST_BYTES
from leakwatch.readers.lined import CUT_OFF, STRAY, TOO_LONG, Lined

STARTS = r"^> "


@pytest.fixture(scope="session")
def told(cut):
    """Line and text of each record, line and reason of those set aside, and the blanks."""

    def read(text, size=None, starts=STARTS):
        found = list(Lined(starts, "app.log").rows(cut(text, size), bytes(16)))
        rows = [(row["line"], row["record"]) for part in found for row in part.table.to_pylist()]
        wrong = sorted((each.line, each.reason) for part in found for each in part.wrong)
        blanks = sum(part.skipped["blanks"] for part in found)
        assert sum(part.read for part in found) == len(rows) + len(wrong) + blanks
        return rows, wrong, blanks

    return read


@pytest.fixture(scope="session")
def marks(cut):
    """The fingerprints of a text's records."""

    def read(text, size=None):
        found = Lined(STARTS, "app.log").rows(cut(text, size), bytes(16))
        return [mark for part in found for mark in part.table["fingerprint"].to_pylist()]

    return read


@pytest.mark.parametrize("size", [None, 1, 3])
def test_without_a_start_each_line_is_a_record(told, size):
    text = "\n> a\r\n b\n \t\n名\n"
    assert told(text, size, starts="") == ([(2, "> a"), (3, " b"), (5, "名")], [], 2)


@pytest.mark.parametrize("size", [None, 1, 3, 7])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_is_no_start_goes_on_with_the_record_above(told, size, end):
    text = end.join(["> a", "\tb", "", "c >", "> d", "> 名", "e"])
    assert told(text, size) == ([(1, "> a\n\tb\n\nc >"), (5, "> d"), (6, "> 名\ne")], [], 0)


@pytest.mark.parametrize("size", [None, 1, 3])
def test_lines_above_the_first_record_are_set_aside(told, size):
    text = "a\n\n b\n> c\nd\n"
    assert told(text, size) == ([(4, "> c\nd")], [(1, STRAY), (3, STRAY)], 1)


def test_lines_of_no_record_at_all_are_set_aside(told):
    assert told("a\nb\n") == ([], [(1, STRAY), (2, STRAY)], 0)


def test_blank_lines_below_a_record_are_no_part_of_it(told, marks):
    assert told("> a\n\n\n> b\n\r\n")[0] == [(1, "> a"), (4, "> b")]
    assert marks("> a\n\n> b\n") == marks("> a\n> b")


def test_the_same_record_has_the_same_mark_wherever_it_is_cut(marks):
    first, other, again = marks("> a\n b\n> a\n> a\n b\n", 2)
    assert first == again != other


@pytest.mark.parametrize("size", [None, 1 << 16])
@pytest.mark.parametrize("starts", ["", STARTS])
def test_a_record_may_be_as_long_as_the_bound(told, size, starts):
    longest = "> " + "a" * (MOST_BYTES - 2)
    text = f"{longest}\n> b\n"
    assert told(text, size, starts) == ([(1, longest), (2, "> b")], [], 0)
    assert told(f"> a\n{longest}a\n> b\n", size, starts)[1] == [(2, TOO_LONG)]


@pytest.mark.parametrize("size", [None, 1 << 16])
def test_a_record_of_too_many_lines_is_set_aside_by_its_first(told, size):
    lines = "名" * 99 + "\n"
    text = "> a\n> b\n" + lines * (MOST_BYTES // len(lines)) + "> c\n"
    assert told(text, size) == ([(1, "> a"), (text.count("\n"), "> c")], [(2, TOO_LONG)], 0)


def test_a_record_without_end_takes_no_more_memory_the_longer_it_is():
    piece = ("a" * 999 + "\n").encode() * 1000
    before, held = pa.total_allocated_bytes(), []
    pieces = iter([b"> a\n> b\n", *[piece] * 20])
    for rows in Lined(STARTS, "app.log").rows(pieces, bytes(16)):
        held.append(pa.total_allocated_bytes() - before)
        assert len(rows.table) < 2
    assert max(held) < 8 * MOST_BYTES


def test_a_character_cut_off_sets_its_record_aside(told):
    assert told("> a\n b\x00\n> c\n") == ([(3, "> c")], [(1, CUT_OFF)], 0)


@pytest.mark.parametrize("starts", ["", STARTS])
@pytest.mark.parametrize("text", ["", "\n", " \r\n\n"])
def test_nothing_is_refused(told, text, starts):
    with pytest.raises(SourceError, match=r"app.log: the file is empty"):
        told(text, starts=starts)


LINES = st.lists(st.sampled_from(["> a", "> ", "b", "", " ", "> 名\r", "\x00"]), max_size=9)


@given(LINES, st.integers(1, 9))
def test_how_the_text_is_cut_into_pieces_has_no_impact(told, lines, size):
    text = "\n".join(["> z", *lines])
    assert told(text, size) == told(text)


@given(LINES)
def test_it_says_what_a_plain_loop_says(told, lines):
    records, wrong, blanks = [], [], 0
    for number, line in enumerate([*lines, "> z"], 1):
        plain = line.rstrip("\r")
        if plain.startswith("> "):
            records.append((number, plain))
        elif records:
            records[-1] = (records[-1][0], f"{records[-1][1]}\n{plain}")
        elif plain.strip():
            wrong.append((number, STRAY))
        else:
            blanks += 1
    rows = [(number, text.rstrip("\n")) for number, text in records]
    wrong += [(number, CUT_OFF) for number, text in rows if "\x00" in text]
    rows = [(number, text) for number, text in rows if "\x00" not in text]
    assert told("\n".join([*lines, "> z"])) == (rows, sorted(wrong), blanks)
