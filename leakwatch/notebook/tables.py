"""Actor-days and events as Ibis tables, in an engine of their own that gives out only so much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from leakwatch import engine
from leakwatch.errors import ConfigError
from leakwatch.ingest.stored import stored
from leakwatch.judging import SCORED
from leakwatch.lake import Lake
from leakwatch.notebook.limit import limited

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.engine import Engine
    from leakwatch.pipeline import House

#: columns of an event that hold tokens of people
PEOPLE = ("subject", "phone", "id_no")
Asked = str | Sequence[str] | None


class Tables:
    """Tables of the lake, of which nobody loads all by accident."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._opened: list[Engine] = []

    @cached_property
    def _lake(self) -> Lake:
        """The lake through a limited engine."""
        machine = engine.connect(self._house.settings)
        self._opened.append(machine)
        limited(machine)
        return Lake(str(self._house.lake.path), machine)

    def close(self) -> None:
        """Lets go of the engine, if anybody asked anything."""
        while self._opened:
            self._opened.pop().close()

    def days(self, since: date | str | None, until: date | str | None, actor: Asked) -> ir.Table:
        """Judged actor-days: facts, score, p."""
        table = self._lake.read("scored", SCORED)
        return _same(_within(table, day(since), day(until)), {"actor": actor})

    def events(
        self, since: date | str | None, until: date | str | None, actor: Asked, subject: Asked,
        source: Asked,
    ) -> ir.Table:  # fmt: skip
        """Events of the days asked for; the files of others are not opened."""
        first, last = day(since), day(until)
        days = None
        if first or last:
            known = map(date.fromisoformat, self._lake.files("events").keys() - {""})
            days = [one for one in known if (first or one) <= one <= (last or one)]

        def read() -> ir.Table:
            return _same(self._lake.read("events", stored("events"), days),
                         {"actor": actor, "source": source})  # fmt: skip

        return read() if subject is None else _of_people(read, _listed(subject))


def day(said: date | str | None) -> date | None:
    """A day as given, or that of a moment, as tables have them; ConfigError for what is none.

    >>> day("2026-03-09"), day(datetime(2026, 3, 9, 12))
    (datetime.date(2026, 3, 9), datetime.date(2026, 3, 9))
    """
    if isinstance(said, datetime):
        return said.date()
    if not isinstance(said, str):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise ConfigError(f"no day: {said!r}", where="since, until",
                          hint='write it as "2026-03-09"') from error  # fmt: skip


def _within(table: ir.Table, first: date | None, last: date | None) -> ir.Table:
    fits: list[Any] = []
    if first:
        fits.append(table["day"] >= first)
    if last:
        fits.append(table["day"] <= last)
    return table.filter(*fits) if fits else table


def _same(table: ir.Table, wanted: dict[str, Asked]) -> ir.Table:
    for name, said in wanted.items():
        if said is not None:
            table = table.filter(table[name].isin(_listed(said)))
    return table


def _of_people(read: Callable[[], ir.Table], wanted: list[str]) -> ir.Table:
    """Each column is asked by itself, of a table of its own: an engine reads only where it fits.

    Of one table for all three DuckDB would first put together what any of them may need.
    """
    import ibis

    parts: list[ir.Table] = []
    elsewhere: list[str] = []
    for name in PEOPLE:
        table = read()
        fits = table[name].isin(wanted)
        others = [~table[other].isin(wanted).fill_null(False) for other in elsewhere]
        parts.append(table.filter(fits, *others))
        elsewhere.append(name)
    return ibis.union(*parts)


def _listed(said: str | Sequence[str]) -> list[str]:
    return [said] if isinstance(said, str) else [*said]
