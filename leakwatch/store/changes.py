"""What became of a ring from search to search; rows are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store.database import Store

COLUMNS = ["ring", "at", "what", "member"]
#: a ring is first found, no longer found, found again; a member joins it or is found no longer
FOUND, APART, AGAIN, JOINED, LEFT = "found", "apart", "again", "joined", "left"
Members = Mapping[str, frozenset[str]]


class RingChange(Model):
    """One thing that became of a ring."""

    __tablename__ = "ring_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    ring: Mapped[str] = mapped_column(ForeignKey("rings.id"), index=True)
    at: Mapped[datetime] = mapped_column(Utc)
    what: Mapped[str] = mapped_column(String(16))
    member: Mapped[str | None] = mapped_column(String(255))


def note(
    session: Session, known: Members, stood: frozenset[str], now: Members, at: datetime
) -> None:
    """Adds what is new: `known` are the members each ring ever kept had last, `stood` the rings
    that stood before, `now` those that stand."""
    rows: list[tuple[str, str, str | None]] = [(ring, APART, None) for ring in stood - set(now)]
    for ring, members in now.items():
        if ring not in known:
            rows.append((ring, FOUND, None))
            continue
        if ring not in stood:
            rows.append((ring, AGAIN, None))
        rows += [(ring, JOINED, one) for one in members - known[ring]]
        rows += [(ring, LEFT, one) for one in known[ring] - members]
    told = [
        {"ring": ring, "at": at, "what": what, "member": member}
        for ring, what, member in sorted(rows, key=lambda row: (*row[:2], row[2] or ""))
    ]
    if told:
        session.execute(insert(RingChange), told)


def of(session: Session, ring: str, most: int = 500) -> list[RingChange]:
    """What became of one ring, the oldest first; of very many only the latest."""
    mine = select(RingChange).where(RingChange.ring == ring)
    found = session.scalars(mine.order_by(RingChange.id.desc()).limit(most))
    return [*found][::-1]


def changes_table(store: Store) -> pd.DataFrame:
    """What became of every ring, the oldest first: COLUMNS, `member` null for the whole ring."""
    import pandas as pd

    chosen = [getattr(RingChange, column) for column in COLUMNS]
    with store.reading() as session:
        rows = session.execute(select(*chosen).order_by(RingChange.id)).all()
    return pd.DataFrame(rows, columns=COLUMNS)
