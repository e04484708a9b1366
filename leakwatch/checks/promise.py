"""A promise of a contract: kept, or a PluginError that says which one was broken."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from leakwatch.errors import PluginError

Made = TypeVar("Made")
SNAKE = re.compile(r"[a-z][a-z0-9_]*")


def promise(kept: bool, what: str, plugin: type, seen: str = "") -> None:
    """Nothing where it is kept; else PluginError with the promise and what was seen instead."""
    if not kept:
        raise broken(what, plugin, seen)


def broken(what: str, plugin: type, seen: object = "") -> PluginError:
    """The error that says a plugin breaks this promise."""
    where = f"{plugin.__module__}.{plugin.__qualname__}"
    return PluginError(f"breaks the promise: {what}", where=where, hint=str(seen))


def made(kind: type[Made]) -> Made:
    """The plugin without a keyword: its defaults construct."""
    try:
        return kind()
    except (TypeError, ValueError, AttributeError) as error:
        raise broken("its defaults construct", kind, error) from error


def named(kind: type[Any]) -> None:
    """A name in snake case and a docstring; strangers read both in `leakwatch plugins`."""
    name = getattr(kind, "name", None)
    promise(isinstance(name, str) and bool(SNAKE.fullmatch(name)), "a name in snake case", kind,
            f"name = {name!r}")  # fmt: skip
    promise(bool((vars(kind).get("__doc__") or "").strip()), "a docstring", kind)
