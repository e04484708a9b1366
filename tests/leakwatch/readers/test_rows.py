import struct

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.readers.rows import by_line, fingerprints

SALT = bytes(range(16))
MASK = (1 << 64) - 1


def turned(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & MASK


def rounds(state: list[int], count: int) -> None:
    a, b, c, d = state
    for _ in range(count):
        a = (a + b) & MASK
        b = turned(b, 13) ^ a
        a = turned(a, 32)
        c = (c + d) & MASK
        d = turned(d, 16) ^ c
        a = (a + d) & MASK
        d = turned(d, 21) ^ a
        c = (c + b) & MASK
        b = turned(b, 17) ^ c
        c = turned(c, 32)
    state[:] = [a, b, c, d]


def siphash(key: bytes, said: bytes) -> int:
    """SipHash-2-4 as its paper has it."""
    low, high = struct.unpack("<QQ", key)
    state = [low ^ 0x736F6D6570736575, high ^ 0x646F72616E646F6D,
             low ^ 0x6C7967656E657261, high ^ 0x7465646279746573]  # fmt: skip
    padded = said + bytes(7 - len(said) % 8) + bytes([len(said) % 256])
    for (word,) in struct.iter_unpack("<Q", padded):
        state[3] ^= word
        rounds(state, 2)
        state[0] ^= word
    state[2] ^= 0xFF
    rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def mixed(word: int) -> int:
    """The finaliser of splitmix64."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
    return word ^ word >> 31


def test_the_second_implementation_gives_the_vector_of_the_paper():
    assert siphash(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


@given(st.lists(st.text()))
def test_a_fingerprint_is_siphash_under_the_key(texts):
    from base64 import b64encode

    said = [text.encode() for text in texts]
    expected = [mixed(siphash(b64encode(SALT[:12]), one)) for one in said]
    found = fingerprints(pa.array(texts, pa.large_string()), SALT)
    assert (found.view("uint64") == expected).all()
    assert (fingerprints(said, SALT) == found).all()


@pytest.mark.parametrize("other", ["1", "12 ", " 12", "21", ""])
def test_another_text_or_another_key_gives_another_number(other):
    assert fingerprints([b"12"], SALT) != fingerprints([other.encode()], SALT)
    assert fingerprints([b"12"], SALT) != fingerprints([b"12"], bytes(16))


@given(st.lists(st.integers(1, 30)))
def test_rows_come_by_line_and_those_of_one_line_as_they_were(lines):
    table = pa.table({"line": pa.array(lines, pa.int64()), "place": range(len(lines))})
    found = by_line(table).to_pylist()
    assert found == sorted(table.to_pylist(), key=lambda row: (row["line"], row["place"]))


def test_rows_in_order_are_not_copied():
    table = pa.table({"line": [1, 2, 2, 5]})
    assert by_line(table) is table
