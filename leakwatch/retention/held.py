"""What matters hold, as conditions on rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from leakwatch.store import matters

if TYPE_CHECKING:
    from leakwatch.store import Store
    from leakwatch.store.matters import Hold

DAY = timedelta(days=1)
#: spans that are asked for as such, others day by day: Arrow's time grows with the square of its
#: terms, and of ten thousand it dies
SPANS = 16


def standing(store: Store) -> list[Hold]:
    """The holds that are not released, by matter."""
    with store.reading() as session:
        return matters.standing(session)


def fits(holds: Sequence[Hold]) -> Any:
    """Rows with actor and day that are held, as an Arrow expression; None without holds."""
    import pyarrow.compute as pc

    actor, day = pc.field("actor"), pc.field("day")
    held = defaultdict[tuple[date, date], set[str]](set)
    for one in holds:
        held[one.first, one.last].add(one.actor)
    longest = sorted(held, key=lambda span: (span[0] - span[1], span))
    each = [(day >= first) & (day <= last) & actor.isin(sorted(held[first, last]))
            for first, last in longest[:SPANS]]  # fmt: skip
    if rest := longest[SPANS:]:
        known = {f"{one}/{first + DAY * n}" for first, last in rest for one in held[first, last]
                 for n in range((last - first).days + 1)}  # fmt: skip
        each.append(pc.binary_join_element_wise(actor, day.cast("string"), "/").isin(sorted(known)))
    return reduce(or_, each) if each else None


def reaching(holds: Sequence[Hold], before: date) -> list[Hold]:
    """The holds on days before one."""
    return [one for one in holds if one.first < before]


def by_matter(holds: Sequence[Hold]) -> dict[str, list[Hold]]:
    """The holds of each matter."""
    return {name: [one for one in holds if one.matter == name]
            for name in sorted({one.matter for one in holds})}  # fmt: skip
