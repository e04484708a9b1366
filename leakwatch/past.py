"""The lake as it stood when something was computed from it; read, never written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError
from leakwatch.lake import Lake
from leakwatch.storing import files

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from deltalake import DeltaTable

HINT = "restore the lake from a backup that holds it; [retention] or a vacuum let it go"


class Past(Lake):
    """A lake whose tables are those of some versions; a table not among them is not there.

    Whoever reads a version that is gone, from the log or from the disk, gets a ConfigError.
    """

    def __init__(self, lake: Lake, versions: Mapping[str, int]) -> None:
        super().__init__(str(lake.path), lake.engine)
        self._versions = dict(versions)

    def versions(self) -> dict[str, int]:
        """The versions it was made of."""
        return dict(self._versions)

    def _delta(self, name: str) -> DeltaTable | None:
        if name not in self._versions:
            return None
        if name not in self._tables:
            self._tables[name] = _opened(self.path / name, self._versions[name])
        return self._tables[name]

    def read(
        self, name: str, schema: Mapping[str, str], days: Collection[date] | None = None
    ) -> ir.Table:
        """The table as it stood; ConfigError where files of it, or of these days, are gone."""
        delta = self._delta(name)
        wanted = files(delta, [] if days is None else [("day", "in", days)])
        lost = sum(not Path(one).exists() for one in wanted)
        if lost and (days is None or days):
            raise ConfigError(f"{lost} files of version {self.version(name)} are gone",
                              where=str(self.path / name), hint=HINT)  # fmt: skip
        return super().read(name, schema, days)

    def _change(self, name: str, *, daily: bool = False, once: Any = None) -> Any:  # noqa: ARG002
        raise ValueError(f"{name} as it stood is not written")


def _opened(place: Path, version: int) -> DeltaTable:
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        return DeltaTable(str(place), version=version)
    except (DeltaError, OSError) as error:
        raise ConfigError(f"version {version} is gone from the log", where=str(place),
                          hint=HINT) from error  # fmt: skip
