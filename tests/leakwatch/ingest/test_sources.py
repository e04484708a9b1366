"""Files into a real lake: each row once, accounted for to the last."""

import gzip
from datetime import UTC, date, datetime

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch import tokens
from leakwatch.errors import ConfigError, SourceError
from leakwatch.ingest.batch import SKIPPED

TWO = (
    '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\norg = "carrier"\n'
    '[sources.agent]\nconnector = "telecom_crm"\npath = "crm*"\norg = "agent"\n'
)


def facts(house, *names):
    return [tuple(row[name] for name in names) for row in house.rows("events")]


def test_a_row_becomes_an_event(house, look):
    house.crm(
        "crm.csv", look(1, actor="G001", phone="+86 100-0000-0001", id_no="99010120200101000X")
    )
    batch = house.taken()
    [event] = house.rows("events")
    key = house.key
    assert event["actor"] == tokens.read_token(key, "actor", "carrier/G001")
    assert event["phone"] == event["subject"] == tokens.read_token(key, "phone", "10000000001")
    assert event["id_no"] == tokens.read_token(key, "id_no", "99010120200101000x")
    assert (event["at"], event["clock"]) == (
        datetime(2026, 3, 7, 1, 0, 1, tzinfo=UTC), datetime(2026, 3, 7, 9, 0, 1),
    )  # fmt: skip
    assert (event["batch"], event["line"], event["source"]) == (batch.batch, 2, "crm")
    assert (event["org"], event["sector"], event["day"]) == ("carrier", "telecom", date(2026, 3, 7))
    assert (event["action"], event["region"], event["minor"]) == ("view", "99", True)
    assert (batch.first, batch.last) == (event["at"], event["at"])


