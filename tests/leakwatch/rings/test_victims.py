"""Contacts of complaints and origins of leads, and the accounts that opened their people."""

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leakwatch.events import LEADS
from leakwatch.rings import victims
from leakwatch.rings.evidence import Evidence
from leakwatch.rings.homes import homes, opened
from leakwatch.rings.leads import leaked

MAY = pd.Timestamp("2025-05-01T08:00:00Z")
MARCH = pd.Timestamp("2025-03-01T08:00:00Z")
GRIEVANCES = {
    "contact": "string", "contact_kind": "string", "at": "timestamp('UTC', 6)", "victim": "string",
}  # fmt: skip
OURS = [f"s{5 * 10**7 + n}" for n in range(8)]
THIEF = "a00011"


@pytest.fixture(scope="module")
def made(office):
    """An office in which one account opened eight people nobody else did."""
    made = office(31, accounts=80)
    made.add([11] * 8, 12, range(5 * 10**7, 5 * 10**7 + 8))
    return made


def leads(rows):
    """(id_no, origin) or (id_no, origin, at) → the table of the lake, made in May."""
    full = [dict.fromkeys(LEADS) | dict(zip(("id_no", "origin", "at"), row, strict=False))
            for row in rows]  # fmt: skip
    frame = pd.DataFrame(full)
    frame["at"] = pd.to_datetime(frame["at"].fillna(MAY), utc=True)
    return ibis.memtable(frame.astype({name: "object" for name in LEADS if name != "at"}),
                         schema=LEADS)  # fmt: skip


def told(made, **context):
    return victims.Victims(Evidence(made.pairs(), pd.DataFrame(), **context))


def found(made, rows, group=(THIEF,)):
    rows = told(made, leads=leads(rows)).exposed({"g": frozenset(group)})
    return rows.to_dict("records")


def test_leads_of_one_origin_lead_to_who_opened_them(made):
    [row] = found(made, [(one, "群聊") for one in OURS] + [("nobody", "群聊")])
    assert tuple(row) == victims.COLUMNS
    assert (row["contact"], row["contact_kind"], row["actor"]) == ("群聊", "leads", "g")
    assert (row["opened"], row["of"]) == (8, 8)
    assert row["expected"] < 1
    assert row["p"] < 1e-6


@pytest.mark.parametrize(
    ("rows", "group"),
    [
        ([(one, "群聊") for one in OURS[:2]], (THIEF,)),
        ([(one, "群聊") for one in OURS], ("a00012",)),
        ([(one, "群聊", MARCH) for one in OURS], (THIEF,)),  # turned up before he looked
        ([(one, None) for one in OURS], (THIEF,)),
        ([(one, f"place {n}") for n, one in enumerate(OURS)], (THIEF,)),
        ([("nobody", "群聊")], (THIEF,)),
    ],
)
def test_few_others_late_and_scattered_ones_lead_nowhere(made, rows, group):
    assert found(made, rows, group) == []


def test_people_everybody_opens_lead_nowhere(made):
    popular = [f"s{one}" for one in made.looks["subject"].value_counts().index[:12]]
    everybody = {f"{actor}": frozenset({actor}) for actor in ("a00001", "a00021", "a00041")}
    listed = leads([(one, "群聊") for one in popular])
    assert told(made, leads=listed).exposed(everybody).empty


def test_a_lead_that_is_known_as_a_person_is_one_and_else_each_of_his_names(made):
    table = leads([(OURS[0], "群聊")]).mutate(phone=ibis.literal("ph"), subject=ibis.literal("who"))
    assert leaked(table).victim.to_pyarrow().to_pylist() == ["who"]
    names = leaked(table.drop("subject")).victim.to_pyarrow().to_pylist()
    assert sorted(names) == sorted(["ph", OURS[0]])


