"""What a file shows of its feed: columns gone and come, words no list knows, numbers missing."""

import json
from types import MappingProxyType
from typing import ClassVar

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.connector import Connector, text
from leakwatch.errors import SourceError
from leakwatch.ingest import numbering
from leakwatch.ingest.drift import drift
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.load import Loader
from leakwatch.ingest.numbering import Runs
from leakwatch.readers.opening import look as opened

ROW = {"time": "2026-03-02 09:00:00", "clerk": "G1", "person": "P1", "kind": "查询", "order": "R1"}


class Desk(Connector):
    """A desk that numbers its rows, and drops log-outs."""

    name = "desk"
    columns = text("no, time*, clerk*, person, kind, order")
    known = MappingProxyType({"kind": ("查询", "登出")})

    def rows(self, raw):
        """One event a line."""
        return raw.select(
            "line", clock=raw["time"], actor=raw["clerk"], subject=raw["person"],
            case=raw["order"], action=ibis.literal("view"), wanted=raw["kind"] != "登出",
            sequence=raw["no"].try_cast("int64"),
        )  # fmt: skip


class Record(Desk):
    """The same as JSON."""

    name = "record"
    format = "json"
    columns = dict.fromkeys(("no", "time", "clerk", "person", "kind", "order"), "string")


class Bare(Desk):
    """The same by position, a delimiter behind the last cell."""

    name = "bare"
    format = "headless"
    delimiter = "|"


class Line(Desk):
    """The same as lines of text."""

    name = "line"
    format = "lines"
    columns: ClassVar[dict[str, str]] = {}
    known = MappingProxyType({})

    def rows(self, raw):
        """One event a line."""
        cells = raw["record"].split("|")
        return super().rows(raw.select("line", **{
            name: cells[place].nullif("")
            for place, name in enumerate(("no", "time", "clerk", "person", "kind", "order"))
        }))  # fmt: skip


class Plain(Desk):
    """A desk without numbers and without a list."""

    name = "plain"
    known = MappingProxyType({})

    def rows(self, raw):
        """One event a line."""
        return super().rows(raw).drop("sequence")


@pytest.fixture
def take(house):
    """Takes files of rows (dictionaries) of a desk into the lake, one after another."""

    def taken(*files, kind=Desk, names=None, zone="Asia/Shanghai", loader=None):
        feed = Feed("desk", kind(), "o", zone, names or {})
        loader = loader or Loader(feed, house.lake, house.engine, house.key)
        return [loader.load(opened(written(house, kind, rows))) for rows in files]

    return taken


def written(house, kind, rows):
    """A file of these rows, named so that files made later come later."""
    number = len(list(house.path.glob("desk_*")))
    if kind is Record:
        said = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    elif kind in (Bare, Line):
        lines = ["|".join(str(cell) for cell in ["", *row.values(), ""]) for row in rows]
        said = "\n".join(lines)
    else:
        header = list(rows[0])
        lines = [",".join(str(row.get(name, "")) for name in header) for row in rows]
        said = "\n".join([",".join(header), *lines])
    return house.write(f"desk_{number:03}", said + "\n")


def rows(count, day=2, first=0, **cells):
    return [
        ROW | {"time": f"2026-03-{day:02} 09:{n // 60:02}:{n % 60:02}"}
        | {name: cell(n) if callable(cell) else cell for name, cell in cells.items()}
        for n in range(first, first + count)
    ]  # fmt: skip


def without(found, name):
    return [{key: value for key, value in row.items() if key != name} for row in found]


def test_words_of_the_list_are_not_told(take):
    [batch] = take(rows(3, kind=lambda n: "登出" if n else "查询"))
    assert batch.drift == {}
    assert list(drift([batch])) == []


def test_an_empty_cell_is_no_word(take):
    [batch] = take(rows(3, kind=""))
    assert batch.drift == {}


def test_a_connector_without_lists_counts_nothing(take):
    [batch] = take(rows(3, kind="盖章"), kind=Plain)
    assert (batch.drift, batch.sequence_holes) == ({}, None)


@pytest.mark.parametrize("kind", [Desk, Record])
def test_a_word_no_list_knows_is_told_with_its_rows_and_the_first_file(take, kind):
    odd = [rows(3, day=day, kind=lambda n: "盖章" if n else "查询") for day in (2, 3)]
    batches = take(*odd, kind=kind)
    assert [batch.drift for batch in batches] == [{("kind", "盖章"): 2}] * 2
    assert [batch.events for batch in batches] == [3, 3]
    assert list(drift(batches)) == [
        "desk, desk_000 and 1 more files: kind holds '盖章', which no list knows (4 rows)"
    ]


