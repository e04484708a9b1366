"""Facts kept in step are the facts counted from scratch, whatever came when."""

import random
import shutil
from dataclasses import replace
from datetime import date

import pytest

from leakwatch.calendar import Calendar, Opening
from leakwatch.features.columns import DAYS, DEEDS, HOMES, HOURS, PAIRS, REGIONS
from leakwatch.features.update import update
from leakwatch.lake import Lake

TOML = "".join(
    f'[{section}]\nconnector = "{connector}"\npath = "{path}"\norg = "carrier"\n'
    for section, connector, path in (
        ("sources.crm", "telecom_crm", "crm_*.csv"),
        ("context.cases", "cases", "cases_*.csv"),
        ("context.roster", "roster", "roster_*.csv"),
        ("context.staff", "staff", "staff_*.csv"),
    )
)
HEADER = "工号,营业厅编码,岗位,操作时间,业务类型,查询号码,客户证件号,工单号,号码归属营业厅"
CASES = "单号,类型,客户手机,受理工号,开始时间,结束时间"
TABLES = {
    "days": DAYS, "pairs": PAIRS, "hours": HOURS, "deeds": DEEDS, "regions": REGIONS, "homes": HOMES
}  # fmt: skip
WORK = ("机主信息查询", "通话详单查询", "位置查询", "开卡", "登录")


def phone(number):
    return f"1000000{number:04}"


def id_no(number):
    """Regions 97 to 99, which are no province's."""
    return f"9{7 + number % 3}010119900101{number:04}"


def log(day, dice):
    """A day's log: few people, some with their ID number, so that everybody meets again."""
    rows = [f"{HEADER},终端IP,操作结果"]
    for number in range(60):
        person = dice.randrange(14)
        # people 8…13 show who they are from the third day on
        known = dice.random() < 0.3 and (person < 8 or day > 2)
        hour = dice.choice([0, 7, 9, 10, 14, 23])
        rows.append(",".join([
            f"G{dice.randrange(5)}", "A01", dice.choice(["营业员", ""]),
            f"2026-03-{day:02} {hour:02}:{number:02}:{dice.randrange(60):02}",
            dice.choice(WORK), phone(person), id_no(person % 12) if known else "",
            dice.choice(["", "", f"C{dice.randrange(9)}"]), dice.choice(["A01", "B02", ""]),
            # fewer places are known early on
            f"10.0.0.{dice.randrange(1 + day // 2)}", dice.choice(["成功", "成功", "失败"]),
        ]))  # fmt: skip
    return "\n".join(rows) + "\n"


LOGS = {day: log(day, random.Random(day)) for day in (2, 3, 4, 5, 6, 7, 9)}
ROSTER = "工号,日期,上班,下班\nG0,2026-03-02,08:00,17:00\nG0,2026-03-04,22:00,06:00\n"


class Office:
    """A house, the calendar of its lake, and the lake a from-scratch count is made in."""

    def __init__(self, house, calendar=None):
        house.toml = TOML
        self.house, self.calendar = house, calendar or Calendar(public=True)

    def delivers(self, **files):
        for name, text in files.items():
            self.house.write(f"{name}.csv", text)

    def logs(self, *days):
        self.delivers(**{f"crm_{day:02}": LOGS[day] for day in days})

    def updated(self):
        """Takes in and counts what is new."""
        self.house.ingest()
        return update(self.house.lake, self.calendar, 10)

    def facts(self, lake):
        found = {}
        for name, schema in TABLES.items():
            rows = lake.engine.arrow(lake.read(name, schema)).to_pylist()
            found[name] = sorted(rows, key=lambda row: [str(value) for value in row.values()])
        return found

    @property
    def kept(self):
        return self.facts(self.house.lake)

    @property
    def scratch(self):
        """The facts of the same files, counted at once in a lake of their own."""
        before = self.house.toml
        self.house.toml = before + '[lake]\npath = "scratch"\n'
        self.updated()
        found = self.facts(self.house.lake)
        self.house.toml = before
        return found

    def settled(self, least=5):
        """The facts kept, when all there is has been counted."""
        kept = self.kept
        assert len(kept["days"]) > least
        assert self.updated().batches == 0
        return kept


