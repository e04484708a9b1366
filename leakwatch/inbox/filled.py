"""A notebook about one thing of the inbox, ready to run: cells without output, tokens only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.alerts import Alert

OPENED = """\
import os

import leakwatch

# where leakwatch.toml lies on this machine, unless LEAKWATCH_SETTINGS says so
lw = leakwatch.open(os.environ.get("LEAKWATCH_SETTINGS", "leakwatch.toml"), user={user!r})
lw"""


@dataclass(frozen=True)
class Cell:
    """What one cell says; `kind` is code or markdown."""

    source: str
    kind: str = "code"


def of_alert(asking: Visitor, alert: Alert, days: list[date]) -> bytes:
    """One alert: its account and what was found of it, the events of the days flagged."""
    span = {"since": f"{min(days)}", "until": f"{max(days)}"} if days else {}
    given = "".join(f", {name}={said!r}" for name, said in span.items())
    named = asking.ring(alert.ring)
    ring = _ring(asking, named) if named else []
    return written(asking, alert.id, [
        *_account(alert.actor),
        Cell("account.findings"),
        Cell(f"events = lw.events(actor={alert.actor!r}{given})\nevents.to_pandas()"),
        *ring,
    ])  # fmt: skip


def of_ring(asking: Visitor, name: str) -> bytes:
    """One ring: drawn to be selected in, and its members."""
    return written(asking, name, _ring(asking, name))


def of_actor(asking: Visitor, token: str) -> bytes:
    """One account."""
    return written(asking, token, [
        *_account(token),
        Cell(f"days = lw.days(actor={token!r}).to_pandas()\ndays"),
    ])  # fmt: skip


def of_matter(asking: Visitor, name: str, rings: Iterable[str]) -> bytes:
    """One matter: its alerts and rings, and how a table is sent back to it."""
    say = asking.say
    return written(asking, name, [
        Cell(f"matter = lw.matter({name!r})\nmatter.alerts"),
        *(cell for ring in rings for cell in _ring(asking, ring)),
        Cell(say("What you found goes into the matter with this cell: a small table of tokens, "
                 "and in a note what it shows."), "markdown"),
        Cell('# matter.add_evidence(frame, note="…")\nmatter.evidence'),
    ])  # fmt: skip


def _account(token: str) -> list[Cell]:
    return [Cell(f"account = lw.actor({token!r})\naccount")]


def _ring(asking: Visitor, name: str) -> list[Cell]:
    told = asking.say("Click members in the drawing; `drawn.selection` holds those selected.")
    return [
        Cell(f"ring = lw.ring({name!r})\nring.members"),
        Cell(told, "markdown"),
        Cell("from leakwatch.notebook.widget import RingWidget\n\n"
             "drawn = RingWidget(ring)\ndrawn"),
        Cell("drawn.selection"),
    ]  # fmt: skip


def written(asking: Visitor, name: str, cells: Iterable[Cell]) -> bytes:
    """The file: notebook format 4.5."""
    say = asking.say
    told = say("Lead material: it says nothing of guilt. People stay tokens here.")
    head = Cell(f"# {name} · {asking.desk.settings.organisation.name}\n\n{told}", "markdown")
    every = [head, Cell(OPENED.format(user=asking.user.name)), *cells]
    book: dict[str, Any] = {
        "cells": [_cell(number, one) for number, one in enumerate(every, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    return json.dumps(book, ensure_ascii=False, indent=1).encode() + b"\n"


def _cell(number: int, one: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": one.kind, "id": f"cell-{number}", "metadata": {},
                            "source": one.source.splitlines(keepends=True)}  # fmt: skip
    return made | ({"execution_count": None, "outputs": []} if one.kind == "code" else {})
