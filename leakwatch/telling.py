"""What a command did, as a table for people or as JSON for programs."""

from __future__ import annotations

import hashlib
import json as writing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from leakwatch.errors import ConfigError
from leakwatch.ingest.batch import SKIPPED, Batch
from leakwatch.ingest.drift import drift

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from leakwatch.alerts import Explained, Raised
    from leakwatch.detect import Detected
    from leakwatch.ingest.sources import Ingested
    from leakwatch.pipeline import House, Ran
    from leakwatch.replaying import Replayed

FEEDS = ("source", "last", "events", "every", "silent_hours", "trouble", "gaps", "drops")
BATCH = ("source", "file", "rows", "events", "quarantined", *SKIPPED, "exploded", "masked")


def table(
    title: str, names: Sequence[str], rows: Sequence[Sequence[Any]], *, json: bool = False
) -> None:
    """Prints rows under names; as JSON, a list of objects."""
    if json:
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        typer.echo(writing.dumps(objects, ensure_ascii=False, default=str))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for place, name in enumerate(names):
        number = all(isinstance(row[place], int | float) for row in rows) and rows
        shown.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        # what stands in brackets is no command to colour it
        shown.add_row(*(escape(_cell(value)) for value in row))
    # a file or a pipe has no width: nothing is cut there
    Console(width=None if sys.stdout.isatty() else 160).print(shown)


def document(said: dict[str, Any]) -> None:
    """Prints one JSON object."""
    typer.echo(writing.dumps(said, ensure_ascii=False, default=str))


@contextmanager
def watching() -> Iterator[Callable[[Batch], None]]:
    """On a terminal, shows the file just taken in; elsewhere nothing."""
    from rich.console import Console

    shown = Console(stderr=True)
    if not shown.is_terminal:
        yield lambda _: None
        return
    with shown.status("working …") as status:
        yield lambda batch: status.update(f"{batch.source}: {batch.file}")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return "" if value is None else str(value)


def frame(title: str, data: pd.DataFrame, *, json: bool = False) -> None:
    """Prints a frame."""
    rows = data.astype(object).where(data.notna(), None)
    table(title, list(data.columns), rows.to_numpy().tolist(), json=json)


def refused(found: Ingested) -> None:
    """Says of each file that was not taken what is wrong and what to do, one line each."""
    for error in found.refused:
        typer.echo(f"leakwatch: {error}", err=True)


def ingested(found: Ingested, *, json: bool = False) -> None:
    """Every file taken in: its rows, accounted for."""
    rows: list[list[Any]] = [[batch.row()[name] for name in BATCH] for batch in found.batches]
    table(f"{len(rows)} new files", BATCH, rows, json=json)
    warned(found)
    refused(found)


def warned(found: Ingested) -> None:
    """Says what changed in the logs: once of each source, column and word, with the first file."""
    for line in drift(found.batches):
        typer.echo(f"warning: {line}", err=True)


def detected(found: Detected, raised: Raised, *, json: bool = False) -> None:
    """How many actor-days were judged, what was raised, excused and not assessed."""
    rows: list[list[Any]] = [
        ["actor-days judged", len(found.days)],
        ["findings", int(found.findings["excuse"].eq("").sum())],
        ["alerts opened", len(raised.opened)],
        ["alerts changed", len(raised.changed)],
        ["alerts withdrawn", len(raised.withdrawn)],
        *([f"excused: {name}", count] for name, count in found.excused.items()),
        *([f"not assessed: {name}", "no " + ", ".join(missing)]
          for name, missing in found.not_assessed.items()),
        *([f"threshold: {name}", said]
          for name, _, said in (one.partition(" ") for one in found.held)),
        *([f"shifted: {one.org}", one.said(found.say)] for one in found.shifts),
        ["promise", found.promise.said(found.say)],
    ]  # fmt: skip
    table("detection", ["what", "count"], rows, json=json)


