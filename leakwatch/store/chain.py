"""The chain of the trail: what an entry's hash covers, and where a chain is broken.

Each hash covers its entry's fields and the hash of the entry before, so that an entry edited,
removed, moved or put in breaks the chain (S. Haber, W. S. Stornetta, How to time-stamp a digital
document, J. Cryptology 3, 1991). Who can write the whole chain anew breaks nothing: only a head
kept elsewhere finds that, and finds what was cut off at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

#: stands before the first entry
GENESIS = "0" * 64
#: a chain with more flaws than this is not read on
MANY = 200
_ENCODE = msgspec.json.Encoder().encode


class Row(NamedTuple):
    """An entry as it is kept; in a copy that somebody edited, whatever stands there."""

    number: int
    at: str
    who: str
    what: str
    whom: str
    details: str
    before: str
    hash: str


class Head(NamedTuple):
    """The last entry of a trail, or of a part of it: nothing up to it can change unseen."""

    number: int
    hash: str

    def __str__(self) -> str:
        """As people keep it.

        >>> str(Head(7, "5e77"))
        '7:5e77'
        """
        return f"{self.number}:{self.hash}"


#: of a trail without entries
NOTHING = Head(0, GENESIS)


class How(StrEnum):
    """What was done to a trail."""

    EDITED = "edited"
    MISSING = "missing"
    MOVED = "moved"
    REPLACED = "replaced"
    INSERTED = "inserted"
    TRUNCATED = "truncated"
    UNMARKED = "unmarked"


class Flaw(NamedTuple):
    """What was done to the entries `first` to `last`, in a sentence; of a mark, no entries."""

    how: How
    said: str
    first: int | None = None
    last: int | None = None


def covered(row: Row) -> bytes:
    """What the hash covers: a JSON array in UTF-8, without spaces, the number last."""
    told = (row.before, row.at, row.who, row.what, row.whom, row.details, row.number)
    return _ENCODE(told)


def hashed(row: Row) -> str:
    """SHA-256 of what it covers.

    >>> hashed(Row(1, "2026-03-07T01:05:00.000000Z", "lin", "decided", "A1", "{}", GENESIS, ""))[:8]
    'ec7a047e'
    """
    return hashlib.sha256(covered(row)).hexdigest()


@dataclass
class Checked:
    """A trail that was read: how many entries, the last of them, and what is wrong."""

    entries: int = 0
    head: Head = NOTHING
    flaws: list[Flaw] = field(default_factory=list)
    #: False where so much is wrong that reading was given up
    whole: bool = True


def check(rows: Iterable[Row], known: Mapping[str, Head] | None = None) -> Checked:
    """Reads a trail in the order given, once; `known` are heads kept elsewhere, by where."""
    reading = _Reading()
    told = Checked()
    heads = known or {}
    for row in rows:
        told.entries += 1
        reading.take(row)
        reading.compare(row, heads)
        if reading.trouble > MANY:
            told.whole = False
            break
    told.head = reading.head
    told.flaws = merged([*reading.flaws, *reading.forged(), *reading.missing()])
    if told.whole:
        told.flaws += _cut(reading.head, heads)
    return told


def _cut(head: Head, heads: Mapping[str, Head]) -> list[Flaw]:
    """Entries that a head kept elsewhere knows of, and that are no more."""
    ahead = [(kept.number, where) for where, kept in heads.items() if kept.number > head.number]
    return [
        Flaw(How.TRUNCATED, f"cut off at the end: {where} knows {number} entries",
             head.number + 1, number)
        for number, where in sorted(ahead)[-1:]
    ]  # fmt: skip


class _Suspect(NamedTuple):
    """An entry whose hash does not fit, and the hash's state before the number is taken in."""

    number: int
    hash: str
    state: Any

    def fits(self, number: int) -> bool:
        """True where it would be whole under this number."""
        tried = self.state.copy()
        tried.update(b"%d]" % number)
        return bool(tried.hexdigest() == self.hash)


