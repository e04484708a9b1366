"""Tables that somebody found in a notebook and put with a matter: cells, whose, from which cell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column

from leakwatch.store import trail
from leakwatch.store.matters import Matter
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed

#: what one matter takes of them
MOST_TABLES = 50
#: letters of a table's rows that are read with it, and rows that are shown of those
BEGINS, SHOWN = 16_384, 10


@dataclass(frozen=True)
class Found:
    """A table as it is kept: its columns, and each row as a list in JSON, a line each."""

    columns: Sequence[str]
    lines: Sequence[str]
    note: str
    #: the name of the notebook and what its cell said; empty where it was none
    notebook: str = ""
    cell: str = ""

    @property
    def content(self) -> str:
        """The rows, a line each."""
        return "".join(f"{line}\n" for line in self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the columns and the rows."""
        return sha256(f"{_list(self.columns)}\n{self.content}")


class MatterEvidence(Model):
    """One table of a matter; nothing of it is changed once it is there."""

    __tablename__ = "matter_evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), index=True)
    note: Mapped[str] = mapped_column(Text)
    #: a list in JSON
    columns: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    content: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    notebook: Mapped[str | None] = mapped_column(String(255))
    cell: Mapped[str | None] = mapped_column(Text)
    cell_digest: Mapped[str | None] = mapped_column(String(64))
    added: Mapped[datetime] = mapped_column(Utc)
    added_by: Mapped[str] = mapped_column(String(128))
    begins: Mapped[str] = column_property(func.substr(content, 1, BEGINS))

    @property
    def names(self) -> list[str]:
        """The columns."""
        found: list[str] = json.loads(self.columns)
        return found

    @property
    def first(self) -> list[list[Any]]:
        """The first rows, as far as they are read with it."""
        # the last line may be cut
        return [json.loads(line) for line in self.begins.split("\n")[:-1][:SHOWN]]

    def every(self) -> Iterator[list[Any]]:
        """All rows; within a session, or of one found by `one`."""
        return (json.loads(line) for line in self.content.split("\n")[:-1])


def add(
    session: Session, matter: Matter, found: Found, who: str, *, by: str,
    now: datetime | None = None,
) -> MatterEvidence:  # fmt: skip
    """Puts a table with a matter, on the trail; ValueError where it holds too many already.

    `by` is the shell at which somebody said that he is `who`.
    """
    at = now or datetime.now(UTC)
    mine = select(func.count()).where(MatterEvidence.matter == matter.id)
    if (session.scalar(mine) or 0) >= MOST_TABLES:
        raise ValueError(f"{matter.id} holds {MOST_TABLES} tables already")
    told = sha256(found.cell) if found.cell else None
    made = MatterEvidence(
        matter=matter.id, note=found.note, columns=_list(found.columns), rows=len(found.lines),
        content=found.content, digest=found.digest, notebook=found.notebook or None,
        cell=found.cell or None, cell_digest=told, added=at, added_by=who,
    )  # fmt: skip
    session.add(made)
    session.flush()
    details = {"evidence": made.id, "rows": made.rows, "sha256": made.digest, "text": found.note,
               "notebook": made.notebook, "cell_sha256": told, "by": by}  # fmt: skip
    trail.note(session, who, Deed.EVIDENCE_ADDED, matter.id, details, now=at)
    return made


def of(session: Session, matter: str) -> list[MatterEvidence]:
    """The tables of a matter, in the order they came; of each the first rows."""
    mine = select(MatterEvidence).where(MatterEvidence.matter == matter)
    return [*session.scalars(mine.order_by(MatterEvidence.id))]


def one(session: Session, matter: Matter, number: int) -> MatterEvidence:
    """A table of this matter, whole; LookupError where it has none of this number."""
    found = session.get(MatterEvidence, number)
    if found is None or found.matter != matter.id:
        raise LookupError(f"no evidence {number} in {matter.id}")
    _ = found.content
    return found


def sha256(text: str) -> str:
    """The digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _list(names: Sequence[str]) -> str:
    return json.dumps([*names], ensure_ascii=False)
