"""The commands that question one alert: explain and replay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leakwatch.door import DONE, FOUND, HERE, File, Json, house

alert = typer.Typer(rich_markup_mode=None)
Id = Annotated[str, typer.Argument(help="The alert's id, as `leakwatch run` shows it.")]


@alert.command(epilog="Example: leakwatch explain A12")
def explain(alert: Id, settings: File = HERE, json: Json = False) -> None:
    """Say why an alert was raised: parts of the score, what if, innocent reasons, how sure."""
    from leakwatch import replaying, telling

    with house(settings) as opened:
        telling.explained(replaying.explain(opened, alert), opened, json=json)


@alert.command(epilog="Example: leakwatch replay A12 --output A12.json")
def replay(
    alert: Id,
    settings: File = HERE,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the evidence there, as judged again.")
    ] = None,
) -> None:
    """Judge an alert again from the lake and settings it was raised on, and compare the bytes."""
    from leakwatch import replaying, telling

    with house(settings) as opened, telling.watching():
        told = replaying.replay(opened, alert)
    if output is not None:
        telling.written(told.again, output)
    telling.replayed(told)
    raise typer.Exit(DONE if told.identical else FOUND)
