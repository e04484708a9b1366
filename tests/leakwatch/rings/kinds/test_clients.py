from __future__ import annotations

from dataclasses import dataclass

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.events import TABLES
from leakwatch.rings.evidence import Evidence
from leakwatch.rings.kinds import clients
from leakwatch.traces import leavers

LEAVER, FRIEND, GONE, DAYS = "a00", "a03", 15, 40


@dataclass(frozen=True)
class WithCases(Evidence):
    cases: ibis.Table | None = None


class Bank:
    """A leaver with 120 clients; eleven colleagues in three branches, of whose looks a third lack
    a case; now and then they open one of the clients."""

    def __init__(self, town):
        self.town, dice = town, np.random.default_rng(4)
        self.rows = [town.look(LEAVER, f"client {n}", n % (GONE + 1), branch="b0", bare=n % 9 == 0)
                     for n in range(120)]  # fmt: skip
        for account in range(1, 12):
            for on in range(DAYS):
                bare, people = dice.random(6) < 0.3, dice.integers(0, 3000, 6)
                for one, without in zip(people.tolist(), bare.tolist(), strict=True):
                    who = f"client {one}" if one < 120 else f"b{account % 3} {one}"
                    self.opens(f"a{account:02d}", [who], [on], bare=without)

    def opens(self, actor, people, days=range(18, 30), **more):
        days, branch = list(days), f"b{int(actor[1:]) % 3}"
        for place, who in enumerate(people):
            on = days[place % len(days)]
            self.rows.append(self.town.look(actor, who, on, place, branch=branch, **more))
        return self

    def left(self, actor=LEAVER, on=GONE, **more):
        return {"org": "o", "actor": actor, "status": "离职", "left": self.town.day(on)} | more

    def evidence(self, staff=None):
        return self.town.evidence(self.once(), staff=[self.left()] if staff is None else staff)

    def once(self):
        """A row an actor, day and person, as pairs have it."""
        sums = {}
        for row in self.rows:
            key = row["actor"], row["day"], row["subject"]
            known = sums.setdefault(key, row | {"looks": 0, "unexplained": 0})
            known |= {name: known[name] + row[name] for name in ("looks", "unexplained")}
        return list(sums.values())

    def found(self, staff=None):
        rows = clients.found(self.evidence(staff))
        assert rows.columns.tolist() == ["a", "b", "kind", "shared", "expected", "p", "q"]
        return {(row.a, row.b): row for row in rows.itertuples()}


looks = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8), st.integers(0, 9),
                           st.booleans(), st.integers(0, 1)), max_size=60)  # fmt: skip


@settings(max_examples=20)
@given(looks, st.integers(0, 8))
def test_counts_are_those_a_plain_loop_finds(town, rows, gone):
    """Account 0 leaves; a day counts as the first one an account opened a person."""
    bank = Bank.__new__(Bank)
    bank.town, bank.rows = town, []
    met = {}
    for actor, on, who, bare, called in sorted(rows, key=lambda row: row[1]):
        bank.opens(f"a{actor:02d}", [f"p{who}"], [on], bare=bare, called=called * bare)
        first, alone = met.get((actor, who), (on, True))
        met[actor, who] = first, alone and bare and not called
    theirs = {who for (actor, who), (on, _) in met.items() if actor == 0 and on <= gone}
    expected = {}
    for actor in (1, 2, 3):
        late = [(who, alone) for (a, who), (on, alone) in met.items() if a == actor and on > gone]
        own = [alone for who, alone in late if who in theirs]
        alones = [alone for _, alone in late]
        if any(own):
            expected[f"a{actor:02d}"] = [
                part.count(kind) for kind in (True, False) for part in (own, alones)
            ]
    evidence = bank.evidence([bank.left(on=gone)])
    found, tests = leavers.former_clients(evidence.pairs, evidence.staff)
    names = ["hits", "draws", "served", "cases"]
    assert dict(zip(found["actor"], found[names].to_numpy().tolist(), strict=True)) == expected
    assert tests == (len({actor for actor, _ in met}) if theirs else 0)
    assert found["rate"].between(0, 1).all()


def some(count, first=0):
    return [f"client {n}" for n in range(first, first + count)]


@pytest.fixture(scope="module")
def plain(town):
    return Bank(town).rows


@pytest.fixture
def bank(town, plain):
    bank = Bank.__new__(Bank)
    bank.town, bank.rows = town, list(plain)
    return bank


def test_ordinary_work_after_a_colleague_left_is_silent(bank):
    assert bank.found() == {}


