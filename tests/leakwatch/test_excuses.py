import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.events import TABLES
from leakwatch.excuses import EXCUSES, Ground
from leakwatch.excuses.calls import InboundCallWithinMinutes
from leakwatch.excuses.campaigns import CampaignWindow
from leakwatch.excuses.duties import OwnDeliveryList, PoliceRequestDesk, SampledByQualityControl
from leakwatch.excuses.leaving import HandoverAfterLeaving, LastShift, NamedHandover
from leakwatch.excuses.machines import RegisteredBatchAccount
from leakwatch.excuses.places import DeclaredSharedPlace
from leakwatch.excuses.wards import BreakGlassWithEncounter, OwnWardOnShift


def context(name, *rows):
    columns = TABLES[name]
    table = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for column, dtype in columns.items():
        if dtype == "string":
            table[column] = table[column].astype("string")
        else:
            table[column] = pd.to_datetime(table[column], utc="UTC" in dtype)
    made = ibis.memtable(pa.Table.from_pandas(table, preserve_index=False))
    return made.cast(ibis.schema(columns))


def holds(excuse, ground=None, **facts):
    day = {
        "actor": "a",
        "day": pd.Timestamp("2026-03-10"),
        "looks": 9,
        "unexplained": 5,
        "called": 0,
    }
    found = excuse.holds(pd.DataFrame([day | facts], index=[7]), ground or Ground())
    assert list(found.index) == [7]
    return bool(found.iloc[0])


@pytest.mark.parametrize(("unexplained", "called", "excused"), [
    (0, 0, False), (10, 0, False), (10, 7, False), (10, 8, True), (1, 1, True),
])  # fmt: skip
def test_calls_excuse_from_eighty_per_cent(unexplained, called, excused):
    assert holds(InboundCallWithinMinutes(), unexplained=unexplained, called=called) is excused


@pytest.mark.parametrize(("ground", "excused"), [
    (Ground(), False),
    (Ground(batch_actors=frozenset({"b"})), False),
    (Ground({"staff": context("staff", {"actor": "a", "kind": "shared"})}), False),
    (Ground({"staff": context("staff", {"actor": "b", "kind": "system"})}), False),
    (Ground({"staff": context("staff", {"actor": None, "kind": "system"})}), False),
    (Ground(batch_actors=frozenset({"a"})), True),
    (Ground({"staff": context("staff", {"actor": "a", "kind": "system"})}), True),
])  # fmt: skip
def test_only_registered_machines_are_excused(ground, excused):
    assert holds(RegisteredBatchAccount(), ground) is excused


@pytest.mark.parametrize("moved", ["new_places", "new_devices"])
def test_a_registered_machine_that_works_from_elsewhere_is_not_excused(moved):
    ground = Ground(batch_actors=frozenset({"a"}))
    assert not holds(RegisteredBatchAccount(), ground, **{moved: 1})
    assert holds(RegisteredBatchAccount(), ground, **{moved: 0})


@pytest.mark.parametrize(("moved", "excused"), [
    ([1, 1, 1, 1, 1, 1, 0], [True] * 7),
    ([1, 1, 1, 1, 1, 0, 0], [True] * 7),
    ([1, 1, 1, 0, 0, 0, 0], [False] * 3 + [True] * 4),
    ([1, 1, 1, 1, 1], [False] * 5),
    ([0, 0, 0, 0, 0, 0, 1], [True] * 6 + [False]),
])  # fmt: skip
def test_a_machine_that_customers_come_through_has_no_place_of_its_own(moved, excused):
    days = pd.DataFrame({"actor": "a", "new_places": moved})
    found = RegisteredBatchAccount().holds(days, Ground(batch_actors=frozenset({"a"})))
    assert found.tolist() == excused


def met(*people, actor="a", branch="b", first="2026-03-10T03:00", unexplained=1):
    rows = [
        {"actor": actor, "org": "o", "branch": branch, "day": pd.Timestamp("2026-03-10"),
         "subject": person, "looks": 1, "unexplained": unexplained, "foreign": 0,
         "first": pd.Timestamp(first, tz="UTC")}
        for person in people
    ]  # fmt: skip
    return ibis.memtable(pa.Table.from_pandas(pd.DataFrame(rows), preserve_index=False))


