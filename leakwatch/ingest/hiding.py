"""Identifiers of a column → tokens; what cannot be one is named, what is masked counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import identifiers
from leakwatch.identifiers import Identifier
from leakwatch.tokens import Key

#: distinct values of a kind remembered between the pieces of a file
MOST_REMEMBERED = 1_000_000


@dataclass(frozen=True)
class Hidden:
    """Tokens of a column, as indices into the distinct ones; which values were masked, and the
    problem of each (null: none)."""

    tokens: pa.DictionaryArray
    masked: npt.NDArray[np.bool_]
    problems: pa.Array
    regions: pa.Array
    births: npt.NDArray[np.int64]

    @classmethod
    def plain(cls, tokens: pa.DictionaryArray) -> Hidden:
        """Tokens without anything to say beside them."""
        none, count = pa.nulls(len(tokens), pa.string()), len(tokens)
        return cls(tokens, np.zeros(count, bool), none, none, np.zeros(count, np.int64))


@dataclass(frozen=True)
class _Known:
    """Values of one kind as written → token (empty where there is none), and what else is known.

    Kept apart by what it is: a million tuples would keep the garbage collector busy.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    odd: dict[str, Identifier] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    births: dict[str, int] = field(default_factory=dict)


class Hider:
    """Hides identifiers under one key; each distinct value is read and hashed once.

    Accounts belong to `org`, unless they are written with their own where `spanning`.
    """

    def __init__(self, key: Key, org: str = "*", *, spanning: bool = False) -> None:
        self._key, self._org, self._spanning = key, org, spanning
        self._known: dict[str, _Known] = {}

    def _distinct(self, kind: str, texts: list[str]) -> _Known:
        """What is known of the values of a kind, these among them, each read and hashed once."""
        known = self._known.get(kind)
        if known is None or len(known.tokens) + len(texts) > MOST_REMEMBERED:
            known = self._known[kind] = _Known()
        tokens, plain, hashed = known.tokens, identifiers.plain, self._key.token
        for written in [text for text in texts if text not in tokens]:
            value = plain(kind, written)
            if value is None:
                value = self._read(kind, written, known)
            else:
                tokens[written] = hashed(kind, value)
            if kind == "id_no":
                _tell(written, value, known)
        return known

    def _read(self, kind: str, written: str, known: _Known) -> str:
        """What is written as people write it; empty where it is no identifier."""
        said = self._said(kind, written)
        if not said.value:
            known.tokens[written] = ""
            known.odd[written] = said
            return ""
        if kind == "contact":
            kind = "phone" if identifiers.contact_kind(written) == "phone" else "key"
        known.tokens[written] = self._key.token(kind, said.value)
        return said.value

    def _said(self, kind: str, written: str) -> identifiers.Identifier:
        if kind == "actor":
            return identifiers.account(self._org, written, spanning=self._spanning)
        return identifiers.read(kind, written)

    def hide(self, column: pa.Array, kind: str) -> Hidden:
        """The tokens of a column of one kind of identifier; null stays null."""
        coded = column.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        known = self._distinct(kind, texts)
        tokens = [*map(known.tokens.__getitem__, texts)]
        hidden = Hidden.plain(_pointing(coded.indices, tokens))
        if "" in tokens:
            hidden = _blamed(hidden, [known.odd.get(written) for written in texts], coded.indices)
        if kind == "id_no":
            hidden = _told(hidden, known, texts, coded.indices)
        return hidden

    def hide_by(self, column: pa.Array, kinds: pa.Array) -> Hidden:
        """The tokens of a column whose kind of identifier stands beside each value."""
        parts = []
        for kind in pc.unique(kinds.drop_null()).to_pylist():
            chosen = pc.if_else(pc.equal(kinds, kind), column, pa.scalar(None, pa.string()))
            parts.append(self.hide(chosen, kind if kind in identifiers.KINDS else "key"))
        return parts[0] if len(parts) == 1 else _merged(parts, len(column))


def _tell(written: str, id_no: str, known: _Known) -> None:
    """Notes the region and the birth day of an ID number."""
    if birth := identifiers.birth(id_no):
        known.births[written] = birth.year * 10_000 + birth.month * 100 + birth.day
        known.regions[written] = id_no[:2]


def _pointing(indices: pa.Array, tokens: list[str]) -> pa.DictionaryArray:
    """Indices into tokens; a value without one is null."""
    if "" in tokens:
        places = [place if token else None for place, token in enumerate(tokens)]
        indices = pa.array(places, pa.int32()).take(indices)
    return pa.DictionaryArray.from_arrays(indices, pa.array(tokens, pa.string()))


def _blamed(hidden: Hidden, odd: list[Identifier | None], indices: pa.Array) -> Hidden:
    """With the values that were masked, and the problems of others."""
    at = indices.fill_null(len(odd))
    said = [*odd, None]
    masked = np.array([bool(one and one.masked) for one in said])[at.to_numpy()]
    problems = pa.array([one.problem or None if one else None for one in said], pa.string())
    return replace(hidden, masked=masked, problems=problems.take(at))


def _told(hidden: Hidden, known: _Known, texts: list[str], indices: pa.Array) -> Hidden:
    """With the region and the birth day that ID numbers tell."""
    at = indices.fill_null(len(texts))
    regions = pa.array([*map(known.regions.get, texts), None], pa.string())
    births = np.array([*(known.births.get(written, 0) for written in texts), 0], np.int64)
    return replace(hidden, regions=regions.take(at), births=births[at.to_numpy()])


def _merged(parts: list[Hidden], length: int) -> Hidden:
    """Parts that fill disjoint places of one column."""
    whole = Hidden.plain(pa.nulls(length, pa.string()).dictionary_encode())
    for part in parts:
        ours, theirs = whole.tokens, part.tokens
        shifted = pc.add(theirs.indices, pa.scalar(len(ours.dictionary), pa.int32()))
        whole = Hidden(
            pa.DictionaryArray.from_arrays(
                pc.coalesce(ours.indices, shifted),
                pa.concat_arrays([ours.dictionary, theirs.dictionary]),
            ),
            whole.masked | part.masked,
            pc.coalesce(whole.problems, part.problems),
            pc.coalesce(whole.regions, part.regions),
            whole.births + part.births,
        )
    return whole
