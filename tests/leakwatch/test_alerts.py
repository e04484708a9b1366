"""Findings become alerts: one open for an actor, nothing twice, nobody's decision undone."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from leakwatch import store
from leakwatch.alerts import Raised, decide, findings_table, raise_alerts, table
from leakwatch.alerts.evidence import evidence, harm, together
from leakwatch.findings import FINDINGS
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.findings import Finding

AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
MARCH = [date(2026, 3, n) for n in range(1, 32)]


def found(
    actor, day, detector="no_case", *, p=0.001, score=0.9, severity=3, excuse=None, says=None
):
    says = says or f"{detector} of {day}"
    return (actor, MARCH[day - 1], detector, score, p, says, severity, excuse)


def frame(*findings):
    return pd.DataFrame(list(findings), columns=list(FINDINGS))


def days(*actors, upto=31, org="carrier"):
    pairs = [(actor, org, day) for actor in actors for day in MARCH[:upto]]
    return pd.DataFrame(pairs, columns=["actor", "org", "day"])


class Lake:
    """Counts ten people and twelve records a flagged day, and remembers what it was asked."""

    def __init__(self, people=10):
        self.people, self.asked = people, []

    def __call__(self, actor_days):
        self.asked.append(list(actor_days.itertuples(index=False, name=None)))
        counted = actor_days.groupby("actor", as_index=False).size()
        return pd.DataFrame(
            {"actor": counted["actor"], "subjects": counted["size"] * self.people,
             "records": counted["size"] * 12}
        )  # fmt: skip


@pytest.fixture
def url(tmp_path, blank):
    return f"sqlite:///{shutil.copy(blank, tmp_path / 'leakwatch.db')}"


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        yield opened


def run(opened, *findings, actors=("a", "b", "c"), upto=31, lake=None):
    return raise_alerts(opened, frame(*findings), days(*actors, upto=upto), lake or Lake(), now=AT)


def cell(opened, alert, column):
    return table(opened).set_index("id").at[alert, column]


def statuses(opened):
    shown = table(opened)
    return dict(zip(shown["id"], shown["status"], strict=True))


def held(opened):
    """Which alert answers for which finding."""
    with opened.reading() as session:
        rows = session.execute(select(Finding.actor, Finding.day, Finding.alert_id))
        return {(actor, day.day): alert for actor, day, alert in rows}


# what one run makes


def test_findings_of_an_actor_become_one_alert(opened):
    assert run(opened, found("a", 2), found("a", 5), found("a", 5, "bulk_lookup")) == Raised(
        ("A1",)
    )
    shown = table(opened)
    assert list(shown) == [
        "id", "actor", "org", "first", "last", "rank", "severity", "p", "detectors", "because",
        "subjects", "records", "ring", "status", "people_least", "people_most", "classes", "law",
    ]  # fmt: skip
    assert shown.drop(columns=["p", "because", "ring"]).to_dict("records") == [
        {"id": "A1", "actor": "a", "org": "carrier", "first": MARCH[1], "last": MARCH[4],
         "rank": 1, "severity": "high", "detectors": "bulk_lookup;no_case", "subjects": 20,
         "records": 24, "status": "open", "people_least": 0, "people_most": 0, "classes": "",
         "law": ""}
    ]  # fmt: skip
    assert shown["ring"].isna().all()


def test_each_actor_has_an_alert_of_its_own(opened):
    assert run(opened, found("b", 2), found("a", 3)) == Raised(("A1", "A2"))
    assert dict(zip(table(opened)["id"], table(opened)["actor"], strict=True)) == {
        "A1": "b", "A2": "a",
    }  # fmt: skip


def test_no_findings_raise_nothing(opened):
    lake = Lake()
    assert run(opened, lake=lake) == Raised()
    assert (len(table(opened)), lake.asked) == (0, [])


def test_nothing_at_all_raises_nothing(opened):
    assert raise_alerts(opened, frame(), days(), Lake()) == Raised()


def test_empty_tables_have_the_columns_and_types_of_full_ones(opened):
    empty = table(opened), findings_table(opened)
    run(opened, found("a", 2, p=None))
    for before, after in zip(empty, (table(opened), findings_table(opened)), strict=True):
        assert before.dtypes.to_dict() == after.dtypes.to_dict()


def test_findings_come_back_as_they_were_made(opened):
    made = frame(found("b", 9, p=0.1 + 0.2), found("a", 2, p=None, excuse="police_request_desk"))
    raise_alerts(opened, made, days("a", "b"), Lake())
    kept = findings_table(opened)
    assert list(kept) == list(FINDINGS)
    expected = made.sort_values("actor", ignore_index=True).astype(kept.dtypes.to_dict())
    pd.testing.assert_frame_equal(kept, expected, check_exact=True)


def test_excused_findings_are_kept_and_raise_nothing(opened):
    lake = Lake()
    assert run(opened, found("a", 2, excuse="own_delivery_list"), lake=lake) == Raised()
    assert (len(findings_table(opened)), len(table(opened)), lake.asked) == (1, 0, [])


def test_an_excused_finding_beside_another_adds_nothing_to_the_alert(opened):
    run(opened, found("a", 2, severity=1), found("a", 3, "x", severity=4, excuse="named_handover"))
    assert cell(opened, "A1", "severity") == "low"
    assert cell(opened, "A1", "last") == MARCH[1]


def test_days_written_as_timestamps_are_the_same_days(opened):
    run(opened, found("a", 2))
    stamped = frame(found("a", 2)).assign(day=lambda f: pd.to_datetime(f["day"]))
    judged = days("a").assign(day=lambda f: pd.to_datetime(f["day"]))
    assert raise_alerts(opened, stamped, judged, Lake()) == Raised()


def test_an_actor_the_lake_knows_nothing_of_exposed_nobody(opened):
    nobody = pd.DataFrame({"actor": ["z"], "subjects": [5], "records": [5]})
    raise_alerts(opened, frame(found("a", 2)), days("a"), lambda asked: nobody)
    assert cell(opened, "A1", "subjects") == 0


def test_the_lake_is_asked_once_for_flagged_days_of_changed_alerts(opened):
    run(opened, found("a", 2), found("b", 2), found("c", 4, excuse="named_handover"))
    lake = Lake()
    run(opened, found("a", 2), found("a", 3), found("a", 3, "x"), found("b", 2), lake=lake)
    assert lake.asked == [[("a", MARCH[1]), ("a", MARCH[2])]]


def test_an_alert_names_the_run_that_changed_it_last(opened):
    numbers = [store.runs.begin_run(opened, "detect", settings_hash="", lake_version="")
               for _ in range(2)]  # fmt: skip
    for number in numbers:
        raise_alerts(opened, frame(found("a", 2)), days("a"), Lake(), run=number)
    with opened.reading() as session:
        assert session.scalars(select(Alert.run_id)).all() == [numbers[0]]


def begun(opened):
    return store.runs.begin_run(opened, "detect", settings_hash="", lake_version="")


def runs_of(opened):
    with opened.reading() as session:
        return dict(session.execute(select(Finding.day, Finding.run_id)).all())


def test_a_finding_names_the_run_whose_words_it_has(opened):
    same, other = found("a", 2), found("a", 3, p=0.01)
    first, second = begun(opened), begun(opened)
    raise_alerts(opened, frame(same, other), days("a"), Lake(), run=first)
    changed = found("a", 3, p=0.02), found("a", 4)
    raise_alerts(opened, frame(same, *changed), days("a"), Lake(), run=second)
    assert runs_of(opened) == {MARCH[1]: first, MARCH[2]: second, MARCH[3]: second}


def test_a_finding_of_which_nobody_knows_the_run_becomes_that_of_the_next(opened):
    run(opened, found("a", 2))
    assert runs_of(opened) == {MARCH[1]: None}
    numbers = begun(opened), begun(opened)
    raised = [raise_alerts(opened, frame(found("a", 2)), days("a"), Lake(), run=number)
              for number in numbers]  # fmt: skip
    assert runs_of(opened) == {MARCH[1]: numbers[0]}
    assert raised == [Raised(changed=("A1",)), Raised()]


def test_what_a_person_decided_is_adopted_by_no_run(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "confirmed", who="w", reason="r")
    raise_alerts(opened, frame(found("a", 2)), days("a"), Lake(), run=begun(opened))
    assert runs_of(opened) == {MARCH[1]: None}


# again, and later


def test_the_same_findings_again_change_nothing(opened):
    made = [found("a", 2), found("b", 2, p=None), found("a", 7, "x", excuse="named_handover")]
    run(opened, *made)
    before, lake = (table(opened), findings_table(opened), held(opened)), Lake()
    assert run(opened, *made, lake=lake) == Raised()
    pd.testing.assert_frame_equal(table(opened), before[0])
    pd.testing.assert_frame_equal(findings_table(opened), before[1])
    assert (held(opened), lake.asked) == (before[2], [])


def test_later_findings_join_the_open_alert(opened):
    run(opened, found("a", 2), upto=2)
    assert run(opened, found("a", 2), found("a", 9, severity=4)) == Raised(changed=("A1",))
    assert cell(opened, "A1", "last") == MARCH[8]
    assert cell(opened, "A1", "severity") == "critical"


def test_a_run_over_later_days_only_leaves_earlier_findings_alone(opened):
    run(opened, found("a", 2), found("b", 3))
    later = days("a", "b").query("day >= @MARCH[9]")
    raised = raise_alerts(opened, frame(found("a", 12)), later, Lake())
    assert raised == Raised(changed=("A1",))
    assert held(opened) == {("a", 2): "A1", ("b", 3): "A2", ("a", 12): "A1"}


def test_a_run_over_other_actors_leaves_findings_alone(opened):
    run(opened, found("a", 2))
    assert run(opened, found("b", 2), actors=("b",)) == Raised(("A2",))
    assert held(opened) == {("a", 2): "A1", ("b", 2): "A2"}


def test_a_finding_that_changed_its_mind_changes_its_alert(opened):
    run(opened, found("a", 2, p=0.001))
    assert run(opened, found("a", 2, p=0.004)) == Raised(changed=("A1",))
    assert cell(opened, "A1", "p") == 0.004


def test_a_finding_no_longer_made_leaves_its_alert(opened):
    run(opened, found("a", 2), found("a", 9, "x", severity=4))
    assert run(opened, found("a", 2)) == Raised(changed=("A1",))
    assert (cell(opened, "A1", "severity"), cell(opened, "A1", "last")) == ("high", MARCH[1])
    assert (cell(opened, "A1", "subjects"), len(findings_table(opened))) == (10, 1)


def test_an_alert_left_without_findings_is_closed_with_a_note_and_kept(opened):
    run(opened, found("a", 2), found("b", 2))
    says = cell(opened, "A1", "because")
    assert run(opened, found("b", 2)) == Raised(withdrawn=("A1",))
    assert statuses(opened) == {"A2": "open", "A1": "closed"}
    assert cell(opened, "A1", "because") == says
    with opened.reading() as session:
        decision = session.scalars(select(Decision)).one()
    assert (decision.alert_id, decision.who, decision.verdict, decision.reason, decision.at) == (
        "A1", "run", "closed", "withdrawn by run", AT,
    )  # fmt: skip


def test_a_finding_that_is_now_excused_leaves_its_alert(opened):
    run(opened, found("a", 2))
    assert run(opened, found("a", 2, excuse="named_handover")) == Raised(withdrawn=("A1",))
    assert held(opened) == {("a", 2): None}
    assert list(findings_table(opened)["excuse"]) == ["named_handover"]


def test_a_finding_no_longer_excused_raises_an_alert(opened):
    run(opened, found("a", 2, excuse="named_handover"))
    assert run(opened, found("a", 2)) == Raised(("A1",))


def test_what_was_withdrawn_and_comes_back_is_a_new_alert(opened):
    run(opened, found("a", 2))
    run(opened)
    assert run(opened, found("a", 2)) == Raised(("A2",))
    assert statuses(opened) == {"A2": "open", "A1": "closed"}


def test_an_alert_whose_findings_all_changed_stays_the_same_alert(opened):
    run(opened, found("a", 2))
    assert run(opened, found("a", 9)) == Raised(changed=("A1",))
    assert cell(opened, "A1", "first") == MARCH[8]


# people's decisions


@pytest.mark.parametrize("verdict", ["confirmed", "dismissed", "closed"])
def test_a_decided_alert_stays_as_it_was_decided(opened, verdict):
    run(opened, found("a", 2), found("a", 5))
    decide(opened, "A1", verdict, who="lin", reason="asked the manager", now=AT)
    before, kept = table(opened), findings_table(opened)
    for made in ([found("a", 2), found("a", 5)], [found("a", 2, p=0.9)], []):
        assert run(opened, *made) == Raised()
        pd.testing.assert_frame_equal(table(opened), before)
        pd.testing.assert_frame_equal(findings_table(opened), kept)


def test_findings_after_a_decision_open_a_new_alert(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    assert run(opened, found("a", 2), found("a", 9)) == Raised(("A2",))
    assert held(opened) == {("a", 2): "A1", ("a", 9): "A2"}
    assert cell(opened, "A2", "first") == MARCH[8]


def test_another_detectors_finding_on_a_decided_day_raises_nothing(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    before = table(opened)
    assert run(opened, found("a", 2), found("a", 2, "bulk_lookup", severity=4)) == Raised()
    pd.testing.assert_frame_equal(table(opened), before)
    assert set(held(opened).values()) == {"A1"}


def test_a_day_nobody_saw_between_decided_days_opens_a_new_alert(opened):
    run(opened, found("a", 2), found("a", 9))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    assert run(opened, found("a", 2), found("a", 5), found("a", 9)) == Raised(("A2",))


def test_a_decision_on_one_actor_does_not_cover_another(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    assert run(opened, found("a", 2), found("b", 2)) == Raised(("A2",))


def test_a_new_alert_beside_a_decided_one_is_withdrawn_alone(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "confirmed", who="lin", reason="admitted")
    run(opened, found("a", 2), found("a", 9))
    assert run(opened, found("a", 2)) == Raised(withdrawn=("A2",))
    assert statuses(opened) == {"A1": "confirmed", "A2": "closed"}


def test_a_second_verdict_stands_beside_the_first(opened):
    run(opened, found("a", 2))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    decide(opened, "A1", "confirmed", who="wu", reason="sold it to the relative")
    assert statuses(opened) == {"A1": "confirmed"}
    with opened.reading() as session:
        said = session.execute(select(Decision.who, Decision.verdict).order_by(Decision.id)).all()
    assert [tuple(row) for row in said] == [("lin", "dismissed"), ("wu", "confirmed")]


def test_what_is_no_verdict_or_no_alert_is_refused(opened):
    run(opened, found("a", 2))
    with pytest.raises(ValueError, match="no verdict 'open'"):
        decide(opened, "A1", "open", who="lin", reason="")
    with pytest.raises(LookupError, match="no alert A7"):
        decide(opened, "A7", "closed", who="lin", reason="")
    assert statuses(opened) == {"A1": "open"}


# the queue


def test_the_alert_with_the_most_people_at_stake_is_read_first(opened):
    run(opened, found("a", 2, severity=3), found("b", 2, severity=4), found("c", 2, severity=1))
    assert list(table(opened)["actor"]) == ["b", "a", "c"]
    assert list(table(opened)["rank"]) == [1, 2, 3]


def test_alerts_worth_the_same_are_read_in_the_order_of_their_numbers(opened):
    actors = [f"a{n:02}" for n in range(12)]
    run(opened, *(found(actor, 2) for actor in actors), actors=actors)
    assert list(table(opened)["id"]) == [f"A{n}" for n in range(1, 13)]


def test_ranks_have_no_gap_after_a_decision(opened):
    run(opened, found("a", 2, severity=3), found("b", 2, severity=4), found("c", 2, severity=1))
    decide(opened, "A1", "dismissed", who="lin", reason="own relative")
    shown = table(opened)
    assert list(zip(shown["actor"], shown["rank"].fillna(0), strict=True)) == [
        ("b", 1), ("c", 2), ("a", 0),
    ]  # fmt: skip


def test_ranks_have_no_gap_after_a_withdrawal(opened):
    run(opened, found("a", 2, severity=3), found("b", 2, severity=4), found("c", 2, severity=1))
    run(opened, found("a", 2, severity=3), found("c", 2, severity=1))
    assert list(table(opened)["rank"].fillna(0)) == [1, 2, 0]


@pytest.mark.parametrize(
    ("more", "less"),
    [((0.1, 10, 2), (0.2, 10, 2)), ((0.1, 11, 2), (0.1, 10, 2)), ((0.1, 10, 3), (0.1, 10, 2)),
     ((0.1, 0, 3), (0.1, 0, 2)), ((0.1, 21, 2), (0.1, 10, 3)), ((0.5, 3, 1), (1.0, 10**6, 4))],
)  # fmt: skip
def test_harm_grows_with_people_severity_and_confidence(more, less):
    assert harm(*more) > harm(*less)


def test_nobody_counted_weighs_as_one_person():
    assert harm(0.1, 0, 2) == harm(0.1, 1, 2) < harm(0.1, 2, 2)


# what an alert says


def finding(day, detector="x", p=0.01, score=0.5, severity=2, because=None):
    return Finding(actor="a", day=MARCH[day - 1], detector=detector, p=p, score=score,
                   severity=severity, because=because or f"{detector}{day}")  # fmt: skip


def test_a_detector_speaks_once_for_its_strongest_day():
    said = evidence([finding(2), finding(4, p=0.001), finding(9)])["because"]
    assert said == "x4 (on 3 days from 2026-03-02 to 2026-03-09, here 2026-03-04)"


def test_the_strongest_detector_speaks_first():
    said = evidence([finding(2, "a"), finding(2, "b", p=0.001), finding(3, "c", p=None)])["because"]
    assert said == "b2 (on 2026-03-02); a2 (on 2026-03-02); c3 (on 2026-03-03)"


def test_of_equal_chances_the_higher_score_speaks():
    assert evidence([finding(2), finding(3, score=0.6)])["because"].startswith("x3 ")


def test_of_equal_evidence_the_earliest_day_speaks():
    assert evidence([finding(3), finding(2)])["because"].startswith("x2 ")


def test_an_alert_is_as_severe_as_its_worst_finding():
    assert evidence([finding(2, severity=1), finding(3, severity=4)])["severity"] == 4


FINDING = st.builds(
    finding, st.integers(1, 31), st.sampled_from("xyz"),
    st.one_of(st.none(), st.floats(0, 1)), st.floats(0, 1), st.integers(1, 4),
)  # fmt: skip


@given(
    st.lists(FINDING, min_size=1, max_size=8, unique_by=lambda f: (f.day, f.detector)), st.data()
)
def test_the_order_of_findings_has_no_impact_on_what_they_say(findings, data):
    assert evidence(data.draw(st.permutations(findings))) == evidence(findings)


CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(CHANCES)
def test_the_chances_together_lie_between_the_smallest_and_bonferroni(ps):
    assert min(ps) <= together(ps) <= min(1.0, len(ps) * min(ps), max(ps))


@given(CHANCES, st.floats(0, 1))
def test_a_smaller_chance_never_makes_them_together_larger(ps, factor):
    assert together([ps[0] * factor, *ps[1:]]) <= together(ps)


def test_a_finding_without_a_chance_counts_as_no_evidence():
    assert together([None]) == 1.0
    assert together([None, 0.01]) == 0.02


# whatever happens


STORY = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), unique=True, max_size=6),
        st.sampled_from(["confirmed", "dismissed", None, None]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(deadline=None, max_examples=10)
@given(STORY, st.randoms(use_true_random=False))
def test_after_any_story_every_finding_is_answered_once(tmp_path_factory, blank, story, random):
    path = shutil.copy(blank, tmp_path_factory.mktemp("story") / "leakwatch.db")
    with store.open(f"sqlite:///{path}") as opened:
        for made, verdict in story:
            rows = [found(actor, day) for actor, day in made]
            run(opened, *rows)
            random.shuffle(rows)
            assert run(opened, *rows) == Raised()
            _hold(opened, made)
            if verdict and "open" in statuses(opened).values():
                decide(opened, table(opened)["id"][0], verdict, who="lin", reason="")
                assert run(opened, *rows) == Raised()
                _hold(opened, made)


def _hold(opened, made):
    """One open alert an actor at most; every finding under an alert; dense ranks."""
    shown, answers = table(opened), held(opened)
    waiting = shown[shown["status"] == "open"]
    assert waiting["actor"].is_unique
    assert list(waiting["rank"]) == list(range(1, len(waiting) + 1))
    assert set(made) <= set(answers)
    assert None not in answers.values()
    undecided = {key for key, alert in answers.items() if statuses(opened)[alert] == "open"}
    assert undecided <= set(made)
    assert set(waiting["id"]) <= set(answers.values())


def test_the_order_of_rows_has_no_impact(tmp_path, blank):
    made = [found(actor, day, p=0.001 * day) for actor in "cab" for day in (4, 2, 9)]
    shown = []
    for n, rows in enumerate((made, made[::-1])):
        with store.open(f"sqlite:///{shutil.copy(blank, tmp_path / str(n))}") as opened:
            judged = days("a", "b", "c")
            raise_alerts(opened, frame(*rows), judged[:: 1 - 2 * n], Lake(), now=AT)
            shown.append((table(opened), findings_table(opened)))
    pd.testing.assert_frame_equal(shown[0][0], shown[1][0])
    pd.testing.assert_frame_equal(shown[0][1], shown[1][1])


def test_the_strongest_of_a_finding_given_twice_counts(opened):
    run(opened, found("a", 2, p=0.5), found("a", 2, p=0.1), found("a", 2, p=0.3))
    assert list(findings_table(opened)["p"]) == [0.1]


def test_a_lake_that_cannot_be_read_leaves_the_store_as_it_was(opened):
    def unread(asked):
        raise OSError("no lake")

    with pytest.raises(OSError, match="no lake"):
        run(opened, found("a", 2), lake=unread)
    assert (len(table(opened)), len(findings_table(opened))) == (0, 0)
    assert run(opened, found("a", 2)) == Raised(("A1",))


RACER = """
import sys
from datetime import date
import pandas as pd
from leakwatch import store
from leakwatch.alerts import raise_alerts
url = sys.argv[1]
made = pd.DataFrame([(a, date(2026, 3, 2), "no_case", 0.9, 0.01, "no ticket", 3, None)
                     for a in "abc"],
                    columns=["actor", "day", "detector", "score", "p", "because", "severity",
                             "excuse"])