PEOPLE = tuple("12345")


def tickets(people=PEOPLE, **case):
    usual = {"org": "o", "actor": "a", "branch": "b", "start": "2026-03-10T00:30"}
    rows = [usual | {"key": person, "case": f"c{person}"} | case for person in people]
    return {"cases": context("cases", *rows)}


@pytest.mark.parametrize(("excuse", "kind"), [
    (OwnDeliveryList(), "派件"), (PoliceRequestDesk(), "调证"), (SampledByQualityControl(), "质检"),
])  # fmt: skip
@pytest.mark.parametrize(("people", "case", "excused"), [
    (PEOPLE, {"kind": "报修"}, False),
    (PEOPLE, {"kind": None}, False),
    (PEOPLE, {"actor": "colleague"}, False),
    (PEOPLE, {"actor": None}, False),
    (PEOPLE, {"org": "another"}, False),
    (PEOPLE, {"start": "2026-03-11T00:30"}, False),
    (PEOPLE, {"start": "2026-03-08T00:30", "end": "2026-03-08T12:30"}, False),
    (tuple("678"), {}, False),
    (tuple("123"), {}, False),
    (tuple("1234"), {}, True),
    (PEOPLE, {}, True),
    (PEOPLE, {"end": "2026-03-10T02:00"}, True),
])  # fmt: skip
def test_only_own_tickets_of_the_time_and_the_people_excuse(excuse, kind, people, case, excused):
    ground = Ground(tickets(people, **{"kind": kind} | case), pairs=met(*PEOPLE))
    assert holds(excuse, ground) is excused


def test_a_delivery_without_an_end_is_of_its_day_and_a_request_stays_open():
    old = tickets(kind="派件协查", start="2026-03-08T00:30")
    ground = Ground(old, pairs=met(*PEOPLE))
    assert holds(PoliceRequestDesk(), ground)
    assert not holds(OwnDeliveryList(), ground)


def test_a_ticket_names_a_person_by_any_identifier():
    found = [
        holds(PoliceRequestDesk(), Ground({"cases": context("cases", *(
            {"org": "o", "actor": "a", "kind": "协查", "start": "2026-03-10", name: person}
            for person in PEOPLE
        ))}, pairs=met(*PEOPLE)))
        for name in ("phone", "id_no", "key", "branch")
    ]  # fmt: skip
    assert found == [True, True, True, False]


def test_many_hidden_in_a_long_list_are_left_over():
    listed = [f"p{n}" for n in range(90)]
    ground = Ground(tickets(listed, kind="派件"), pairs=met(*listed, *(f"x{n}" for n in range(20))))
    days = pd.DataFrame(
        {"actor": ["a", "b", "c"], "org": "o", "role": "courier",
         "day": pd.Timestamp("2026-03-10"), "unexplained": [110, 6, 4]}
    )  # fmt: skip
    assert OwnDeliveryList().holds(days, ground).tolist() == [False] * 3
    fewer = days.assign(unexplained=[96, 6, 4])
    assert OwnDeliveryList().holds(fewer, ground).tolist() == [True, False, False]


def test_an_approval_by_whomever_excuses_nothing():
    day = {"approved": 5, "approver_share": 1.0, "looks": 5}
    ground = Ground(tickets(kind="审批"), pairs=met(*PEOPLE))
    assert not any(holds(one, ground, taken=0, **day) for one in EXCUSES)


ON_SHIFT = {"actor": "a", "start": "2026-03-10T08:00", "end": "2026-03-10T17:00"}


