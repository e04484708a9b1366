"""What commands share: where the settings lie, a table or JSON, how they exit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from leakwatch.pipeline import House

DONE, FOUND, CANNOT = 0, 1, 2
HERE = Path("leakwatch.toml")
File = Annotated[Path, typer.Option("--settings", help="The settings file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@contextmanager
def house(settings: Path) -> Iterator[House]:
    """Everything a command needs, opened from the settings file."""
    from leakwatch import pipeline
    from leakwatch import settings as reading

    with pipeline.opened(reading.read(settings)) as opened:
        yield opened
