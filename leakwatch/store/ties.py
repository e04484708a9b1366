"""What joins the members of a ring: one row a piece of evidence between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Double, ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store.database import Store

COLUMNS = ["ring", "a", "b", "kind", "because", "shared", "expected", "p"]
NUMBERS = ("shared", "expected", "p")


class RingTie(Model):
    """Evidence of one kind between two members; `shared` beside what chance gives, where it is
    counted; the latest search's only."""

    __tablename__ = "ring_ties"

    id: Mapped[int] = mapped_column(primary_key=True)
    ring: Mapped[str] = mapped_column(ForeignKey("rings.id"), index=True)
    a: Mapped[str] = mapped_column(String(255))
    b: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16))
    because: Mapped[str] = mapped_column(Text)
    shared: Mapped[float | None] = mapped_column(Double)
    expected: Mapped[float | None] = mapped_column(Double)
    p: Mapped[float | None] = mapped_column(Double)


def replace(session: Session, ties: pd.DataFrame) -> None:
    """Keeps these (COLUMNS) in place of all others, in one order whatever theirs."""
    session.execute(delete(RingTie))
    rows = ties[COLUMNS].sort_values(COLUMNS[:5]).astype(object)
    told = [dict(zip(COLUMNS, row, strict=True)) for row in rows.where(rows.notna(), None).values]
    if told:
        session.execute(insert(RingTie), told)


def ties_table(store: Store, ring: str | None = None) -> pd.DataFrame:
    """The ties of the rings that stand, or of this one: COLUMNS."""
    import pandas as pd

    chosen = select(*(getattr(RingTie, column) for column in COLUMNS)).order_by(RingTie.id)
    with store.reading() as session:
        asked = chosen if ring is None else chosen.where(RingTie.ring == ring)
        rows = session.execute(asked).all()
    kinds = {column: "float64" if column in NUMBERS else "str" for column in COLUMNS}
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)
