"""What a notebook imports: alerts, rings, accounts and events to explore by hand, all as tokens."""

from __future__ import annotations

from pathlib import Path

from leakwatch.notebook.book import Notebook

__all__ = ["Notebook", "open"]


def open(path: str | Path = "leakwatch.toml", *, user: str | None = None) -> Notebook:  # noqa: A001 — read as `leakwatch.notebook.open`
    """The house behind a settings file; `user` is who works here, a name of `leakwatch users`."""
    return Notebook(Path(path), user=user)
