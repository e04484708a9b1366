"""Corrective actions of a matter, who has to do them until when, and the proof that it was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store import trail
from leakwatch.store.matters import Matter
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed


class Measure(Model):
    """One corrective action; `dropped` says why it is not to be done after all."""

    __tablename__ = "measures"
    __table_args__ = (CheckConstraint("track IN ('people', 'duty')", name="track"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), index=True)
    track: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    #: the duty that it mends, where it is for one
    duty: Mapped[str | None] = mapped_column(String(32))
    owner: Mapped[str | None] = mapped_column(String(128))
    due: Mapped[date | None]
    made: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(128))
    done: Mapped[datetime | None] = mapped_column(Utc)
    done_by: Mapped[str | None] = mapped_column(String(128))
    proof: Mapped[str | None] = mapped_column(Text)
    dropped: Mapped[str | None] = mapped_column(Text)


#: neither done nor dropped
WAITING = and_(Measure.done.is_(None), Measure.dropped.is_(None))


class Proof(Model):
    """A file that proves a measure, by its digest; `name` is what its bringer called it."""

    __tablename__ = "proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[int] = mapped_column(ForeignKey("measures.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    added: Mapped[datetime] = mapped_column(Utc)
    added_by: Mapped[str] = mapped_column(String(128))


def add(
    session: Session, matter: Matter, track: str, text: str, who: str, *, duty: str | None = None,
    owner: str | None = None, due: date | None = None, now: datetime | None = None,
) -> Measure:  # fmt: skip
    """A new measure, on the trail."""
    at = now or datetime.now(UTC)
    made = Measure(matter=matter.id, track=track, text=text, duty=duty, owner=owner, due=due,
                   made=at, made_by=who)  # fmt: skip
    session.add(made)
    session.flush()
    details = {"measure": made.id, "track": track, "text": text, "duty": duty, "owner": owner,
               "due": f"{due}" if due else None}  # fmt: skip
    trail.note(session, who, Deed.MEASURE_SET, matter.id, details, now=at)
    return made


def of(session: Session, matter: Matter, number: int) -> Measure:
    """A measure of this matter; LookupError where it has none of this number."""
    found = session.get(Measure, number)
    if found is None or found.matter != matter.id:
        raise LookupError(f"no measure {number} in {matter.id}")
    return found


def finish(
    session: Session, one: Measure, proof: str, who: str, *, now: datetime | None = None
) -> None:
    """Says that it is done, and what proves it; ValueError where it is not waiting, or without."""
    _waiting(one)
    if not proof:
        raise ValueError("done needs a proof, in words")
    at = now or datetime.now(UTC)
    one.done, one.done_by, one.proof = at, who, proof
    details = {"measure": one.id, "proof": proof}
    trail.note(session, who, Deed.MEASURE_DONE, one.matter, details, now=at)


def drop(
    session: Session, one: Measure, reason: str, who: str, *, now: datetime | None = None
) -> None:
    """Lets it go for a reason; ValueError where it is not waiting."""
    _waiting(one)
    one.dropped = reason
    details = {"measure": one.id, "reason": reason}
    trail.note(session, who, Deed.MEASURE_DROPPED, one.matter, details, now=now)


def again(
    session: Session, one: Measure, reason: str, who: str, *, now: datetime | None = None
) -> None:
    """Has it done again, where the proof is not enough or it came back; ValueError where it
    waits."""
    if one.done is None and one.dropped is None:
        raise ValueError("it is not done yet")
    one.done = one.done_by = one.dropped = None
    details = {"measure": one.id, "reason": reason}
    trail.note(session, who, Deed.MEASURE_OPENED, one.matter, details, now=now)


def prove(
    session: Session, one: Measure, name: str, digest: str, size: int, who: str, *,
    now: datetime | None = None,
) -> Proof:  # fmt: skip
    """Puts a file with it that the vault keeps."""
    at = now or datetime.now(UTC)
    made = Proof(measure=one.id, name=name, digest=digest, bytes=size, added=at, added_by=who)
    session.add(made)
    session.flush()
    details = {"measure": one.id, "file": name, "sha256": digest, "bytes": size}
    trail.note(session, who, Deed.PROOF_ADDED, one.matter, details, now=at)
    return made


def proof_of(session: Session, matter: Matter, number: int) -> Proof:
    """A file of this matter; LookupError where it has none of this number."""
    mine = select(Proof).join(Measure, Measure.id == Proof.measure)
    found = session.scalar(mine.where(Proof.id == number, Measure.matter == matter.id))
    if found is None:
        raise LookupError(f"no proof {number} in {matter.id}")
    return found


def proofs(session: Session, measured: Iterable[Measure]) -> dict[int, list[Proof]]:
    """Measure → its files, in order; one without is absent."""
    found = dict[int, list[Proof]]()
    asked = select(Proof).where(Proof.measure.in_([one.id for one in measured]))
    for one in session.scalars(asked.order_by(Proof.id)):
        found.setdefault(one.measure, []).append(one)
    return found


def _waiting(one: Measure) -> None:
    if one.done is not None or one.dropped is not None:
        raise ValueError("it is done, or dropped, already")
