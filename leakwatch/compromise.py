"""The command that looks for the point of compromise: trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakwatch.door import HERE, File, Json, house

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.sample import Sample, Traced

leaked = typer.Typer(rich_markup_mode=None)
Origin = Annotated[
    str | None, typer.Option("--origin", help="Only rows that turned up there (来源).")
]


@leaked.command(epilog="Example: leakwatch trace sample.csv > accounts.csv")
def trace(
    file: Annotated[Path, typer.Argument(help="The sample, as the connector leads reads it.")],
    settings: File = HERE,
    origin: Origin = None,
    json: Json = False,
) -> None:
    """Rank the accounts a leaked sample may have come from, as CSV; keep nothing of it."""
    from leakwatch import sample

    with house(settings) as opened:
        found = sample.read(file, opened, origin)
        traced = sample.traced(found, opened)
    _told(found, traced)
    _printed(traced.accounts, json=json)


def _told(found: Sample, traced: Traced) -> None:
    """What is not in the table: rows and people that count for nothing."""
    if found.wrong:
        first = found.wrong[0]
        typer.echo(f"warning: {found.where}: {len(found.wrong)} rows set aside, the first in line "
                   f"{first.line}: {first.reason}", err=True)  # fmt: skip
    if found.nobody:
        typer.echo(f"warning: {found.where}: {found.nobody} rows name nobody in full", err=True)
    if traced.unknown:
        typer.echo(f"warning: {found.where}: of {traced.people} people {traced.unknown} were never "
                   "looked up and do not count", err=True)  # fmt: skip
    if traced.accounts.empty:
        typer.echo(f"warning: {found.where}: nobody was looked up before turning up; see 发现时间",
                   err=True)  # fmt: skip
    elif not traced.accounts["share"].any():
        typer.echo(f"warning: {found.where}: no account stands out from chance", err=True)


def _printed(accounts: pd.DataFrame, *, json: bool) -> None:
    """CSV, or a list of objects."""
    digits = {"expected": "{:.4g}", "p": "{:.3g}", "share": "{:.4f}"}
    told = accounts.assign(
        **{name: [float(shape.format(v)) for v in accounts[name]] for name, shape in digits.items()}
    )
    if json:
        from leakwatch import telling

        rows = told.astype(object).to_numpy().tolist()
        telling.table("trace", list(told.columns), rows, json=True)
        return
    typer.echo(told.to_csv(index=False, lineterminator="\n"), nl=False)