def test_a_word_in_place_of_a_second_identifier_is_none(house, look):
    house.crm("crm.csv", look(1, id_no="无"))
    assert house.taken().quarantined == 0
    assert house.rows("events")[0]["id_no"] is None


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"actor": ""}, "工号: blank"),
        ({"actor": "\u3000"}, "工号: blank"),
        ({"actor": "'"}, "actor: blank"),
        ({"branch": ""}, "营业厅编码: blank"),
        ({"at": ""}, "操作时间: blank"),
        ({"at": "2026-03-07"}, "clock: a date without a time"),
        ({"at": "上周六上午"}, "clock: unreadable time"),
        ({"at": "2026-03-07T09:00:00+99:99"}, "clock: unreadable time"),
        ({"phone": ""}, "查询号码: blank"),
        ({"phone": "1.38E+10"}, "phone: a key in scientific notation has lost its digits"),
        ({"phone": "无"}, "subject: not a phone number"),
        ({"id_no": "9.9E+17"}, "id_no: a key in scientific notation has lost its digits"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_event_is_set_aside_with_line_and_reason(house, look, cells, reason):
    house.crm("crm.csv", look(1), look(2, **cells), look(3))
    batch = house.taken()
    assert (batch.rows, batch.events, batch.quarantined) == (3, 2, 1)
    assert house.rows("quarantine") == [
        {"batch": batch.batch, "source": "crm", "file": "crm.csv", "line": 3, "reason": reason}
    ]


@pytest.mark.parametrize("cells", [{"what": "登录", "phone": ""}, {"phone": "138****0001"}])
def test_a_login_shows_nobody_and_a_masked_key_nobody_either(house, look, cells):
    house.crm("crm.csv", look(1, **cells))
    batch = house.taken()
    assert (batch.events, batch.masked) == (1, int("*" in cells["phone"]))
    assert facts(house, "subject", "masked") == [(None, "*" in cells["phone"])]


def test_a_word_no_list_knows_is_kept_as_other_and_told_once(house, look):
    odd = [look(number, what="开箱验视") for number in (1, 2)]
    house.crm("crm.csv", *odd, look(3, what="查询13800000001"), look(4))
    batch = house.taken()
    assert [row[0] for row in facts(house, "action")].count("other") == 3
    assert house.rows("batches")[0]["words"] == "开箱验视 ×2; 查询… ×1"
    assert batch.events == 4


def test_an_identical_line_counts_once_and_another_twice(house, look):
    house.crm("crm.csv", look(1), look(1), look(2), look(1))
    batch = house.taken()
    assert (batch.rows, batch.events, batch.skipped["duplicates"]) == (4, 2, 2)
    assert sorted(facts(house, "line")) == [(2,), (4,)]


def test_a_line_delivered_again_the_next_day_counts_once(house, look):
    house.crm("crm_1.csv", look(1), look(2))
    house.crm("crm_2.csv", look(2), look(3), header=house_header(house) + ",岗位")
    first, second = house.ingest().batches
    # the second file has another header: its lines are no rows of the first
    assert second.quarantined == 2
    house.crm("crm_3.csv", look(2), look(4), look(4), look(5, at=""))
    [third] = house.ingest().batches
    assert third.balanced
    assert (third.events, third.skipped["duplicates"], third.quarantined) == (1, 2, 1)
    assert sorted(facts(house, "line")) == [(2,), (3,), (3,)]
    assert first.events == 2


def house_header(house):
    return (house.path / "crm_1.csv").read_text().partition("\n")[0]


def test_the_same_content_under_another_name_is_read_once(house, look):
    place = house.crm("crm_a.csv", look(1))
    house.write("crm_b.csv", place.read_bytes())
    assert [batch.file for batch in house.ingest().batches] == ["crm_a.csv"]
    place.rename(house.path / "crm_c.csv")
    result = house.ingest()
    assert (result.batches, result.refused) == ([], [])
    assert len(house.rows("events")) == 1


def test_the_same_rows_packed_are_duplicates(house, look):
    data = house.crm("crm_a.csv", look(1), look(2)).read_bytes()
    house.write("crm_b.csv.gz", gzip.compress(data, mtime=0))
    house.write("crm_c.csv.zst", zstandard.ZstdCompressor().compress(data.replace(b"\n", b"\r\n")))
    assert [(batch.events, batch.skipped["duplicates"]) for batch in house.ingest().batches] == [
        (2, 0), (0, 2), (0, 2),
    ]  # fmt: skip


def test_the_same_content_of_two_organisations_is_of_both(house, look):
    house.toml = TWO
    house.crm("crm.csv", look(1))
    assert [batch.source for batch in house.ingest().batches] == ["crm", "agent"]
    found = house.rows("events")
    assert {row["org"] for row in found} == {"carrier", "agent"}
    assert len({row["actor"] for row in found}) == 2
    assert len({row["phone"] for row in found}) == 1


def test_only_the_sources_asked_for_are_read(house, look):
    house.toml = TWO
    house.crm("crm.csv", look(1))
    assert [batch.source for batch in house.ingest(only=("agent",)).batches] == ["agent"]
    with pytest.raises(ConfigError, match="no source 'agnet'; the settings have: agent, crm"):
        house.ingest(only=("agnet",))


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[sources.x]\npath = "a"\n', r"\[sources.x\]: no connector is named 'x'; installed:"),
        ('[sources.staff]\npath = "a"\n', r"staff fills staff; put it under \[context.staff\]"),
        ('[context.telecom_crm]\npath = "a"\n', r"fills events; put it under \[sources"),
        ('[sources.telecom_crm]\npath = "a"\norg = "a/b"\n', "org 'a/b' holds a slash"),
    ],
)
def test_a_source_that_cannot_be_is_the_operators(house, toml, says):
    house.toml = toml
    with pytest.raises(ConfigError, match=says):
        house.ingest()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "crm.csv: the file is empty"),
        (gzip.compress(b"", mtime=0), "crm.csv: the file is empty"),
        ("a,b\n1,2\n", "crm.csv: no header with 工号, 营业厅编码, 操作时间, 业务类型, 查询号码"),
        ("工号,操作时间,业务类型,查询号码\n", "crm.csv: no column 营业厅编码"),
        ("工号\n".encode("utf-16-le") * 9, "crm.csv: a NUL at byte 5"),
        ("工号\n".encode() + b"\xff\xff", "at byte"),
        (gzip.compress(b"x" * 999, mtime=0)[:-9], "the compressed file is cut short or broken"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_of_it_taken(house, content, says):
    house.write("crm.csv", content)
    assert says in house.refused()
    assert house.lake.versions() == {}


def test_a_file_that_breaks_off_late_leaves_nothing_and_the_next_is_read(house, look):
    rows = [look(number) for number in range(3000)]
    data = house.crm("crm_a.csv", *rows).read_bytes()
    house.write("crm_a.csv", data + b"\xff\xff")
    house.crm("crm_b.csv", look(1))
    result = house.ingest()
    assert [batch.file for batch in result.batches] == ["crm_b.csv"]
    assert "neither UTF-8" in str(result.refused[0])
    assert len(house.rows("events")) == 1
    house.write("crm_a.csv", data)
    [batch] = house.ingest().batches
    assert (batch.events, batch.skipped["duplicates"]) == (2999, 1)


@pytest.fixture
def written_meanwhile(monkeypatch):
    """A run during which somebody writes to the file that is read."""
    from leakwatch.readers import opening

    plain = opening.RawFile.chunks

    def run(house, write):
        def chunks(raw, size=None):
            for number, piece in enumerate(plain(raw, size)):
                if number == 1 and size is None:
                    write()
                yield piece

        with monkeypatch.context() as patch:
            patch.setattr(opening, "PIECE", 64)
            patch.setattr(opening.RawFile, "chunks", chunks)
            return house.ingest()

    return run


def test_a_file_that_grows_while_it_is_read_is_read_as_it_was(house, look, written_meanwhile):
    place = house.crm("crm.csv", look(1))
    more = (look(2) + "\n").encode()
    result = written_meanwhile(house, lambda: place.write_bytes(place.read_bytes() + more))
    assert [(batch.rows, batch.events) for batch in result.batches] == [(1, 1)]
    assert result.refused == []
    assert (house.taken().rows, len(house.rows("events"))) == (1, 2)


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_run(
    house, look, written_meanwhile
):
    place = house.crm("crm.csv", look(1))
    other = place.read_bytes().replace(b"A01", b"A02")
    result = written_meanwhile(house, lambda: place.write_bytes(other))
    assert "the file changed while it was read; the next run" in str(result.refused[0])
    assert (result.batches, house.lake.versions()) == ([], {})
    assert house.taken().events == 1
    assert house.rows("events")[0]["branch"] == "A02"


def test_no_file_is_named(house):
    assert house.refused().startswith("crm: no file matches")


def test_a_header_alone_is_a_file_without_events(house):
    house.crm("crm.csv")
    batch = house.taken()
    assert (batch.rows, batch.events) == (0, 0)
    assert house.ingest().batches == []


def test_a_file_cut_mid_row_loses_that_row_alone(house, look):
    rows = [look(number) for number in range(3)]
    data = house.crm("crm.csv", *rows).read_bytes()
    house.write("crm.csv", data[:-12])
    batch = house.taken()
    assert (batch.rows, batch.events, batch.quarantined) == (3, 2, 1)


def test_reading_from_the_lake_is_by_another_key_refused(house, look):
    house.crm("crm.csv", look(1))
    house.lake.sealed(house.key)
    house.taken()
    (house.path / "leakwatch.key").unlink()
    tokens.new(house.path / "leakwatch.key")
    with pytest.raises(ConfigError, match="the lake was made with another key"):
        house.lake.sealed(house.key)


def test_a_second_run_beside_the_first_is_kept_out(house, look):
    house.crm("crm.csv", look(1))
    with (
        house.lake.locked(),
        pytest.raises(SourceError, match="another run is at work"),
        house.lake.locked(),
    ):
        house.ingest()
    assert house.taken().events == 1


DIRT = st.sampled_from([
    "G1,A,2026-03-07 09:00:01,机主信息查询,10000000001,,1", "G1,A,2026-03-07 09:00:02,登录,,,",
    "G1,A,20260307090003,位置查询,100****0001,,2", "G2,A,2026/3/8 9:05,开箱,10000000002,,x",
    "G2,A,soon,位置查询,10000000001,,", ",A,2026-03-07 09:00:04,位置查询,10000000001,,",
    "G1,A,2026-03-07 09:00:05,位置查询,1.38E+10,,", "G1,A,2026-03-07", "G1,A,b,c,d,e,f,g,h",
    'G1,"A', 'G"1,"A,2', "G1,A\x00,2026-03-07 09:00:06,位置查询,10000000001,,", "", ",,,,,,",
    "合计：,3,,,,,", "日志导出,,,,,,",
    "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数",
    'G3,"A\nB",2026-03-07 09:00:07,位置查询,10000000003,,1',
    "G4,A,2026-03-07 09:00:08,位置查询,10000000004,99010119900101003X,1,",
])  # fmt: skip


@given(st.lists(DIRT, max_size=25), st.lists(DIRT, max_size=10), st.sampled_from(["\n", "\r\n"]))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_row_of_every_file_is_accounted_for(house, first, second, end):
    import shutil

    shutil.rmtree(house.path / "lake", ignore_errors=True)
    header = "日志导出,,,,,,\n工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"
    house.write("crm_1.csv", end.join([header, *first]))
    house.write("crm_2.csv", end.join([header, *second, "G9,A,2026-03-09 09:00:00,登录,,,"]))
    result = house.ingest()
    assert result.refused == []
    assert all(batch.balanced for batch in result.batches)
    # a file that begins as the one before takes back what that had of an open record
    noted = house.rows("batches")
    assert len(house.rows("events")) == sum(row["events"] for row in noted)
    assert len(house.rows("quarantine")) == sum(row["quarantined"] for row in noted)
    skipped = [sum(row[kind] for kind in SKIPPED) for row in noted]
    assert [row["rows"] - some for row, some in zip(noted, skipped, strict=True)] == [
        row["events"] - row["exploded"] + row["quarantined"] for row in noted
    ]
    fingerprints = [row["fingerprint"] for row in house.rows("events")]
    assert len(fingerprints) == len(set(fingerprints))


@given(st.lists(DIRT.filter(lambda row: row.count('"') != 1 and row.count('"') != 2), max_size=20),
       st.integers(0, 20))  # fmt: skip
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_file_cut_in_two_gives_the_same_events(house, rows, at):
    import shutil

    header = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"
    told = []
    for parts in ([rows], [rows[:at], rows[at:]]):
        shutil.rmtree(house.path / "lake", ignore_errors=True)
        for old in house.path.glob("crm*"):
            old.unlink()
        for number, part in enumerate(parts):
            house.write(f"crm_{number}.csv", "\n".join([header, *part]) + "\n" * (number + 1))
        assert house.ingest().refused == []
        told.append([
            {name: row[name] for name in row if name not in ("batch", "line")}
            for row in house.rows("events")
        ])  # fmt: skip
    key = ("fingerprint", "clock")
    first, second = (sorted(rows, key=lambda row: [str(row[k]) for k in key]) for rows in told)
    assert first == second


def test_the_vault_holds_each_raw_file_byte_for_byte(house, look):
    from leakwatch.vault import Vault

    data = house.crm("crm.csv", look(1), look(1)).read_bytes()
    batch = house.taken()
    with Vault(house.lake.path / "vault", house.key).open(batch.batch) as found:
        assert found.read() == data


def test_in_reference_the_file_stays_where_it_is_and_no_copy_is_kept(house, look):
    house.toml += '[lake]\nvault = "reference"\n'
    house.crm("crm.csv", look(1))
    batch = house.taken()
    assert not (house.lake.path / "vault").exists()
    [noted] = house.rows("batches")
    assert (noted["batch"], noted["file"]) == (batch.batch, "crm.csv")
