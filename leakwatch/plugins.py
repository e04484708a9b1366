"""Finds connectors and detectors, ours and yours, by entry point."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch.errors import ConfigError, PluginError

if TYPE_CHECKING:
    from leakwatch.connector import Connector
    from leakwatch.detector import Detector


def _found(group: str) -> dict[str, EntryPoint]:
    return _read(group, tuple(map(_place, sys.path)))


def _place(folder: str) -> tuple[str, int]:
    """A folder of packages, and when one last came or went (ns; 0: there is no such folder)."""
    try:
        return folder, Path(folder).stat().st_mtime_ns
    except OSError:
        return folder, 0


@lru_cache(maxsize=8)
def _read(group: str, _places: tuple[tuple[str, int], ...]) -> dict[str, EntryPoint]:
    """What every package says of itself: reading a hundred of them takes as long as a query."""
    return {point.name: point for point in sorted(entry_points(group=group))}


def _load(group: str, name: str, where: str) -> type:
    points = _found(group)
    if name not in points:
        raise ConfigError(
            f"no {group.split('.')[1].rstrip('s')} is named {name!r}",
            where=where,
            hint=f"installed: {', '.join(points)}",
        )
    try:
        plugin = points[name].load()
    except (ImportError, AttributeError) as error:
        raise PluginError(f"cannot be loaded: {error}", where=points[name].value) from error
    if not isinstance(plugin, type) or getattr(plugin, "name", None) != name:
        raise PluginError(
            f"the class must have name = {name!r}, as its entry point", where=points[name].value
        )
    return plugin


def connector(
    name: str, keywords: dict[str, object] | None = None, *, where: str = "connector"
) -> Connector:
    """The connector of this name, made with keywords from the settings."""
    kind = _load("leakwatch.connectors", name, where)
    options = f"{where.removesuffix(']')}.options]" if where.endswith("]") else where
    _taken(kind, keywords or {}, options)
    try:
        made: Connector = kind(**(keywords or {}))
    except (TypeError, ValueError) as error:
        if not keywords:
            raise PluginError(str(error), where=f"{kind.__module__}:{kind.__name__}") from error
        raise ConfigError(
            str(error), where=options, hint="see the connector's docstring"
        ) from error
    return made


def origins(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The package that each detector came with (empty if nobody says) and its module."""
    points, found = _found("leakwatch.detectors"), dict[str, tuple[str, str]]()
    for name in names:
        if name not in points:
            raise ConfigError(f"detector {name!r} is not installed", where="[detect]",
                              hint=f"installed: {', '.join(points)}")  # fmt: skip
        dist = points[name].dist
        found[name] = (dist.name if dist else ""), points[name].value.partition(":")[0]
    return found


def _taken(kind: type, keywords: dict[str, object], where: str) -> None:
    """ConfigError where the plugin's class takes no such keyword."""
    taken = [key for key in signature(kind).parameters if key not in ("args", "kwargs")]
    for key in keywords:
        if key not in taken:
            raise ConfigError(f"unknown key {key!r}", where=where,
                              hint=f"{kind.name} takes: {', '.join(taken) or 'none'}")  # type: ignore[attr-defined]  # fmt: skip


def connectors() -> tuple[str, ...]:
    """Names of the connectors installed."""
    return tuple(_found("leakwatch.connectors"))


def detector(name: str, keywords: dict[str, object] | None = None) -> Detector:
    """The detector of this name, made with keywords from the settings."""
    where = f"[detect.detectors.{name}]"
    kind = _load("leakwatch.detectors", name, where)
    _taken(kind, keywords or {}, where)
    try:
        made: Detector = kind(**(keywords or {}))
    except (TypeError, ValueError) as error:
        raise ConfigError(str(error), where=where, hint="see the detector's docstring") from error
    return made


def detectors() -> tuple[str, ...]:
    """Names of the detectors installed."""
    return tuple(_found("leakwatch.detectors"))
