"""A few rows of the lake at once, for pages: read by Arrow, by many threads, without an engine."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from leakwatch.storing import files, opened

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.lake import Lake

Made = TypeVar("Made")
#: things made of the lake that are remembered, the last asked for
MOST = 256


class Lookup:
    """Reads rows of an open lake's tables; an engine's connection serves one thread at a time."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        #: which files a table has is asked one at a time
        self._turn = Lock()
        self._tables: dict[str, Any] = {}
        self._made: OrderedDict[Hashable, Any] = OrderedDict()

    def rows(
        self,
        name: str,
        columns: Sequence[str],
        same: dict[str, str | None] | None = None,
        days: Collection[date] | None = None,
        *,
        also: dict[str, str | None] | None = None,
    ) -> pa.Table:
        """Rows whose columns are the `same`, of these days; no table, no rows and no columns.

        Rows that are as `also` says come along. Files of other days are not opened; in the others,
        parts without such rows are left out.
        """
        fits = _alike(same or {}) if also is None else _alike(same or {}) | _alike(also)
        return self._fitting(name, columns, fits, days)

    def days(self, name: str) -> list[date]:
        """The days of a table that lies by day, the newest first."""
        with self._turn:
            places = files(self._delta(name))
        found = {place.partition("/day=")[2].partition("/")[0] for place in places} - {""}
        return sorted(map(date.fromisoformat, found), reverse=True)

    def holding(
        self, name: str, value: str, among: Sequence[str], columns: Sequence[str],
        days: Collection[date] | None = None,
    ) -> pa.Table:  # fmt: skip
        """The same of rows in which one of the columns `among` is the value."""
        fits = reduce(or_, (_alike({column: value}) for column in among))
        return self._fitting(name, columns, fits, days)

    def last(self, name: str) -> date | None:
        """The last day of a table that lies by day; None where it has none."""
        return next(iter(self.days(name)), None)

    def remembered(self, key: Hashable, tables: Sequence[str], make: Callable[[], Made]) -> Made:
        """What `make` makes of these tables; made anew once one of them has changed."""
        with self._turn:
            deltas = [self._delta(name) for name in tables]
            versions = tuple(-1 if one is None else one.version() for one in deltas)
            found = self._made.get((key, versions))
        if found is None:
            found = make()
        with self._turn:
            self._made[key, versions] = found
            self._made.move_to_end((key, versions))
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        told: Made = found
        return told

    def _fitting(
        self, name: str, columns: Sequence[str], fits: Any, days: Collection[date] | None
    ) -> pa.Table:
        """Rows that an Arrow expression fits, of these days or of all."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = [("day", "in", days)] if days is not None else []
        found = None if days is not None and not days else self._opened(name, wanted)
        if found is None:
            return pa.table({})
        if days is not None:
            fits &= pc.field("day").isin(sorted(days))
        return found.to_table([*columns], filter=fits)

    def _opened(self, name: str, wanted: list[tuple[str, str, Any]]) -> Any:
        with self._turn:
            delta = self._delta(name)
            places = files(delta, wanted)
        return opened(delta, self._lake.path / name, places) if delta is not None else None

    def _delta(self, name: str) -> Any:
        """The table as it stands now; nobody else's, who may be reading on another thread."""
        from deltalake import DeltaTable

        place = str(self._lake.path / name)
        if name in self._tables:
            self._tables[name].update_incremental()
        elif DeltaTable.is_deltatable(place):
            self._tables[name] = DeltaTable(place)
        return self._tables.get(name)


def _alike(same: dict[str, str | None]) -> Any:
    """The rows whose columns are these, as Arrow asks for them."""
    import pyarrow.compute as pc

    fits = pc.scalar(True)
    for column, value in same.items():
        asked = pc.field(column)
        fits &= asked.is_null() if value is None else asked == value
    return fits
