"""Windows of jobs: what was due when, and what became of it; nothing is done twice.

A window is one moment a job was due. It is unique on job, moment and settings: the same work under
the same settings exists once. The clock adds those that are due, a person those he asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc, batches

if TYPE_CHECKING:
    from leakwatch.store.database import Store

#: who asks when no person does
CLOCK = "clock"
#: after a failure a window rests so long, twice as long after each more, at most so long
RESTS, RESTS_AT_MOST = timedelta(seconds=30), timedelta(hours=1)
WAITING: dict[str, Any] = {
    "state": "waiting", "fence": None, "began": None, "ended": None, "again": None,
    "progress": None, "error": None,
}  # fmt: skip


class Window(Model):
    """One moment a job was due; `state` is waiting, running, done or failed."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        UniqueConstraint("job", "due", "settings_hash"),
        Index(None, "state", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    due: Mapped[datetime] = mapped_column(Utc)
    settings_hash: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    #: of the lease under which it was last begun
    fence: Mapped[int | None]
    attempts: Mapped[int]
    began: Mapped[datetime | None] = mapped_column(Utc)
    ended: Mapped[datetime | None] = mapped_column(Utc)
    #: a failed one is tried again then
    again: Mapped[datetime | None] = mapped_column(Utc)
    #: step and count while it runs; what it did, when it has ended
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)


def add(
    store: Store, job: str, dues: Iterable[datetime], settings_hash: str, *, asked_by: str = CLOCK
) -> int:
    """Windows that wait, one a moment; how many were not there yet."""
    wanted = sorted(set(dues))
    if not wanted:
        return 0
    with store.writing() as session:
        return added(session, job, wanted, settings_hash, asked_by=asked_by)


def added(
    session: Session, job: str, wanted: Sequence[datetime], settings_hash: str, *, asked_by: str
) -> int:
    """The same within a writing session, for moments in order.

    One that was begun before it was due, by a clock that had run ahead, waits again.
    """
    mine = [Window.job == job, Window.settings_hash == settings_hash,
            Window.due.between(wanted[0], wanted[-1])]  # fmt: skip
    # what another covers was never begun
    begun = func.coalesce(Window.began, Window.ended)
    early = update(Window).where(*mine, Window.state == "done", begun < Window.due)
    again = session.scalars(early.values(WAITING).returning(Window.id)).all()
    known = set(session.scalars(select(Window.due).where(*mine)))
    row = {"job": job, "settings_hash": settings_hash, "asked_by": asked_by, "attempts": 0}
    new = [{**row, **WAITING, "due": due} for due in wanted if due not in known]
    if new:
        session.execute(insert(Window), new)
    return len(new) + len(again)


def last_due(store: Store, job: str, now: datetime) -> datetime | None:
    """The last moment up to now that the clock added for a job, whatever became of it."""
    mine = select(func.max(Window.due)).where(Window.job == job, Window.asked_by == CLOCK)
    with store.reading() as session:
        return session.scalar(mine.where(Window.due <= now))


def open_windows(store: Store) -> list[Window]:
    """All that is not done, the first due first."""
    with store.reading() as session:
        # named one by one, the index finds them among the many that are done
        rest = select(Window).where(Window.state.in_(["waiting", "running", "failed"]))
        return list(session.scalars(rest.order_by(Window.due, Window.id)))


def begin(
    store: Store, number: int, fence: int, settings_hash: str, now: datetime | None = None
) -> int:
    """Note that a window is begun under this fence and these settings; which attempt that is.

    0 where nothing is to do: it is done, or the same moment has a window under these settings.
    """
    at = now or datetime.now(UTC)
    with store.writing() as session:
        found = session.get(Window, number)
        if found is None or found.state == "done":
            return 0
        if twin := _twin(session, found, settings_hash):
            found.state, found.ended, found.progress = "done", at, {"covered_by": twin}
            return 0
        # rests grow though it is another moment's turn by now
        tried = select(func.max(Window.attempts)).where(
            Window.job == found.job, Window.state != "done", Window.due <= found.due
        )
        found.attempts = (session.scalar(tried) or 0) + 1
        found.settings_hash, found.state, found.fence = settings_hash, "running", fence
        found.began, found.ended, found.error = at, None, None
    return found.attempts