def test_leads_and_complaints_are_weighed_together(made, complaints):
    named = complaints([(one, "群聊", "phone") for one in OURS[:4]])
    listed = leads([(one, "群聊") for one in OURS[4:]])
    rows = told(made, complaints=named, leads=listed).exposed({"g": frozenset({THIEF})})
    assert dict(zip(rows["contact_kind"], rows["opened"], strict=True)) == {"phone": 4, "leads": 4}


def test_nothing_to_go_by_finds_nothing(made):
    assert told(made).exposed({"g": frozenset({THIEF})}).empty
    none = leads([(OURS[0], "群聊")]).filter(ibis.literal(False))
    assert told(made, leads=none).exposed({"g": frozenset({THIEF})}).empty
    assert tuple(victims.empty().columns) == victims.COLUMNS


PAIRS = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64", "foreign": "int64", "first": "timestamp('UTC', 6)",
}  # fmt: skip
ROWS = st.tuples(
    st.sampled_from(["c1", "c2", "c3", "d1", "d2"]), st.sampled_from("pqrstu"),
    st.sampled_from(["x", "y"]), st.integers(0, 3), st.integers(0, 1), st.integers(0, 1),
)  # fmt: skip


def pairs(rows):
    frame = pd.DataFrame(
        rows, columns=["actor", "subject", "branch", "n", "unexplained", "foreign"]
    )
    first = MARCH + pd.to_timedelta(frame["n"].astype("int64"), unit="D")
    told = frame.assign(org=frame["actor"].str[0], looks=1, first=first, day=first.dt.date)
    return ibis.memtable(told[list(PAIRS)], schema=PAIRS)


def by_hand(rows, group, people, before):
    """opened, of, expected and p in plain loops."""
    home, uncased = {}, {}
    for org in "cd":
        ours = [row for row in rows if row[0][0] == org]
        for name in {row[1] for row in ours}:
            count = {}
            for actor, _, branch, _, _, foreign in (row for row in ours if row[1] == name):
                place = f"{org}/*" if foreign else f"{org}/{branch}"
                count.setdefault((bool(foreign), place), set()).add(actor)
            _, _, home[name, org] = min((far, -len(who), at) for (far, at), who in count.items())
            uncased[name, org] = {row[0] for row in ours if row[1] == name and row[4]}
    known = {name for name, _ in home} & set(people)
    early = {(row[1], row[0]) for row in rows if row[4] and row[3] <= before and row[1] in known}
    expected = 0.0
    for name in known:
        chance = 0.0
        for (one, org), place in home.items():
            there = [key for key, at in home.items() if at == place]
            held = sum(len(uncased[key] & group) for key in there)
            if one != name or not held:
                continue
            mean = sum(len(uncased[key]) for key in there) / len(there)
            others = len({a for who, a in early if who == name and a[0] == org} - group)
            chance += held / len(there) * max(1.0, others / mean)
        expected += min(1.0, chance)
    covered = len({who for who, actor in early if actor in group})
    p = stats.binom.sf(covered - 1, len(known), expected / len(known)) if known else 1.0
    return covered, len(known), expected, p


@settings(max_examples=15)
@given(st.lists(ROWS, min_size=1, max_size=30), st.sets(st.sampled_from("pqrstu"), min_size=1),
       st.integers(0, 3))  # fmt: skip
def test_the_arithmetic_is_that_of_plain_loops(rows, people, before):
    at = MARCH + pd.Timedelta(days=before, hours=1)
    said = pd.DataFrame({"contact": "x", "contact_kind": "phone", "at": at, "victim": list(people)})
    table, group = pairs(rows), frozenset({"c1", "d1"})
    looked = opened(table, all_looks=False)
    known = victims.placed(homes(opened(table, all_looks=True)), looked)
    seen = victims.hits(looked, known, ibis.memtable(said[list(GRIEVANCES)], schema=GRIEVANCES))
    found = victims.tested("g", group, seen, victims.reach(looked, known, sorted(group)))
    wanted = by_hand(rows, group, people, before)
    assert bool(found) == bool(wanted[0])
    for row in found:
        assert row[3:] == pytest.approx(wanted)
