"""One command per step; each says what it did in a table, or in JSON."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from leakwatch import (
    admitting,
    announcing,
    compromise,
    fitting,
    keeping,
    minding,
    questions,
    reporting,
    scheduling,
    serving,
    verifying,
)
from leakwatch.door import CANNOT, DONE, FOUND, HERE, File, Json, house
from leakwatch.errors import LeakwatchError

Until = Annotated[
    datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Judge days up to this.")
]

app = typer.Typer(
    help="Finds the accounts that leak personal data in the access logs you keep.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(
    fitting.connectors, name="connectors", epilog="Example: leakwatch connectors infer log.csv"
)
app.add_typer(questions.alert)
app.add_typer(compromise.leaked)
app.add_typer(announcing.notify, name="notify", epilog="Example: leakwatch notify test ops")
app.add_typer(verifying.trail)
app.add_typer(keeping.keeping)
app.add_typer(minding.minding)
app.add_typer(reporting.report)
app.add_typer(scheduling.clock)
app.add_typer(serving.inbox)
app.add_typer(scheduling.jobs, name="jobs", epilog="Example: leakwatch jobs --json")
app.add_typer(
    admitting.users, name="users", epilog="Example: leakwatch users add lin --role analyst"
)


@app.command(epilog="Example: leakwatch init /srv/leakwatch")
def init(folder: Annotated[Path, typer.Argument(help="Where to begin.")]) -> None:
    """Write commented settings, a fresh key, an empty lake and a store; keep what is there."""
    from leakwatch import beginning

    for line in beginning.begin(folder):
        typer.echo(line)


@app.command(epilog="Example: leakwatch run --until 2026-03-31")
def run(settings: File = HERE, until: Until = None, json: Json = False) -> None:
    """Take in every source, judge, raise alerts and find rings; the same again changes nothing."""
    from leakwatch import pipeline, telling

    with house(settings) as opened:
        with telling.watching() as seen:
            ran = pipeline.run(opened, until=until.date() if until else None, seen=seen)
        telling.ran(ran, opened, json=json)
    raise typer.Exit(FOUND if ran.ingested.refused else DONE)


@app.command(epilog="Example: leakwatch ingest carrier_crm")
def ingest(
    source: Annotated[list[str] | None, typer.Argument(help="Only these sources.")] = None,
    settings: File = HERE,
    json: Json = False,
) -> None:
    """Take in what is new, and account for every row of every file."""
    from leakwatch import pipeline, telling

    with house(settings) as opened, opened.lake.locked(), telling.watching() as seen:
        ingested = pipeline.ingest(opened, only=source or (), seen=seen)
        feeds = pipeline.feeds(opened)
    telling.ingested(ingested, json=json)
    telling.troubled(feeds)
    raise typer.Exit(FOUND if ingested.refused else DONE)


@app.command(epilog="Example: leakwatch feeds --json")
def feeds(settings: File = HERE, json: Json = False) -> None:
    """Show when each source last said something, and where something of it is missing."""
    from leakwatch import pipeline, telling

    with house(settings) as opened, opened.lake.locked():
        told = pipeline.feeds(opened)
    telling.feeds(told, json=json)


@app.command(epilog="Example: leakwatch detect --json")
def detect(settings: File = HERE, until: Until = None, json: Json = False) -> None:
    """Count the facts, judge every actor-day, and raise alerts."""
    from leakwatch import pipeline, telling

    with house(settings) as opened, opened.lake.locked():
        pipeline.derive(opened)
        detected, raised = pipeline.detect(opened, until=until.date() if until else None)
        telling.detected(detected, raised, json=json)


@app.command(epilog="Example: leakwatch rings --json")
def rings(settings: File = HERE, until: Until = None, json: Json = False) -> None:
    """Find the rings among the accounts, and who outside belongs to them."""
    from leakwatch import pipeline, telling

    with house(settings) as opened, opened.lake.locked():
        pipeline.derive(opened)
        pipeline.rings(opened, until=until.date() if until else None)
        telling.rings(opened, json=json)


@app.command(epilog="Example: leakwatch export alerts alerts.csv")
def export(
    what: Annotated[
        str,
        typer.Argument(
            help="events days findings alerts rings changes quarantine batches feeds trail"
        ),
    ],
    file: Annotated[Path, typer.Argument(help="A .csv, .jsonl or .parquet file.")],
    settings: File = HERE,
) -> None:
    """Write a table to a file."""
    from leakwatch.export import export as write
    from leakwatch.store import trail

    with house(settings) as opened:
        count = write(what, file, opened.lake, opened.store, who=trail.shell())
    typer.echo(f"{count} rows of {what} in {file}")


@app.command(epilog="Example: leakwatch token actor carrier/A1023")
def token(
    kind: Annotated[str, typer.Argument(help="actor (org/account), phone, id_no or key")],
    value: Annotated[list[str], typer.Argument(help="Values, or - for one a line on stdin.")],
    settings: File = HERE,
) -> None:
    """Print the token that stands for each value, one a line."""
    from leakwatch import identifiers, tokens
    from leakwatch import settings as reading
    from leakwatch.errors import ConfigError

    if kind not in identifiers.KINDS:
        raise ConfigError(f"no kind {kind!r}", where="leakwatch token",
                          hint=f"one of {', '.join(identifiers.KINDS)}")  # fmt: skip
    key = tokens.load(reading.read(settings))
    values = [line.rstrip("\r\n") for line in sys.stdin] if value == ["-"] else value
    for written in values:
        typer.echo(tokens.read_token(key, kind, written))


@app.command(epilog="Example: leakwatch demo ./demo --seed 3")
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the made-up logs go.")] = Path("demo"),
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = 7,
    days: Annotated[int, typer.Option(help="How many days of logs.")] = 60,
    size: Annotated[float, typer.Option(help="How large the organisations are.")] = 0.5,
) -> None:
    """Make logs of five organisations with planted leaks, run, and compare."""
    from leakwatch import showing

    showing.show(folder, seed=seed, days=days, size=size)


@app.command(epilog="Example: leakwatch evaluate --seeds 1,2,3 --page docs/release-card.md")
def evaluate(
    seeds: Annotated[str, typer.Option(help="A world each, commas between.")] = "1,2,3",
    days: Annotated[int, typer.Option(help="How many days of logs.")] = 60,
    size: Annotated[float, typer.Option(help="How large the organisations are.")] = 0.5,
    parts: Annotated[int, typer.Option(help="Over how many worlds leaks are dealt out.")] = 4,
    folder: Annotated[Path | None, typer.Option(help="Keep worlds and runs there.")] = None,
    page: Annotated[Path | None, typer.Option(help="Write the card as Markdown too.")] = None,
    json: Json = False,
) -> None:
    """Measure on made-up logs what is found, at what price, beside what is usual."""
    from leakwatch.evaluating import telling

    reached = telling.made(
        seeds, days=days, size=size, parts=parts, folder=folder, page=page, json=json
    )
    raise typer.Exit(DONE if reached else FOUND)


@app.command(epilog="Example: leakwatch plugins --json")
def plugins(json: Json = False) -> None:
    """List the connectors and detectors installed, ours and yours."""
    from leakwatch import plugins as found
    from leakwatch import telling

    telling.table(
        "plugins",
        ["kind", "name", "about"],
        [["connector", name, _about(found.connector(name))] for name in found.connectors()]
        + [["detector", name, _about(found.detector(name))] for name in found.detectors()],
        json=json,
    )


def _about(plugin: object) -> str:
    """The first line of the plugin's file: the kind of log, the deed."""
    return (sys.modules[type(plugin).__module__].__doc__ or "").strip().partition("\n")[0]


def main() -> None:
    """Run a command; what went wrong is one line on stderr, exit 2."""
    try:
        app()
    except LeakwatchError as error:
        typer.echo(f"leakwatch: {error}", err=True)
        sys.exit(CANNOT)
    except BrokenPipeError:
        sys.exit(DONE)
