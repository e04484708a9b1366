"""Which layout a lake has: a program leaves alone what a newer one has laid out anew."""

from __future__ import annotations

from pathlib import Path

from leakwatch.errors import ConfigError

#: raised with every change of folders or tables that an older program would read wrongly
LAYOUT = 1
NAME = "layout.mark"


def mark(folder: Path) -> None:
    """Notes that a lake is laid out as this program does; whoever is killed leaves no half."""
    draft = (folder / NAME).with_suffix(".part")
    draft.write_text(f"{LAYOUT}\n")
    draft.replace(folder / NAME)


def check(folder: Path) -> None:
    """ConfigError where the layout is newer, or the mark tells none; no mark is the first one."""
    try:
        said = (folder / NAME).read_text().strip()
    except FileNotFoundError:
        return
    if not said.isdecimal() or int(said) > LAYOUT:
        raise ConfigError(f"the lake has layout {said[:20]!r}, this program knows {LAYOUT}",
                          where=str(folder), hint="upgrade leakwatch")  # fmt: skip
