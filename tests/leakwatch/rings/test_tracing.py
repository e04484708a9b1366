"""Samples taken from made-up offices, and the accounts they came from."""

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leakwatch.rings.tracing import COLUMNS, traced

PAIRS = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64", "foreign": "int64", "first": "timestamp('UTC', 6)",
}  # fmt: skip
SAMPLE = {"person": "int64", "subject": "string", "at": "timestamp('UTC', 6)"}
MONDAY = pd.Timestamp("2026-03-02T01:00Z")
LEAKED = MONDAY + pd.Timedelta(days=60)


def pairs(rows):
    """(actor, subject, branch, day, unexplained, foreign) → pairs."""
    frame = pd.DataFrame(
        rows, columns=["actor", "subject", "branch", "n", "unexplained", "foreign"]
    )
    first = MONDAY + pd.to_timedelta(frame["n"].astype("int64"), unit="D")
    told = frame.assign(org=frame["actor"].str[0], looks=1, first=first, day=first.dt.date)
    return ibis.memtable(told[list(PAIRS)], schema=PAIRS)


def sample(people, at=LEAKED):
    """Names, or tuples of the names one person may have."""
    rows = [(number, one, at) for number, names in enumerate(people)
            for one in ([names] if isinstance(names, str) else names)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(SAMPLE)).assign(at=lambda f: pd.to_datetime(f["at"]))
    return ibis.memtable(frame, schema=SAMPLE)


class Office:
    """Four branches of ten accounts; everyone opens customers of the branch, a fifth of other
    branches, a quarter without a case. `people` of each account in the order opened."""

    def __init__(self, seed):
        self.rng, self.rows, self.people = np.random.default_rng(seed), [], {}
        self.free = 10**6
        for number in range(40):
            branch = number % 4
            far = self.rng.random(80) < 0.2
            at = np.where(far, self.rng.integers(0, 4, 80), branch)
            customer = (self.rng.beta(1, 2, 80) * 600).astype(int)
            self.opens(f"o{number:02}", [f"{b}-{c}" for b, c in zip(at, customer, strict=True)],
                       foreign=(at != branch).astype(int), cased=0.75)  # fmt: skip

    def opens(self, actor, names, *, day=None, foreign=0, cased=0.0):
        names, size = list(names), len(names)
        days = self.rng.integers(0, 40, size) if day is None else [day] * size
        uncased = (self.rng.random(size) >= cased).astype(int)
        foreign = np.broadcast_to(foreign, size)
        branch = f"b{int(actor[1:]) % 4}" if actor[1:].isdigit() else "quality"
        self.rows += zip(
            [actor] * size, names, [branch] * size, days, uncased, foreign, strict=True
        )
        self.people.setdefault(actor, []).extend(names)

    def strangers(self, size):
        """Customers of all branches, some of whom others opened too."""
        chosen = self.rng.choice(2400, size, replace=False)
        return [f"{c % 4}-{c // 4}" for c in chosen]

    def leak(self, actor, size, **more):
        """Opened without a case, to be sold."""
        names = self.strangers(size)
        self.opens(actor, names, **more)
        return names

    def traced(self, names, at=LEAKED):
        return traced(pairs(self.rows), sample(dict.fromkeys(names), at)).set_index("actor")


@pytest.fixture
def office():
    made = Office(3)
    made.opens("quality", made.strangers(1500), cased=1.0)
    return made


@pytest.mark.parametrize("size", [5, 50, 400])
def test_the_source_comes_first_and_not_who_opens_everybody(office, size):
    out = office.traced(office.leak("o07", size))
    assert list(out["rank"]) == list(range(1, len(out) + 1))
    assert out.index[0] == "o07"
    assert (out.loc["o07", "covered"], out.loc["o07", "of"]) == (size, size)
    assert out.loc["o07", "share"] == pytest.approx(1, abs=0.02)
    assert out["share"].drop("o07").eq(0).all()


def test_the_source_of_three_fifths_comes_before_who_covers_more(office):
    stolen = office.leak("o07", 60)
    rest = [f"{n % 4}-{n // 4}" for n in range(2399, 2000, -10)]
    office.opens("quality", [*stolen, *rest], cased=1.0)
    out = office.traced([*stolen, *rest])
    assert out.loc["quality", "covered"] > out.loc["o07", "covered"]
    assert out.index[0] == "o07"
    assert out.loc["o07", "share"] == pytest.approx(0.6, abs=0.06)
    assert out["share"].sum() <= 1


