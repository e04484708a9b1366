"""Identifiers of a column → tokens; what cannot be one is named, what is masked counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import identifiers
from leakwatch.tokens import Key

#: distinct values remembered between the pieces of a file
MOST_REMEMBERED = 400_000
#: token, masked, problem, region and birth day (as yyyymmdd, 0: unknown) of a value
_Known = tuple[str | None, bool, str | None, str | None, int]


@dataclass(frozen=True)
class Hidden:
    """Tokens of a column; which values were masked, and the problem of each (None: none)."""

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
        self._known: dict[tuple[str, str], _Known] = {}

    def _one(self, kind: str, written: str) -> _Known:
        """What is known of one value, read and hashed if it is new."""
        known = self._known.get((kind, written))
        if known is None:
            known = self._read(kind, written)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[kind, written] = known
        return known

    def _read(self, kind: str, written: str) -> _Known:
        value = identifiers.plain(kind, written)
        if value is None:
            said = self._said(kind, written)
            if said.masked or said.problem:
                return None, said.masked, said.problem or None, None, 0
            value = said.value
        if kind == "contact":
            kind = "phone" if identifiers.contact_kind(written) == "phone" else "key"
        region, born = None, 0
        if kind == "id_no" and (birth := identifiers.birth(value)):
            region = identifiers.region(value)
            born = birth.year * 10_000 + birth.month * 100 + birth.day
        return self._key.token(kind, value), False, None, region, born

    def _said(self, kind: str, written: str) -> identifiers.Identifier:
        if kind == "actor":
            return identifiers.account(self._org, written, spanning=self._spanning)
        return identifiers.read(kind, written)

    def hide(self, column: pa.Array, kind: str) -> Hidden:
        """The tokens of a column of one kind of identifier; null stays null."""
        coded = pc.dictionary_encode(column)
        values = [self._one(kind, written) for written in coded.dictionary.to_pylist()]
        values.append((None, False, None, None, 0))
        at = coded.indices.fill_null(len(values) - 1)
        place = np.asarray(at.to_numpy(zero_copy_only=False), np.int64)
        tokens = pa.array([value[0] for value in values], pa.string()).take(at)
        hidden = Hidden.plain(tokens)
        if any(value[0] is None for value in values[:-1]):
            masked = np.array([value[1] for value in values], bool)[place]
            problems = pa.array([value[2] for value in values], pa.string()).take(at)
            hidden = replace(hidden, masked=masked, problems=problems)
        if kind == "id_no":
            regions = pa.array([value[3] for value in values], pa.string()).take(at)
            births = np.array([value[4] for value in values], np.int64)[place]
            hidden = replace(hidden, regions=regions, births=births)
        return hidden

    def hide_by(self, column: pa.Array, kinds: pa.Array) -> Hidden:
        """The tokens of a column whose kind of identifier stands beside each value."""
        parts = {}
        for kind in pc.unique(kinds.drop_null()).to_pylist():
            chosen = pc.if_else(pc.equal(kinds, kind), column, pa.scalar(None, pa.string()))
            parts[kind] = self.hide(chosen, kind if kind in identifiers.KINDS else "key")
        return _merged(list(parts.values()), len(column))


def _merged(parts: list[Hidden], length: int) -> Hidden:
    """Parts that fill disjoint places of one column."""
    empty, masked, births = (
        pa.nulls(length, pa.string()),
        np.zeros(length, bool),
        np.zeros(length, int),
    )
    for part in parts:
        masked |= part.masked
        births += part.births
    return Hidden(
        pc.coalesce(empty, *(part.tokens for part in parts)),
        masked,
        pc.coalesce(empty, *(part.problems for part in parts)),
        pc.coalesce(empty, *(part.regions for part in parts)),
        births,
    )