def test_clients_served_with_tickets_are_handed_over_work(bank):
    assert bank.opens(FRIEND, some(60), bare=False).found() == {}


def test_a_successor_who_writes_half_the_tickets_is_a_successor(bank):
    bank.opens(FRIEND, some(50), bare=False).opens(FRIEND, some(50, 50))
    assert bank.found() == {}


def test_clients_who_call_are_served(bank):
    assert bank.opens(FRIEND, some(60), called=1).found() == {}


def test_own_clients_of_before_are_own_clients(bank):
    assert bank.opens(FRIEND, some(60), days=[3], bare=False).opens(FRIEND, some(60)).found() == {}


def test_the_same_look_ups_before_the_leave_date_are_teamwork(bank):
    assert bank.opens(FRIEND, some(60), days=range(2, 14)).found() == {}


def test_clients_shared_out_among_the_whole_branch_are_silent(bank):
    for place, account in enumerate((3, 6, 9)):
        bank.opens(f"a{account:02d}", some(30, 30 * place))
    assert bank.found() == {}


def test_two_clients_are_an_accident(bank):
    bank.rows = [row for row in bank.rows if row["actor"] != FRIEND]
    assert bank.opens(FRIEND, some(2)).found() == {}


def test_machines_close_what_is_left_open(bank):
    bank.opens(FRIEND, some(60))
    system = {"org": "o", "actor": FRIEND, "kind": "system"}
    assert bank.found([bank.left(), system]) == {}


@pytest.mark.parametrize("staff", [[], [{"status": "在职", "left": None}], [{"on": 60}]],
                         ids=["nobody", "stays", "leaves later"])  # fmt: skip
def test_of_those_who_did_not_leave_nothing_is_said(bank, staff):
    rows = [bank.left(on=one.pop("on", GONE)) | one for one in map(dict, staff)]
    assert bank.opens(FRIEND, some(60)).found(rows) == {}


def test_without_a_staff_list_nobody_has_left(town, bank):
    assert clients.found(town.evidence(bank.once())).empty


@pytest.mark.parametrize(
    ("ticket", "silent"),
    [
        ({"kind": "交接", "actor": FRIEND, "on": 13}, True),
        ({"kind": "交接", "about": FRIEND, "on": 20}, True),
        ({"kind": "交接", "actor": "a06", "on": 13}, False),
        ({"kind": "工单", "actor": FRIEND, "on": 13}, False),
        ({"kind": "交接", "actor": FRIEND, "on": -60}, False),
    ],
    ids=["named", "about", "another's", "no handover", "an old one"],
)
def test_a_named_successor_is_silent(bank, ticket, silent):
    bank.opens(FRIEND, some(60))
    begin = ibis.timestamp("2026-03-02") + ibis.interval(days=ticket.pop("on"))
    cases = bank.town.rows(TABLES["cases"], [{"org": "o", "case": "c"} | ticket])
    plain = bank.evidence()
    cases = cases.mutate(start=begin.cast("timestamp('UTC', 6)"))
    found = clients.found(WithCases(plain.pairs, plain.suspicion, staff=plain.staff, cases=cases))
    assert found.empty is silent


@pytest.mark.parametrize(("actor", "count"), [(FRIEND, 25), (FRIEND, 60), ("a04", 40)])
def test_a_colleague_who_works_off_the_leavers_clients_is_found(bank, actor, count):
    found = bank.opens(actor, some(count)).found()
    assert list(found) == [(LEAVER, actor)]
    row = found[LEAVER, actor]
    assert row.kind == "clients"
    assert count * 0.9 <= row.shared <= count + 8
    assert 2 * row.expected < row.shared


def test_a_third_of_false_tickets_does_not_hide_it(bank):
    bank.opens(FRIEND, some(40)).opens(FRIEND, some(20, 40), bare=False)
    assert list(bank.found()) == [(LEAVER, FRIEND)]


def test_two_leavers_are_told_apart(bank):
    for n in range(60):
        bank.opens("a99", [f"other {n}"], days=[n % 10], bare=False)
    bank.opens(FRIEND, some(40)).opens("a06", [f"other {n}" for n in range(40)])
    staff = [bank.left(), bank.left("a99", on=12)]
    assert list(bank.found(staff)) == [(LEAVER, FRIEND), ("a06", "a99")]


def test_the_order_of_rows_has_no_impact(bank):
    first = bank.opens(FRIEND, some(40)).found()
    bank.rows = bank.rows[::-1]
    assert bank.found() == first
