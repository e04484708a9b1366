"""Identifiers of a column → tokens; what cannot be one is named, what is masked counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import identifiers
from leakwatch.identifiers import Identifier
from leakwatch.tokens import Key

#: values written in an odd way that are remembered between the pieces of a file
MOST_REMEMBERED = 200_000
#: an ID number of today, with a birth date in it
BORN = r"^\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$"
NOBODY = Identifier()
#: how machines write identifiers, which `identifiers.plain` leaves as they are
PLAIN = {"phone": r"^1\d{10}$", "id_no": r"^\d{17}[\dX]$", "key": r"^[0-9A-Za-z]*\d[0-9A-Za-z]*$"}


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


class Hider:
    """Hides identifiers under one key; each distinct value is read and hashed once.

    Accounts belong to `org`, unless they are written with their own where `spanning`.
    """

    def __init__(self, key: Key, org: str = "*", *, spanning: bool = False) -> None:
        self._key, self._org, self._spanning = key, org, spanning
        self._odd: dict[tuple[str, str], tuple[Identifier, str]] = {}

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
        coded = column.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        if (
            kind in PLAIN
            and pc.all(pc.match_substring_regex(coded.dictionary, PLAIN[kind])).as_py()
        ):
            tokens, odd = self._key.tokens(kind, texts), dict[int, Identifier]()
        else:
            tokens, odd = self._distinct(kind, texts)
        hidden = Hidden.plain(_pointing(coded.indices, tokens))
        if any(not said.value for said in odd.values()):
            hidden = _blamed(hidden, odd, coded)
        if kind == "id_no":
            numbers = [odd[at].value if at in odd else text for at, text in enumerate(texts)]
            hidden = _told(hidden, pa.array(numbers or [""], pa.string()), coded.indices)
        return hidden

    def hide_by(self, column: pa.Array, kinds: pa.Array) -> Hidden:
        """The tokens of a column whose kind of identifier stands beside each value."""
        parts = []
        for kind in pc.unique(kinds.drop_null()).to_pylist():
            chosen = pc.if_else(pc.equal(kinds, kind), column, pa.scalar(None, pa.string()))
            parts.append(self.hide(chosen, kind if kind in identifiers.KINDS else "key"))
        return parts[0] if len(parts) == 1 else _merged(parts, len(column))


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


def _told(hidden: Hidden, numbers: pa.StringArray, indices: pa.Array) -> Hidden:
    """With the region and the birth day that ID numbers tell."""
    at = indices.fill_null(0)
    born = pc.and_(pc.match_substring_regex(numbers, BORN).take(at), pc.is_valid(indices))
    digits = pc.if_else(born, pc.utf8_slice_codeunits(numbers, 6, 14).take(at), pa.scalar("0"))
    regions = pc.if_else(
        born, pc.utf8_slice_codeunits(numbers, 0, 2).take(at), pa.scalar(None, pa.string())
    )
    return replace(hidden, regions=regions, births=np.asarray(pc.cast(digits, pa.int64())))


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
