"""The commands that make what leaves the house about a matter: case file and evidence bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leakwatch.door import HERE, File, Json, house

if TYPE_CHECKING:
    from leakwatch.report.handing import Handed
    from leakwatch.store.collected import Request

report = typer.Typer(rich_markup_mode=None)
Matter = Annotated[str, typer.Argument(help="The name of a matter, as M1.")]
Again = Annotated[
    int, typer.Option("--request", help="Make again what this entry of the trail asked for.")
]


@report.command(epilog="Example: leakwatch casefile M1 M1.docx --language zh")
def casefile(
    matter: Matter,
    output: Annotated[Path, typer.Argument(help="By its ending: .docx, or .pdf with the extra.")],
    language: Annotated[
        str, typer.Option("--language", help="en or zh; default: the organisation's.")
    ] = "",
    request: Again = 0,
    settings: File = HERE,
    json: Json = False,
) -> None:
    """Write the case file of a matter, with tokens only; the trail tells of it."""
    from leakwatch.errors import ConfigError
    from leakwatch.language import LANGUAGES

    if language and language not in LANGUAGES:
        raise ConfigError(f"no language {language!r}", where="leakwatch casefile --language",
                          hint=f"one of {', '.join(LANGUAGES)}")  # fmt: skip
    _made(settings, matter, output, request, json, "casefile", {"language": language})


@report.command(epilog='Example: leakwatch bundle M1 M1.zip --raw --reason "order 17"')
def bundle(
    matter: Matter,
    output: Annotated[Path, typer.Argument(help="A .zip.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Put the raw logs in, which name people in plain.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why the raw logs; on the trail.")] = "",
    request: Again = 0,
    settings: File = HERE,
    json: Json = False,
) -> None:
    """Write the evidence bundle of a matter: lead material that `leakwatch verify` checks."""
    from leakwatch.errors import ConfigError

    if raw and not reason and not request:
        raise ConfigError("raw logs name people in plain, and nobody said what for",
                          where="leakwatch bundle --raw", hint="give --reason")  # fmt: skip
    _made(settings, matter, output, request, json, "bundle", {"raw": raw, "reason": reason})


def _made(
    settings: Path, matter: str, output: Path, request: int, json: bool, what: str,
    details: dict[str, object],
) -> None:  # fmt: skip
    from leakwatch.lookup import Lookup
    from leakwatch.report import handing
    from leakwatch.store import trail

    who = trail.shell()
    with house(settings) as opened:
        asked: Request = (
            handing.again(opened.store, matter, request, what) if request
            else handing.ask(opened.store, matter, who, what, details)
        )  # fmt: skip
        _told(handing.hand_out(opened, Lookup(opened.lake), asked, output, who=who), output, json)


def _told(handed: Handed, output: Path, json: bool) -> None:
    from leakwatch import telling

    told = {"file": str(output), "request": handed.request, "bytes": handed.size,
            "sha256": handed.digest}  # fmt: skip
    telling.table("handed out", list(told), [list(told.values())], json=json)
