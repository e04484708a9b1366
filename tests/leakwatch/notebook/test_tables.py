"""Days and events: only what is asked for is read, and never all by accident."""

from datetime import date, datetime

import ibis
import pytest

from leakwatch import tokens
from leakwatch.engine import DuckDB
from leakwatch.errors import ConfigError
from leakwatch.notebook.limit import limited


def test_events_are_those_of_the_days_account_and_source_asked_for(lw, account):
    found = lw.events(
        since="2026-03-12", until=date(2026, 3, 13), actor=account("G002")
    ).to_pandas()
    assert len(found) == 2 * (5 + 24)
    assert set(found["actor"]) == {account("G002")}
    assert {str(one)[:10] for one in found["day"]} == {"2026-03-12", "2026-03-13"}
    both = lw.events(until="2026-03-09", actor=[account("G002"), account("G003")])
    assert both.count().to_pandas() == 10
    assert lw.events(source="crm").count().to_pandas() == lw.events().count().to_pandas()
    assert lw.events(source="other").count().to_pandas() == 0
    assert lw.events(since="2027-01-01").to_pandas().empty


def test_files_of_other_days_are_not_opened(lw, monkeypatch):
    seen = []
    read = DuckDB.read
    monkeypatch.setattr(DuckDB, "read", lambda self, files, schema: seen.append(files) or read(
        self, files, schema))  # fmt: skip
    lw.events(since="2026-03-13")
    assert {place.split("day=")[1][:10] for place in seen[0]} == {"2026-03-13", "2026-03-14"}


def test_a_person_is_found_by_any_of_his_tokens(lw):
    phone = tokens.read_token(lw.house.key, "phone", "10099000000")
    found = lw.events(subject=phone).to_pandas()
    assert len(found) == 8
    assert found["actor"].nunique() == 4


def test_who_fits_by_several_tokens_is_found_once(lw):
    everything = lw.events().to_pandas()
    named = everything.dropna(subset=["subject", "phone"])
    wanted = [*named[["subject", "phone"]].iloc[0], named["phone"].iloc[-1]]
    found = lw.events(subject=wanted).to_pandas()
    fits = everything[["subject", "phone", "id_no"]].isin(wanted).any(axis=1)
    ours, brute = ([*table[["batch", "line"]].itertuples(index=False, name=None)]
                   for table in (found, everything[fits]))  # fmt: skip
    assert sorted(ours) == sorted(brute)
    assert len(ours) >= 2


def test_days_have_facts_score_and_p(lw, account):
    found = lw.days(since="2026-03-14", actor=account("G001")).to_pandas()
    assert [(str(one)[:10], looks) for one, looks in zip(found["day"], found["looks"], strict=True)
            ] == [("2026-03-14", 40)]  # fmt: skip
    assert found["p"].between(0, 1).all()


def test_a_moment_of_a_table_is_its_day(lw, account):
    moment = lw.ring("R1").timeline().table["day"].min()
    assert isinstance(moment, datetime)
    for ask in (lw.days, lw.events):
        asked, same = (ask(one, one, account("G002")) for one in (moment, "2026-03-12"))
        assert asked.count().to_pandas() == same.count().to_pandas() > 0


@pytest.mark.parametrize("said", ["yesterday", "2026-3-9", "2026-02-30"])
def test_what_is_no_day_is_refused(lw, said):
    with pytest.raises(ConfigError, match="no day"):
        lw.events(since=said)


@pytest.fixture(scope="module")
def numbers():
    """Ten rows of an engine that gives out nine."""
    import pyarrow as pa

    engine = DuckDB(threads=1)
    limited(engine, most=9)
    yield engine.keep(engine.table(pa.table({"n": range(10)})))
    engine.close()


def test_more_rows_than_that_are_refused_whatever_was_made_of_the_table(numbers):
    for asked in (numbers, numbers.mutate(m=numbers.n + 1), numbers.n):
        with pytest.raises(ConfigError, match="more than 9 rows"):
            asked.to_pandas()
    with pytest.raises(ConfigError, match="more than 9 rows"):
        numbers.to_pyarrow()


def test_fewer_sums_and_so_many_as_one_says_are_given(numbers):
    assert len(numbers.filter(numbers.n > 0).to_pandas()) == 9
    assert numbers.filter(numbers.n > 9).to_pandas()["n"].tolist() == []
    assert numbers.n.sum().to_pandas() == 45
    assert len(numbers.to_pandas(limit=10)) == 10
    assert numbers.limit(3).execute()["n"].tolist() == [0, 1, 2]


def test_a_parameter_is_filled_in_and_its_rows_are_counted_too(numbers):
    least = ibis.param("int64")
    asked = numbers.filter(numbers.n >= least)
    assert asked.to_pandas(params={least: 8})["n"].tolist() == [8, 9]
    with pytest.raises(ConfigError, match="more than 9 rows"):
        asked.to_pandas(params={least: 0})
