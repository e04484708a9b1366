"""One change of a Delta table: files that come, files that go, one commit.

Every file is written by Arrow: the writer behind `write_deltalake` panics where the disk is full,
on stderr and beside the error it raises.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from leakwatch.daily import Files, by_day, whole
from leakwatch.retaining import KEPT

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import CommitProperties, DeltaTable
    from deltalake.transaction import AddAction, RemoveAction

    Rows = Iterable[pa.RecordBatch]

#: column, sign and value of each condition, all of which a row fulfils
Wanted = Sequence[tuple[str, str, Any]]

#: commits after which the log is summed up
OFTEN = 100


@dataclass
class Change:
    """What becomes of the table in a folder; `delta` is None where there is none yet."""

    folder: Path
    delta: DeltaTable | None
    daily: bool = False
    mode: Literal["append", "overwrite"] = "append"
    once: CommitProperties | None = None
    #: asked before the commit; raises where we may no longer write
    allowed: Callable[[], None] | None = None
    gone: list[RemoveAction] = field(default_factory=list)

    def put_all(self, data: pa.Table | pa.RecordBatchReader, rest: Rows = ()) -> None:
        """Writes an Arrow table or reader in the types the table has, after the `rest` of it."""
        import pyarrow as pa

        schema = self._typed(data.schema)
        given = data.to_batches() if isinstance(data, pa.Table) else data
        self.put(chain(rest, (part.cast(schema) for part in given)), schema)

    def put(self, rows: Rows, schema: pa.Schema) -> None:
        """Writes the rows and commits; nothing of them is left where either fails."""
        made = Files(self.folder, by_day if self.daily else whole)
        try:
            for part in rows:
                made.write(part)
            added = made.close()
            if added or self.gone or self.once or self.delta is None or self.mode == "overwrite":
                self._commit(added, schema)
        except BaseException:
            made.drop()
            raise
        # only now: the files are the table's and stay; `delta` does not know of the commit yet
        if self.delta is not None and self.delta.version() % OFTEN == OFTEN - 2:
            self.delta.update_incremental()
            self.delta.create_checkpoint()

    def _commit(self, added: list[AddAction], schema: pa.Schema) -> None:
        from deltalake import PostCommitHookProperties, Schema
        from deltalake.transaction import create_table_with_add_actions

        day = ["day"] if self.daily else []
        bare = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
        if self.allowed:
            self.allowed()
        if self.delta is None:
            create_table_with_add_actions(
                str(self.folder), Schema.from_arrow(schema), added, partition_by=day,
                # what is replaced whole is made of the rest, and nobody's evidence
                configuration=None if self.mode == "overwrite" else KEPT,
                commit_properties=self.once, post_commithook_properties=bare,
            )  # fmt: skip
            return
        if self.mode == "append":
            self._widen(schema)
        self.delta.create_write_transaction(
            [*added, *self.gone], self.mode, schema, day,
            commit_properties=self.once, post_commithook_properties=bare,
        )  # fmt: skip

    def _typed(self, schema: pa.Schema) -> pa.Schema:
        """The columns as the table has them, new ones as a table can have them."""
        import pyarrow as pa
        from deltalake import Schema

        known = {}
        if self.delta is not None and self.mode == "append":
            known = {each.name: each for each in pa.schema(self.delta.schema().to_arrow())}
        made = pa.schema(Schema.from_arrow(schema).to_arrow())
        return pa.schema([known.get(each.name, each) for each in made])

    def _widen(self, schema: pa.Schema) -> None:
        """Adds columns that a table begun by an older version lacks."""
        from deltalake import Schema

        known = {each.name for each in self.delta.schema().fields} if self.delta else set()
        lacking = [each for each in Schema.from_arrow(schema).fields if each.name not in known]
        if lacking and self.delta:
            self.delta.alter.add_columns(lacking)

    def let_go(self, days: Collection[date]) -> None:
        """Lets the files of these days go."""
        for place in files(self.delta, [("day", "in", days)]):
            self._let_go(place)

    def without(self, wanted: Wanted) -> None:
        """Removes the rows that are wanted, if there are any."""
        import pyarrow as pa

        if self.delta is not None:
            self.put(self.rest(wanted), pa.schema(self.delta.schema().to_arrow()))

    def rest(self, wanted: Wanted) -> Iterator[pa.RecordBatch]:
        """Lets every file go that holds wanted rows; gives its others."""
        from pyarrow.parquet import filters_to_expression

        return self.others(files(self.delta, wanted), filters_to_expression([*wanted]))

    def others(self, places: Iterable[str], fits: Any) -> Iterator[pa.RecordBatch]:
        """Lets those of the files go that hold rows an Arrow expression fits; gives the others."""
        for place in places:
            file = opened(self.delta, self.folder, [place])
            if file.count_rows(filter=fits):
                self._let_go(place)
                # what is neither true nor false is not wanted
                yield from file.to_batches(filter=~fits | fits.is_null())

    def past(self, gone: Any, before: date) -> None:
        """Removes the rows of days before one that an Arrow expression fits, if there are any."""
        import pyarrow as pa

        if self.delta is not None:
            places = files(self.delta, [("day", "<", before)])
            self.put(self.others(places, gone), pa.schema(self.delta.schema().to_arrow()))

    def _let_go(self, place: str) -> None:
        from deltalake.transaction import RemoveAction

        *_, parent, name = place.split("/")
        path, day = name, dict[str, str | None]()
        if self.daily:
            path, day = f"{parent}/{name}", {"day": parent.removeprefix("day=")}
        self.gone.append(RemoveAction(path, True, int(time.time() * 1000), None, day))


def opened(delta: DeltaTable | None, folder: Path, places: Sequence[str]) -> Any:
    """Some files of a table as an Arrow dataset, with the day that their folders name."""
    import pyarrow as pa
    from pyarrow import dataset

    schema = pa.schema(delta.schema().to_arrow()) if delta else None
    by = dataset.partitioning(pa.schema([("day", pa.date32())]), flavor="hive")
    return dataset.dataset(list(places), schema, "parquet", partitioning=by,
                           partition_base_dir=str(folder.absolute()))  # fmt: skip


def files(delta: DeltaTable | None, wanted: Wanted = ()) -> list[str]:
    """The files of a table that may hold wanted rows."""
    said = [(name, how, _said(value)) for name, how, value in wanted]
    found = delta.file_uris(file_pruning_predicate=said or None) if delta else []
    # Delta writes paths as a browser does
    return [unquote(place) for place in found]


def _said(value: Any) -> Any:
    """A value as Delta takes it in a filter."""
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(map(_said, value))
    return value.isoformat() if isinstance(value, date) else value
