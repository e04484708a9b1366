"""What matters hold, as conditions on rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from leakwatch.store import matters

if TYPE_CHECKING:
    from datetime import date

    from leakwatch.store import Store
    from leakwatch.store.matters import Hold


def standing(store: Store) -> list[Hold]:
    """The holds that are not released, by matter."""
    with store.reading() as session:
        return matters.standing(session)


def fits(holds: Sequence[Hold]) -> Any:
    """Rows with actor and day that are held, as an Arrow expression; None without holds."""
    import pyarrow.compute as pc

    actor, day = pc.field("actor"), pc.field("day")
    each = [(actor == one.actor) & (day >= one.first) & (day <= one.last) for one in holds]
    return reduce(or_, each) if each else None


def reaching(holds: Sequence[Hold], before: date) -> list[Hold]:
    """The holds on days before one."""
    return [one for one in holds if one.first < before]


def by_matter(holds: Sequence[Hold]) -> dict[str, list[Hold]]:
    """The holds of each matter."""
    return {name: [one for one in holds if one.matter == name]
            for name in sorted({one.matter for one in holds})}  # fmt: skip
