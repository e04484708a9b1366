"""A leaked sample as the leads connector reads it, in memory, and the accounts behind it."""

from types import SimpleNamespace

import pandas as pd
import pytest

from leakwatch import pipeline, sample, settings, tokens
from leakwatch.errors import ConfigError, LeakwatchError, SourceError

SETTINGS = '[sources.crm]\nconnector = "telecom_crm"\npath = "crm.csv"\norg = "carrier"\n'
CRM = "工号,营业厅编码,操作时间,业务类型,查询号码"
HEADER = "证件号,手机,业务键,发现时间,来源\n"
LATE = "2026-03-09 12:00:00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A lake in which G001 looked up 25 people, ten others some of their own, and G012 gave eight
    people cards without looking at any."""
    place = tmp_path_factory.mktemp("house")
    rows = [f"G001,A01,2026-03-07 09:00:{n:02},机主信息查询,100{n:08}" for n in range(25)]
    rows += [
        f"G{n:03},A01,2026-03-08 09:{n:02}:{k:02},机主信息查询,100{100 * n + k:08}"
        for n in range(2, 12) for k in range(5 + 2 * n)
    ]  # fmt: skip
    rows += [f"G012,A01,2026-03-08 11:00:{n:02},开卡,100{8000 + n:08}" for n in range(8)]
    (place / "crm.csv").write_text("\n".join([CRM, *rows]) + "\n", encoding="utf-8")
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text(SETTINGS, encoding="utf-8")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        pipeline.ingest(house)
        pipeline.derive(house)
    return place


@pytest.fixture
def trace(folder):
    """Traces a sample in that lake, which stays as it is."""

    def traced(*lines, header=HEADER, encoding="utf-8", more="", origin=None):
        (folder / "some.toml").write_text(SETTINGS + more, encoding="utf-8")
        path = folder / "sample.csv"
        path.write_bytes((header + "\n".join(lines) + "\n").encode(encoding))
        with pipeline.opened(settings.read(folder / "some.toml")) as house:
            before = house.lake.versions()
            found = sample.read(path, house, origin)
            out = sample.traced(found, house)
            assert house.lake.versions() == before
            thief = tokens.read_token(house.key, "actor", "carrier/G001")
        return SimpleNamespace(found=found, top=out.accounts.iloc[:1], thief=thief, **vars(out))

    return traced


def phones(numbers, at=LATE, origin="群聊"):
    return [f",100{n:08},,{at},{origin}" for n in numbers]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_the_account_that_opened_them_is_first_under_its_token(trace, encoding):
    told = trace(*phones(range(12)), encoding=encoding)
    assert told.top["actor"].tolist() == [told.thief]
    assert told.top[["org", "covered", "of", "unexplained"]].to_numpy().tolist() == [
        ["carrier", 12, 12, 12]
    ]
    assert (told.people, told.unknown) == (12, 0)


def test_who_registered_people_knows_them_as_one_who_opened_them(trace):
    told = trace(*phones(range(8000, 8008)))
    assert told.top[["covered", "of", "unexplained"]].to_numpy().tolist() == [[8, 8, 8]]
    assert told.top["actor"].tolist() != [told.thief]
    assert (told.people, told.unknown) == (8, 0)


def test_who_was_never_looked_up_is_counted_and_does_not_weigh(trace):
    told = trace(*phones([*range(6), *range(9000, 9004)]))
    assert (told.people, told.unknown) == (10, 4)
    assert told.top["of"].tolist() == [6]


def test_rows_that_say_nothing_are_set_aside_by_line(trace):
    told = trace(*phones(range(6)), ",,,2026-03-09,群聊", ",10000000001,,,群聊",
                 ",100****0001,,2026-03-09,群聊")  # fmt: skip
    assert [(row.line, row.reason) for row in told.found.wrong] == [
        (8, "none of 证件号, 手机, 业务键"), (9, "发现时间: blank"),
    ]  # fmt: skip
    assert told.found.nobody == 1
    assert told.people == 6


@pytest.mark.parametrize(
    ("at", "covered"),
    [("2026-03-07", 6), ("2026/3/7", 6), ("2026-03-07 08:59:00", 0), ("2026-03-06", 0)],
)
def test_a_date_alone_is_the_whole_day(trace, at, covered):
    told = trace(*phones(range(6), at))
    assert told.accounts["covered"].tolist() == ([covered] if covered else [])


def test_only_rows_of_one_origin_on_request(trace):
    lines = [*phones(range(6), origin="群聊"), *phones(range(1000, 1006), origin="网盘")]
    assert trace(*lines, origin="网盘").people == 6
    with pytest.raises(ConfigError, match="no row is of origin '天涯'"):
        trace(*lines, origin="天涯")


def test_leads_are_read_as_the_settings_say(trace):
    more = '[context.found]\nconnector = "leads"\npath = "none.csv"\norg = "*"\n'
    more += '[context.found.columns]\n"手机" = "电话"\n'
    told = trace(*phones(range(6)), header=HEADER.replace("手机", "电话"), more=more)
    assert told.top["covered"].tolist() == [6]


@pytest.mark.parametrize(
    ("lines", "header", "said"),
    [
        ([",,,2026-03-09,群聊"], HEADER, "no row names anybody.*line 2"),
        ([",100****0001,,2026-03-09,群聊"], HEADER, "no row names anybody"),
        (["10000000001"], "手机\n", "发现时间"),
        ([], HEADER, "no row"),
        (phones(range(9000, 9004)), HEADER, "nobody in it was ever looked up.*leakwatch run"),
    ],
)
def test_what_cannot_be_traced_is_said_in_one_line(trace, lines, header, said):
    with pytest.raises(LeakwatchError, match=said) as error:
        trace(*lines, header=header)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(folder):
    with (
        pipeline.opened(settings.read(folder / "leakwatch.toml")) as house,
        pytest.raises(SourceError, match=r"none\.csv: cannot be read"),
    ):
        sample.read(folder / "none.csv", house)


def test_midnight_in_the_zone_becomes_the_end_of_its_day():
    at = pd.Series(pd.to_datetime(["2026-03-06T16:00:00Z", "2026-03-06T16:00:01Z"]))
    found = sample.whole_days(at, "Asia/Shanghai")
    assert found[0] == pd.Timestamp("2026-03-07T15:59:59.999999Z")
    assert found[1] == at[1]