@pytest.fixture
def office(house):
    return Office(house)


CALLS = f"""{CASES}
C1,工单,{phone(1)},G1,2026-03-03 09:00,2026-03-05 18:00
C2,工单,,G2,2026-03-02 09:00,
L1,来电,{phone(3)},G3,2026-03-04 09:00,2026-03-04 15:30
"""
STAFF = "工号,机构,岗位,手机,证件号\nG1,A01,店长,{},{}\nG2,A01,营业员,,\n"
LINKED = f"""{HEADER}
G2,A01,,2026-03-08 09:00:00,位置查询,{phone(8)},{id_no(80)},,
G2,A01,,2026-03-08 09:00:01,位置查询,{phone(9)},{id_no(80)},,
G2,A01,,2026-03-08 09:00:02,位置查询,{phone(1)},{id_no(81)},,
"""
MOVED = f"""{CASES}
L1,来电,{phone(3)},G3,2026-03-06 09:00,2026-03-06 15:00
C1,工单,{phone(2)},G1,2026-03-03,
C2,工单,{phone(5)},G2,2026-03-02 09:00,
"""


def test_whatever_comes_late_the_facts_are_those_of_all_files_at_once(office):
    office.logs(3, 4)
    office.delivers(staff_1=STAFF.format(phone(3), id_no(3)), roster_1=ROSTER)
    assert office.updated().batches == 4
    versions = office.house.lake.versions()
    assert office.updated().batches == 0
    assert office.house.lake.versions() == versions

    office.logs(6, 7)
    office.delivers(cases_1=CALLS, staff_2=STAFF.format(phone(3), id_no(3)))
    assert {day.day for day in office.updated().days} >= {3, 4, 6, 7}

    # a day late, half of another again, a case and a shift written anew, a new job
    lines = LOGS[4].splitlines(keepends=True)
    office.logs(2, 5)
    office.delivers(
        crm_04b="".join([lines[0], *lines[40:], LOGS[9].splitlines(keepends=True)[1]]),
        cases_2=MOVED,
        roster_2=ROSTER.replace("2026-03-04,22:00,06:00", "2026-03-04,09:00,15:00"),
        staff_3=STAFF.format(phone(4), id_no(3)).replace("店长", "客服"),
    )
    assert office.updated().days
    # two phones turn out to be one person's, one phone to be nobody's
    office.delivers(crm_08=LINKED)
    assert len(office.updated().days) > 1
    assert office.settled() == office.scratch


def test_who_a_phone_belongs_to_is_known_later(office):
    looks = [f"G1,A01,,2026-03-02 09:0{n}:00,位置查询,{phone(n)},,," for n in (1, 2)]
    office.delivers(crm_02="\n".join([HEADER, *looks]))
    office.updated()
    [before] = office.kept["days"]
    both = "".join(
        f"G2,A01,,2026-03-05 09:00:0{n},位置查询,{phone(n)},{id_no(1)},,\n" for n in (1, 2)
    )
    office.delivers(crm_05=f"{HEADER}\n{both}")
    assert {day.day for day in office.updated().days} == {2, 5}
    [after] = [row for row in office.kept["days"] if row["day"].day == 2]
    assert (before["subjects"], after["subjects"], after["repeats"]) == (2, 1, 1)