judged = made[["actor", "day"]].assign(org="carrier")
count = lambda asked: asked[["actor"]].assign(subjects=4, records=4)
with store.open(url) as opened:
    sys.stdin.readline()
    print(raise_alerts(opened, made, judged, count).opened)
"""


def test_two_processes_raising_the_same_findings_at_once_give_one_alert_each_actor(url):
    racers = [
        subprocess.Popen([sys.executable, "-c", RACER, url], text=True, stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    said = [racer.communicate() for racer in racers]
    assert sorted(out.strip() for out, _ in said) == ["('A1', 'A2', 'A3')", "()"]
    with store.open(url) as opened:
        assert statuses(opened) == dict.fromkeys(["A1", "A2", "A3"], "open")
        assert len(findings_table(opened)) == 3


def test_the_database_itself_allows_one_open_alert_an_actor(opened):
    from sqlalchemy.exc import IntegrityError

    run(opened, found("a", 2))
    with opened.reading() as session:
        known = session.scalars(select(Alert)).one()
        twin = {column.key: getattr(known, column.key) for column in Alert.__table__.columns}
    with pytest.raises(IntegrityError), opened.writing() as session:
        session.add(Alert(**twin | {"id": "A2", "number": 2}))


def test_many_actors_are_more_than_one_statement_takes_and_all_are_raised(opened):
    actors = [f"a{n:04}" for n in range(1100)]
    raised = run(opened, *(found(actor, 2) for actor in actors), actors=actors, upto=2)
    assert len(raised.opened) == 1100
    assert run(opened, actors=actors, upto=2) == Raised(withdrawn=raised.opened)
    assert all(a < b for a, b in pairwise(int(alert[1:]) for alert in raised.opened))
