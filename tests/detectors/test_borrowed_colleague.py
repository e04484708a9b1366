import numpy as np
import pandas as pd
import pytest

from detectors.borrowed_colleague import BorrowedColleague

START = pd.Timestamp("2026-03-02")
LEAVER, FRIEND, GONE = "clerk000", "clerk003", 15
CLERKS = [f"clerk{number:03d}" for number in range(12)]
SURE = np.log(1e-4)


def date(day):
    return (START + pd.Timedelta(days=day)).date()


def row(actor, subject, day, bare=True, **more):
    return {
        "actor": actor, "org": "o", "branch": f"b{int(actor[-3:]) % 3}", "looks": 1,
        "day": date(day), "subject": subject, "unexplained": int(bare),
        "first": START.tz_localize("UTC").to_pydatetime(),
    } | more  # fmt: skip


@pytest.fixture(scope="module")
def bank():
    """A leaver with 120 clients; colleagues who open people of the branch, some without a case."""
    dice = np.random.default_rng(4)
    rows = [row(LEAVER, f"client {n}", n % (GONE + 1), bare=n % 9 == 0) for n in range(120)]
    for actor in CLERKS[1:]:
        for day in range(40):
            bare = dice.random(6) < 0.3
            people = dice.integers(0, 3000, 6)
            rows += [
                row(actor, f"client {p}" if p < 120 else f"b{int(actor[-3:]) % 3} {p}", day, b)
                for p, b in zip(people, bare, strict=True)
            ]
    return rows


def visits(count, actor=FRIEND, days=range(18, 30), bare=True, first=0, **more):
    """An account opens so many of the leaver's clients."""
    days = list(days)
    return [row(actor, f"client {first + n}", days[n % len(days)], bare, **more)
            for n in range(count)]  # fmt: skip


def judged(town, pairs, staff=None, actors=12):
    frame = pd.DataFrame(pairs)
    counts = [name for name in ("looks", "unexplained", "called") if name in frame]
    each = frame.groupby(["actor", "org", "branch", "day", "subject", "first"], as_index=False)
    rows = each[counts].sum().fillna(0).astype(dict.fromkeys(counts, int))
    days = town.office(actors=actors, days=40)
    left = [{"org": "o", "actor": LEAVER, "status": "离职", "left": str(date(GONE))}]
    facts = town.facts(
        days, pairs=town.pairs(rows), staff=town.table("staff", left if staff is None else staff)
    )
    found = BorrowedColleague().findings(facts)
    assert len(found) == len(days)
    return found


def fired(found):
    return set(found.loc[(np.log(found["p"].clip(lower=1e-300)) < SURE), "actor"])


def test_ordinary_work_after_a_colleague_left_is_silent(town, bank):
    assert fired(judged(town, bank)) == set()


def test_clients_served_with_tickets_are_handed_over_work(town, bank):
    assert fired(judged(town, bank + visits(60, bare=False))) == set()


def test_clients_who_call_are_served(town, bank):
    assert fired(judged(town, bank + visits(60, called=1))) == set()


def test_own_clients_of_before_are_own_clients(town, bank):
    before = [row(FRIEND, f"client {n}", 3, bare=False) for n in range(60)]
    assert fired(judged(town, bank + before + visits(60))) == set()


def test_the_same_look_ups_before_the_leave_date_are_teamwork(town, bank):
    assert fired(judged(town, bank + visits(60, days=range(2, 14)))) == set()


def test_clients_shared_out_among_the_whole_branch_are_silent(town, bank):
    branch = [actor for actor in CLERKS[1:] if int(actor[-3:]) % 3 == int(FRIEND[-3:]) % 3]
    shared = [one for n, actor in enumerate(branch) for one in visits(30, actor, first=30 * n)]
    assert fired(judged(town, bank + shared)) == set()


@pytest.mark.parametrize(
    "staff",
    [
        [],
        [{"actor": LEAVER, "status": "在职"}],
        [{"actor": LEAVER, "status": "请假"}],
        [{"actor": LEAVER, "left": "2026-12-31"}],
        [{"actor": LEAVER, "left": str(date(10))}, {"actor": LEAVER, "joined": str(date(12))}],
        [{"actor": "somebody", "left": str(date(GONE))}],
    ],
    ids=["nobody", "stays", "on leave", "leaves later", "came back", "another"],
)
def test_of_those_who_did_not_leave_nothing_is_said(town, bank, staff):
    rows = [{"org": "o"} | one for one in staff]
    assert fired(judged(town, bank + visits(60), rows)) == set()


def test_the_leavers_own_account_is_another_deed(town, bank):
    own = [row(LEAVER, f"client {n}", 20) for n in range(120)]
    assert LEAVER not in fired(judged(town, bank + own))


def test_two_clients_are_an_accident(town, bank):
    mine = [one for one in bank if one["actor"] != FRIEND]
    assert fired(judged(town, mine + visits(2))) == set()


@pytest.mark.parametrize("count", [25, 60])
def test_a_colleague_who_works_off_the_leavers_clients_fires(town, bank, count):
    found = judged(town, bank + visits(count))
    assert fired(found) == {FRIEND}
    odd = found.loc[found["p"].idxmin()]
    assert odd["hits"] > 0.8 * count > 2 * odd["expected"]
    assert f"{odd['gone']:%Y-%m-%d}" == str(date(GONE))


def test_someone_of_another_branch_fires_too(town, bank):
    assert fired(judged(town, bank + visits(40, "clerk004"))) == {"clerk004"}


def test_more_clients_are_odder(town, bank):
    p = [judged(town, bank + visits(count))["p"].min() for count in (15, 30, 60)]
    assert p[0] > p[1] > p[2]


def test_without_pairs_it_is_silent(town):
    staff = town.table("staff", [{"org": "o", "actor": LEAVER, "left": "2026-03-10"}])
    found = BorrowedColleague().findings(town.facts(town.office(actors=2, days=3), staff=staff))
    assert (found["score"] == 0).all()