def test_an_update_that_dies_is_done_again(office, monkeypatch):
    office.logs(2, 3)
    office.updated()
    office.delivers(cases_1=CALLS, roster_1=ROSTER)
    deaths = ((4, "days"), (6, "deeds"), (7, "regions"), (9, "sightings"))
    for day, table in deaths:
        office.logs(day)
        office.house.ingest()
        with monkeypatch.context() as patch:
            for name in ("append", "replace_days"):
                patch.setattr(Lake, name, dying(getattr(Lake, name), table))
            with pytest.raises(Death):
                update(office.house.lake, office.calendar, 10)
    assert office.updated().batches == 6
    assert office.settled() == office.scratch


class Death(BaseException):
    """The end of a process."""


def dying(method, table):
    """A method of the lake that dies when it has written the table."""

    def write(lake, name, *rest, **more):
        method(lake, name, *rest, **more)
        if name == table:
            raise Death

    return write


def test_another_calendar_counts_everything_again(office):
    office.logs(2, 3)
    office.updated()
    before = office.kept
    office.calendar = replace(
        office.calendar, opening=(Opening("carrier", None, 12 * 60, 13 * 60),)
    )
    assert {day.day for day in office.updated().days} == {2, 3}
    assert office.kept["days"] != before["days"]
    assert office.kept["pairs"] == before["pairs"]


BESIDE = "工号,营业厅编码,操作时间,业务类型,查询号码,终端IP,操作结果,客户证件号\n"


def beside(*rows):
    """A log of (account, time, deed, place, outcome, person)."""
    return BESIDE + "".join(
        f"{actor},A01,2026-03-{at},{deed},{phone(person)},{place},{outcome},{id_no(person)}\n"
        for actor, at, deed, place, outcome, person in rows
    )


def test_a_day_that_comes_late_tells_who_was_new_where(office):
    look = ("位置查询", "p", "成功", 1)
    office.delivers(crm_03=beside(("G1", "03 09:00:00", *look), ("G1", "05 09:00:00", *look)))
    office.updated()
    elsewhere = ("G1", "04 09:00:00", "位置查询", "q", "成功", 1)
    for name, row, expected in (
        # a place on a later day is new; the day after that knows it
        ("crm_04", elsewhere, {3: 0, 4: 1, 5: 0}),
        # known since a day before
        ("crm_02", ("G1", "02 09:00:00", *elsewhere[2:]), {2: 0, 3: 1, 4: 0, 5: 0}),
    ):
        office.delivers(**{name: beside(row)})
        office.updated()
        assert {row["day"].day: row["new_places"] for row in office.kept["days"]} == expected
    assert office.settled(2) == office.scratch


def test_a_day_that_comes_late_tells_whom_an_account_had_met_before(office):
    # whatever else it does it did before
    office.delivers(crm_01=beside(("G1", "01 09:00:00", "位置查询", "p", "成功", 3)))
    look = ("位置查询", "p", "成功", 0)
    for day, expected in (
        (5, {1: 1, 5: 1}),
        (2, {1: 1, 2: 1, 5: 0}),
        # a meeting between two says nothing new of either
        (4, {1: 1, 2: 1, 4: 0, 5: 0}),
    ):
        office.delivers(**{f"crm_{day:02}": beside(("G1", f"{day:02} 09:00:00", *look))})
        office.updated()
        assert {row["day"].day: row["new_subjects"] for row in office.kept["days"]} == expected
    assert office.settled(2) == office.scratch


def test_failures_before_midnight_reach_into_the_next_day(office):
    come = ("G1", "03 00:10:00", "登录", "p", "成功", 1)
    office.delivers(crm_03=beside(come, ("G2", "03 00:10:00", "登录", "q", "成功", 1)))
    office.updated()
    tried = [(f"G{n}", "02 23:30:00", "登录", "p", "失败", 1) for n in (3, 4)]
    office.delivers(crm_02=beside(*tried, ("G5", "02 22:30:00", "登录", "p", "失败", 1)))
    assert {day.day for day in office.updated().days} == {2, 3}
    found = {(row["actor"], row["day"].day): row["others_failed"] for row in office.kept["days"]}
    assert sorted(found.values()) == [0, 0, 0, 0, 2]
    assert office.settled(2) == office.scratch