@pytest.mark.parametrize(("case", "shift", "taken", "excused"), [
    ({}, {"actor": "colleague"}, 0, False),
    ({}, {"start": "2026-03-11T08:00", "end": "2026-03-11T17:00"}, 0, False),
    ({"branch": "another ward"}, {}, 0, False),
    ({"branch": None}, {}, 0, False),
    ({"kind": "报修"}, {}, 0, False),
    ({"start": "2026-03-11T00:00"}, {}, 0, False),
    ({"start": "2026-03-01", "end": "2026-03-08T12:00"}, {}, 0, False),
    ({}, {}, 6, False),
    ({}, {}, 5, True),
    ({"actor": None}, {}, 0, True),
    ({"start": "2026-03-01", "end": "2026-03-10T01:00"}, {}, 0, True),
    ({}, {"start": "2026-03-09T20:00", "end": "2026-03-10T08:00"}, 0, True),
])  # fmt: skip
def test_the_own_ward_excuses_on_shift_only(case, shift, taken, excused):
    tables = tickets(**{"kind": "住院", "actor": "registrar"} | case)
    tables["roster"] = context("roster", ON_SHIFT | shift)
    ground = Ground(tables, pairs=met(*PEOPLE))
    assert holds(OwnWardOnShift(), ground, taken=taken) is excused


@pytest.mark.parametrize(("case", "excused"), [
    ({"actor": "a"}, False),
    ({"start": "2026-03-10T00:59"}, False),
    ({"start": "2026-03-10T05:01"}, False),
    ({"kind": "门诊"}, False),
    ({"key": "somebody else"}, False),
    ({}, True),
    ({"actor": None}, True),
    ({"start": "2026-03-10T05:00", "kind": "会诊"}, True),
])  # fmt: skip
def test_the_glass_is_broken_for_an_emergency_others_opened(case, excused):
    usual = {"kind": "急诊", "actor": "registrar", "start": "2026-03-10T01:00"}
    ground = Ground(tickets(**usual | case), pairs=met(*PEOPLE))
    assert holds(BreakGlassWithEncounter(), ground) is excused


@pytest.mark.parametrize(("places", "shared", "failed", "excused"), [
    (("desk", "kiosk"), (), 0, False),
    (("desk", "kiosk"), [("another", "kiosk")], 0, False),
    (("desk", "hotel"), [("o", "kiosk")], 0, False),
    (("desk", "hotel", "kiosk"), [("o", "kiosk")], 0, False),
    (("desk",), [("o", "kiosk")], 0, False),
    (("desk", "kiosk"), [("o", "kiosk")], 3, False),
    (("desk", "kiosk"), [("o", "kiosk")], 0, True),
    (("lobby", "kiosk"), [("o", "kiosk"), ("o", "lobby")], 0, True),
])  # fmt: skip
def test_a_second_place_must_be_declared(places, shared, failed, excused):
    used = pd.DataFrame({"actor": "a", "org": "o", "day": pd.Timestamp("2026-03-10"),
                         "place": places})  # fmt: skip
    deeds = ibis.memtable(pa.Table.from_pandas(used, preserve_index=False))
    ground = Ground(deeds=deeds, shared_places=frozenset(shared))
    assert holds(DeclaredSharedPlace(), ground, others_failed=failed) is excused


