import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import identifiers
from leakwatch.ingest import numerals
from leakwatch.tokens import Key

KEY = Key(bytes(32), "")
DIGITS = "0123456789X１*- "
phones = st.from_regex(r"1[0-9]{10}", fullmatch=True)
id_nos = st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)
near = st.text(DIGITS, min_size=9, max_size=19)
cells = st.lists(st.one_of(st.none(), phones, id_nos, near))


def plain(kind: str, written: str | None) -> bool:
    return written is not None and identifiers.plain(kind, written) == written


@given(cells)
def test_what_counts_as_plain_is_what_identifiers_call_plain(written):
    for kind in numerals.WIDTHS:
        numbers, found = numerals.read(kind, pa.array(written, pa.string()))
        expected = [plain(kind, one) for one in written]
        assert found.tolist() == expected
        shown = [numerals.written(kind, number) for number in numbers.tolist()]
        assert shown == [one for one, fits in zip(written, expected, strict=True) if fits]


@given(cells)
def test_a_slice_of_a_column_is_read_as_the_column_itself(written):
    whole = pa.array(["10000000001", *written, "10000000002"], pa.string())
    for kind in numerals.WIDTHS:
        numbers, found = numerals.read(kind, whole.slice(1, len(written)))
        alone, same = numerals.read(kind, pa.array(written, pa.string()))
        assert (numbers == alone).all()
        assert (found == same).all()


@given(st.lists(st.lists(st.one_of(st.none(), phones, id_nos)), max_size=4))
def test_remembered_tokens_are_those_of_the_key_whatever_came_before(pieces):
    for kind in numerals.WIDTHS:
        remembered = numerals.Remembered(kind, KEY)
        for written in pieces:
            numbers, found = numerals.read(kind, pa.array(written, pa.string()))
            expected = [KEY.token(kind, one) if plain(kind, one) else None for one in written]
            assert remembered.tokens(numbers, found).to_pylist() == expected


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(numerals, "MOST", 10)
    remembered = numerals.Remembered("phone", KEY)
    for first in range(0, 100, 8):
        numbers = np.arange(10**10 + first, 10**10 + first + 8)
        tokens = remembered.tokens(numbers, np.ones(8, bool)).to_pylist()
        assert tokens == [KEY.token("phone", str(number)) for number in numbers.tolist()]
        assert len(remembered) <= 10


def test_an_id_number_tells_region_and_birth_day_only_where_it_is_one():
    written = ["11010519491231002X", "990105200002290021", "110105214912310021",
               "110105194913310021", "110105194900310021"]  # fmt: skip
    numbers, _ = numerals.read("id_no", pa.array(written))
    assert numerals.births(numbers).tolist() == [19491231, 20000229, 0, 0, 0]
    assert numerals.regions(numbers).tolist() == [11, 99, 11, 11, 11]
