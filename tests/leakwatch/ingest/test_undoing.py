"""Whatever write a run dies before or after, the next run leaves what an undisturbed one would."""

import shutil
from contextlib import suppress

import pytest

from leakwatch.ingest.undoing import Journal, Unfinished
from leakwatch.lake import Lake

HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"
WRITES = ("append", "append_days", "take_back", "remove", "replace_rows")
TABLES = ("events", "cases", "quarantine", "batches")
TOML = '[context.cases]\npath = "case*"\norg = "carrier"\n'


class DiedError(Exception):
    """Nobody's to handle, as a kill is."""


@pytest.fixture
def dying(monkeypatch):
    """Lets a run die after its so-manieth write; True where it came so far."""

    def run(house, number):
        left = [number]

        def deadly(write):
            def written(lake, *args, **kwargs):
                left[0] -= 1
                said = write(lake, *args, **kwargs)
                if left[0] == 0:
                    raise DiedError
                return said

            return written

        with monkeypatch.context() as patch:
            for name in WRITES:
                patch.setattr(Lake, name, deadly(getattr(Lake, name)))
            # the journal outlives who writes it, as after a kill
            patch.setattr(Journal, "end", ended(Journal.end, left))
            try:
                house.ingest()
            except DiedError:
                return True
        return False

    return run


def ended(end, left):
    def unless_dead(journal):
        if left[0] > 0:
            end(journal)

    return unless_dead


@pytest.fixture
def moments(monkeypatch):
    """What a house's lake is like whenever a run has written to it, as copies of its folder."""

    def run(house, kept):
        found, seen = [], set()

        def noted(write):
            def written(*args, **kwargs):
                said = write(*args, **kwargs)
                place = kept / str(len(found))
                # what is still being written when a run is killed may be there or not
                with suppress(shutil.Error):
                    shutil.copytree(house.path / "lake", place)
                if (state := there(place)) not in seen:
                    seen.add(state)
                    found.append(place)
                else:
                    shutil.rmtree(place)
                return said

            return written

        with monkeypatch.context() as patch:
            for name in WRITES:
                patch.setattr(Lake, name, noted(getattr(Lake, name)))
            for name in ("begin", "end"):
                patch.setattr(Journal, name, noted(getattr(Journal, name)))
            assert house.ingest().refused == []
        return found

    return run


def there(folder):
    """The files in a folder and what is in them."""
    found = (place for place in folder.rglob("*") if place.is_file())
    return frozenset((str(place.relative_to(folder)), place.read_bytes()) for place in found)


def stages(house, look):
    """Two moments of a log and of a list of cases, each cut within a line."""
    text = "\n".join([HEADER, *(look(n, rows="10") for n in range(6)), look(9, at="")]) + "\n"
    cases = "客户手机,开始时间,单号\n" + "".join(
        f"10000000{n:03},2026-03-03 09:00:00,C{n:03}\n" for n in range(4)
    )
    ends = (text.index(look(3, rows="10")) - 2, len(text))
    case_ends = (cases.index("C002") + 3, len(cases))
    for end, case_end in zip(ends, case_ends, strict=True):
        house.write("crm.log", text[:end])
        house.write("cases.csv", cases[:case_end])
        yield


def tables(house):
    found = {}
    for name in TABLES:
        rows = [{k: v for k, v in row.items() if k != "seq"} for row in house.rows(name)]
        found[name] = sorted(rows, key=str)
    return found


@pytest.fixture
def undisturbed(house, look):
    house.toml += TOML
    found = []
    for _ in stages(house, look):
        assert house.ingest().refused == []
        found.append(tables(house))
    assert [len(each["events"]) for each in found] == [3, 6]
    shutil.rmtree(house.path / "lake")
    return found


def test_a_run_that_dies_at_any_write_is_made_good_by_the_next(house, look, moments, undisturbed):
    died, place = 0, house.path / "lake"
    for stage, _ in enumerate(stages(house, look)):
        for moment in moments(house, house.path / f"moments_{stage}"):
            died += 1
            shutil.rmtree(place)
            shutil.copytree(moment, place)
            assert house.ingest().refused == []
            assert tables(house) == undisturbed[stage]
            assert not list(place.glob("unfinished*"))
    assert died >= 25


def test_what_is_whole_is_not_taken_back(house, look):
    house.crm("crm.csv", look(1))
    batch = house.taken()
    journal = Journal(house.lake)
    journal.begin(Unfinished("crm", batch.batch, "events"))
    journal.settle()
    assert len(house.rows("events")) == 1
    assert house.ingest().batches == []


def test_what_was_half_in_may_never_come_again(house, look, dying):
    place = house.crm("crm.csv", look(1), look(2))
    assert dying(house, 1)
    assert len(house.rows("events")) == 2
    place.unlink()
    assert "no file matches" in house.refused()
    assert house.rows("events") == []
    house.crm("crm.csv", look(1), look(2))
    assert house.taken().events == 2
    assert len(house.rows("events")) == 2


def test_the_same_file_of_two_sources_is_taken_back_of_one(house, look, dying):
    cases = "单号,客户手机,开始时间\nC1,10000000001,2026-03-07 09:00:00\n"
    house.toml = (
        '[context.a]\nconnector = "cases"\npath = "c.csv"\norg = "carrier"\n'
        '[context.b]\nconnector = "cases"\npath = "c.csv"\norg = "agent"\n'
    )
    house.write("c.csv", cases)
    assert house.ingest(only=("a",)).refused == []
    assert dying(house, 1)
    assert [row["org"] for row in house.rows("cases")] == ["agent", "carrier"]
    (house.path / "c.csv").unlink()
    house.ingest()
    assert [row["org"] for row in house.rows("cases")] == ["carrier"]
