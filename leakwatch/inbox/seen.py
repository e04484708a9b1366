"""Who has seen which evidence, on the trail; and which of it is there no more to be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch.store import trail
from leakwatch.store.trail import Deed
from leakwatch.visible import VISIBLE, WHATS

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.lookup import Lookup


def viewed(asking: Visitor, whom: str, **details: Any) -> None:
    """Notes that somebody looked; nothing is shown that is not noted first."""
    with asking.desk.store.writing() as session:
        trail.note(session, asking.user.name, Deed.VIEWED, whom, details)


def gone(lookup: Lookup, sources: Collection[str], days: Sequence[date]) -> list[dict[str, Any]]:
    """What retention let go that these days need: `what`, and `since` when it is there again."""
    found = dict[str, date]()
    for row in lookup.rows("visible", [*VISIBLE]).to_pylist():
        if row["since"] and (not row["source"] or not sources or row["source"] in sources):
            found[row["what"]] = max(row["since"], found.get(row["what"], row["since"]))
    return [{"what": what, "since": found[what]} for what in WHATS
            if what in found and days and found[what] > min(days)]  # fmt: skip
