"""What a page offers to do to alerts, and what it tells of what was just done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from leakwatch.access import Right
from leakwatch.alerts.undoing import GRACE, SECONDS
from leakwatch.inbox.carrying import workers
from leakwatch.inbox.orders import DISMISSALS
from leakwatch.store import acts

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.acts import Act

#: a snooze lasts so long unless somebody says otherwise
SNOOZE = timedelta(days=14)
#: keys and what they do; each is also a button
KEYS = (
    ("j", "down"), ("k", "up"), ("x", "select"), ("e", "open"), ("a", "assign to me"),
    ("s", "snooze"), ("d", "dismiss"), ("c", "confirm"), ("g", "its ring"), ("u", "undo"),
    ("n", "take the next"), ("/", "search"), ("?", "help"),
)  # fmt: skip
SAID = {
    "dismissed": "dismissed: {count}", "confirmed": "confirmed: {count}",
    "closed": "closed: {count}", "assign": "given: {count}", "snooze": "snoozed: {count}",
    "due": "due day set: {count}", "note": "noted: {count}",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """Lists of words for the forms; `people` is empty for whoever may not assign."""

    reasons: dict[str, str]
    people: list[str]
    closes: bool
    tomorrow: date
    later: date
    keys: tuple[tuple[str, str], ...]
    #: of the visitor's last act: what was done, what was left out and why
    said: str
    left: list[str]
    #: it can still be taken back, for so many seconds
    undo: int


def offered(asking: Visitor) -> Offer:
    """What a visitor who works on alerts may do now."""
    now = datetime.now(UTC)
    since = now - timedelta(seconds=SECONDS + GRACE)
    last = acts.latest(asking.desk.store, asking.user.name, since)
    today = asking.today()
    say = asking.say
    return Offer(
        DISMISSALS, workers(asking) if asking.may(Right.ASSIGN) else [],
        asking.may(Right.APPROVE), today + timedelta(days=1), today + SNOOZE, KEYS,
        _said(asking, last) if last else "",
        [f"{count} · {say(why)}" for why, count in last.left.items()] if last else [],
        _undo(last, now) if last else 0,
    )  # fmt: skip


def _said(asking: Visitor, last: Act) -> str:
    if last.undone:
        return asking.say("taken back: {count}").format(count=last.done)
    if not last.done:
        return asking.say("nothing was done")
    return asking.say(SAID[last.deed]).format(count=last.done)


def _undo(last: Act, now: datetime) -> int:
    if last.undone or not last.changed:
        return 0
    return max(0, SECONDS - int((now - last.at).total_seconds()))