def test_a_branch_whose_people_live_elsewhere_after_all_is_counted_again(office):
    looks = [("G1", "03 09:00:00", "位置查询", "p", "成功", person) for person in (0, 3, 1)]
    office.delivers(crm_03=beside(*looks))
    office.updated()
    assert [row["far"] for row in office.kept["days"]] == [1]
    more = [("G2", "06 09:00:00", "位置查询", "p", "成功", person) for person in (1, 4)]
    office.delivers(crm_06=beside(*more))
    assert {day.day for day in office.updated().days} == {3, 6}
    assert {row["day"].day: row["far"] for row in office.kept["days"]} == {3: 2, 6: 0}
    assert office.settled(1) == office.scratch


def test_what_an_older_version_counted_is_counted_again(office, monkeypatch):
    office.logs(2, 3)
    with monkeypatch.context() as patch:
        patch.setattr("leakwatch.features.update.RULES", "0")
        office.updated()
    counted, lake = office.kept, office.house.lake
    older = {
        name: lake.engine.arrow(lake.read(name, TABLES[name])).drop_columns(columns)
        for name, columns in NEWER.items()
    }
    for name in (*NEWER, "deeds", "regions", "homes"):
        shutil.rmtree(lake.path / name)
    for name, rows in older.items():
        office.house.lake.replace_days(name, rows, {date(2026, 3, 2), date(2026, 3, 3)})
    assert office.updated().batches == 2
    assert office.kept == counted


#: columns that an older lake lacks
NEWER = {"days": ["exports", "far", "gap_mode"], "pairs": ["role", "sensitive"]}


@pytest.mark.benchmark
@pytest.mark.parametrize("seed", range(12))
def test_files_in_any_order(office, seed):
    """Context keeps its order: of two deliveries the newer counts."""
    dice = random.Random(seed)
    files = [(f"crm_{day:02}", LOGS[day]) for day in LOGS]
    dice.shuffle(files)
    context = [("cases_1", CALLS), ("roster_1", ROSTER),
               ("cases_2", CALLS.replace(phone(1), phone(2)))]  # fmt: skip
    for name in context:
        files.insert(dice.randrange(len(files) + 1), name)
    names = [name for name, _ in files]
    first, second = sorted((names.index("cases_1"), names.index("cases_2")))
    files[first], files[second] = ("cases_1", CALLS), ("cases_2", context[2][1])
    while files:
        for _ in range(dice.choice([1, 2, 4])):
            if files:
                name, text = files.pop(0)
                office.delivers(**{name: text})
        office.updated()
    assert office.settled() == office.scratch


GROWN = "查询号码,工号,营业厅编码,业务类型,操作时间\n100{:08},G0,A01,位置查询,2026-03-{}"
RESTS = ("\n", "x\n", ",x\n10000000002,G1,A01,登录,2026-03-04 09:00:00\n")


def test_a_day_that_loses_a_line_taken_too_early_is_counted_again(office):
    office.logs(2, 3)
    early = {
        f"crm_grown_{n}": GROWN.format(
            n, f"03 10:0{n}:00\n100000000004,G0,A01,位置查询,2026-03-20 10:0{n}:5"
        )
        for n in (3, 5, 7)
    }
    office.delivers(**early)
    office.updated()
    office.delivers(
        **{name: text + rest for (name, text), rest in zip(early.items(), RESTS, strict=True)}
    )
    office.updated()
    assert office.settled() == office.scratch


def test_a_case_taken_too_early_is_forgotten(office):
    office.logs(2, 3)
    office.delivers(cases_1=f"客户手机,开始时间,单号\n{phone(1)},2026-03-03 09:00:00,C1")
    office.updated()
    office.delivers(cases_1=f"客户手机,开始时间,单号\n{phone(1)},2026-03-03 09:00:00,C11\n")
    office.updated()
    assert office.settled() == office.scratch
