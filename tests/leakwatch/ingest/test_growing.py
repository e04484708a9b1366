"""Files that somebody goes on writing: what is new is taken, once, and as it is in the end."""

import json
import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.connector import Connector
from leakwatch.ingest.batch import SKIPPED
from leakwatch.ingest.load import WITHIN

HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"
VAULT = '[sources.crm]\nconnector = "telecom_vault"\npath = "crm*"\norg = "carrier"\n'
JSON = '[sources.crm]\nconnector = "telecom_4a"\npath = "crm*"\norg = "carrier"\n'
PLACES = ("batch", "line")


def told(house):
    """Events without where they were found, and what was set aside without how often."""
    rows = [{k: v for k, v in row.items() if k not in PLACES} for row in house.rows("events")]
    aside = {row["reason"].removesuffix(WITHIN) for row in house.rows("quarantine")}
    return sorted(rows, key=str), aside


def balanced(house):
    noted = house.rows("batches")
    kinds = {row["kind"] for row in noted}
    assert sum(len(house.rows(kind)) for kind in kinds) == sum(row["events"] for row in noted)
    assert len(house.rows("quarantine")) == sum(row["quarantined"] for row in noted)
    for row in noted:
        skipped = sum(row[kind] for kind in SKIPPED)
        assert min(row[name] for name in (*SKIPPED, "rows", "events", "quarantined")) >= 0
        assert row["rows"] == row["events"] - row["exploded"] + row["quarantined"] + skipped


@pytest.fixture
def log(house):
    """A log as far as it is written; each writing is followed by an ingest."""

    def written(data, name="crm.csv"):
        house.write(name, data)
        result = house.ingest()
        assert [str(error) for error in result.refused] == []
        balanced(house)
        return [(batch.rows, batch.events) for batch in result.batches]

    return written


def text(*rows, end="\n"):
    return "\n".join([HEADER, *rows]) + end


def test_only_what_is_new_is_taken(log, house, look):
    assert log(text(look(1), look(2))) == [(2, 2)]
    assert log(text(look(1), look(2), look(3))) == [(1, 1)]
    assert log(text(look(1), look(2), look(3))) == []
    assert log(text(*map(look, range(1, 9)))) == [(5, 5)]
    assert len(house.rows("events")) == 8
    assert {row["file"] for row in house.rows("batches")} == {"crm.csv"}


def test_what_is_new_stands_on_its_own_in_the_vault(log, house, look):
    from leakwatch.vault import Vault

    log("日志导出\n" + text(look(1), look(2)))
    log("日志导出\n" + text(look(1), look(2), look(3)))
    batch = next(row["batch"] for row in house.rows("batches") if row["rows"] == 2)
    with Vault(house.lake.path / "vault", house.key).open(batch) as kept:
        assert kept.read().decode() == "日志导出\n" + text(look(3))
    assert [row["line"] for row in house.rows("events") if row["batch"] == batch] == [3]


def test_a_rotated_file_with_an_unread_rest(log, house, look):
    log(text(look(1)))
    house.write("crm.csv.1", text(look(1), look(2)))
    assert log(text(look(3))) == [(1, 1), (1, 1)]
    house.write("crm.csv.2", text(look(1), look(2)))
    house.write("crm.csv.1", text(look(3), look(4)))
    assert log(text(look(5))) == [(1, 1), (1, 1)]
    assert len(house.rows("events")) == 5


def test_another_content_under_the_same_name_is_a_new_file(log, house, look):
    assert log(text(look(1), look(2))) == [(2, 2)]
    assert log(text(look(3))) == [(1, 1)]
    assert log(text(look(3), look(1))) == [(1, 0)]
    assert len(house.rows("events")) == 3


def test_a_last_line_without_an_end_is_taken_if_it_is_whole(log, look):
    assert log(text(look(1), look(2), end="")) == [(2, 2)]
    assert log(text(look(1), look(2), end="\r\n")) == []
    assert log(text(look(1), look(2), end="\r\n") + look(3) + "\n") == [(1, 1)]


