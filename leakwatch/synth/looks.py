"""A look: one account opened one record at one moment. What the log writers turn into lines."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from leakwatch.synth.arrays import Bools, Ints, Strs, blanks, rank_within

HONEST = -1
NOBODY = -1
USUAL = -1  # the writer of the log decides as it does for everybody
UNAPPROVED = -2


@dataclass(frozen=True)
class Looks:
    """Columns of equal length. `person` NOBODY: a key nobody has; `deed`: the organisation's own
    list of operations; `case` and `call`: numbers as shown in the log; `leak`: which planted one;
    `item`: the waybill or policy on the house's shelf; `place`: of the house's other places;
    `approver`: an account, or UNAPPROVED; `proof`: 1 if the customer's was taken, 0 if not;
    `rows`: returned.
    """

    account: Ints
    second: Ints
    person: Ints
    deed: Ints
    case: Strs
    call: Strs
    found: Bools
    leak: Ints
    item: Ints
    place: Ints
    approver: Ints
    proof: Ints
    rows: Ints

    def __len__(self) -> int:
        return len(self.account)

    def take(self, chosen: Ints | Bools) -> Looks:
        """The chosen rows, in that order."""
        return Looks(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def placed(self, rows: Ints, place: Ints) -> Looks:
        """The same with these rows at other places."""
        at = np.array(self.place)
        at[rows] = place
        return replace(self, place=at)

    @classmethod
    def joined(cls, parts: list[Looks]) -> Looks:
        """All parts one after the other."""
        return cls(
            *(
                np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(cls)
            )
        )


def looks(
    account: Ints,
    second: Ints,
    person: Ints,
    deed: Ints | int,
    *,
    case: Strs | None = None,
    call: Strs | None = None,
    found: Bools | None = None,
    leak: int = HONEST,
    item: Ints | int = USUAL,
    place: Ints | int = USUAL,
    approver: Ints | int = USUAL,
    proof: Ints | int = USUAL,
    rows: Ints | int = USUAL,
) -> Looks:
    """Looks with the usual values where nothing is said."""
    count = len(account)
    return Looks(
        account=account,
        second=second,
        person=person,
        deed=column(deed, count),
        case=blanks(count) if case is None else case,
        call=blanks(count) if call is None else call,
        found=np.ones(count, dtype=bool) if found is None else found,
        leak=column(leak, count),
        item=column(item, count),
        place=column(place, count),
        approver=column(approver, count),
        proof=column(proof, count),
        rows=column(rows, count),
    )


def column(value: Ints | int, count: int) -> Ints:
    """One value for all, or each its own."""
    return np.broadcast_to(np.asarray(value, dtype=np.int64), (count,))


def followed(rng: np.random.Generator, visits: Looks, more: float, deeds: Ints) -> Looks:
    """A visit is rarely one look: others of the same record follow within minutes."""
    extra = np.minimum(rng.geometric(1 - more, len(visits)) - 1, 4)
    rank = rank_within(extra + 1)
    out = visits.take(np.repeat(np.arange(len(visits)), extra + 1))
    gap = np.where(rank > 0, rng.integers(8, 140, len(rank)), 0)
    lag = np.cumsum(gap)
    first = np.repeat(lag[rank == 0], extra + 1)
    deed = np.where(rank > 0, deeds[rng.integers(0, len(deeds), len(rank))], out.deed)
    return replace(out, second=out.second + lag - first, deed=deed)
