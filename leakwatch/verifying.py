"""The command that looks whether somebody has touched the trail, or an evidence bundle."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from leakwatch.door import DONE, FOUND, HERE, File, Json, house

if TYPE_CHECKING:
    from leakwatch.store.chain import Checked, Head

trail = typer.Typer(rich_markup_mode=None)
#: a hash of so many digits is not met by trying
WRITTEN = re.compile(r"(\d{1,18}):([0-9a-f]{32,64})", re.ASCII)

Copy = Annotated[
    Path | None,
    typer.Argument(help="A bundle (.zip), a copied SQLite store, or a trail: .jsonl, .csv."),
]
Heads = Annotated[
    list[str] | None,
    typer.Option("--head", help="NUMBER:HASH as printed earlier; may be given again."),
]


@trail.command(epilog="Example: leakwatch verify --head 12:9f86d081884c7d659a2feaa0c55ad015")
def verify(
    file: Copy = None, head: Heads = None, settings: File = HERE, json: Json = False
) -> None:
    """Find what was edited, removed, moved or cut off in the trail, a copy of it, or a bundle."""
    from leakwatch import telling

    known = {f"--head {one}": _head(one) for one in head or ()}
    if file is not None and file.suffix == ".zip":
        _bundle(file, known, json=json)
    with telling.watching():
        checked = _store(settings, known) if file is None else _copy(file, known)
    _tell(checked, json=json)
    raise typer.Exit(FOUND if checked.flaws else DONE)


def _bundle(file: Path, known: dict[str, Head], *, json: bool) -> NoReturn:
    """What is wrong with an evidence bundle, and its digest, which the trail tells."""
    from leakwatch import telling
    from leakwatch.report import checking

    with telling.watching():
        told = checking.check(file, known)
    for where in sorted(known.keys() - told.held):
        said = "warning: the bundle's extract of the trail has no such entry to hold it against"
        typer.echo(f"{said}: {where}", err=True)
    head = str(told.head) if told.head else None
    counted = {"files": told.files, "lines": told.lines, "entries": told.entries}
    if json:
        flaws = [{"file": path, "said": said} for path, said in told.flaws]
        telling.document({**counted, "head": head, "sha256": told.digest, "flaws": flaws})
    else:
        if told.flaws:
            telling.table("the bundle was touched", ["file", "said"], told.flaws)
        said = ", ".join(f"{count} {name}" for name, count in counted.items())
        whole = "not whole" if told.flaws else "whole"
        typer.echo(f"{said}: {whole}; sha256 {told.digest}; head {head}")
    raise typer.Exit(FOUND if told.flaws else DONE)


def _head(written: str) -> Head:
    from leakwatch.errors import ConfigError
    from leakwatch.store.chain import Head

    said = WRITTEN.fullmatch(written.strip().lower())
    if said is None:
        raise ConfigError(f"no head {written!r}", where="leakwatch verify --head",
                          hint="NUMBER:HASH, 32 digits of the hash or more")  # fmt: skip
    return Head(int(said[1]), said[2])


def _copy(file: Path, known: dict[str, Head]) -> Checked:
    from leakwatch.store import chain, copies

    return chain.check(copies.rows(file), known)


def _store(settings: Path, known: dict[str, Head]) -> Checked:
    """The trail of the store in the settings, held against its mark too."""
    from leakwatch.store import checking

    with house(settings) as opened:
        return checking.checked(opened.store, known)


def _tell(told: Checked, *, json: bool = False) -> None:
    """What is wrong with the trail, and its head, to be kept elsewhere."""
    from leakwatch import telling

    flaws = [[str(one.how), one.first, one.last, one.said] for one in told.flaws]
    names = ["how", "first", "last", "said"]
    if json:
        found = [dict(zip(names, one, strict=True)) for one in flaws]
        telling.document(
            {"entries": told.entries, "head": str(told.head), "whole": told.whole, "flaws": found}
        )
        return
    if flaws:
        telling.table("the trail was touched", names, flaws)
    if not told.whole:
        typer.echo(f"warning: so much is wrong that nothing after {told.head.number} was read",
                   err=True)  # fmt: skip
    typer.echo(f"{told.entries} entries, {'not whole' if flaws else 'whole'}; head {told.head}")