def test_a_row_that_repeats_is_counted_once(take):
    [batch] = take([*rows(2, kind="盖章"), *rows(2, kind="盖章")])
    assert batch.drift == {("kind", "盖章"): 2}


def test_a_word_that_may_be_a_key_is_not_repeated(take, house):
    take(rows(1, kind="13800000001"))
    assert house.rows("batches")[0]["drift"] == "kind=… ×1"


def test_of_a_list_that_holds_anything_no_word_is_repeated(take):
    [batch] = take(rows(50, kind=lambda n: f"甲{chr(0x4E00 + n)}"))
    assert batch.drift == {("kind", "(many words)"): 50}


def test_a_first_file_has_lost_nothing(take):
    [batch] = take(without(rows(3), "order"))
    assert batch.columns == ("time", "clerk", "person", "kind")
    assert batch.lost == ()


def test_a_column_the_files_before_had_is_lost_once(take, house):
    before, after = rows(3), without(rows(3, day=3), "order")
    batches = take(before, after, without(rows(3, day=4), "order"))
    assert [batch.lost for batch in batches] == [(), ("order",), ()]
    assert list(drift(batches)) == ["desk, desk_001: no column order, which the files before had"]
    assert [row["lost"] for row in house.rows("batches")].count("order") == 1


def test_what_the_files_before_had_is_known_to_the_next_run(take):
    take(rows(3))
    [batch] = take(without(rows(3, day=3), "order"))
    assert batch.lost == ("order",)


def test_a_column_gone_and_another_come_may_be_a_new_name(take):
    batches = take(
        rows(3, note="x"), [row | {"orderNo": "R1"} for row in without(rows(3, day=3), "order")]
    )
    assert [line.partition(": ")[2] for line in drift(batches)] == [
        "no column order, which the files before had; new: orderNo; perhaps renamed; "
        "map it in [sources.desk.columns]"
    ]


def test_a_column_that_is_mapped_is_there(take):
    renamed = [row | {"orderNo": "R1"} for row in without(rows(3, day=3), "order")]
    take(rows(3))
    [batch] = take(renamed, names={"order": ("orderNo",)})
    assert (batch.lost, batch.extra, batch.columns[-1]) == ((), (), "order")


def test_a_spare_column_that_was_always_there_is_not_new(take):
    batches = take(rows(3, note="x"), without(rows(3, day=3, note="x"), "order"))
    assert (batches[1].extra, batches[1].new) == (("note",), ())


def test_an_old_file_that_comes_late_has_not_lost_what_came_after_it(take):
    batches = take(without(rows(3, day=4), "no"), rows(3, day=9), without(rows(3, day=3), "no"))
    assert [batch.lost for batch in batches] == [(), (), ()]


def test_layouts_in_turn_are_told_at_the_first_and_no_more(take):
    batches = take(*(rows(3, day=day) if day % 2 else without(rows(3, day=day), "order")
                     for day in range(1, 9)))  # fmt: skip
    assert [batch.lost for batch in batches] == [(), ("order",), *[()] * 6]


def test_a_key_that_few_records_have_is_found(take):
    many = [row if n == 699 else without([row], "order")[0]
            for n, row in enumerate(rows(700, day=3))]  # fmt: skip
    assert [batch.lost for batch in take(rows(30), many, kind=Record)] == [(), ()]


def test_a_key_that_says_null_is_not_there(take):
    batches = take(rows(30), rows(30, day=3, order=None), kind=Record)
    assert batches[1].lost == ("order",)


def test_a_few_records_need_not_hold_every_key(take):
    batches = take(rows(30), rows(19, day=3, order=None), kind=Record)
    assert batches[1].lost == ()


def test_a_key_that_few_records_had_is_not_missed(take):
    some = rows(30, order=lambda n: None if n % 3 else "R1")
    assert [batch.lost for batch in take(some, rows(30, day=3, order=None), kind=Record)] == [
        (), (),
    ]  # fmt: skip


def test_a_file_without_a_header_that_has_a_cell_less_has_lost_its_last_column(take):
    """The delimiter at the end passes for the last cell, and every other row is read."""
    moved = without(rows(30, day=3), "person")
    batches = take(rows(30), moved, rows(30, day=4), kind=Bare)
    assert [batch.lost for batch in batches] == [(), ("order",), ()]
    assert [batch.quarantined for batch in batches] == [0, 0, 0]
    assert [line for line in drift(batches) if "order" in line]