def rings(house: House, *, json: bool = False) -> None:
    """The rings, a row a member."""
    from leakwatch.store.rings import rings_table

    frame("rings", rings_table(house.store), json=json)


def explained(told: Explained, house: House, *, json: bool = False) -> None:
    """Why an alert was raised, a line a sentence."""
    from leakwatch.alerts import lines
    from leakwatch.language import language

    if json:
        document(told.document())
        return
    rows = lines(told, language(house.settings.organisation.language))
    table(f"alert {told.id}", ["what", "said"], rows)
    if "gone" in told.judged:
        typer.echo(f"warning: cannot be judged again: {told.judged['gone']}", err=True)


def replayed(told: Replayed) -> None:
    """That the bytes are the same; or how they differ, and which programs are others now."""
    if told.identical:
        digest = hashlib.sha256(told.kept).hexdigest()
        typer.echo(f"identical: {len(told.kept)} bytes, sha256 {digest}")
        return
    had, has = (data.decode().splitlines() for data in (told.kept, told.again))
    names = f"{told.alert} as kept", f"{told.alert} judged again"
    for line in unified_diff(had, has, *names, lineterm=""):
        typer.echo(line)
    for other in told.others:
        typer.echo(f"warning: another program: {other}", err=True)


def written(data: bytes, file: Path) -> None:
    """Writes a file; ConfigError where it cannot be."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error}", where=str(file)) from error


def feeds(told: pa.Table, *, json: bool = False) -> None:
    """Every feed, and what is wrong with it."""
    table("feeds", FEEDS, [[row[name] for name in FEEDS] for row in told.to_pylist()], json=json)


def troubled(told: pa.Table) -> None:
    """Warns of feeds that are silent, lack something or were wiped."""
    for row in told.to_pylist():
        if row["trouble"]:
            typer.echo(f"warning: feed {row['source']}: {row['trouble']}", err=True)


def by_source(found: Ingested) -> None:
    """Every source: its files' rows, accounted for together."""
    sums: dict[str, dict[str, int]] = {}
    for batch in found.batches:
        total = sums.setdefault(batch.source, dict.fromkeys(["files", *BATCH[2:]], 0))
        total["files"] += 1
        for name in BATCH[2:]:
            total[name] += int(str(batch.row()[name]))
    rows: list[list[Any]] = [[source, *total.values()] for source, total in sums.items()]
    table("sources", ["source", "files", *BATCH[2:]], rows)
    warned(found)
    refused(found)


def ran(done: Ran, house: House, *, json: bool = False) -> None:
    """What a run did; alerts in the order to read them."""
    if json:
        typer.echo(writing.dumps(_counts(done, house), ensure_ascii=False))
        refused(done.ingested)
        return
    if done.ingested.batches:
        ingested(done.ingested)
    else:
        refused(done.ingested)
    judged(done, house)


def judged(done: Ran, house: House) -> None:
    """The open alerts in the order to read them, and the rings."""
    open_ = _open(house)
    if done.detected is None or done.raised is None:
        typer.echo(f"nothing new: {len(open_)} open alerts stand as they were")
        return
    detected(done.detected, done.raised)
    frame(f"\n{len(open_)} open alerts", open_[["id", "rank", "severity", "actor", "org", "first",
          "last", "subjects", "ring", "because"]])  # fmt: skip
    rings(house)


def _open(house: House) -> pd.DataFrame:
    from leakwatch import alerts

    return alerts.table(house.store).query("status == 'open'")


def _counts(done: Ran, house: House) -> dict[str, Any]:
    batches = done.ingested.batches
    return {
        "files": len(batches),
        "refused": len(done.ingested.refused),
        "rows": sum(batch.rows for batch in batches),
        "events": sum(batch.events for batch in batches if batch.kind == "events"),
        "quarantined": sum(batch.quarantined for batch in batches),
        "days": done.days,
        "judged": done.detected is not None,
        "rings": done.rings,
        "alerts": writing.loads(_open(house).to_json(orient="records", date_format="iso")),
    }
