"""Proposals: put forward by one, decided by another, tried on past alerts, never silent."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select, update

from leakwatch.alerts.deciding import decide
from leakwatch.inbox import proposing
from leakwatch.store import trail
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.findings import Finding
from leakwatch.store.proposals import Proposal
from leakwatch.store.users import User

STRICT = {"kind": "threshold", "detector": "bulk_lookup", "after": 0.0002, "reason": "stocktaking"}


def told(inbox, name="ana"):
    return inbox.as_(name).get("/api/v1/proposals").json()


def put(inbox, name="ana", **said):
    return inbox.as_(name).api("POST", "/api/v1/proposals", json=STRICT | said)


def answer(inbox, name, number=1, verdict="approve"):
    path = f"/api/v1/proposals/{number}/decision"
    return inbox.as_(name).api("POST", path, json={"verdict": verdict, "reason": "seen"})


def repeated(inbox, times=4):
    """G005 was dismissed before, for its duty, once a day."""
    actor, days = inbox.accounts["G005"], [date(2026, 3, 1 + n) for n in range(times)]
    rows = [{"id": f"A{90 + n}", "number": 90 + n, "actor": actor, "org": "carrier",
             "branch": "A03", "opened": datetime(2026, 3, 2, tzinfo=UTC), "first": day, "last": day,
             "severity": 2, "p": 0.01, "score": 0.6, "detectors": "bulk_lookup;no_case",
             "because": "", "subjects": 1, "records": 1, "status": "dismissed"}
            for n, day in enumerate(days)]  # fmt: skip
    said = [{"alert_id": row["id"], "at": row["opened"], "who": "bo", "verdict": "dismissed",
             "reason": "duty: counting"} for row in rows]  # fmt: skip
    with inbox.store.writing() as session:
        session.execute(insert(Alert), rows)
        session.execute(insert(Decision), said)


def test_who_may_look_put_forward_and_decide(inbox):
    for name, status in {"ana": 200, "sue": 200, "aude": 403, "adam": 403}.items():
        assert inbox.as_(name).get("/proposals").status_code == status
        assert inbox.as_(name).get("/api/v1/proposals").status_code == status
        if status == 403:
            assert put(inbox, name).status_code == 403
    assert put(inbox).status_code == 201
    assert answer(inbox, "ines").status_code == 403
    assert put(inbox, "sue", detector="no_case").status_code == 201
    assert answer(inbox, "sue", 2).status_code == 403
    assert answer(inbox, "sue", 1).status_code == 200
    assert answer(inbox, "sid", 2, "refuse").status_code == 200
    assert answer(inbox, "sid", 2).status_code == 409
    assert answer(inbox, "sid", 3).status_code == 404


def test_a_proposal_shows_the_difference_and_what_it_would_have_done(inbox):
    # of alerts of one detector alone: A1 is surer than the threshold, A2 was confirmed
    with inbox.store.writing() as session:
        session.execute(update(Alert).values(detectors="bulk_lookup"))
        session.execute(update(Finding).where(Finding.detector == "no_case").values(alert_id=None))
    decide(inbox.store, "A2", "confirmed", who="bo", reason="")
    decide(inbox.store, "A3", "dismissed", who="bo", reason="duty")
    put(inbox)
    [one] = told(inbox)["waiting"]
    assert [(each["sign"], each["line"]) for each in one["changes"]] == [
        (" ", "[detect.thresholds]"), ("+", "bulk_lookup = 0.0002")
    ]  # fmt: skip
    tried = one["tried"]
    assert (tried["of"], tried["alerts"], tried["a_week"]) == (5, 4, 4.0)
    assert (tried["confirmed"], tried["dismissed"], tried["open"]) == (1, 1, 2)
    assert (tried["named"], tried["judged"]["share"]) == (["A2"], 0.5)
    assert (
        one["refused"] == "whoever puts something forward does not decide it: a second person does"
    )
    shown = inbox.as_("sue").get("/proposals").text
    for said in ("+ bulk_lookup = 0.0002", "−4.0 alerts a week", "would have hidden 1 confirmed",
                 '<a href="/alerts/A2">', "stocktaking"):  # fmt: skip
        assert said in shown, said


def test_what_is_suggested_hides_nothing_until_two_people_say_so_and_comes_back_by_two(inbox):
    repeated(inbox)
    mine = "/api/v1/alerts?actor=" + inbox.accounts["G005"]
    [one] = told(inbox)["suggested"]
    assert (one["state"], one["tried"]["alerts"], one["tried"]["dismissed"]) == ("suggested", 4, 4)
    assert "4 times of 4 as “it belongs to his duty”" in one["speaks"]
    fields = {name: one[name] for name in ("kind", "detector", "actor", "until_score")}
    assert inbox.as_("ana").send_form("/proposals", **fields, reason="duty").status_code == 303
    assert told(inbox)["suggested"] == []
    assert len(inbox.as_("ana").get(mine).json()["alerts"]) == 1
    form = {"verdict": "approve", "reason": "so it is"}
    assert inbox.as_("ana").send_form("/proposals/1/decision", **form).status_code == 403
    assert inbox.as_("sue").send_form("/proposals/1/decision", **form).status_code == 303
    # what scored higher than anything dismissed before is shown all the same, and ends it
    assert len(inbox.as_("ana").get(mine).json()["alerts"]) == 1
    assert [(one["number"], one["state"]) for one in told(inbox)["past"]] == [(1, "ended")]
    with inbox.store.writing() as session:
        session.execute(update(Alert).where(Alert.id == "A5").values(score=0.5))
    hide(inbox)
    assert inbox.as_("ana").get(mine).json()["alerts"] == []
    assert [line["number"] for line in told(inbox)["in_force"]] == [2]
    why = {"reason": "he moved"}
    assert inbox.as_("bo").send_form("/proposals/2/withdrawal", **why).status_code == 303
    assert inbox.as_("ana").get(mine).json()["alerts"] == []
    [back] = told(inbox)["waiting"]
    assert (back["kind"], back["tried"]["shown"], back["changes"][0]["sign"]) == (
        "withdrawal",
        1,
        "-",
    )
    assert answer(inbox, "sid", back["number"]).status_code == 200
    assert len(inbox.as_("ana").get(mine).json()["alerts"]) == 1
    assert [line["state"] for line in told(inbox)["past"]] == ["approved", "ended", "ended"]


def hide(inbox):
    actor = inbox.accounts["G005"]
    made = {"kind": "suppression", "detector": "bulk_lookup;minors;no_case", "actor": actor}
    body = {**made, "reason": "x", "until_score": 0.7}
    assert inbox.as_("ana").api("POST", "/api/v1/proposals", json=body).status_code == 201
    assert answer(inbox, "sue", 2).status_code == 200


def test_nobody_has_a_say_in_what_hides_his_own_account_or_branch(inbox):
    body = {"kind": "suppression", "detector": "no_case", "actor": inbox.accounts["G001"],
            "reason": "x"}  # fmt: skip
    branch = {"kind": "suppression", "detector": "no_case", "org": "carrier", "branch": "A02",
              "reason": "x"}  # fmt: skip
    assert inbox.as_("mo").api("POST", "/api/v1/proposals", json=body).status_code == 404
    assert inbox.as_("ned").api("POST", "/api/v1/proposals", json=branch).status_code == 403
    for said in (body, branch):
        assert inbox.as_("ana").api("POST", "/api/v1/proposals", json=said).status_code == 201
    assert [line["number"] for line in told(inbox, "mo")["waiting"]] == [2]
    with inbox.store.writing() as session:
        session.execute(update(User).where(User.name == "ned").values(role="supervisor"))
    assert answer(inbox, "ned", 2).status_code == 403
    assert answer(inbox, "ned", 1).status_code == 200


def test_a_colleague_stays_one_though_his_latest_alert_tells_no_branch(inbox):
    body = {"kind": "suppression", "detector": "no_case", "actor": inbox.accounts["G003"],
            "reason": "x"}  # fmt: skip
    with inbox.store.writing() as session:
        old = session.scalars(select(Alert).where(Alert.actor == body["actor"])).one()
        session.execute(insert(Alert), {
            one.name: getattr(old, one.name) for one in Alert.__table__.columns
        } | {"id": "A90", "number": 90, "branch": None, "status": "dismissed"})  # fmt: skip
    assert inbox.as_("ned").api("POST", "/api/v1/proposals", json=body).status_code == 403
    assert inbox.as_("ana").api("POST", "/api/v1/proposals", json=body).status_code == 201
    assert "own branch" in told(inbox, "ned")["waiting"][0]["refused"]


def test_what_was_is_reached_past_what_is_in_force(inbox, monkeypatch):
    monkeypatch.setattr(proposing, "PAGE", 1)
    for number, verdict in enumerate(("refuse", "approve", "refuse"), 1):
        put(inbox, detector=("no_case", "bulk_lookup", "no_case")[number - 1])
        assert answer(inbox, "sue", number, verdict).status_code == 200
    seen = told(inbox)
    assert ([one["number"] for one in seen["past"]], seen["older"]) == ([3], 3)
    assert 'href="/proposals?before=3"' in inbox.as_("ana").get("/proposals").text
    seen = inbox.as_("ana").get("/api/v1/proposals?before=3").json()
    assert ([one["number"] for one in seen["past"]], seen["older"]) == ([1], None)
    assert [one["number"] for one in seen["in_force"]] == [2]


@pytest.mark.parametrize("said", [
    {"detector": "no_such"}, {"detector": "feed_gap"}, {"detector": "bulk_lookup;no_case"},
    {"after": 0}, {"after": 1}, {"after": "x"}, {"reason": ""}, {"reason": None},
    {"until": "2020-01-01"}, {"until": "2150-01-01"}, {"kind": "withdrawal"}, {"more": 1},
    {"kind": "suppression"},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_leaves_nothing(shared_inbox, said):
    body = STRICT | said
    if said == {"kind": "suppression"}:
        del body["after"]
    assert put(shared_inbox, **said).status_code == 422
    form = {name: f"{value}" for name, value in body.items() if value is not None}
    answered = shared_inbox.as_("ana").send_form("/proposals", **form)
    assert answered.status_code == 422
    assert 'class="wrong" role="alert"' in answered.text
    assert told(shared_inbox)["waiting"] == []


def test_what_people_did_is_on_the_trail_with_nobody_s_name_but_theirs(inbox):
    put(inbox)
    answer(inbox, "sue", verdict="refuse")
    with inbox.store.reading() as session:
        said = [(row.who, row.what, row.whom) for row in trail.rows(session)
                if row.whom == "P1"]  # fmt: skip
        kept = session.scalars(select(Proposal)).one()
    assert said == [("ana", "proposed", "P1"), ("sue", "proposal_refused", "P1")]
    assert (kept.state, kept.answer) == ("refused", "seen")