def test_lines_that_say_nothing_more_of_cases_have_lost_them(take, house):
    batches = take(*(rows(30, day=day, order="" if day > 2 else "R1") for day in (2, 3, 4)),
                   kind=Line)  # fmt: skip
    assert [batch.lost for batch in batches] == [(), ("case",), ()]
    assert set(batches[0].columns) >= {"clock", "actor", "subject", "case"}
    assert list(drift(batches)) == ["desk, desk_001: no column case, which the files before had"]


@pytest.mark.parametrize("kind", [Bare, Line])
def test_cells_that_few_rows_fill_are_not_missed(take, kind):
    some = rows(30, order=lambda n: "" if n > 9 else "R1")
    for first in (rows(30), some):
        last = rows(30, day=3, order="") if first is some else [*rows(19, day=3, order="")]
        assert [batch.lost for batch in take(first, last, kind=kind)] == [(), ()]
    [batch] = take(rows(30, day=4, order=lambda n: "" if n else "R1"), kind=kind)
    assert batch.lost == ()


@pytest.mark.parametrize("change", [lambda row: row | {"more": "x"}, lambda row: {"time": "x"}])
def test_a_file_without_a_header_of_another_width_is_refused(take, change):
    with pytest.raises(SourceError, match="no line of 6 cells"):
        take(rows(30), [change(row) for row in rows(30, day=3)], kind=Bare)


@pytest.mark.parametrize("kind", [Desk, Record])
def test_numbers_without_a_hole_have_none_though_rows_are_dropped(take, kind, house):
    [batch] = take(rows(9, no=lambda n: str(n + 100), kind=lambda n: "登出" if n % 2 else "查询"),
                   kind=kind)  # fmt: skip
    assert (batch.sequence_first, batch.sequence_last, batch.sequence_holes) == (100, 108, 0)
    assert batch.skipped["dropped"] == 4
    assert "sequence" not in house.rows("events")[0]


def test_numbers_out_of_order_and_twice_have_no_hole(take):
    [batch] = take(rows(9, no=lambda n: f"{(n * 4) % 9}") + rows(3, no="5"))
    assert (batch.sequence_first, batch.sequence_last, batch.sequence_holes) == (0, 8, 0)


def test_rows_missing_between_are_holes(take):
    [batch] = take([row for row in rows(20, no=str) if int(row["no"]) not in (4, 5, 11)])
    assert (batch.sequence_first, batch.sequence_last, batch.sequence_holes) == (0, 19, 3)


def test_a_row_that_cannot_be_read_is_no_hole(take):
    made = rows(5, no=str)
    made[2] = {"no": '2"'}
    made[2] |= dict.fromkeys(("time", "clerk"), '"')
    [batch] = take(made)
    assert batch.quarantined
    assert batch.sequence_holes == 0


def test_a_log_that_numbers_nothing_has_no_holes(take):
    [batch] = take(rows(3, no=""))
    assert batch.sequence_holes is None


@given(st.lists(st.lists(st.integers(-50, 50), max_size=30), max_size=6))
def test_runs_are_the_numbers_not_seen(parts):
    runs, seen = Runs(), {number for part in parts for number in part}
    for part in parts:
        runs.add(np.array(part, np.int64))
    whole = range(min(seen), max(seen) + 1) if seen else range(0)
    assert runs.holes == len(set(whole) - seen)
    assert runs.ends == ((min(seen), max(seen)) if seen else None)


def test_a_log_in_too_many_runs_is_only_counted(monkeypatch):
    monkeypatch.setattr(numbering, "MOST_RUNS", 10)
    runs = Runs()
    for first in range(0, 100, 20):
        runs.add(np.arange(first, first + 20, 2))
    assert (runs.ends, runs.holes) == ((0, 98), 49)


def test_a_lake_begun_by_an_older_version_goes_on(take, house):
    old = {"batch": "string", "source": "string", "kind": "string", "file": "string",
           "rows": "int64", "events": "int64", "words": "string",
           "first": "timestamp('UTC', 6)", "last": "timestamp('UTC', 6)"}  # fmt: skip
    row = {"batch": "b", "source": "desk", "kind": "events", "file": "a", "rows": 1, "events": 0}
    schema = ibis.schema(old).to_pyarrow()
    house.lake.append("batches", pa.Table.from_pylist([row], schema), "desk/b")
    [batch] = take(without(rows(3), "order"))
    assert batch.lost == ()
    assert len(house.rows("batches")) == 2
