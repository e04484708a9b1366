"""The commands of those who mind the machine: health, and what a machine needs to run this."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from leakwatch.door import DONE, FOUND, HERE, File, Json

minding = typer.Typer(rich_markup_mode=None)
COLUMNS = ["check", "ok", "said", "next"]


@minding.command(epilog="Example: leakwatch health --json")
def health(settings: File = HERE, json: Json = False) -> None:
    """Look whether all is well: store, lake, key, room, scheduler, jobs, feeds, backup, trail."""
    from leakwatch import health as looking
    from leakwatch import telling

    with looking.Grounds(settings) as grounds:
        found = looking.health(grounds, datetime.now(UTC))
    rows = [[one.name, one.ok if json else "ok" if one.ok else "NO", one.said, one.next]
            for one in found]  # fmt: skip
    telling.table("health", COLUMNS, rows, json=json)
    raise typer.Exit(DONE if all(one.ok for one in found) else FOUND)


@minding.command(epilog="Example: leakwatch deploy deploy/ --user leakwatch")
def deploy(
    folder: Annotated[Path, typer.Argument(help="Where the files go; others there stay.")],
    settings: File = HERE,
    user: Annotated[str, typer.Option(help="The account that runs it.")] = "leakwatch",
) -> None:
    """Write a systemd unit, a Dockerfile and a compose file with PostgreSQL for these settings."""
    from leakwatch import deploy as deploying

    for line in deploying.write(folder, settings, user):
        typer.echo(line)