def test_a_line_taken_too_early_is_taken_back(log, house, look):
    assert log(text(look(1), look(2, rows="1"), end="")) == [(2, 2)]
    assert log(text(look(1), look(2, rows="12"), look(3))) == [(2, 2)]
    assert sorted(row["rows"] for row in house.rows("events")) == [1, 1, 12]
    assert sorted(row["rows"] for row in house.rows("batches")) == [1, 2]
    assert log(text(look(1), look(2, rows="12"), look(3))) == []


def test_a_line_cut_in_the_middle_is_set_aside_until_the_rest_comes(log, house, look):
    whole = text(look(1), look(2))
    assert log(whole[:-12]) == [(2, 1)]
    [row] = house.rows("quarantine")
    assert row["reason"] == "too few cells; the file ends within this line"
    assert log(whole) == [(1, 1)]
    assert house.rows("quarantine") == []
    assert len(house.rows("events")) == 2


def test_a_cell_that_runs_over_lines_is_not_ended_by_a_line_end(log, house, look):
    rows = look(1), look(2, branch='"A01\nA02"'), look(3)
    whole = text(*rows)
    log(whole[: whole.index("A02")])
    assert log(whole) == [(2, 2)]
    assert sorted(row["branch"] for row in house.rows("events")) == ["A01", "A01", "A01\nA02"]
    assert house.rows("quarantine") == []


def test_a_character_cut_in_two(log, house, look):
    data = text(look(1, branch="一店"), look(2, branch="二店")).encode("gb18030")
    log(data[: data.rindex("店".encode("gb18030")) + 1])
    assert "a NUL byte, or a character cut off" in house.rows("quarantine")[0]["reason"]
    log(data)
    assert {row["branch"] for row in house.rows("events")} == {"一店", "二店"}
    assert house.rows("quarantine") == []


def test_what_is_packed_or_delivered_as_a_document_does_not_grow(log, house, look):
    import gzip

    log(gzip.compress(text(look(1)).encode(), mtime=0), "crm.gz")
    assert log(gzip.compress(text(look(1), look(2)).encode(), mtime=0), "crm.gz") == [(2, 1)]


@pytest.mark.parametrize(
    "skipped",
    ["", ",,,,,,", "合计：,3,,,,,", "G1,A,2026-03-07 09:00:01,机主信息查询,10000000001,,1"],
)
def test_a_last_line_that_was_counted_as_no_event_is_counted_anew(log, house, look, skipped):
    once = "G1,A,2026-03-07 09:00:01,机主信息查询,10000000001,,1"
    log(text(once, skipped, end=""))
    log(text(once, skipped + "0", look(3)))
    assert sum(row["rows"] for row in house.rows("batches")) == 3


@pytest.fixture
def context(house):
    house.toml = '[context.cases]\npath = "crm*"\norg = "carrier"\n'
    return house


def test_a_context_file_grows_as_well(context, log):
    head = "单号,客户手机,开始时间\n"
    assert log(head + "C1,10000000001,2026-03-07 ") == [(1, 0)]
    assert log(head + "C1,10000000001,2026-03-07 09:00:01\nC2,,2026-03-07 ") == [(2, 1)]
    assert log(head + "C1,10000000001,2026-03-07 09:00:01\nC2,,2026-03-07 10:00:02") == [(1, 1)]
    assert len(context.rows("cases")) == 2
    assert context.rows("quarantine") == []


def records(number):
    return {
        "subAcctName": f"G{number % 3}", "operateTime": f"2026-03-07 09:00:{number:02}",
        "operateTypeCode": "4", "operateContent": f"查询号码=1000000{number:04}",
    }  # fmt: skip


def vaulted(number):
    when = f"202603070900{number:02}"
    return f"A{number % 3}|S1|详单查询|1246|{when}|APP|CRM|1|S{number}|10.0.0.5|10.0.0.8|"


def looked(number):
    when = f"2026-03-07 09:00:{number:02}"
    if number % 4 == 1:
        return f'G{number % 3},"A,\n""{number}",{when},机主信息查询,100{number:08},,{number}'
    if number % 7:
        return f"G{number % 3},A01,{when},机主信息查询,100{number:08},,{number}"
    return "G1,x,y" if number % 2 else ""


def record(number):
    return json.dumps(records(number), ensure_ascii=False) if number % 5 else '{"a": '


