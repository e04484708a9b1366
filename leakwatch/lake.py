"""Events and facts as Delta tables in a folder; each batch is taken exactly once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch import edition, locking
from leakwatch.engine import Engine
from leakwatch.errors import ConfigError, SourceError
from leakwatch.retaining import tidy
from leakwatch.storing import Change, Wanted, files, opened
from leakwatch.tokens import Key

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from deltalake import DeltaTable

#: a code of a sign, as in a URL: Delta would look for, and write to, another folder
CODE = re.compile("%[0-9A-Fa-f]{2}")

#: a folder of the lake while what a backup holds is put in place
RESTORING = "restoring"


class Lake:
    """The tables below one folder, read through an engine."""

    def __init__(self, path: str, engine: Engine) -> None:
        self.path, self.engine = Path(path), engine
        if sign := CODE.search(str(self.path.absolute())):
            raise ConfigError(f"the lake's path holds {sign[0]}", where=path,
                              hint="set [lake] path to a folder named without it")  # fmt: skip
        self._tables: dict[str, DeltaTable] = {}
        #: asked before every commit; raises where this process may no longer write
        self.allowed: Callable[[], None] | None = None
        #: for so many seconds we wait for a run that is at work
        self.patience = 0.0

    def _delta(self, name: str) -> DeltaTable | None:
        """The table as it stands now; once opened, only what is new of its log is read."""
        from deltalake import DeltaTable

        place = str(self.path / name)
        if name in self._tables:
            self._tables[name].update_incremental()
        elif DeltaTable.is_deltatable(place):
            self._tables[name] = DeltaTable(place)
        return self._tables.get(name)

    def version(self, name: str) -> int:
        """The table's version; -1 where there is none yet."""
        delta = self._delta(name)
        return -1 if delta is None else delta.version()

    def versions(self) -> dict[str, int]:
        """Every table's version, to name the state something was computed from."""
        names = sorted(place.parent.name for place in self.path.glob("*/_delta_log"))
        return {name: self.version(name) for name in names}

    def read(
        self, name: str, schema: Mapping[str, str], days: Collection[date] | None = None
    ) -> ir.Table:
        """A table of these columns; `days` reads only the files of these days."""
        delta = self._delta(name)
        if delta is None or (days is not None and not days):
            return self.engine.read([], schema)
        if days is None:
            return self.engine.read(files(delta), schema)
        table = self.engine.read(files(delta, [("day", "in", days)]), schema)
        return table.filter(table["day"].isin(sorted(days))) if "day" in schema else table

    def files(self, name: str) -> dict[str, list[str]]:
        """The files of a table by their day as written (empty: of no day)."""
        found = dict[str, list[str]]()
        for place in files(self._delta(name)):
            found.setdefault(place.partition("/day=")[2].partition("/")[0], []).append(place)
        return found

    def has(self, name: str, batch: str) -> bool:
        """True where the batch of this digest is in the table."""
        # odd: added; even: taken back again
        return self._taken(name, batch) % 2 == 1

    def _taken(self, name: str, batch: str) -> int:
        """How often the batch was added or taken back."""
        delta = self._delta(name)
        return (delta.transaction_version(batch) or 0) if delta else 0

    def _change(self, name: str, *, daily: bool = False, once: Any = None) -> Change:
        """A change of the table as it stands; where it shall be made, `daily` in files by day."""
        # who writes once has just looked how the table stands
        delta = self._tables.get(name) if once else self._delta(name)
        if delta is not None:
            daily = bool(delta.metadata().partition_columns)
        return Change(self.path / name, delta, daily=daily, once=once, allowed=self.allowed)

    def append(self, name: str, data: Any, batch: str) -> bool:
        """Adds an Arrow table or reader in one commit; False where the batch is there already."""
        return self._once(name, batch, lambda once: self._change(name, once=once).put_all(data))

    def append_days(self, name: str, rows: Iterable[pa.RecordBatch], schema: pa.Schema,
                    batch: str) -> bool:  # fmt: skip
        """Adds rows with a column `day`, by day; False where the batch is there already."""
        return self._once(
            name, batch, lambda once: self._change(name, daily=True, once=once).put(rows, schema)
        )

    def _once(self, name: str, batch: str, write: Callable[[Any], None], there: int = 0) -> bool:
        """Writes under the name of the batch where that is `there` (1) or not yet (0); False where
        it is otherwise, or another has written it meanwhile."""
        from deltalake import CommitProperties, Transaction
        from deltalake.exceptions import CommitFailedError

        with _writing(self.path):
            taken = self._taken(name, batch)
            if taken % 2 != there:
                return False
            try:
                once = Transaction(app_id=batch, version=taken + 1)
                write(CommitProperties(app_transactions=[once]))
            except CommitFailedError:
                if self.has(name, batch):
                    return False
                raise
        return True

    def replace_days(self, name: str, data: Any, days: Collection[date]) -> None:
        """Puts `data` in place of all the rows of these days, in one commit."""
        with _writing(self.path):
            change = self._change(name, daily=True)
            if days or change.delta is None:
                change.let_go(days)
                change.put_all(data)

    def replace(self, name: str, data: Any) -> None:
        """Puts `data` in place of the table, in one commit."""
        with _writing(self.path):
            replace(self._change(name), mode="overwrite").put_all(data)

    def take_back(self, name: str, batch: str, wanted: Wanted) -> None:
        """Removes the rows of a batch that are wanted; it may be added again."""
        self._once(name, batch, lambda once: self._change(name, once=once).without(wanted), 1)

    def remove(self, name: str, wanted: Wanted) -> None:
        """Removes the rows that are wanted."""
        with _writing(self.path):
            self._change(name).without(wanted)

    def replace_rows(self, name: str, data: Any, wanted: Wanted) -> None:
        """Puts `data` in place of the rows that are wanted, in one commit."""
        with _writing(self.path):
            change = self._change(name)
            change.put_all(data, change.rest(wanted))

    def old(self, name: str, before: date) -> Any:
        """The files that may hold rows of days before one, as an Arrow dataset; None for none."""
        delta = self._delta(name)
        places = files(delta, [("day", "<", before)])
        return opened(delta, self.path / name, places) if places else None

    def let_go(self, name: str, gone: Any, before: date) -> int:
        """Removes the rows of days before one that an Arrow expression fits, for good.

        The files of earlier versions with such days go too; how many bytes went.
        """
        with _writing(self.path):
            self._change(name).past(gone, before)
            kept = {Path(place).parts[-2:] for place in files(self._delta(name))}
            stale = [*(self.path / name).glob("*.parquet")]
            for folder in (self.path / name).glob("day=*"):
                if folder.name.removeprefix("day=") < str(before):
                    stale += folder.iterdir()
            if self.allowed:
                self.allowed()
            return sum(_deleted(place) for place in stale if place.parts[-2:] not in kept)

    def forget(self, named: Collection[Mapping[str, int]]) -> None:
        """Shortens the logs of the tables; the versions named can still be read."""
        with _writing(self.path):
            for place in self.path.glob("*/_delta_log"):
                name = place.parent.name
                tidy(place.parent, {one[name] for one in named if name in one})

    def sealed(self, key: Key) -> None:
        """Binds the lake to the key that makes its tokens; ConfigError under another key, and where
        a newer program has laid it out."""
        edition.check(self.path)
        if (self.path / RESTORING).exists():
            raise ConfigError("a restore was broken off", where=str(self.path),
                              hint="do it again: `leakwatch restore FOLDER --over`")  # fmt: skip
        seal = self.path / "key.mark"
        if not seal.exists():
            with _writing(self.path):
                self.path.mkdir(parents=True, exist_ok=True)
                edition.mark(self.path)
                # whoever is killed while writing leaves no half a seal
                draft = seal.with_suffix(".part")
                draft.write_text(key.mark)
                draft.replace(seal)
        elif seal.read_text() != key.mark:
            raise ConfigError("the lake was made with another key", where=str(self.path),
                              hint="restore its key file; two keys give other tokens")  # fmt: skip

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps a second run out while this one writes; SourceError where one is at work."""
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
        with lock as file:
            if not locking.taken(file, self.patience):
                raise SourceError("another run is at work", where=str(self.path),
                                  hint="wait for it to end")  # fmt: skip
            if self.allowed:
                self.allowed()
            yield


def _deleted(place: Path) -> int:
    """Deletes a file, and its folder if it was the last; its bytes."""
    size = place.stat().st_size
    place.unlink()
    with suppress(OSError):
        place.parent.rmdir()
    return size


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """A full disk or a folder closed to us, as a SourceError of one line."""
    from deltalake.exceptions import DeltaError

    try:
        yield
    except (DeltaError, OSError) as error:
        first, *causes = str(error).splitlines() or [""]
        # Delta paints the arrows before what lies below
        deepest = [line.rpartition("\x1b[0m")[2] for line in causes if "↳" in line][-1:]
        raise SourceError(f"cannot be written: {':'.join([first, *deepest])}", where=str(place),
                          hint="make room or give the right, run again") from error  # fmt: skip
