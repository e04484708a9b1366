"""Proposals: what decisions speak for, tried on past alerts, decided by a second person."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from leakwatch import approved, settings, store
from leakwatch.alerts import acting, deeds, undoing
from leakwatch.store import backtests, proposals, proposing, suggesting, suppressions, trail
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.findings import Finding
from leakwatch.store.lists import Wanted, ids
from leakwatch.store.proposals import Proposal
from leakwatch.store.proposing import RefusedError

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
DETECTORS = ("bulk_lookup", "no_case", "bulk_lookup;no_case", "minors")
WORDS = ("open", "confirmed", "dismissed", "closed", "withdrawn")


@pytest.fixture
def beside(tmp_path):
    """One of the embedded kind, for what is reckoned of answers once they are read."""
    with store.open(f"sqlite:///{tmp_path}/beside.db") as opened:
        yield opened


def add(kept, alerts):
    """Alerts as dictionaries: those of history(), or some of their words."""
    rows, findings, said = [], [], []
    for n, one in enumerate(alerts, 1):
        one.setdefault("detectors", "bulk_lookup")
        status = {"withdrawn": "closed"}.get(one["status"], one["status"])
        rows.append({
            "id": f"A{n}", "number": n, "actor": one.setdefault("actor", f"actor {n}"),
            "org": "carrier", "branch": one.setdefault("branch", "A01"),
            "opened": NOW, "first": one["last"], "last": one["last"], "severity": 2, "p": 0.01,
            "score": one.setdefault("score", 0.5), "detectors": one["detectors"], "because": "",
            "subjects": 9, "records": 9, "status": status,
        })  # fmt: skip
        one["id"] = f"A{n}"
        for detector in one["detectors"].split(";") if one["status"] != "withdrawn" else ():
            for p in one.setdefault("ps", [0.001]):
                findings.append({
                    "actor": one["actor"], "day": date(2025, 1, 1) + timedelta(days=len(findings)),
                    "detector": detector, "score": 0.5, "p": p, "because": "", "severity": 2,
                    "alert_id": f"A{n}",
                })  # fmt: skip
        verdicts = {"closed": ["confirmed", "closed"], "open": [], "withdrawn": []}
        said += [decision(n, verdict, one.get("reason", "duty"))
                 for verdict in verdicts.get(one["status"], [one["status"]])]  # fmt: skip
        if one["status"] == "withdrawn":
            said.append(decision(n, "closed", "withdrawn by run") | {"who": "run"})
    with kept.writing() as session:
        for model, each in ((Alert, rows), (Finding, findings), (Decision, said)):
            if each:
                session.execute(insert(model), each)
    return alerts


def decision(n, verdict, reason):
    return {"alert_id": f"A{n}", "at": NOW, "who": "ana", "verdict": verdict, "reason": reason}


def history(seed):
    """Two hundred alerts of seven months, of which those of the first month are too old."""
    dice, end = Random(seed), date(2026, 6, 30)
    taken = set()
    for n in range(200):
        actor = f"actor {dice.randrange(40)}"
        status = dice.choice(WORDS)
        if status == "open" and actor in taken:
            status = "dismissed"
        taken |= {actor} if status == "open" else set()
        yield {
            "status": status, "actor": actor,
            "last": end - timedelta(days=n), "detectors": dice.choice(DETECTORS),
            "branch": dice.choice(["A01", "A02", None]), "score": dice.random(),
            "ps": [10 ** -dice.uniform(1, 6) for _ in range(dice.randint(1, 3))],
        }  # fmt: skip


def plainly(alerts, fits):
    """The same counts, alert by alert."""
    end = max(one["last"] for one in alerts)
    since = end - timedelta(days=26 * 7 - 1)
    late = [one for one in alerts if one["last"] >= since]
    mine = [one for one in late if fits(one)]
    count = {word: sum(one["status"] == word for one in mine) for word in WORDS}
    return {
        "of": len(late), "alerts": len(mine), "open": count["open"],
        "confirmed": count["confirmed"] + count["closed"], "dismissed": count["dismissed"],
        "withdrawn": count["withdrawn"],
        "named": [[one["id"], one["actor"]] for one in mine
                  if one["status"] in ("confirmed", "closed")],
    }  # fmt: skip


def tried(kept, one):
    with kept.reading() as session:
        return backtests.reckoned(session, one)


def threshold(after, before=None, detector="bulk_lookup"):
    return Proposal(kind="threshold", detector=detector, before=before, after=after)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_counted_is_what_counting_one_by_one_gives(kept, seed):
    alerts = add(kept, list(history(seed)))
    for before, after in ((None, 0.01), (0.01, 0.0001), (None, 1e-5)):
        told = tried(kept, threshold(after, before))
        plain = plainly(alerts, lambda one: (
            one["detectors"] == "bulk_lookup" and one["status"] != "withdrawn"
            and after < min(one["ps"]) <= (before or 1)  # noqa: B023
        ))  # fmt: skip
        assert {name: told[name] for name in plain} == plain
        assert plain["alerts"] > 0
    for fixed in ({"actor": "actor 3"}, {"org": "carrier", "branch": "A02"}):
        one = Proposal(kind="suppression", detector="bulk_lookup;no_case", until_score=0.7, **fixed)
        told = tried(kept, one)
        plain = plainly(alerts, lambda each: (
            each["score"] < 0.7 and each["detectors"] != "minors"
            and all({"org": "carrier"}.get(k, each.get(k)) == v for k, v in fixed.items())  # noqa: B023
        ))  # fmt: skip
        assert {name: told[name] for name in plain} == plain


def days(count, status, **more):
    """So many alerts, a day each."""
    return [{"status": status, "last": date(2026, 6, 30) - timedelta(days=n), **more}
            for n in range(count)]  # fmt: skip


def suggested(kept, share=0.1, in_force=None, now=NOW):
    with kept.reading() as session:
        return suggesting.suggested(session, share, in_force or {}, now)


def kinds(found):
    return [(one.proposal.kind, one.proposal.detector, one.proposal.after) for one in found]


def test_a_threshold_is_suggested_that_hides_false_alarms_and_no_confirmed_one(kept):
    add(kept, days(20, "dismissed", ps=[0.004]) + days(6, "confirmed", ps=[0.001]))
    [one] = [one for one in suggested(kept) if one.proposal.kind == "threshold"]
    assert (one.proposal.before, one.proposal.after) == (None, 0.002)
    assert (one.judged, one.dismissed, one.confirmed) == (26, 20, 6)
    assert one.proposal.backtest["alerts"] == one.proposal.backtest["dismissed"] == 20
    assert kinds(suggested(kept, in_force={"bulk_lookup": 0.002})) == kinds(suggested(kept)[1:])


@pytest.mark.parametrize(("alerts", "why"), [
    (days(19, "dismissed", ps=[0.004]), "too few answers"),
    (days(20, "dismissed", ps=[0.004], reason="known"), "dealt with elsewhere is not false"),
    (days(3, "dismissed", ps=[0.004]) + days(27, "confirmed", ps=[0.001]), "as was promised"),
    (days(19, "dismissed", ps=[0.004]) + days(2, "confirmed", ps=[0.004]), "as sure as true ones"),
    (days(20, "dismissed", ps=[1e-9]), "too sure for any threshold"),
    (days(20, "dismissed", ps=[0.004], detectors="minors;no_case"), "another says so too"),
    (days(20, "withdrawn") + days(20, "open"), "nobody judged"),
    (days(20, "dismissed", ps=[0.004], actor="him", reason="too_little"), "one account's doing"),
])  # fmt: skip
def test_no_threshold_is_suggested_where_answers_do_not_speak_for_one(beside, alerts, why):
    add(beside, [dict(one, branch=None) for one in alerts])
    assert suggested(beside) == [], why


def test_one_confirmed_among_many_dismissed_is_shown_as_hidden(kept):
    add(kept, days(25, "dismissed", ps=[0.004]) + days(1, "confirmed", ps=[0.004], actor="true"))
    found = suggested(kept)
    [one] = [one for one in found if one.proposal.kind == "threshold"]
    told = one.proposal.backtest
    assert (told["alerts"], told["dismissed"], told["confirmed"]) == (26, 25, 1)
    assert told["named"] == [["A26", "true"]]
    [branch] = [one for one in found if one.proposal.branch]
    assert (branch.confirmed, branch.proposal.backtest["confirmed"]) == (1, 1)


def test_an_account_dismissed_again_and_again_for_one_reason_is_suggested(kept):
    mine = {"actor": "him", "branch": None}
    add(kept, days(3, "dismissed", **mine, reason="duty: stock-taking") + days(1, "open", **mine))
    [one] = suggested(kept)
    made = one.proposal
    assert (made.kind, made.actor, made.detector) == ("suppression", "him", "bulk_lookup")
    assert (one.reason, one.dismissed, made.backtest["alerts"]) == ("duty", 3, 4)
    assert (made.until, made.until_score) == (LATER, 0.5 + 1e-9)


@pytest.mark.parametrize(("alerts", "why"), [
    (days(2, "dismissed"), "too few"),
    (days(2, "dismissed") + days(1, "dismissed", reason="batch_job"), "different reasons"),
    (days(5, "dismissed", reason="too_little"), "nobody looked"),
    (days(5, "dismissed") + days(1, "confirmed"), "one was true"),
    (days(5, "dismissed") + days(1, "confirmed", detectors="minors"), "another was true"),
    (days(5, "dismissed", actor="feed:crm"), "a source is no account"),
    ([one | {"branch": "A01", "actor": f"{n}"} for n, one in enumerate(
        days(8, "dismissed") + days(1, "dismissed", reason="batch_job"))], "two reasons"),
])  # fmt: skip
def test_nothing_is_suggested_that_was_not_dismissed_alike(beside, alerts, why):
    add(beside, [{"actor": "him", "branch": None} | one for one in alerts])
    assert suggested(beside) == [], why


def test_a_branch_is_suggested_only_where_several_accounts_there_are_dismissed_alike(kept):
    add(kept, [*days(8, "dismissed", branch="A01"), *days(7, "dismissed", branch="A02")])
    [one] = suggested(kept)
    assert (one.proposal.org, one.proposal.branch, one.accounts) == ("carrier", "A01", 8)


def put(kept, made, who="ana", back=True):
    made.reason, made.made, made.made_by = "too many", NOW, who
    made.until = made.until or LATER
    with kept.writing() as session:
        proposing.put_forward(session, made)
        if back:
            proposals.keep_backtest(session, made.id, {"alerts": 1})
    return made.id


def answer(kept, number, said="approved", who="sue", **more):
    with kept.writing() as session:
        return proposing.decide(session, number, said, who=who, reason="seen", now=NOW, **more)


def refused(kept, number, match, **more):
    with pytest.raises(RefusedError, match=match):
        answer(kept, number, **more)


def visible(kept):
    with kept.reading() as session:
        return ids(session, Wanted(), now=NOW)


def judged_by(kept, now=NOW):
    return approved.over(settings.Settings(), kept, now).detect.thresholds


def test_nothing_changes_until_a_second_person_approves_and_all_is_on_the_trail(kept):
    add(kept, days(1, "open", actor="him"))
    hiding = put(kept, Proposal(kind="suppression", actor="him", detector="bulk_lookup"))
    strict = put(kept, threshold(0.001))
    assert (visible(kept), judged_by(kept)) == (["A1"], {})
    for number in (hiding, strict):
        refused(kept, number, "second person", who="ana")
    assert (visible(kept), judged_by(kept)) == (["A1"], {})
    answer(kept, hiding)
    answer(kept, strict)
    assert (visible(kept), judged_by(kept)) == ([], {"bulk_lookup": 0.001})
    with kept.reading() as session:
        made = session.scalars(select(suppressions.Suppression)).one()
        said = [(row.who, row.what, row.whom) for row in trail.rows(session)]
    assert (made.made_by, made.approved_by, made.until) == ("ana", "sue", LATER)
    assert said == [
        ("ana", "proposed", "P1"), ("ana", "proposed", "P2"),
        ("sue", "proposal_approved", "P1"), ("sue", "proposal_approved", "P2"),
    ]  # fmt: skip


def test_the_database_itself_refuses_one_person_for_both(kept):
    number = put(kept, threshold(0.001))
    with pytest.raises(IntegrityError), kept.writing() as session:
        session.execute(
            update(Proposal).where(Proposal.id == number).values(state="approved", decided_by="ana")
        )
    with pytest.raises(IntegrityError), kept.writing() as session:
        session.execute(update(Proposal).where(Proposal.id == number).values(state="approved"))


def test_what_is_refused_changes_nothing_and_rests_a_while(kept):
    add(kept, days(3, "dismissed", actor="him", branch=None))
    [one] = suggested(kept)
    number = put(kept, one.proposal)
    assert suggested(kept) == []
    answer(kept, number, "refused")
    refused(kept, number, "answered")
    assert suggested(kept, now=NOW + timedelta(days=29)) == []
    assert len(suggested(kept, now=NOW + timedelta(days=31))) == 1
    assert visible(kept) == []


@pytest.mark.parametrize("same", [
    threshold(0.0005), Proposal(kind="suppression", actor="him", detector="minors"),
])  # fmt: skip
def test_the_same_waits_once_and_what_is_untested_late_or_moved_is_not_approved(kept, same):
    columns = {name: getattr(same, name) for name in ("kind", "detector", "actor", "after")}
    number = put(kept, Proposal(**columns), back=False)
    with pytest.raises(RefusedError, match="already"):
        put(kept, Proposal(**columns), who="bo")
    refused(kept, number, "tried")
    with kept.writing() as session:
        proposals.keep_backtest(session, number, {"alerts": 0})
        assert proposals.untested(session) == []
    if same.kind == "threshold":
        refused(kept, number, "another by now", before=0.01)
    with pytest.raises(RefusedError, match="day is over"), kept.writing() as session:
        proposing.decide(session, number, "approved", who="sue", reason="x", now=LATER)
    assert answer(kept, number).state == "approved"
    with pytest.raises(LookupError):
        answer(kept, 99)


def test_a_withdrawal_needs_a_second_person_too_and_shows_again_what_was_hidden(kept):
    add(kept, days(1, "open", actor="him"))
    hiding = put(kept, Proposal(kind="suppression", actor="him", detector="bulk_lookup"))
    answer(kept, hiding)
    back = Proposal(kind="withdrawal", of=hiding)
    number = put(kept, back)
    assert tried(kept, back)["shown"] == 1
    assert visible(kept) == []
    refused(kept, number, "second person", who="ana")
    answer(kept, number)
    assert visible(kept) == ["A1"]
    with pytest.raises(RefusedError, match="not in force"):
        put(kept, Proposal(kind="withdrawal", of=hiding))


def test_what_hides_an_account_is_in_force_no_longer_than_that_hides_it(kept):
    add(kept, days(1, "open", actor="him"))
    made = Proposal(kind="suppression", actor="him", detector="bulk_lookup", until_score=0.6)
    number = put(kept, made)
    answer(kept, number)
    assert stands(kept) == [number]
    with kept.writing() as session:
        session.execute(update(Alert).values(score=0.7))
        suppressions.cover(session, NOW)
    assert (visible(kept), stands(kept)) == (["A1"], [])


def stands(kept):
    with kept.reading() as session:
        found = proposals.since(session, NOW)
        past = [one.id for one in proposals.past(session, NOW, 9)]
        asked = session.scalars(select(Proposal.id).where(proposals.standing(NOW))).all()
        assert asked == [one.id for one in found if one.stands(NOW)]
        assert {*asked, *past} == {one.id for one in found if one.state != "waiting"}
        return asked


def test_what_was_withdrawn_of_late_rests_a_while_though_it_was_approved_long_ago(kept):
    add(kept, days(3, "dismissed", actor="him", branch=None))
    number = put(kept, suggested(kept)[0].proposal)
    answer(kept, number)
    back, late = Proposal(kind="withdrawal", of=number), NOW + timedelta(days=60)
    other = put(kept, back)
    with kept.writing() as session:
        proposing.decide(session, other, "approved", who="sue", reason="seen", now=late)
    assert suggested(kept, now=late + timedelta(days=29)) == []
    assert len(suggested(kept, now=late + timedelta(days=31))) == 1


@pytest.mark.parametrize("whose", [{"actor": "him"}, {"org": "carrier", "branch": "A01"}])
def test_one_person_s_snooze_ends_nothing_that_two_approved(beside, whose):
    add(beside, days(1, "open", actor="him") + days(2, "open") + days(1, "open", branch="A02"))
    hiding = put(beside, Proposal(kind="suppression", detector="bulk_lookup", **whose))
    answer(beside, hiding)
    hidden = visible(beside)
    assert hidden == (["A4"] if "branch" in whose else ["A2", "A3", "A4"])
    soon = NOW + timedelta(hours=1)
    hand, snooze = acting.Hand("bo", lambda _row: ""), deeds.Snooze(soon, "away")
    acting.act(beside, snooze, acting.Choice(("A1",)), hand, now=NOW)
    assert by_whom(beside) == "bo"
    with beside.writing() as session:
        suppressions.cover(session, soon)
    assert (visible(beside), by_whom(beside)) == (hidden, "ana")
    acting.act(beside, snooze, acting.Choice(("A1",)), hand, now=NOW)
    answer(beside, put(beside, Proposal(kind="withdrawal", of=hiding)))
    undoing.undo(beside, "bo", now=NOW)
    with beside.writing() as session:
        suppressions.cover(session, NOW)
    assert (len(visible(beside)), by_whom(beside)) == (4, None)


def by_whom(kept):
    """Who hides A1."""
    rule = select(suppressions.Suppression.made_by).join(
        Alert, Alert.hidden_by == suppressions.Suppression.id
    )
    with kept.reading() as session:
        return session.scalar(rule.where(Alert.id == "A1"))


def test_a_threshold_in_force_is_replaced_withdrawn_or_over_in_time(beside):
    first = put(beside, threshold(0.01))
    answer(beside, first)
    second = put(beside, threshold(0.001, before=0.01))
    answer(beside, second, before=0.01)
    assert judged_by(beside) == {"bulk_lookup": 0.001}
    assert judged_by(beside, LATER) == {}
    with beside.reading() as session:
        assert session.get(Proposal, first).ended_by == second
    back = put(beside, Proposal(kind="withdrawal", of=second))
    third = put(beside, threshold(0.002, before=0.001))
    answer(beside, third, before=0.001)
    refused(beside, back, "not in force")
    answer(beside, put(beside, Proposal(kind="withdrawal", of=third)))
    assert judged_by(beside) == {}


def test_what_was_approved_goes_before_the_settings_and_a_stranger_s_detector_is_left_alone(beside):
    for detector, after in (("bulk_lookup", 0.001), ("not_installed", 0.001)):
        answer(beside, put(beside, threshold(after, detector=detector)))
    ours = settings.Settings(detect=settings.Detect(thresholds={"bulk_lookup": 0.5, "minors": 0.2}))
    told = approved.over(ours, beside, NOW).detect.thresholds
    assert told == {"bulk_lookup": 0.001, "minors": 0.2}
    assert ours.detect.thresholds["bulk_lookup"] == 0.5


def test_a_looser_threshold_counts_what_is_held_back_so_far(kept):
    add(kept, days(1, "open", actor="him"))
    held = [{"actor": "him", "day": date(2026, 6, 1 + n), "detector": "bulk_lookup", "score": 0.1,
             "p": p, "because": "", "severity": 2, "excuse": "threshold"}
            for n, p in enumerate((0.002, 0.004, 0.02))]  # fmt: skip
    with kept.writing() as session:
        session.execute(insert(Finding), held)
    told = tried(kept, threshold(0.01, before=0.001))
    assert (told["alerts"], told["findings"], told["accounts"]) == (0, 2, 1)


def test_a_store_without_alerts_has_nothing_to_suggest(beside):
    assert suggested(beside) == []
    assert tried(beside, threshold(0.1))["alerts"] == 0
