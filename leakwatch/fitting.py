"""The commands that fit a connector to a file: infer and test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leakwatch.door import DONE, FOUND, HERE, Json

Given = Annotated[Path, typer.Argument(help="A file as the system delivers it.")]

connectors = typer.Typer(
    help="Try a connector on a file, or find out how to read an unknown one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@connectors.command(epilog="Example: leakwatch connectors infer log.xlsx")
def infer(file: Given, json: Json = False) -> None:
    """Say what an unknown file is: a connector, or a mapping to paste into the settings."""
    from leakwatch.inferring import telling

    raise typer.Exit(DONE if telling.infer(file, json=json) else FOUND)


@connectors.command("test", epilog="Example: leakwatch connectors test telecom_crm crm.csv")
def try_on(
    name: Annotated[str, typer.Argument(help="A source of the settings, or a connector.")],
    file: Given,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="The settings file, if it lies elsewhere.")
    ] = None,
    json: Json = False,
) -> None:
    """Show what would become of a file's rows, and keep nothing of it."""
    from leakwatch import trying

    done = trying.show(name, file, trying.read(settings, HERE), json=json)
    raise typer.Exit(DONE if done else FOUND)
