"""Phones and ID numbers as machines write them, as integers; and their tokens, hashed once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from leakwatch.tokens import Key

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Letters = npt.NDArray[np.uint8]

#: how many characters a number has as `identifiers.plain` wants it; an ID number may end in X
WIDTHS = {"phone": 11, "id_no": 18}
#: the last character of an ID number is one of so many
LAST = 11
TOKEN = 32
#: numbers whose tokens are kept: 50 bytes each
MOST = 1_000_000


def read(kind: str, column: pa.StringArray) -> tuple[Numbers, Flags]:
    """The cells of a column that are plain numbers, each as an integer of its own; and which."""
    width = WIDTHS[kind]
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset :][: len(column) + 1]
    plain = np.diff(offsets) == width
    if not plain.any():
        return np.zeros(0, np.int64), plain
    letters = np.frombuffer(column.buffers()[2], np.uint8)
    cells = np.lib.stride_tricks.sliding_window_view(letters, width)[offsets[:-1][plain]]
    digits = cells - np.uint8(ord("0"))
    if kind == "phone":
        fits = (digits <= 9).all(axis=1) & (digits[:, 0] == 1)
        numbers = _value(digits)
    else:
        last = np.where(cells[:, -1] == ord("X"), LAST - 1, digits[:, -1])
        fits = (digits[:, :-1] <= 9).all(axis=1) & (last < LAST)
        numbers = _value(digits[:, :-1]) * LAST + last
    plain[plain] = fits
    return numbers[fits], plain


def _value(digits: Letters) -> Numbers:
    total = digits[:, 0].astype(np.int64)
    for place in range(1, digits.shape[1]):
        total = total * 10 + digits[:, place]
    return total


def births(numbers: Numbers) -> Numbers:
    """The birth days that ID numbers tell, as yyyymmdd; 0 where one tells none."""
    days = numbers // (LAST * 1000) % 10**8
    year, month, day = days // 10_000, days // 100 % 100, days % 100
    told = (year >= 1900) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return np.where(told, days, 0)


def regions(numbers: Numbers) -> Numbers:
    """The first two digits of ID numbers."""
    return numbers // (LAST * 10**15)


def written(kind: str, number: int) -> str:
    """The number as the log has it."""
    if kind == "phone":
        return str(number)
    first, last = divmod(number, LAST)
    return f"{first:017}" + "0123456789X"[last]


class Remembered:
    """Tokens of numbers of one kind: to find one again takes a fifth of the time of hashing it."""

    def __init__(self, kind: str, key: Key) -> None:
        self._kind, self._key = kind, key
        self._forget()

    def __len__(self) -> int:
        return self._count

    def _forget(self) -> None:
        self._numbers, self._places = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._tokens, self._count = np.zeros((1 << 16, TOKEN), np.uint8), 0

    def tokens(self, numbers: Numbers, filled: Flags) -> pa.DictionaryArray:
        """The token of each number, in the places that are filled; null elsewhere."""
        distinct, back = np.unique(numbers, return_inverse=True)
        if self._count + len(distinct) > MOST:
            self._forget()
        unknown = distinct[~self._known(distinct)]
        if len(unknown):
            self._learn(unknown)
        places = self._places[np.searchsorted(self._numbers, distinct)]
        codes = np.zeros(len(filled), np.int32)
        codes[filled] = back
        ends = np.arange(0, TOKEN * len(distinct) + 1, TOKEN, dtype=np.int32)
        said = [pa.py_buffer(ends), pa.py_buffer(self._tokens[places])]
        return pa.DictionaryArray.from_arrays(
            pa.array(codes, mask=~filled), pa.StringArray.from_buffers(len(distinct), *said)
        )

    def _known(self, distinct: Numbers) -> Flags:
        if not self._count:
            return np.zeros(len(distinct), bool)
        at = np.minimum(np.searchsorted(self._numbers, distinct), self._count - 1)
        return np.asarray(self._numbers[at] == distinct)

    def _learn(self, fresh: Numbers) -> None:
        tokens = self._key.tokens(self._kind, (written(self._kind, one) for one in fresh.tolist()))
        count = self._count + len(fresh)
        while count > len(self._tokens):
            self._tokens = np.concatenate([self._tokens, np.zeros_like(self._tokens)])
        letters = np.frombuffer("".join(tokens).encode(), np.uint8)
        self._tokens[self._count : count] = letters.reshape(-1, TOKEN)
        where = np.searchsorted(self._numbers, fresh)
        self._numbers = np.insert(self._numbers, where, fresh)
        self._places = np.insert(self._places, where, np.arange(self._count, count))
        self._count = count