ROWS = {"": looked, JSON: record, VAULT: vaulted}


@pytest.mark.parametrize(
    ("toml", "encoding"),
    [("", "utf-8"), ("", "gb18030"), (JSON, "utf-8"), (VAULT, "gb18030")],
    ids=["delimited", "delimited in GB18030", "json", "headless"],
)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_a_file_grows_the_lake_is_in_the_end_as_if_it_had_been_read_whole(
    house, toml, encoding, seed
):
    dice = random.Random(seed)
    house.toml = toml or house.toml
    end = dice.choice(["\n", "\r\n"])
    lines = ([] if toml else [HEADER]) + [ROWS[toml](n) for n in range(dice.randrange(3, 14))]
    data = (end.join(lines) + dice.choice(["", end])).encode(encoding)
    first = data.index(b"\n") + 1 + len(lines[1].encode(encoding)) + 1
    cuts = [*sorted(dice.randrange(first, len(data)) for _ in range(3)), len(data)]
    ends = []
    for way in ([len(data)], cuts):
        shutil.rmtree(house.path / "lake", ignore_errors=True)
        for size in way:
            house.write("crm.csv", data[:size])
            house.ingest()
            balanced(house)
        ends.append(told(house))
    assert ends[0] == ends[1]


def test_a_beginning_that_another_file_shares_is_not_read_again(log, house, look):
    log(text(look(1), look(2)), "crm_0307.csv")
    assert log(text(look(1), look(2), look(4)), "crm_0308.csv") == [(1, 1)]
    assert log(text(look(1), look(3)), "crm_0309.csv") == [(2, 1)]


def test_what_only_a_later_piece_tells_to_be_no_utf8_is_read_again(log, house, monkeypatch):
    from leakwatch.readers import opening

    monkeypatch.setattr(opening, "PIECE", 256)
    house.toml = JSON
    plain = [json.dumps(records(n)) for n in range(1, 9)]
    last = json.dumps(records(9) | {"provinceId": "北京"}, ensure_ascii=False)
    assert log("\n".join([*plain, last, ""]).encode("gb18030")) == [(9, 9)]
    assert {row["branch"] for row in house.rows("events")} == {None, "北京"}


class Blocks(Connector):
    """Records of several lines."""

    name = "blocks"
    format = "lines"
    starts = r"^\d{4}-\d\d-\d\d "

    def rows(self, raw):
        record = raw["record"]
        return raw.select(
            "line", clock=record[:19], actor=record[20:22], action=record.length().cast("string")
        )


@pytest.fixture
def blocks(house):
    """Takes a log of blocks as far as it is written; what it says, and how many are new."""
    from leakwatch.ingest.bookmarks import Bookmarks
    from leakwatch.ingest.feed import Feed
    from leakwatch.ingest.known import Known
    from leakwatch.ingest.load import Loader
    from leakwatch.ingest.places import places
    from leakwatch.ingest.taking import Taker

    def take(data):
        house.write("log", data)
        lake, new = house.lake, []
        feed = Feed("blocks", Blocks(), "carrier", "Asia/Shanghai")
        loader = Loader(feed, lake, house.engine, house.key)
        taker = Taker(loader, None, Known(lake), new.append, pytest.fail)
        for place in places(str(house.path / "log"), "blocks"):
            taker.visit(place, Bookmarks(lake))
        balanced(house)
        words = [row["words"] for row in house.rows("batches") if row["words"]]
        return [batch.rows for batch in new], len(house.rows("events")), *words

    return take


def test_a_record_of_several_lines_is_whole_when_the_next_begins(blocks, house):
    first, second = "2026-03-07 09:00:01 G1 a\n  b\n", "2026-03-07 09:00:02 G2 c\n"
    assert blocks(first[:-5]) == ([1], 1, "24 ×1")
    assert blocks(first)[:2] == ([1], 1)
    assert blocks(first + "\n") == ([], 1, "28 ×1")
    assert blocks(first + second)[:2] == ([1], 2)
    assert blocks(first + second + "  d\n")[:2] == ([1], 2)
    assert blocks(first + second + "  d\n" + second.replace("02", "03"))[:2] == ([1], 3)
    assert house.rows("quarantine") == []