def team(work=30, mine=30, branch="b"):
    """Five of a branch over ten days; on the last all do `work`, the first one `mine`."""
    rows = [
        {"actor": f"a{n}", "org": "o", "branch": branch, "role": "sales",
         "day": pd.Timestamp("2026-03-01") + pd.Timedelta(days=day), "looks": 10 + n % 2}
        for n in range(5) for day in range(10)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    last = table["day"] == table["day"].max()
    table.loc[last, "looks"] = work
    table.loc[last & (table["actor"] == "a0"), "looks"] = mine
    return table


def campaigned(table, zone="Asia/Shanghai", **case):
    usual = {"org": "o", "branch": "b", "kind": "续保", "start": "2026-03-09T17:00",
             "end": "2026-03-10T10:00"}  # fmt: skip
    ground = Ground({"cases": context("cases", usual | case)}, zone=zone)
    found = CampaignWindow().holds(table, ground)
    assert not found[table["day"] < table["day"].max()].any()
    return bool(found[(table["actor"] == "a0") & (table["day"] == table["day"].max())].iloc[0])


@pytest.mark.parametrize(("case", "day", "excused"), [
    ({"branch": "another"}, {}, False),
    ({"org": "another"}, {}, False),
    ({"kind": "工单"}, {}, False),
    ({"phone": "t"}, {}, False),
    ({"start": "2026-03-10T17:00", "end": "2026-03-12T10:00"}, {}, False),
    ({"start": "2026-03-01T17:00", "end": "2026-03-08T10:00"}, {}, False),
    ({}, {"work": 10}, False),
    ({}, {"mine": 61}, False),
    ({}, {}, True),
    ({}, {"mine": 60}, True),
    ({"branch": None}, {}, True),
    ({"end": None, "kind": "Campaign 7"}, {}, True),
])  # fmt: skip
def test_a_campaign_of_the_branch_excuses_who_rose_with_the_team(case, day, excused):
    assert campaigned(team(**day), **case) is excused


def test_the_day_of_a_campaign_is_that_of_the_wall_clock():
    late = {"start": "2026-03-09T17:00", "end": "2026-03-09T18:00"}
    assert campaigned(team(), **late)
    assert not campaigned(team(), zone="UTC", **late)


def test_two_at_work_are_no_team():
    pair = team()
    assert not campaigned(pair[pair["actor"].isin(["a0", "a1"])])


def handover(**case):
    usual = {"kind": "交接", "actor": "a", "start": "2026-03-09T01:00", "end": "2026-03-11T01:00"}
    return {"cases": context("cases", usual | case)}


@pytest.mark.parametrize(("case", "excused"), [
    ({"kind": "工单"}, False),
    ({"kind": None}, False),
    ({"actor": "b"}, False),
    ({"actor": None}, False),
    ({"actor": "b", "key": "a"}, False),
    ({"start": "2026-03-11T01:00"}, False),
    ({"end": "2026-03-09T02:00"}, False),
    ({"start": "2025-12-01T01:00", "end": None}, False),
    ({}, True),
    ({"actor": "b", "about": "a"}, True),
    ({"kind": "离职交接"}, True),
    ({"end": None}, True),
    ({"start": "2026-03-09T16:30", "end": "2026-03-09T17:00"}, True),
])  # fmt: skip
def test_a_handover_must_name_the_account_and_cover_the_day(case, excused):
    assert holds(NamedHandover(), Ground(handover(**case))) is excused


@pytest.mark.parametrize(("left", "looks", "excused"), [
    ("2026-02-01", 5, False), ("2026-03-08", 21, False), (None, 5, False),
    ("2026-03-08", 20, True), ("2026-02-24", 3, True),
])  # fmt: skip
def test_a_leavers_account_is_excused_only_soon_and_for_a_few_looks(left, looks, excused):
    tables = handover() | {"staff": context("staff", {"actor": "a", "left": left})}
    assert holds(HandoverAfterLeaving(), Ground(tables), looks=looks) is excused


@pytest.mark.parametrize(("left", "shift", "excused"), [
    ("2026-03-09", ("2026-03-09T20:00", "2026-03-10T08:00"), True),
    ("2026-03-08", ("2026-03-09T20:00", "2026-03-10T08:00"), False),
    ("2026-03-09", ("2026-03-10T08:00", "2026-03-10T17:00"), False),
    ("2026-03-09", ("2026-03-08T20:00", "2026-03-09T08:00"), False),
])  # fmt: skip
def test_the_last_night_may_end_on_the_morning_after(left, shift, excused):
    start, end = shift
    tables = {
        "staff": context("staff", {"actor": "a", "left": left}),
        "roster": context("roster", {"actor": "a", "start": start, "end": end}),
    }
    assert holds(LastShift(), Ground(tables)) is excused


def test_without_the_tables_nothing_is_excused():
    assert not any(holds(excuse) for excuse in EXCUSES)


def test_only_a_handover_or_the_last_shift_lets_departed_access_go():
    assert [one.name for one in EXCUSES if "departed_access" in one.lets_go] == [
        "handover_after_leaving", "last_shift",
    ]  # fmt: skip


def test_names_are_one_each_and_every_excuse_says_why():
    assert len({one.name for one in EXCUSES}) == len(EXCUSES)
    assert all(one.because and one.lets_go for one in EXCUSES)
