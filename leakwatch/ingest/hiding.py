"""Identifiers of a column → tokens; what cannot be one is named, what is masked counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import identifiers
from leakwatch.identifiers import Identifier
from leakwatch.ingest import numerals
from leakwatch.tokens import Key

#: values written in an odd way that are remembered between the pieces of a file
MOST_REMEMBERED = 200_000
NOBODY = Identifier()
#: keys that `identifiers.plain` leaves as they are: a word without a digit may stand for none
KEY = r"^[0-9A-Za-z]*\d[0-9A-Za-z]*$"
REGIONS = pa.array([f"{code:02}" for code in range(100)])


@dataclass(frozen=True)
class Hidden:
    """Tokens of a column, or indices into the distinct ones; which values were masked, and the
    problem of each (null: none)."""

    tokens: pa.Array
    masked: npt.NDArray[np.bool_]
    problems: pa.Array
    regions: pa.Array
    births: npt.NDArray[np.int64]

    @classmethod
    def plain(cls, tokens: pa.Array) -> Hidden:
        """Tokens without anything to say beside them."""
        none, count = pa.nulls(len(tokens), pa.string()), len(tokens)
        return cls(tokens, np.zeros(count, bool), none, none, np.zeros(count, np.int64))


class Hider:
    """Hides identifiers under one key; each distinct value is read and hashed once.

    Accounts belong to `org`, unless they are written with their own where `spanning`.
    """

    def __init__(self, key: Key, org: str = "*", *, spanning: bool = False) -> None:
        self._key, self._org, self._spanning = key, org, spanning
        self._odd: dict[tuple[str, str], tuple[Identifier, str]] = {}
        self._remembered = {kind: numerals.Remembered(kind, key) for kind in numerals.WIDTHS}

    def _distinct(self, kind: str, texts: list[str]) -> tuple[list[str], dict[int, Identifier]]:
        """The token of each value, and what those say that are not written as machines do.

        Hashing a value takes less time than finding it among a million others.
        """
        plain, hashed = identifiers.plain, self._key.token
        tokens, odd = [], {}
        for place, written in enumerate(texts):
            value = plain(kind, written)
            if value is None:
                odd[place], token = self._read(kind, written)
                tokens.append(token)
            else:
                tokens.append(hashed(kind, value))
        return tokens, odd

    def _read(self, kind: str, written: str) -> tuple[Identifier, str]:
        """What people wrote, and its token: empty where it is no identifier."""
        known = self._odd.get((kind, written))
        if known is None:
            said, token = self._said(kind, written), ""
            if said.value:
                phone = kind == "contact" and identifiers.contact_kind(written) == "phone"
                of_kind = ("phone" if phone else "key") if kind == "contact" else kind
                token = self._key.token(of_kind, said.value)
            if len(self._odd) >= MOST_REMEMBERED:
                self._odd.clear()
            known = self._odd[kind, written] = said, token
        return known

    def _said(self, kind: str, written: str) -> identifiers.Identifier:
        if kind == "actor":
            return identifiers.account(self._org, written, spanning=self._spanning)
        return identifiers.read(kind, written)

    def hide(self, column: pa.Array, kind: str) -> Hidden:
        """The tokens of a column of one kind of identifier; null stays null."""
        if kind not in numerals.WIDTHS:
            return self._coded(column, kind)
        numbers, plain = numerals.read(kind, column)
        hidden = Hidden.plain(self._remembered[kind].tokens(numbers, plain))
        if kind == "id_no":
            hidden = _told(hidden, numbers, plain)
        if len(numbers) + column.null_count == len(column):
            return hidden
        rest = pc.if_else(pa.array(plain), pa.scalar(None, pa.string()), column)
        return _merged([hidden, self._coded(rest, kind)])

    def _coded(self, column: pa.Array, kind: str) -> Hidden:
        """The same for values of any form; each distinct one is read and hashed once."""
        coded = column.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        if kind == "key" and pc.all(pc.match_substring_regex(coded.dictionary, KEY)).as_py():
            tokens, odd = self._key.tokens(kind, texts), dict[int, Identifier]()
        else:
            tokens, odd = self._distinct(kind, texts)
        hidden = Hidden.plain(_pointing(coded.indices, tokens))
        if any(not said.value for said in odd.values()):
            hidden = _blamed(hidden, odd, coded)
        if kind == "id_no":
            values = pa.array([odd[at].value if at in odd else text
                               for at, text in enumerate(texts)], pa.string())  # fmt: skip
            hidden = _told(hidden, *numerals.read(kind, values.take(coded.indices)))
        return hidden

    def hide_by(self, column: pa.Array, kinds: pa.Array) -> Hidden:
        """The tokens of a column whose kind of identifier stands beside each value."""
        parts = []
        for kind in pc.unique(kinds.drop_null()).to_pylist():
            chosen = pc.if_else(pc.equal(kinds, kind), column, pa.scalar(None, pa.string()))
            parts.append(self.hide(chosen, kind if kind in identifiers.KINDS else "key"))
        return _merged(parts) if parts else Hidden.plain(pa.nulls(len(column), pa.string()))


def _pointing(indices: pa.Array, tokens: list[str]) -> pa.DictionaryArray:
    """Indices into tokens; a value without one is null."""
    if "" in tokens:
        places = [place if token else None for place, token in enumerate(tokens)]
        indices = pa.array(places, pa.int32()).take(indices)
    return pa.DictionaryArray.from_arrays(indices, pa.array(tokens, pa.string()))


def _blamed(hidden: Hidden, odd: dict[int, Identifier], coded: pa.DictionaryArray) -> Hidden:
    """With the values that were masked, and the problems of others."""
    at = coded.indices.fill_null(len(coded.dictionary))
    said = [odd.get(place, NOBODY) for place in range(len(coded.dictionary) + 1)]
    masked = np.array([one.masked for one in said])[at.to_numpy()]
    problems = pa.array([one.problem or None for one in said], pa.string())
    return replace(hidden, masked=masked, problems=problems.take(at))


def _told(hidden: Hidden, numbers: numerals.Numbers, plain: numerals.Flags) -> Hidden:
    """With the region and the birth day that ID numbers tell; `plain` says whose they are."""
    births, born = np.zeros(len(plain), np.int64), numerals.births(numbers)
    births[plain] = born
    codes = np.zeros(len(plain), np.int32)
    codes[plain] = numerals.regions(numbers)
    indices = pa.array(codes, mask=births == 0)
    return replace(hidden, births=births, regions=REGIONS.take(indices))


def _merged(parts: list[Hidden]) -> Hidden:
    """Parts that fill disjoint places of one column."""
    whole = parts[0]
    for part in parts[1:]:
        whole = Hidden(
            pc.coalesce(pc.cast(whole.tokens, pa.string()), pc.cast(part.tokens, pa.string())),
            whole.masked | part.masked,
            pc.coalesce(whole.problems, part.problems),
            pc.coalesce(whole.regions, part.regions),
            whole.births + part.births,
        )
    return whole
