"""The trail: who did what, in a chain of hashes (see chain); rows are added, never changed."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.chain import NOTHING, Head, Row, hashed
from leakwatch.store.model import Model

#: entries fetched at a time
AT_A_TIME = 2000
#: in `session.info`, where a session has written to the trail
NOTED = "trail"


class Deed(StrEnum):
    """What people and jobs do that is on the trail; `whom` is what it was done to."""

    #: an alert; verdict and reason
    DECIDED = "decided"
    #: an alert; to whom and why, for how long, what of it
    ASSIGNED = "assigned"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    DUE_SET = "due_set"
    NOTED = "noted"
    UNDONE = "undone"
    #: a file; table and rows
    EXPORTED = "exported"
    #: a matter; which of its files, in which language, with or without the raw logs
    EXPORT_ASKED = "export_asked"
    #: the organisation; which keys
    SETTINGS_CHANGED = "settings_changed"
    #: a proposal; what it would change, why, who decided
    PROPOSED = "proposed"
    PROPOSAL_APPROVED = "proposal_approved"
    PROPOSAL_REFUSED = "proposal_refused"
    #: a user; who he is
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    USER_REMOVED = "user_removed"
    #: the user himself
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    #: whose API token; its name
    TOKEN_MADE = "token_made"  # noqa: S105 — a deed
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 — a deed
    #: a token; the alert or matter, and why
    REVEALED = "revealed"
    #: what needs a second person, a token or a matter; who asked for what, and why
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    REFUSED = "refused"
    #: a page with evidence
    VIEWED = "viewed"
    #: what retention took: a kind of data; up to when, how much
    DELETED = "deleted"
    #: a matter; what of it, and why
    MATTER_OPENED = "matter_opened"
    MATTER_ADDED = "matter_added"
    MATTER_REMOVED = "matter_removed"
    MATTER_CHANGED = "matter_changed"
    CLOSING_PROPOSED = "closing_proposed"
    SENT_BACK = "sent_back"
    MATTER_CLOSED = "matter_closed"
    MATTER_REOPENED = "matter_reopened"
    #: a matter; which of its accounts, duties or measures, and what of it
    ACCOUNT_ANSWERED = "account_answered"
    DUTY_ANSWERED = "duty_answered"
    MEASURE_SET = "measure_set"
    MEASURE_DONE = "measure_done"
    MEASURE_OPENED = "measure_opened"
    MEASURE_DROPPED = "measure_dropped"
    PROOF_ADDED = "proof_added"
    EVIDENCE_ADDED = "evidence_added"
    HELD = "held"
    RELEASED = "released"
    #: a job; why, or for which moments
    JOB_ASKED = "job_asked"
    JOB_PAUSED = "job_paused"
    JOB_RESUMED = "job_resumed"
    #: a backup; when it was made
    RESTORED = "restored"


class Entry(Model):
    """One thing somebody did; `number` counts from 1 without a gap."""

    __tablename__ = "trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: UTC as written in the hash, ISO 8601 with microseconds
    at: Mapped[str] = mapped_column(String(32), index=True)
    who: Mapped[str] = mapped_column(String(128), index=True)
    what: Mapped[str] = mapped_column(String(64), index=True)
    #: what it was done to: an alert, a matter, a file
    whom: Mapped[str] = mapped_column(String(255), index=True)
    #: more of it: JSON in one order
    details: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


COLUMNS = [getattr(Entry, name) for name in Row._fields]
WIDTHS = {"who": 128, "what": 64, "whom": 255}


def note(
    session: Session,
    who: str,
    what: Deed,
    whom: str,
    details: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
) -> Head:
    """Adds what somebody did; kept with the deed itself, or lost with it.

    `session` is one of `Store.writing`, so that one entry is added at a time; `details` are what
    JSON takes. ValueError for names that are too long or hold what no database keeps.
    """
    return note_all(session, who, what, [whom], details or {}, now=now)


def note_all(
    session: Session, who: str, what: Deed, whom: Iterable[str], details: Mapping[str, Any], *,
    now: datetime | None = None,
) -> Head:  # fmt: skip
    """The same for many at once, an entry each."""
    last, made = head(session), list[dict[str, Any]]()
    moment = written(now or datetime.now(UTC))
    said = json.dumps(dict(details), ensure_ascii=False, sort_keys=True, allow_nan=False,
                      separators=(",", ":"))  # fmt: skip
    for one in whom:
        _fitting(who=who, what=what, whom=one)
        row = Row(last.number + 1, moment, who, str(what), one, said, last.hash, "")
        last = Head(row.number, hashed(row))
        made.append(row._replace(hash=last.hash)._asdict())
    if made:
        session.execute(insert(Entry), made)
        session.info[NOTED] = True
    return last


def written(at: datetime) -> str:
    """A moment as entries have it.

    >>> written(datetime(2026, 3, 7, 1, 5, tzinfo=UTC))
    '2026-03-07T01:05:00.000000Z'
    """
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _fitting(**said: str) -> None:
    for name, value in said.items():
        if not value or len(value) > WIDTHS[name] or "\0" in value:
            raise ValueError(f"no {name} of an entry: {value[:40]!r}, of {len(value)} letters")


def head(session: Session) -> Head:
    """The last entry; number 0 where there is none yet."""
    last = select(Entry.number, Entry.hash).order_by(Entry.number.desc()).limit(1)
    row = session.execute(last).one_or_none()
    return Head(*row) if row else NOTHING


def rows(session: Session) -> Iterator[Row]:
    """Every entry in order of numbers, some at a time, as one moment saw them."""
    chosen = select(*COLUMNS).order_by(Entry.number)
    found = session.execute(chosen, execution_options={"yield_per": AT_A_TIME})
    return (Row(*row) for row in found)


def latest(session: Session, what: Deed) -> dict[str, Any] | None:
    """The details of the last entry of this deed."""
    last = select(Entry.details).where(Entry.what == str(what))
    said = session.scalar(last.order_by(Entry.number.desc()).limit(1))
    told: dict[str, Any] | None = None if said is None else json.loads(said)
    return told


def shell() -> str:
    """Who works at a shell: the account of the operating system, `shell:` before it."""
    try:
        return f"shell:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        # a container may run under a number that has no name
        return f"shell:{os.getuid()}"