@pytest.mark.parametrize("parts", [{"o07": 60, "o12": 40}, {"o01": 50, "o02": 30, "o03": 30}])
def test_several_sources_come_first_each_with_its_share(office, parts):
    taken = {actor: office.leak(actor, size) for actor, size in parts.items()}
    out = office.traced([name for names in taken.values() for name in names])
    assert set(out.index[: len(parts)]) == set(parts)
    for actor, size in parts.items():
        assert out.loc[actor, "share"] == pytest.approx(size / sum(parts.values()), abs=0.06)
    assert out["share"].drop(list(parts)).eq(0).all()


def test_a_sample_of_thousands_is_a_matter_of_seconds_and_right(office):
    names = [f"new{n}" for n in range(4000)]
    office.opens("o07", names)
    for actor in range(3, 40, 4):
        office.opens(f"o{actor:02}", [f"o{actor}'s {n}" for n in range(1000)])
    out = office.traced([*names, *office.strangers(1000)])
    assert out.index[0] == "o07"
    assert out.loc["o07", "share"] == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_strangers_are_nobodys(seed):
    office = Office(seed)
    office.opens("quality", office.strangers(1500), cased=1.0)
    for size in (5, 50, 500):
        out = office.traced(office.strangers(size))
        assert out["share"].eq(0).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_branchs_customers_are_no_clerks(seed):
    """Everybody of a branch opened more of them than the others did."""
    office = Office(seed)
    out = office.traced({f"1-{int(n)}" for n in office.rng.integers(0, 600, 120)})
    assert len(out) >= 10
    assert out["share"].eq(0).all()


@pytest.mark.parametrize("seed", range(3))
def test_customers_everybody_knows_are_nobodys(seed):
    office = Office(seed)
    out = office.traced([f"{b}-{c}" for b in range(4) for c in range(12)])
    assert len(out) >= 30
    assert out["share"].eq(0).all()


@pytest.mark.parametrize("size", [12, 60])
def test_the_only_account_of_an_outlet_is_not_hidden_behind_its_customers(office, size):
    office.rows += [("o99", f"outlet {n}", "outlet", n % 40, n % 2, 0) for n in range(200)]
    office.rows += [("o98", f"outlet {n}", "outlet", n % 40, 0, 0) for n in range(0, 60, 2)]
    out = office.traced([f"outlet {n}" for n in range(1, 2 * size, 2)])
    assert out.index[0] == "o99"
    assert out.loc["o99", "share"] > 0.9


def test_who_opens_most_of_every_branch_hides_nobody_and_names_nobody(office):
    """A machine's account opens all; the customers of a branch are still the branch's."""
    everybody = sorted({row[1] for row in office.rows})
    office.opens("quality", everybody, cased=1.0)
    ours = [name for name in everybody if name.startswith("1-")]
    out = office.traced(ours[::4])
    assert out["share"].eq(0).all()
    stolen = office.leak("o07", 30)
    office.opens("quality", stolen, cased=1.0)
    assert office.traced(stolen).index[0] == "o07"


def test_who_opened_them_after_they_turned_up_is_no_source(office):
    stolen = office.leak("o07", 30, day=10)
    office.opens("o12", stolen, day=12)
    early = office.traced(stolen, at=MONDAY + pd.Timedelta(days=11))
    assert early.index[0] == "o07"
    assert early.get("covered").get("o12", 0) < 5
    late = office.traced(stolen)
    assert set(late.index[:2]) == {"o07", "o12"}
    assert late.loc["o12", "covered"] >= 30


def test_long_before_counts_and_without_a_time_all_looks_do(office):
    stolen = office.leak("o07", 30, day=0)
    assert office.traced(stolen, at=LEAKED + pd.Timedelta(days=3000)).index[0] == "o07"
    out = office.traced(stolen, at=pd.NaT)
    assert (out.index[0], out.loc["o07", "covered"]) == ("o07", 30)


def test_nobody_who_looked_too_late_is_listed(office):
    out = office.traced(office.leak("o07", 30), at=MONDAY - pd.Timedelta(days=1))
    assert out.empty


