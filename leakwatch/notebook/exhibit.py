"""A table as it goes into a matter: small, of tokens, with nobody in plain, and whence it came."""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch import identifiers
from leakwatch.errors import ConfigError
from leakwatch.findings import FEED
from leakwatch.store.evidence import Found
from leakwatch.tokens import TOKEN

if TYPE_CHECKING:
    import pandas as pd

WHERE = "add_evidence"
#: what a person reads beside a matter; all else is a file
MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 2000, 40, 512 * 1024
LONGEST_CELL, LONGEST_NOTE, LONGEST_CODE = 500, 2000, 20_000
#: columns that hold tokens wherever they are of ours
HIDDEN = ("actor", "account", "subject", "person", "phone", "id_no", "case", "approver", "manager")
CALLED = {"phone": "a phone number", "id_no": "an ID number"}
HINT = "send tokens: `leakwatch token` makes them, and only a reveal turns them back"


def exhibit(frame: pd.DataFrame, note: str) -> Found:
    """The table, its rows in JSON; ConfigError for what is too large or shows somebody in plain.

    An index that has a name is a column too.
    """
    table = frame.reset_index() if any(name is not None for name in frame.index.names) else frame
    columns = [str(name) for name in table.columns]
    _fits(columns, len(table))
    notebook, cell = source()
    for place, text in (("note", note), ("cell", cell), *(("a column's name", one)
                        for one in columns)):  # fmt: skip
        _plain(place, text)
    values = [[_cell(value, name) for value in table.iloc[:, place]]
              for place, name in enumerate(columns)]  # fmt: skip
    lines = [json.dumps(row, ensure_ascii=False) for row in zip(*values, strict=True)]
    if sum(len(line.encode()) + 1 for line in lines) > MOST_BYTES:
        raise ConfigError(f"more than {MOST_BYTES // 1024} KiB", where=WHERE,
                          hint="leave out columns, or sum it up")  # fmt: skip
    return Found(columns, lines, _said(note), notebook, cell[:LONGEST_CODE])


def source() -> tuple[str, str]:
    """The name of the notebook at work and what its cell says; empty outside of one."""
    # where it was not imported there is no notebook
    running = sys.modules.get("IPython")
    shell = running.get_ipython() if running else None
    if shell is None:
        return "", ""
    told = [*shell.user_ns.get("In", [])]
    return Path(os.environ.get("JPY_SESSION_NAME", "")).name[:255], told[-1] if told else ""


def _fits(columns: list[str], rows: int) -> None:
    if not columns or not rows:
        raise ConfigError("an empty table proves nothing", where=WHERE)
    if rows > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise ConfigError(
            f"{rows:,} rows of {len(columns)} columns: a matter takes {MOST_ROWS:,} of "
            f"{MOST_COLUMNS}", where=WHERE, hint="leave some out, or sum it up",
        )  # fmt: skip
    twice = {name for name in columns if columns.count(name) > 1}
    if twice or "" in columns:
        raise ConfigError(f"columns of one name: {', '.join(sorted(twice)) or 'none'}",
                          where=WHERE, hint="rename them")  # fmt: skip


def _said(note: str) -> str:
    said = note.strip()
    if not 0 < len(said) <= LONGEST_NOTE or "\0" in said:
        raise ConfigError(f"a note has 1 to {LONGEST_NOTE:,} letters", where=WHERE,
                          hint='say what it shows: note="…"')  # fmt: skip
    return said


def _cell(value: Any, column: str) -> str | int | float | bool | None:
    """A value as JSON has it; ConfigError for what shows somebody in plain."""
    import numpy as np
    import pandas as pd

    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    number = isinstance(value, int | float)
    # a phone beside an empty cell is a float
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    if not number:
        text = value.isoformat() if hasattr(value, "isoformat") else text
        if len(text) > LONGEST_CELL or "\0" in text:
            raise ConfigError(f"a cell of {len(text):,} letters", where=f"column {column}",
                              hint=f"at most {LONGEST_CELL}, none of them empty")  # fmt: skip
    _plain(f"column {column}", text)
    _hidden(column, text)
    return value if number else text


def _plain(place: str, text: str) -> None:
    """ConfigError where a text shows a phone or an ID number."""
    kind = identifiers.within(text)
    if kind:
        # what it is stays unsaid: errors are printed, and stored with the notebook
        raise ConfigError(f"it shows {CALLED[kind]} in plain", where=place, hint=HINT)


def _hidden(column: str, text: str) -> None:
    """ConfigError where a column of tokens holds what is none."""
    if column in HIDDEN and not (TOKEN.fullmatch(text) or text.startswith(FEED)):
        raise ConfigError("this column takes tokens, and a cell of it is none",
                          where=f"column {column}", hint=HINT)  # fmt: skip
