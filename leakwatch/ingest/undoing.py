"""What was taken halfway, or too early, is taken back; whoever is killed doing so does it again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from leakwatch.errors import SourceError
from leakwatch.ingest.batch import BATCHES
from leakwatch.ingest.stored import arrow_schema, stored
from leakwatch.lake import Lake
from leakwatch.storing import Wanted

#: days whose rows were taken back: they are counted again
RETAKEN = {"source": "string", "batch": "string", "day": "date"}
MOMENTS = ("first", "last")


class Unfinished(msgspec.Struct, frozen=True):
    """A batch on its way into the lake; or, with `row`, one losing its lines from `line` on.

    `row` is what its row of `batches` shall be, `days` are the days that lose events, and `state`
    the version of its table before.
    """

    source: str
    batch: str
    kind: str
    line: int = 0
    row: dict[str, Any] | None = None
    days: tuple[date, ...] = ()
    state: int = 0

    @property
    def once(self) -> str:
        """The name under which the lake takes the batch."""
        return f"{self.source}/{self.batch}"

    @property
    def mine(self) -> Wanted:
        """The rows of the batch."""
        return [("batch", "=", self.batch), ("source", "=", self.source)]

    @property
    def wanted(self) -> Wanted:
        """Those it loses."""
        return [*self.mine, ("line", ">=", self.line)]

    @property
    def lost(self) -> Wanted:
        """Those of its own table, in as few files as can be."""
        if self.kind == "events":
            return [("day", "in", self.days), *self.wanted]
        # context rows name no source; of two equal files the later is the one half in
        place = [("seq", "=", self.state + 1)] if self.row is None else []
        return [("batch", "=", self.batch), ("line", ">=", self.line), *place]


class Journal:
    """The one thing that is under way, noted in a file of the lake's folder until it is done."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self._note = lake.path / "unfinished.json"

    def begin(self, unfinished: Unfinished) -> None:
        """Notes what begins now, when what was left before is settled."""
        self.settle()
        draft = self._note.with_suffix(".part")
        try:
            draft.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(msgspec.json.encode(unfinished))
            draft.replace(self._note)
        except OSError as error:
            raise SourceError(f"cannot be written: {error.strerror}", where=str(self.lake.path),
                              hint="make room or give the right, run again") from error  # fmt: skip

    def end(self) -> None:
        """Notes that it is done."""
        self._note.unlink(missing_ok=True)

    def settle(self) -> None:
        """Takes back what is half in, and ends what was half taken back."""
        left = _left(self._note)
        if left is None:
            return
        if left.row is None:
            self._undo(left)
        else:
            self.retake(left)
        self.end()

    def _undo(self, left: Unfinished) -> None:
        if not self.lake.has(left.kind, left.once) or self.lake.has("batches", left.once):
            return
        if left.kind == "events":
            left = msgspec.structs.replace(left, days=self.days(left))
        self._note_days(left)
        self.lake.take_back(left.kind, left.once, left.lost)
        self.lake.take_back("quarantine", left.once, left.wanted)

    def days(self, left: Unfinished) -> tuple[date, ...]:
        """The days of the events it has."""
        events = self.lake.read("events", stored("events"))
        mine = events.filter(
            (events["batch"] == left.batch) & (events["source"] == left.source)
            & (events["line"] >= left.line)
        )  # fmt: skip
        return tuple(
            sorted(self.lake.engine.arrow(mine.select("day").distinct())["day"].to_pylist())
        )

    def retake(self, left: Unfinished) -> None:
        """Removes lines of a batch, and puts its row right; as often as it is called."""
        self._note_days(left)
        self.lake.remove(left.kind, left.lost)
        self.lake.remove("quarantine", left.wanted)
        row = {name: _moment(name, value) for name, value in (left.row or {}).items()}
        corrected = pa.Table.from_pylist([row], arrow_schema(BATCHES))
        self.lake.replace_rows("batches", corrected, left.mine)

    def _note_days(self, left: Unfinished) -> None:
        if left.days:
            name = f"{left.batch}@{left.line}.{left.state}"
            rows = [{"source": left.source, "batch": name, "day": day} for day in left.days]
            table = pa.Table.from_pylist(rows, arrow_schema(RETAKEN))
            self.lake.append("retaken", table, f"{left.source}/{name}")


def _left(note: Path) -> Unfinished | None:
    try:
        return msgspec.json.decode(note.read_bytes(), type=Unfinished)
    except FileNotFoundError:
        return None


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in MOMENTS and value else value