def test_between_two_who_opened_them_all_the_one_without_cases_comes_first(office):
    stolen = [f"2-new{n}" for n in range(30)]
    office.opens("o10", stolen, cased=1.0)
    office.opens("o22", stolen, cased=0.0)
    out = office.traced(stolen)
    assert list(out.index[:2]) == ["o22", "o10"]
    assert (out.loc["o22", "unexplained"], out.loc["o10", "unexplained"]) == (30, 0)
    assert (out.loc["o22", "share"] > 0.9, out.loc["o10", "share"]) == (True, 0)


def test_a_case_for_every_one_does_not_hide_a_source(office):
    stolen = office.leak("o07", 40, cased=1.0)
    out = office.traced(stolen)
    assert (out.index[0], out.loc["o07", "unexplained"] < 20) == ("o07", True)
    assert out.loc["o07", "share"] > 0.9


def test_a_person_of_several_names_counts_once(office):
    names = office.leak("o07", 20)
    both = [(name, f"{name}'s phone") for name in names]
    office.opens("o07", [phone for _, phone in both[:5]])
    out = traced(pairs(office.rows), sample(both)).set_index("actor")
    assert (out.index[0], out.loc["o07", "covered"], out.loc["o07", "of"]) == ("o07", 20, 20)


def test_the_columns_are_those_promised_and_rows_may_come_in_any_order(office):
    names = office.leak("o07", 20)
    out = traced(pairs(office.rows), sample(names))
    assert tuple(out.columns) == COLUMNS
    shuffled = [office.rows[n] for n in office.rng.permutation(len(office.rows))]
    again = traced(pairs(shuffled), sample(names))
    pd.testing.assert_frame_equal(out, again)


def usual(actor, rows, people, home, viewers, opened):
    """How many of the people the account would have opened by chance, in plain loops."""
    expected = 0.0
    for name in set(people) & set(home):
        there = [one for one in home if home[one] == home[name]]
        if home[name] == "o//":
            there = list(home)
        mine = sum(one in opened[actor] for one in there) / len(there)
        mean = sum(viewers[one] for one in there) / len(there)
        others = len({row[0] for row in rows if row[1] == name} - {actor})
        expected += min(1.0, mine * max(1.0, others / mean))
    return expected


def by_hand(rows, people):
    """covered, expected, p and unexplained of each account, in plain loops; all in one org."""
    home, viewers = {}, {}
    for name in {subject for _, subject, *_ in rows}:
        mine = [row for row in rows if row[1] == name]
        count = {}
        for actor, _, branch, _, _, foreign in mine:
            place = "o/*" if foreign else f"o/{branch}"
            count.setdefault((bool(foreign), place), set()).add(actor)
        _, _, home[name] = min((far, -len(who), place) for (far, place), who in count.items())
        viewers[name] = sum(len(who) for who in count.values())
    every = {actor: {row[1] for row in rows if row[0] == actor} for actor, *_ in rows}
    opened = {actor: mine for actor, mine in every.items() if mine & set(people)}
    lone = {
        place for place in home.values() for mine in opened.values()
        if 2 * sum(home[one] == place for one in mine)
        > max(len(mine), sum(at == place for at in home.values()))
    }  # fmt: skip
    near = {name: "o//" if place in lone else place for name, place in home.items()}
    found = {}
    for actor, mine in opened.items():
        covered = mine & set(people)
        expected = max(usual(actor, rows, people, at, viewers, opened)
                       for at in (near, dict.fromkeys(home, "o//")))  # fmt: skip
        uncased = {row[1] for row in rows if row[0] == actor and row[4]} & covered
        p = stats.binom.sf(len(covered) - 1, len(people), min(1.0, expected / len(people)))
        found[actor] = (len(covered), expected, p, len(uncased))
    return found


ROWS = st.tuples(
    st.sampled_from(["o1", "o2", "o3"]), st.sampled_from("abcdef"), st.sampled_from(["x", "y"]),
    st.integers(0, 3), st.integers(0, 1), st.integers(0, 1),
)  # fmt: skip


@settings(max_examples=15)
@given(st.lists(ROWS, min_size=1, max_size=25), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_covered_expected_and_p_are_those_of_plain_loops(rows, people):
    out = traced(pairs(rows), sample(sorted(people))).set_index("actor")
    wanted = by_hand(rows, sorted(people))
    assert set(out.index) == set(wanted)
    for actor, row in wanted.items():
        told = out.loc[actor, ["covered", "expected", "p", "unexplained"]]
        assert tuple(told) == pytest.approx(row)
