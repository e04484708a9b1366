"""Identifiers of a column → tokens; what cannot be one is named, what is masked counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import identifiers
from leakwatch.tokens import Key

#: distinct values remembered between the pieces of a file
MOST_REMEMBERED = 400_000


@dataclass(frozen=True)
class Hidden:
    """Tokens of a column; which values were masked, and the problem of each (None: none)."""

    tokens: pa.Array
    masked: npt.NDArray[np.bool_]
    problems: pa.Array
    regions: pa.Array
    births: npt.NDArray[np.int64]


class Hider:
    """Hides identifiers under one key; each distinct value is read and hashed once."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._known: dict[
            tuple[str, str], tuple[str | None, bool, str | None, str | None, int]
        ] = {}

    def _one(self, kind: str, written: str) -> tuple[str | None, bool, str | None, str | None, int]:
        """Token, masked, problem, region and birth day (as yyyymmdd, 0: unknown) of a value."""
        known = self._known.get((kind, written))
        if known is not None:
            return known
        said = identifiers.read(kind, written)
        if said.masked or said.problem:
            known = (None, said.masked, said.problem or None, None, 0)
        else:
            actual = identifiers.contact_kind(written) if kind == "contact" else kind
            actual = "key" if actual == "account" else actual
            region, born = None, 0
            if kind == "id_no" and (birth := identifiers.birth(said.value)):
                region = identifiers.region(said.value)
                born = birth.year * 10_000 + birth.month * 100 + birth.day
            known = (self._key.token(actual, said.value), False, None, region, born)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[kind, written] = known
        return known

    def hide(self, column: pa.Array, kind: str) -> Hidden:
        """The tokens of a column of one kind of identifier; null stays null."""
        coded = pc.dictionary_encode(column)
        values = [self._one(kind, written) for written in coded.dictionary.to_pylist()]
        values.append((None, False, None, None, 0))
        at = coded.indices.fill_null(len(values) - 1)
        place = np.asarray(at.to_numpy(zero_copy_only=False), np.int64)
        tokens, masked, problems, regions, births = zip(*values, strict=True)
        return Hidden(
            pa.array(tokens, pa.string()).take(at),
            np.array(masked, bool)[place],
            pa.array(problems, pa.string()).take(at),
            pa.array(regions, pa.string()).take(at),
            np.array(births, np.int64)[place],
        )

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