def _twin(session: Session, one: Window, settings_hash: str) -> int | None:
    """The window of the same moment under other settings."""
    if one.settings_hash == settings_hash:
        return None
    return session.scalar(
        select(Window.id).filter_by(job=one.job, due=one.due, settings_hash=settings_hash)
    )


def ours(store: Store, number: int, attempt: int) -> bool:
    """True while this attempt at a window is the last, and not ended."""
    with store.reading() as session:
        return session.scalar(select(Window.id).where(*_running(number, attempt))) is not None


def tell(store: Store, number: int, attempt: int, progress: dict[str, Any]) -> None:
    """How far a window is, for those who watch."""
    with store.writing() as session:
        session.execute(update(Window).where(*_running(number, attempt)).values(progress=progress))


def done(
    store: Store, number: int, attempt: int, summary: dict[str, Any], *,
    covered: Iterable[int] = (), now: datetime | None = None,
) -> bool:  # fmt: skip
    """Note that a window is done, and with it the earlier ones it covers; False where this attempt
    is not the last."""
    said = {"state": "done", "ended": now or datetime.now(UTC), "error": None, "again": None}
    with store.writing() as session:
        mine = update(Window).where(*_running(number, attempt)).values(**said, progress=summary)
        if session.scalar(mine.returning(Window.id)) is None:
            return False
        rest = update(Window).where(Window.state != "done")
        for some in batches(covered):
            values = {**said, "progress": {"covered_by": number}}
            session.execute(rest.where(Window.id.in_(some)).values(values))
    return True


def failed(
    store: Store, number: int, attempt: int, error: str, now: datetime | None = None
) -> bool:
    """Note why a window failed, and when it is tried again; False where this attempt is not the
    last."""
    at = now or datetime.now(UTC)
    again = at + min(RESTS * 2 ** min(attempt - 1, 10), RESTS_AT_MOST)
    return _ended(store, number, attempt, state="failed", ended=at, error=error, again=again)


def back(store: Store, number: int, attempt: int) -> bool:
    """Let a window wait again that was begun and not finished; False where this attempt is not the
    last."""
    return _ended(store, number, attempt, state="waiting")


def _ended(store: Store, number: int, attempt: int, **values: Any) -> bool:
    mine = update(Window).where(*_running(number, attempt)).values(values).returning(Window.id)
    with store.writing() as session:
        return session.scalar(mine) is not None


def _running(number: int, attempt: int) -> tuple[ColumnElement[bool], ...]:
    return Window.id == number, Window.state == "running", Window.attempts == attempt


def at_once(session: Session, job: str) -> None:
    """What failed rests no more."""
    session.execute(update(Window).where(Window.job == job).values(again=None))


def numbered(session: Session, job: str, due: datetime, settings_hash: str) -> Window:
    """The window of a job, a moment and settings; NoResultFound where there is none."""
    found = select(Window).filter_by(job=job, due=due, settings_hash=settings_hash)
    return session.execute(found).scalar_one()


def last_done(store: Store, job: str) -> Window | None:
    """The window done that was due last."""
    with store.reading() as session:
        ended = select(Window).where(Window.job == job, Window.state == "done")
        return session.scalars(ended.order_by(Window.due.desc()).limit(1)).first()


def of_job(store: Store, job: str, *, limit: int = 50) -> list[Window]:
    """The latest windows of a job, the last due first."""
    with store.reading() as session:
        mine = select(Window).where(Window.job == job).order_by(Window.due.desc(), Window.id.desc())
        return list(session.scalars(mine.limit(limit)))


def forget(store: Store, jobs: Iterable[str], before: datetime) -> int:
    """Forgets what is done of these jobs and was due before a moment; how many. The last that the
    clock added of each job stays: it goes on from there."""
    old = delete(Window).where(Window.state == "done", Window.due < before)
    gone = 0
    with store.writing() as session:
        for job in jobs:
            clocks = Window.job == job, Window.asked_by == CLOCK
            last = select(func.max(Window.due)).where(*clocks).scalar_subquery()
            mine = old.where(Window.job == job, Window.due < last).returning(Window.id)
            gone += len(session.scalars(mine).all())
    return gone
