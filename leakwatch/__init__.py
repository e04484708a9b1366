"""Finds the accounts that leak personal data in the access logs an organisation keeps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakwatch.notebook import Notebook


def open(path: str | Path = "leakwatch.toml", *, user: str | None = None) -> Notebook:  # noqa: A001 — read as `leakwatch.open`
    """What a notebook asks of the house behind a settings file (see leakwatch.notebook)."""
    from leakwatch import notebook

    return notebook.open(path, user=user)
