"""Verdicts, owners, due days, snoozes and notes: what can be done to alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from leakwatch.alerts.acting import LOCKED, By, Row
from leakwatch.alerts.deciding import Verdict, decide_all
from leakwatch.store import suppressions, trail
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.model import batches
from leakwatch.store.notes import Note
from leakwatch.store.suppressions import Suppression
from leakwatch.store.trail import Deed as Kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ANSWERED = "it is answered already"
UNCONFIRMED = "only what is confirmed can be closed"
SECOND = "what is confirmed needs a second person with the right to approve"
HIS = "he may not work on this one"
OWNED = "it belongs to somebody else"


@dataclass(frozen=True)
class Decide:
    """A verdict. Of what is confirmed a second person speaks, who has the right: `approves`."""

    verdict: Verdict
    reason: str
    approves: bool = False

    @property
    def name(self) -> str:
        """The verdict."""
        return self.verdict

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:
        """Locked, answered, or confirmed by himself."""
        said = confirmers(session, [row.id for row in rows if row.status == "confirmed"])
        found = {row.id: self._keeps(row, said.get(row.id), by) for row in rows}
        return {alert: why for alert, why in found.items() if why}

    def _keeps(self, row: Row, confirmer: str | None, by: By) -> str:
        if row.locked(by):
            return LOCKED
        if row.status == "confirmed":
            if self.verdict == "confirmed":
                return ANSWERED
            return "" if self.approves and confirmer != by.name else SECOND
        if self.verdict == "closed":
            return UNCONFIRMED
        # one may think worse of what was dismissed, of nothing better
        again = row.status == "closed" or row.status == self.verdict
        return ANSWERED if again else ""

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Decides."""
        ids = [row.id for row in rows]
        decide_all(session, ids, self.verdict, who=by.name, reason=self.reason, now=by.at)


def confirmers(session: Session, alerts: Sequence[str]) -> dict[str, str]:
    """Alert → who confirmed it last."""
    found: dict[str, str] = {}
    for some in batches(alerts):
        mine = [Decision.alert_id.in_(some), Decision.verdict == "confirmed"]
        last = select(func.max(Decision.id)).where(*mine).group_by(Decision.alert_id)
        rows = session.execute(select(Decision.alert_id, Decision.who).where(Decision.id.in_(last)))
        found |= dict(rows.all())
    return found


@dataclass(frozen=True)
class Assign:
    """Gives alerts to somebody, or to nobody. `anyones` may be taken from others too."""

    to: str | None
    note: str = ""
    anyones: bool = False
    #: the new owner's own account
    besides: str | None = None
    name = "assign"

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:  # noqa: ARG002
        """Locked, answered, or another's."""
        found = {row.id: self._keeps(row, by) for row in rows}
        return {alert: why for alert, why in found.items() if why}

    def _keeps(self, row: Row, by: By) -> str:
        if row.locked(by):
            return LOCKED
        if row.actor == self.besides:
            return HIS
        if row.status not in ("open", "confirmed"):
            return ANSWERED
        return "" if self.anyones or row.owner in (None, by.name) else OWNED

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Sets the owner."""
        _set(session, rows, owner=self.to)
        _note(session, rows, Kind.ASSIGNED, {"to": self.to, "note": self.note}, by)
        if self.note:
            _write(session, rows, self.note, by)


@dataclass(frozen=True)
class Due:
    """Sets the day until which an answer is due, or none."""

    day: date | None
    name = "due"

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:  # noqa: ARG002
        """Answered."""
        return {row.id: ANSWERED for row in rows if row.status not in ("open", "confirmed")}

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Sets it."""
        _set(session, rows, due=self.day)
        _note(session, rows, Kind.DUE_SET, {"day": self.day and self.day.isoformat()}, by)


@dataclass(frozen=True)
class Write:
    """A note beside each."""

    text: str
    name = "note"

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:  # noqa: ARG002
        """Nothing does."""
        return {}

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Writes it."""
        _write(session, rows, self.text, by)
        _note(session, rows, Kind.NOTED, {"letters": len(self.text)}, by)


@dataclass(frozen=True)
class Snooze:
    """Hides alerts until a moment, or until the first of the other ends is reached."""

    until: datetime
    reason: str
    higher: bool = False
    people: int = 0
    member: bool = False
    system: bool = False
    name = "snooze"

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:  # noqa: ARG002
        """Locked or answered."""
        return {row.id: LOCKED if row.locked(by) else ANSWERED
                for row in rows if row.locked(by) or row.status != "open"}  # fmt: skip

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Hides them; a snooze takes the place of the one before."""
        suppressions.end(session, (row.hidden_by for row in rows if row.hidden_by is not None))
        session.execute(insert(Suppression), [self._rule(row, by) for row in rows])
        _set(session, rows, locked_by=None, locked_until=None)
        suppressions.cover(session, by.at, [row.actor for row in rows])
        _note(session, rows, Kind.SNOOZED, {
            "until": self.until.isoformat(), "reason": self.reason, "higher_score": self.higher,
            "more_people": self.people, "new_member": self.member, "new_system": self.system,
        }, by)  # fmt: skip

    def _rule(self, row: Row, by: By) -> dict[str, object]:
        return {
            "actor": row.actor, "alert": row.id, "reason": self.reason, "made": by.at,
            "made_by": by.name, "until": self.until, "state": "standing",
            # scores are compared with what they were, and equal is no higher
            "until_score": row.score + 1e-9 if self.higher else None,
            "until_people": row.subjects + self.people if self.people else None,
            "until_member": True if self.member else None,
            "until_systems": row.systems if self.system and row.systems else None,
        }  # fmt: skip


def _set(session: Session, rows: Sequence[Row], **values: object) -> None:
    for some in batches(row.id for row in rows):
        session.execute(update(Alert).where(Alert.id.in_(some)).values(values))


def _write(session: Session, rows: Sequence[Row], text: str, by: By) -> None:
    said = {"kind": "alert", "at": by.at, "who": by.name, "text": text}
    session.execute(insert(Note), [said | {"item": row.id} for row in rows])


def _note(
    session: Session, rows: Sequence[Row], what: Kind, said: Mapping[str, Any], by: By
) -> None:
    trail.note_all(session, by.name, what, [row.id for row in rows], said, now=by.at)
