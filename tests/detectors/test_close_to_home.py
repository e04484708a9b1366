import pandas as pd
import pytest

from detectors.close_to_home import CloseToHome

START = pd.Timestamp("2026-03-02")
CLERK, DAY = "clerk000", 10
STAFF = [
    {"actor": CLERK, "branch": "b0", "phone": "phone 0", "id_no": "id 0", "address": "home 0"},
    {"actor": "clerk001", "branch": "b0", "phone": "phone 1", "id_no": "id 1", "address": "home 1"},
    {"actor": "clerk002", "branch": "b2", "phone": "phone 2", "id_no": "id 2", "address": "home 2"},
    {"actor": "clerk003", "branch": "b2", "phone": "phone 3", "id_no": "id 3", "address": "home 0"},
    {"actor": "clerk004", "branch": "b2"},
]  # fmt: skip


def pair(subject, **more):
    return {
        "actor": CLERK, "org": "o", "branch": "b0", "day": (START + pd.Timedelta(days=DAY)).date(),
        "subject": subject, "looks": 1, "unexplained": 1,
        "first": START.tz_localize("UTC").to_pydatetime(),
    } | more  # fmt: skip


def fired(town, *pairs, links=(), staff=STAFF, bare=None):
    frame = town.office(actors=5, days=20)
    if bare is not None:
        frame.loc[frame["actor"] == CLERK, "unexplained"] = frame["looks"] * bare // 10
    context = {"staff": town.table("staff", [{"org": "o"} | one for one in staff])}
    if links:
        context["links"] = town.table("links", list(links))
    facts = town.facts(frame, pairs=town.pairs(list(pairs)), **context)
    return CloseToHome().findings(facts)


def told(town, *pairs, **more):
    found = fired(town, *pairs, **more)
    assert (found["score"] == 1).all()
    columns = ["own", "home", "family", "colleagues"]
    return {(one.actor, (one.day - START).days): [getattr(one, name) for name in columns]
            for one in found.itertuples()}  # fmt: skip


@pytest.mark.parametrize(
    "one",
    [
        pair("a customer", looks=9, unexplained=9, sensitive=9),
        pair("id 0", unexplained=0),
        pair("id 0", called=1),
        pair("id 1"),
        pair("id 1", looks=2, unexplained=2),
        pair("id 1", looks=3, unexplained=0, sensitive=3),
        pair("id 2", looks=5, unexplained=5, sensitive=5),
        pair("id 3", called=1),
    ],
    ids=["a stranger", "himself with a ticket", "himself after a call", "a colleague once",
         "a colleague twice", "a colleague as a customer", "another branch's",
         "a housemate who called"],
)  # fmt: skip
def test_silent(town, one):
    assert told(town, one) == {}


def test_at_a_dormitory_nobody_is_family(town):
    dormitory = [one | {"address": "home 0"} for one in STAFF]
    assert told(town, pair("id 3"), staff=dormitory) == {}


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (pair("id 0"), [1, 0, 0, 0]),
        (pair("phone 0", looks=4, unexplained=3), [3, 0, 0, 0]),
        (pair("id 3"), [0, 1, 0, 0]),
        (pair("id 1", looks=3, unexplained=3), [0, 0, 0, 3]),
        (pair("id 1", sensitive=1), [0, 0, 0, 1]),
    ],
)
def test_the_own_record_a_housemate_and_a_colleague_fire(town, one, counts):
    assert told(town, one) == {(CLERK, DAY): counts}


def on(day, subject="id 0", **more):
    return pair(subject, day=(START + pd.Timedelta(days=day)).date(), **more)


def test_again_and_again_is_rarer_than_once(town):
    once = on(9, "id 1", actor="clerk003", sensitive=1)
    found = fired(town, *(on(day) for day in (1, 4, 9)), once).sort_values("day")
    assert found.loc[found["actor"] == CLERK, "again"].tolist() == [1, 2, 3]
    # of those that fired, as many came to so much: four of one day, two of two days, one of three
    chance = dict(zip(found["again"], found["p"] * (5 * 20 + 1), strict=True))
    assert chance == pytest.approx({1: 5, 2: 3, 3: 2})


def test_after_four_weeks_it_begins_anew(town):
    found = fired(town, on(0), on(27), on(28)).sort_values("day")
    assert found["again"].tolist() == [1, 2, 2]


@pytest.mark.parametrize(("bare", "fires"), [(4, True), (6, False)])
def test_a_job_without_tickets_meets_colleagues_as_customers(town, bare, fires):
    assert bool(told(town, pair("id 1", sensitive=1), bare=bare)) is fires


@pytest.mark.parametrize("whom", ["id 0", "id 3"])
def test_a_job_without_tickets_has_a_home_too(town, whom):
    assert told(town, pair(whom), bare=9)


def link(a, a_kind, b, b_kind, relation="亲属"):
    return {"a": a, "a_kind": a_kind, "b": b, "b_kind": b_kind, "relation": relation}


@pytest.mark.parametrize(
    "one",
    [
        link(CLERK, "actor", "id wife", "id_no"),
        link("id wife", "id_no", CLERK, "actor"),
        link("phone 0", "phone", "id wife", "id_no", "同住"),
        link("id wife", "id_no", "id 0", "id_no"),
    ],
)
def test_family_by_link_evidence_fires(town, one):
    assert told(town, pair("id wife"), links=[one]) == {(CLERK, DAY): [0, 0, 1, 0]}


def test_family_who_works_in_another_branch_fires(town):
    one = link(CLERK, "actor", "clerk002", "actor")
    assert told(town, pair("id 2"), links=[one]) == {(CLERK, DAY): [0, 0, 1, 0]}


@pytest.mark.parametrize(
    "one",
    [
        link(CLERK, "actor", "id wife", "id_no", "通话"),
        link(CLERK, "actor", "id wife", "id_no", "同事"),
        link("clerk001", "actor", "id wife", "id_no"),
        link(CLERK, "actor", "id cousin", "id_no"),
    ],
)
def test_other_links_are_silent(town, one):
    assert told(town, pair("id wife"), links=[one]) == {}


def test_a_staff_list_without_numbers_says_nothing(town):
    bare = [{"actor": one["actor"], "branch": one.get("branch")} for one in STAFF]
    assert told(town, pair("id 0"), staff=bare) == {}


def test_a_batch_account_has_no_home(town):
    machine = [STAFF[0] | {"kind": "system"}, *STAFF[1:]]
    assert told(town, pair("id 0"), pair("id 1", sensitive=1), staff=machine) == {}


def test_a_person_listed_twice_counts_once(town):
    assert told(town, pair("id 0"), staff=[*STAFF, STAFF[0]]) == {(CLERK, DAY): [1, 0, 0, 0]}


def test_without_pairs_it_is_silent(town):
    facts = town.facts(town.office(actors=2, days=3), staff=town.table("staff", STAFF))
    assert len(CloseToHome().findings(facts)) == 0
