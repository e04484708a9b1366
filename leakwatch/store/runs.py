"""Runs of a job: when, with which settings, on which version of the lake, how they ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    from leakwatch.store.database import Store


class Run(Model):
    """One run of a job; `state` is running, done or failed."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'done', 'failed')", name="state"),
        Index(None, "job", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    started: Mapped[datetime] = mapped_column(Utc)
    ended: Mapped[datetime | None] = mapped_column(Utc)
    settings_hash: Mapped[str] = mapped_column(String(64))
    #: table → version, as JSON
    lake_version: Mapped[str] = mapped_column(Text)
    #: the settings that count for a verdict (see footing.Footing), and who judged by them
    footing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    programs: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    #: the window of a scheduled job that it was part of
    window_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)


def begin_run(
    store: Store,
    job: str,
    *,
    settings_hash: str,
    lake_version: str,
    footing: dict[str, Any] | None = None,
    programs: dict[str, str] | None = None,
    window: int | None = None,
    now: datetime | None = None,
) -> int:
    """The number of a run that starts now."""
    started = now or datetime.now(UTC)
    run = Run(job=job, started=started, settings_hash=settings_hash, lake_version=lake_version,
              footing=footing, programs=programs, window_id=window, state="running",
              summary={})  # fmt: skip
    with store.writing() as session:
        session.add(run)
    return run.id


def end_run(
    store: Store,
    run: int,
    state: Literal["done", "failed"],
    summary: dict[str, Any],
    *,
    now: datetime | None = None,
) -> None:
    """Note how a run ended; `summary` holds what JSON can; LookupError when there is no such run.

    A run that failed may end again as done: the last word counts.
    """
    with store.writing() as session:
        found = session.get(Run, run)
        if found is None:
            raise LookupError(f"no run {run}")
        found.state, found.summary, found.ended = state, summary, now or datetime.now(UTC)


def numbered(store: Store, number: int) -> Run | None:
    """The run of this number, if there is one."""
    with store.reading() as session:
        return session.get(Run, number)


def latest(store: Store, *, before: int = 0, most: int = 50) -> list[Run]:
    """The newest runs, or those before a number."""
    with store.reading() as session:
        runs = select(Run).order_by(Run.id.desc()).limit(most)
        return list(session.scalars(runs.where(Run.id < before) if before else runs))


def last_done(store: Store, job: str) -> Run | None:
    """The latest run of the job that ended well."""
    with store.reading() as session:
        runs = select(Run).where(Run.job == job, Run.state == "done")
        return session.scalars(runs.order_by(Run.id.desc()).limit(1)).first()
