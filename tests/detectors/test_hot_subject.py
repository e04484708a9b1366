import numpy as np
import pandas as pd
import pytest

from detectors.hot_subject import HotSubject

START = pd.Timestamp("2026-03-02")
DAY, STAR = 20, "the star"
CLERKS = [f"clerk{number:03d}" for number in range(40)]
SURE = np.log(1e-4)


@pytest.fixture(scope="module")
def ward():
    """Ordinary work: everyone opens people of his own and some of a common pool."""
    dice = np.random.default_rng(3)
    return [
        row(actor, f"{actor if dice.random() < 0.7 else 'pool'} {dice.integers(60)}", day,
            bare=dice.random() < 0.15)
        for actor in CLERKS for day in range(40) for _ in range(8)
    ]  # fmt: skip


def row(actor, subject, day=DAY, bare=True, **more):
    return {
        "actor": actor, "org": "o", "branch": f"b{int(actor[-3:]) % 3}", "looks": 1,
        "day": (START + pd.Timedelta(days=day)).date(), "subject": subject,
        "unexplained": int(bare), "first": START.tz_localize("UTC").to_pydatetime(),
    } | more  # fmt: skip


def settled(pairs):
    """One row an actor, day and person."""
    frame = pd.DataFrame(pairs)
    counts = [name for name in ("looks", "unexplained", "called") if name in frame]
    each = frame.groupby(["actor", "org", "branch", "day", "subject", "first"], as_index=False)
    return each[counts].sum().fillna(0).astype(dict.fromkeys(counts, int))


def judged(town, pairs, frame=None):
    """Log p by actor and day number."""
    if frame is None:
        frame = town.office(actors=40, days=40)
    facts = town.facts(frame, pairs=town.pairs(settled(pairs)))
    found = HotSubject().findings(facts)
    assert len(found) == len(frame)
    assert found["p"].between(0, 1).all()
    days = (pd.to_datetime(found["day"]) - START).dt.days
    return {(actor, day): np.log(max(p, 1e-300)) if score else 0.0 for actor, day, p, score
            in zip(found["actor"], days, found["p"], found["score"], strict=True)}  # fmt: skip


def starred(count, day=DAY, bare=True, **more):
    return [row(actor, STAR, day, bare, **more) for actor in CLERKS[:count]]


def fired(said):
    return {key for key, log in said.items() if log < SURE}


def test_ordinary_work_is_silent(town, ward):
    assert not fired(judged(town, ward))


def test_an_emergency_admission_brings_many_with_an_encounter(town, ward):
    pairs = starred(30, bare=False) + starred(4, day=DAY + 1)
    assert not fired(judged(town, ward + pairs))


def test_a_consult_that_six_of_thirty_forgot_to_book_is_silent(town, ward):
    pairs = [row(a, STAR, bare=i % 5 == 0) for i, a in enumerate(CLERKS[:30])]
    assert not fired(judged(town, ward + pairs))


def test_who_treats_the_person_on_another_day_has_business(town, ward):
    pairs = starred(12) + starred(12, day=DAY + 3, bare=False)
    assert not fired(judged(town, ward + pairs))


def test_a_person_who_called_everyone_is_silent(town, ward):
    assert not fired(judged(town, ward + starred(12, called=1)))


@pytest.mark.parametrize("count", [1, 3, 4])
def test_a_relay_of_three_or_four_is_silent(town, ward, count):
    assert not fired(judged(town, ward + starred(count)))


def test_the_day_the_ticket_system_is_down_is_silent(town, ward):
    frame = town.office(actors=40, days=40)
    down = frame["day"] == START + pd.Timedelta(days=DAY)
    frame.loc[down, "unexplained_subjects"] = (frame.loc[down, "subjects"] * 0.95).astype(int)
    assert not fired(judged(town, ward + starred(14), frame))


def test_where_nobody_gives_cases_nothing_is_learnt(town, ward):
    frame = town.office(actors=40, days=40)
    frame["unexplained_subjects"] = frame["subjects"]
    pairs = [{**one, "unexplained": 1} for one in ward]
    assert not fired(judged(town, pairs + starred(30), frame))


def test_one_after_another_over_months_is_no_crowd(town, ward):
    pairs = [row(actor, STAR, day) for day, actor in zip(range(0, 40, 4), CLERKS, strict=False)]
    assert not fired(judged(town, ward + pairs))


@pytest.mark.parametrize("count", [9, 15, 40])
def test_many_without_a_case_fire_on_each_who_looked(town, ward, count):
    assert fired(judged(town, ward + starred(count))) == {(actor, DAY) for actor in CLERKS[:count]}


def test_those_with_a_case_among_a_crowd_are_not_blamed(town, ward):
    pairs = starred(15) + [row(actor, STAR, bare=False) for actor in CLERKS[20:23]]
    assert fired(judged(town, ward + pairs)) == {(actor, DAY) for actor in CLERKS[:15]}


def test_a_crowd_gathers_over_a_week_and_its_first_are_of_it(town, ward):
    pairs = [row(actor, STAR, DAY + number // 3) for number, actor in enumerate(CLERKS[:15])]
    early = row(CLERKS[20], STAR, DAY - 3)
    said = judged(town, [*ward, *pairs, early])
    assert said[CLERKS[14], DAY + 4] == said[CLERKS[0], DAY] < SURE
    assert said[CLERKS[0], DAY] < said[CLERKS[20], DAY - 3]


def test_more_branches_than_any_week_ever_saw_are_no_less_odd(town, ward):
    # half on a Saturday and half on the Tuesday after: two weeks of the calendar, one crowd
    assert (START + pd.Timedelta(days=19)).day_name() == "Saturday"
    halves = [[{**one, "branch": f"b{number}"} for number, one in enumerate(starred(40, day))]
              for day in (19, 22)]  # fmt: skip
    said = judged(town, ward + halves[0][:20] + halves[1][20:])
    together = judged(town, ward + halves[1])
    assert said[CLERKS[30], 22] == pytest.approx(together[CLERKS[30], 22], abs=1.5)


def test_many_of_many_branches_are_odder_than_of_one_desk(town, ward):
    apart = [{**one, "branch": f"b{number}"} for number, one in enumerate(starred(8))]
    together, spread = (judged(town, ward + pairs) for pairs in (starred(8), apart))
    assert spread[CLERKS[0], DAY] < together[CLERKS[0], DAY] < 0


def test_the_same_account_counts_once_however_often_it_looks(town, ward):
    pairs = [row(actor, STAR, day) for actor in CLERKS[:4] for day in range(DAY, DAY + 6)]
    assert not fired(judged(town, ward + pairs))


def test_more_viewers_are_odder(town, ward):
    logs = [judged(town, ward + starred(count))[CLERKS[0], DAY] for count in (6, 12, 24)]
    assert logs == sorted(logs, reverse=True)
    assert len(set(logs)) == 3


def test_where_nobody_lacks_a_case_it_is_silent(town, ward):
    assert not fired(judged(town, [one | {"unexplained": 0} for one in ward]))


def test_without_pairs_it_is_silent(town):
    frame = town.office(actors=3, days=5)
    assert (HotSubject().findings(town.facts(frame))["score"] == 0).all()
    assert not fired(judged(town, [row(CLERKS[0], STAR, 1)], frame))