@dataclass
class _Reading:
    """Where reading stands: what came last, which numbers were passed over, what is wrong."""

    head: Head = NOTHING
    flaws: list[Flaw] = field(default_factory=list)
    _last: Head = NOTHING
    _sound: bool = True
    _gaps: list[tuple[int, int]] = field(default_factory=list)
    _suspects: list[_Suspect] = field(default_factory=list)

    @property
    def trouble(self) -> int:
        return len(self.flaws) + len(self._gaps) + len(self._suspects)

    def take(self, row: Row) -> None:
        """Looks at one entry and at how it follows the one before."""
        place = self._placed(row.number)
        sound = hashed(row) == row.hash
        if not sound:
            state = hashlib.sha256(covered(row).removesuffix(b"%d]" % row.number))
            self._suspects.append(_Suspect(row.number, row.hash, state))
        elif place and self._sound and row.before != self._last.hash:
            self._unlinked(row.number)
        self._last, self._sound = Head(row.number, row.hash), sound
        if row.number > self.head.number:
            self.head = self._last

    def compare(self, row: Row, heads: Mapping[str, Head]) -> None:
        """Holds an entry against the heads kept elsewhere, which may be cut short."""
        for where, kept in heads.items():
            if kept.number == row.number and not row.hash.startswith(kept.hash):
                said = f"not the entry that {where} knows: it was replaced, or one before it"
                self.flaws.append(Flaw(How.REPLACED, said, row.number, row.number))

    def _placed(self, number: int) -> bool:
        """True where a number follows the last; else notes what was passed over, or moved."""
        last, top = self._last.number, self.head.number
        if number > top + 1:
            self._gaps.append((top + 1, number - 1))
        elif number <= top:
            gap = next((one for one in self._gaps if one[0] <= number <= one[1]), None)
            self._late(number, gap)
        return number == last + 1

    def _late(self, number: int, gap: tuple[int, int] | None) -> None:
        """One that stands after a higher one: passed over before, or there twice."""
        if gap is None:
            said = "stands in the trail a second time"
            self.flaws.append(Flaw(How.INSERTED, said, number, number))
            return
        low, high = gap
        self._gaps.remove(gap)
        self._gaps += [one for one in ((low, number - 1), (number + 1, high)) if one[0] <= one[1]]
        if number != self._last.number + 1:
            said = f"stands after {self._last.number}"
            self.flaws.append(Flaw(How.MOVED, said, number, number))

    def _unlinked(self, number: int) -> None:
        if number == 1:
            said = "the first entry follows another: it was replaced"
            self.flaws.append(Flaw(How.REPLACED, said, 1, 1))
            return
        said = f"entry {number} was made to follow another: one of the two was replaced"
        self.flaws.append(Flaw(How.REPLACED, said, number - 1, number))

    def forged(self) -> list[Flaw]:
        """Entries whose hash does not fit: moved where it fits another number, else edited."""
        numbers = {one.number for one in self._suspects}
        found = []
        for one in self._suspects:
            near = {one.number - 1, one.number + 1}
            of = next((each for each in sorted(near | numbers) if one.fits(each)), None)
            how = How.EDITED if of is None else How.MOVED
            said = "its hash does not fit what it says" if of is None else f"was number {of}"
            found.append(Flaw(how, said, one.number, one.number))
        return found

    def missing(self) -> list[Flaw]:
        """Numbers that never came."""
        return [Flaw(How.MISSING, "not there", low, high) for low, high in self._gaps]


def merged(flaws: Iterable[Flaw]) -> list[Flaw]:
    """In order of numbers; neighbours of which the same is said are one.

    >>> merged([Flaw(How.EDITED, "x", 3, 3), Flaw(How.EDITED, "x", 2, 2)])
    [Flaw(how=<How.EDITED: 'edited'>, said='x', first=2, last=3)]
    """
    found: list[Flaw] = []
    for one in sorted(flaws, key=lambda flaw: (flaw.first or 0, flaw.last or 0)):
        had = found[-1] if found else None
        if had and (had.how, had.said) == (one.how, one.said) and had.last == (one.first or 0) - 1:
            found[-1] = had._replace(last=one.last)
        else:
            found.append(one)
    return found
