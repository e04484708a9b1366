"""Deciding, giving, snoozing and taking alerts, one by one and many at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from leakwatch import alerts
from leakwatch.store import notes, suppressions
from leakwatch.store.acts import Act
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.suppressions import Suppression
from leakwatch.store.trail import Entry

ACTIONS = "/alerts/actions"
DISMISS = {"deed": "dismiss", "dismiss_reason": "duty"}
SNOOZE = {"deed": "snooze", "snooze_reason": "a campaign",
          "snooze_until": f"{datetime.now(UTC).date() + timedelta(days=9)}"}  # fmt: skip


def listed(browser, query=""):
    return re.findall(r'data-alert="(A\d+)"', browser.get(f"/?{query}").text)


def alert(inbox, name):
    with inbox.store.reading() as session:
        return session.get(Alert, name)


def rows(inbox, model):
    with inbox.store.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def noted(inbox, name):
    with inbox.store.reading() as session:
        return notes.of(session, "alert", name)


def deeds(inbox):
    with inbox.store.reading() as session:
        wanted = select(Entry.who, Entry.what, Entry.whom).order_by(Entry.number)
        kinds = ("decided", "assigned", "taken", "snoozed", "due_set", "noted", "undone")
        return [tuple(row) for row in session.execute(wanted.where(Entry.what.in_(kinds)))]


def done(browser, names, back="/", **fields):
    answer = browser.send_form(ACTIONS, alert=names, back=back, **fields)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == back
    return browser.get("/").text


def later(inbox, seconds):
    """So long ago was the last act."""
    with inbox.store.writing() as session:
        session.execute(update(Act).values(at=datetime.now(UTC) - timedelta(seconds=seconds)))


# verdicts


def test_what_is_dismissed_leaves_the_list_with_its_reason(inbox):
    ana = inbox.as_("ana")
    told = done(ana, ["A1", "A3"], **DISMISS, dismiss_text="a yearly check")
    assert "dismissed: 2" in told
    assert listed(ana) == ["A2", "A4", "A5"]
    assert {(one.alert_id, one.who, one.reason) for one in rows(inbox, Decision)} == {
        ("A1", "ana", "duty: a yearly check"), ("A3", "ana", "duty: a yearly check"),
    }  # fmt: skip
    assert deeds(inbox) == [("ana", "decided", "A1"), ("ana", "decided", "A3")]
    assert list(alerts.table(inbox.store)["rank"].dropna()) == [1, 2, 3]


@pytest.mark.parametrize(
    "fields",
    [
        {"deed": "dismiss"},
        {"deed": "dismiss", "dismiss_reason": "no such word"},
        {"deed": "dismiss", "dismiss_reason": "other"},
        {"deed": "close", "close_text": ""},
        {"deed": "note"},
        {"deed": "snooze", "snooze_reason": "x", "snooze_until": "2020-01-01"},
        {"deed": "snooze", "snooze_reason": "x", "snooze_until": "2199-01-01"},
        {"deed": "snooze", "snooze_until": SNOOZE["snooze_until"]},
        {"deed": "no such button"},
        {},
    ],
)
def test_a_form_that_cannot_be_read_changes_nothing(shared_inbox, fields):
    sue = shared_inbox.as_("sue")
    answer = sue.send_form(ACTIONS, alert=["A1"], back="/?org=carrier", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert listed(sue) == ["A1", "A2", "A3", "A4", "A5"]
    assert deeds(shared_inbox) == []


def test_nothing_selected_is_said(shared_inbox):
    answer = shared_inbox.as_("ana").send_form(ACTIONS, **DISMISS)
    assert (answer.status_code, "nothing is selected" in answer.text) == (422, True)


def test_what_is_confirmed_is_closed_by_a_second_person_who_approves(inbox):
    sue, sid, ana = inbox.as_("sue"), inbox.as_("sid"), inbox.as_("ana")
    done(sue, ["A1"], deed="confirm", confirm_text="sold them")
    close = {"deed": "close", "close_text": "handed over"}
    assert inbox.as_("ana").send_form(ACTIONS, alert=["A1"], **close).status_code == 403
    assert "a second person" in done(sue, ["A1"], **close)
    assert "a second person" in done(ana, ["A1"], **DISMISS)
    assert alert(inbox, "A1").status == "confirmed"
    assert "closed: 1" in done(sid, ["A1"], **close)
    assert alert(inbox, "A1").status == "closed"


def test_nothing_is_closed_that_was_never_confirmed(inbox):
    told = done(inbox.as_("sue"), ["A1"], deed="close", close_text="over")
    assert "only what is confirmed can be closed" in told
    assert alert(inbox, "A1").status == "open"


def test_what_was_dismissed_can_be_confirmed_but_not_dismissed_again(inbox):
    ana = inbox.as_("ana")
    done(ana, ["A1"], **DISMISS)
    assert "it is answered already" in done(ana, ["A1"], **DISMISS)
    assert "confirmed: 1" in done(inbox.as_("bo"), ["A1"], deed="confirm")


# who may not


def test_nobody_sees_or_touches_an_alert_on_himself(inbox):
    mo = inbox.as_("mo")
    assert listed(mo) == ["A2", "A3", "A4", "A5"]
    assert mo.get("/api/v1/alerts").json()["count"] == 4
    assert mo.get("/api/v1/alerts/A1").status_code == 404
    assert mo.get("/api/v1/alerts/A1").json() == mo.get("/api/v1/alerts/A99").json()
    done(mo, ["A1"], deed="note", note_text="it was not me")
    answer = mo.api("POST", "/api/v1/alerts/A1/decisions", json={"deed": "confirm"})
    assert answer.status_code == 404
    done(mo, [], filter=["status=any"], deed="note", note_text="all")
    assert noted(inbox, "A1") == []
    assert len(noted(inbox, "A2")) == 1


@pytest.mark.parametrize("fields", [DISMISS, {"deed": "confirm"}, SNOOZE])
def test_nobody_judges_a_colleague_of_his_own_branch(inbox, fields):
    ned = inbox.as_("ned")
    told = done(ned, ["A1", "A3", "A4"], **fields)
    assert "2 · it is of your own branch" in told
    assert [alert(inbox, one).status for one in ("A3", "A4")] == ["open", "open"]
    assert alert(inbox, "A3").hidden_until is None
    done(ned, ["A3"], deed="note", note_text="he told me that he is away")
    assert len(noted(inbox, "A3")) == 1


@pytest.mark.parametrize("name", ["aude", "adam"])
def test_who_sees_no_alerts_does_nothing_to_them(shared_inbox, name):
    browser = shared_inbox.as_(name)
    assert browser.send_form(ACTIONS, alert=["A1"], **DISMISS).status_code == 403
    assert browser.send_form("/alerts/next").status_code == 403
    assert browser.get("/api/v1/alerts").status_code == 403
    assert browser.get("/api/v1/filters").status_code == 403


@pytest.mark.parametrize("path", [ACTIONS, "/alerts/undo", "/alerts/next", "/filters"])
def test_a_form_of_another_site_does_nothing(shared_inbox, path):
    ana = shared_inbox.as_("ana")
    sent = {"alert": ["A1"], "name": "x", **DISMISS}
    assert ana.post(path, data=sent).status_code == 403
    assert ana.post(path, data={"csrf": "0" * 64, **sent}).status_code == 403
    assert ana.post("/api/v1/alerts/A1/decisions", json={"deed": "confirm"}).status_code == 403
    assert deeds(shared_inbox) == []


# many at once


def test_all_that_match_a_filter_are_answered_on_whichever_page_they_are(inbox):
    ana = inbox.as_("ana")
    told = done(ana, [], filter=["severity=3,4"], **DISMISS)
    assert "dismissed: 4" in told
    assert listed(ana) == ["A5"]


def test_what_an_address_says_several_times_means_every_time_for_deeds_too(inbox):
    ana = inbox.as_("ana")
    several = "severity=4&severity=3&owner=me"
    done(ana, ["A1", "A3", "A5"], deed="mine")
    assert listed(ana, several) == ["A1", "A3"]
    assert 'rel="next" href="/alerts/A3?severity=3%2C4' in ana.get(f"/alerts/A1?{several}").text
    done(ana, [], filter=[several], **DISMISS)
    assert [one.alert_id for one in rows(inbox, Decision)] == ["A1", "A3"]


def test_each_line_shows_its_days_by_one_question_for_all_of_them(shared_inbox):
    asked = []
    with shared_inbox.store.reading() as session:
        event.listen(session.get_bind(), "before_cursor_execute",
                     lambda _conn, _cursor, said, *_rest: asked.append(said))  # fmt: skip
    told = shared_inbox.as_("ana").get("/").text
    assert told.count('aria-label="flagged on 2 of 28 days up to 2026-03-13"') == 5
    assert len([one for one in asked if "FROM findings" in one]) == 1
    assert "28 days" in shared_inbox.as_("ana").get("/?text=nothing-like-it").text


def test_whole_groups_are_answered(inbox):
    ana = inbox.as_("ana")
    page = ana.get("/?group=severity&group=org&group=status").text
    groups = re.findall(r'name="filter" value="([^"]*severity=2[^"]*)"', page)
    assert len(groups) == 1
    done(ana, [], filter=[one.replace("&amp;", "&") for one in groups], **DISMISS)
    assert listed(ana) == ["A1", "A2", "A3", "A4"]


@pytest.mark.parametrize("query", ["severity=9", "org=a&since=never", "sort=;drop", "page=0"])
def test_a_filter_that_is_not_understood_matches_nothing_rather_than_all(shared_inbox, query):
    ana = shared_inbox.as_("ana")
    answer = ana.send_form(ACTIONS, filter=[query], **DISMISS)
    assert answer.status_code == 422
    assert len(listed(ana)) == 5


@pytest.mark.parametrize(
    "back", ["//example.org/", "https://example.org", "/\\example.org", "/alerts/A1\r\nx: y", "x"]
)
def test_an_answer_leads_to_no_other_place(inbox, back):
    answer = inbox.as_("ana").send_form(ACTIONS, alert=["A1"], back=back, **DISMISS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


# undoing


def test_what_was_just_done_can_be_taken_back(inbox):
    ana = inbox.as_("ana")
    before = alert(inbox, "A2")
    done(ana, ["A1", "A2"], **DISMISS)
    assert ana.send_form("/alerts/undo").status_code == 303
    assert "taken back: 2" in ana.get("/").text
    assert listed(ana) == ["A1", "A2", "A3", "A4", "A5"]
    assert (alert(inbox, "A2").rank, alert(inbox, "A2").status) == (before.rank, "open")
    assert [one.verdict for one in rows(inbox, Decision)] == ["dismissed"] * 2 + ["reopened"] * 2
    assert ("ana", "undone", "A1") in deeds(inbox)
    assert ana.send_form("/alerts/undo").status_code == 422


def test_nothing_of_long_ago_or_of_others_is_taken_back(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    done(ana, ["A1"], **DISMISS)
    assert bo.send_form("/alerts/undo").status_code == 422
    later(inbox, 13)
    assert ana.send_form("/alerts/undo").status_code == 422
    assert alert(inbox, "A1").status == "dismissed"


def test_what_another_changed_meanwhile_stays(inbox):
    ana = inbox.as_("ana")
    done(ana, ["A1", "A2"], **DISMISS)
    done(inbox.as_("bo"), ["A1"], deed="confirm")
    answer = ana.api("POST", "/api/v1/alerts/undo")
    assert answer.json() == {"back": 1, "stay": 1}
    assert [alert(inbox, one).status for one in ("A1", "A2")] == ["confirmed", "open"]


def test_an_alert_stays_answered_where_a_run_has_opened_another_of_the_account(inbox):
    ana = inbox.as_("ana")
    done(ana, ["A1"], **DISMISS)
    with inbox.store.writing() as session:
        one = session.get(Alert, "A1")
        kept = {column.name: getattr(one, column.name) for column in Alert.__table__.columns}
        session.add(Alert(**kept | {"id": "A9", "number": 9, "status": "open"}))
    assert ana.api("POST", "/api/v1/alerts/undo").json() == {"back": 0, "stay": 1}


def test_giving_and_snoozing_are_taken_back_too(inbox):
    ana = inbox.as_("ana")
    done(ana, ["A1"], deed="mine")
    ana.send_form("/alerts/undo")
    assert alert(inbox, "A1").owner is None
    done(ana, ["A1"], **SNOOZE)
    ana.send_form("/alerts/undo")
    assert alert(inbox, "A1").hidden_until is None
    assert [one.state for one in rows(inbox, Suppression)] == ["ended"]


# giving and taking


def test_one_takes_what_nobody_has_and_gives_it_back(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    done(ana, ["A1", "A2"], deed="mine")
    assert listed(ana, "owner=me") == ["A1", "A2"]
    assert "it belongs to somebody else" in done(bo, ["A1"], deed="mine")
    done(ana, ["A1"], deed="free")
    assert "given: 1" in done(bo, ["A1"], deed="mine")


def test_a_supervisor_gives_an_alert_to_somebody_with_a_note(inbox):
    sue = inbox.as_("sue")
    give = {"deed": "assign", "assign_to": "bo"}
    assert sue.send_form(ACTIONS, alert=["A1"], **give).status_code == 422
    done(sue, ["A1"], **give, assign_note="you know the branch")
    assert alert(inbox, "A1").owner == "bo"
    assert "you know the branch" in sue.get("/").text
    given = {"deed": "assign", "assign_to": "ana", "assign_note": "x"}
    assert inbox.as_("bo").send_form(ACTIONS, alert=["A1"], **given).status_code == 403


@pytest.mark.parametrize("to", ["aude", "adam", "nobody-like-this", "<script>"])
def test_nothing_is_given_to_who_works_on_no_alerts(shared_inbox, to):
    sue = shared_inbox.as_("sue")
    order = {"deed": "assign", "to": to, "note": "x"}
    answer = sue.api("POST", "/api/v1/alerts/A1/assignment", json=order)
    assert answer.status_code == 422


def test_nobody_is_given_an_alert_on_himself(shared_inbox):
    order = {"deed": "assign", "to": "mo", "note": "x"}
    answer = shared_inbox.as_("sue").api("POST", "/api/v1/alerts/A1/assignment", json=order)
    assert answer.status_code == 409


def test_no_two_people_take_the_same(inbox):
    ana, bo, ned, mo = (inbox.as_(name) for name in ("ana", "bo", "ned", "mo"))
    done(ana, ["A5"], deed="mine")
    taken = [each.send_form("/alerts/next").headers["location"] for each in (mo, ana, bo)]
    # mo is A1's account, and G002 works in his branch
    assert taken == ["/alerts/A3", "/alerts/A1", "/alerts/A2"]
    # the rest is of his own branch, or somebody's
    assert ned.send_form("/alerts/next").status_code == 422
    assert "nothing left to take" in ned.send_form("/alerts/next").text


def test_what_somebody_has_open_is_decided_by_nobody_else_until_the_lock_ends(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    ana.send_form("/alerts/next")
    assert "somebody else has it open" in done(bo, ["A1"], **DISMISS)
    with inbox.store.writing() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(Alert).values(locked_until=past))
    assert "dismissed: 1" in done(bo, ["A1"], **DISMISS)


def test_a_due_day_is_set_and_taken_away(inbox):
    ana = inbox.as_("ana")
    done(ana, ["A1"], deed="due", due_day="2026-04-01")
    assert f"{alert(inbox, 'A1').due}" == "2026-04-01"
    assert listed(ana, "sort=due")[0] == "A1"
    done(ana, ["A1"], deed="due")
    assert alert(inbox, "A1").due is None


# snoozing


def hide(inbox, **changes):
    done(inbox.as_("ana"), ["A1"], **SNOOZE | changes)
    return alert(inbox, "A1")


def cover(inbox, days=0, **changes):
    """A run changes the alert, and looks at what is hidden."""
    with inbox.store.writing() as session:
        session.execute(update(Alert).where(Alert.id == "A1").values(**changes or {"score": 0.9}))
        suppressions.cover(session, datetime.now(UTC) + timedelta(days=days))
    return alert(inbox, "A1").hidden_until is not None


def test_what_is_snoozed_is_in_its_own_list_and_comes_back(inbox):
    hidden = hide(inbox)
    ana = inbox.as_("ana")
    assert listed(ana) == ["A2", "A3", "A4", "A5"]
    assert listed(ana, "status=snoozed") == ["A1"]
    assert hidden.status == "open"
    assert cover(inbox)
    assert not cover(inbox, days=10)
    assert listed(ana) == ["A1", "A2", "A3", "A4", "A5"]


@pytest.mark.parametrize(
    ("field", "near", "over"),
    [
        ({"snooze_score": "true"}, {"score": 0.9}, {"score": 0.91}),
        ({"snooze_people": "5"}, {"subjects": 104}, {"subjects": 105}),
        ({"snooze_system": "true"}, {"systems": "crm"}, {"systems": "crm;billing"}),
    ],
)
def test_a_snooze_ends_sooner_when_its_end_is_reached_and_not_before(inbox, field, near, over):
    hide(inbox, **field)
    assert cover(inbox, **near)
    assert not cover(inbox, **over)
    assert [one.state for one in rows(inbox, Suppression)] == ["ended"]


def test_a_snooze_without_ends_but_its_day_outlasts_changes(inbox):
    hide(inbox)
    assert cover(inbox, score=1.0, subjects=10**6, systems="crm;billing")


def test_a_snooze_ends_when_somebody_joins_the_ring(inbox):
    from leakwatch.store.changes import JOINED, LEFT, RingChange
    from leakwatch.store.rings import Ring

    now = datetime.now(UTC)
    with inbox.store.writing() as session:
        session.add(Ring(id="R1", p=0.01, first_seen=now, last_seen=now, standing=True))
        session.flush()
        session.add(RingChange(ring="R1", at=now - timedelta(days=1), what=JOINED, member="x"))
        session.execute(update(Alert).where(Alert.id == "A1").values(ring="R1"))
    hide(inbox, snooze_member="true")
    with inbox.store.writing() as session:
        session.add(RingChange(ring="R1", at=now + timedelta(hours=1), what=LEFT, member="x"))
    assert cover(inbox)
    with inbox.store.writing() as session:
        session.add(RingChange(ring="R1", at=now + timedelta(hours=1), what=JOINED, member="y"))
    assert not cover(inbox)


def test_a_share_of_what_was_hidden_before_today_is_shown_others_each_day(inbox):
    day = datetime.now(UTC)
    with inbox.store.writing() as session:
        one = session.get(Alert, "A1")
        kept = {column.name: getattr(one, column.name) for column in Alert.__table__.columns}
        session.add_all(
            Alert(**kept | {"id": f"A{n}", "number": n, "actor": f"{n}", "hidden_by": 1,
                            "hidden_since": day - timedelta(days=3 if n < 1100 else 0),
                            "hidden_until": day + timedelta(days=30)})
            for n in range(100, 1300)
        )  # fmt: skip
    shown = []
    for ahead in range(3):
        now = day + timedelta(days=ahead)
        with inbox.store.reading() as session:
            seen = select(Alert.number).where(Alert.hidden_until > now, suppressions.shown(now))
            shown.append(set(session.scalars(seen)))
    assert all(20 <= len(each) <= 120 for each in shown)
    assert max(shown[0]) < 1100
    assert shown[0] != shown[1] != shown[2]


def test_the_list_opens_where_one_of_a_billion_is_hidden(inbox):
    now = datetime.now(UTC)
    with inbox.store.writing() as session:
        hidden = {"hidden_since": now - timedelta(days=2), "hidden_until": now + timedelta(days=2)}
        session.execute(update(Alert).filter_by(id="A1").values(number=2_000_000_000, **hidden))
    assert inbox.as_("ana").get("/").status_code == 200


# saved filters


def test_a_filter_is_kept_shared_and_dropped(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    ana.send_form("/filters", name="<b>worst</b>", query="severity=4&page=3&nonsense=1")
    ana.send_form("/filters", name="ours", query="org=carrier", shared="true")
    assert "&lt;b&gt;worst" in ana.get("/").text
    kept = {one["name"]: one for one in ana.get("/api/v1/filters").json()}
    assert kept["<b>worst</b>"]["query"] == "severity=4&page=3"
    [seen] = bo.get("/api/v1/filters").json()
    assert (seen["name"], seen["owner"]) == ("ours", "ana")
    assert bo.send_form(f"/filters/{seen['id']}/drop").status_code == 404
    assert ana.send_form(f"/filters/{seen['id']}/drop").status_code == 303
    assert bo.get("/api/v1/filters").json() == []


@pytest.mark.parametrize("query", ["severity=9", "a\0b", "x" * 3000])
def test_a_filter_that_is_none_is_not_kept(shared_inbox, query):
    ana = shared_inbox.as_("ana")
    sent = {"name": "x", "query": query}
    assert ana.api("POST", "/api/v1/filters", json=sent).status_code == 422
    assert ana.get("/api/v1/filters").json() == []


# the API


def test_the_api_filters_sorts_and_pages_as_the_page_does(shared_inbox):
    ana = shared_inbox.as_("ana")
    found = ana.get("/api/v1/alerts?severity=4&sort=-number").json()
    assert [one["id"] for one in found["alerts"]] == ["A2", "A1"]
    assert (found["count"], found["counted"]) == (2, True)
    assert ana.get("/api/v1/alerts?severity=9").status_code == 422
    assert ana.get("/api/v1/alerts?page=2").json()["alerts"] == []
    one = ana.get("/api/v1/alerts/A3").json()
    assert (one["branch"], one["systems"], one["status"]) == ("A02", "crm", "open")


def test_the_api_does_all_that_the_page_does(inbox):
    ana = inbox.as_("ana")

    def told(path, **order):
        return ana.api("POST", f"/api/v1/alerts/{path}", json=order)

    assert told("A1/notes", deed="note", text="seen").json() == {"done": ["A1"], "left": {}}
    assert [one["text"] for one in ana.get("/api/v1/alerts/A1/notes").json()] == ["seen"]
    assert told("A1/assignment", deed="assign", to="ana").status_code == 200
    assert told("A1/due", deed="due", day="2026-04-01").status_code == 200
    until = SNOOZE["snooze_until"]
    assert told("A1/snooze", deed="snooze", until=until, reason="r").status_code == 200
    assert told("next").json()["id"] == "A2"
    assert told("A2/decisions", deed="dismiss", reason="known").status_code == 200
    assert told("A2/decisions", deed="dismiss", reason="known").status_code == 409
    order = {"deed": "confirm"}
    assert told("actions", filters=["severity=3"], order=order).json()["done"] == ["A3", "A4"]
    assert told("A99/due", deed="due").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"order": {"deed": "decide"}}, {"order": {"deed": "confirm", "more": 1}},
        {"alerts": ["A1; drop"], "order": {"deed": "confirm"}}, {},
        {"alerts": ["A1"] * 1001, "order": {"deed": "confirm"}},
    ],
)  # fmt: skip
def test_the_api_says_what_it_does_not_understand(shared_inbox, sent):
    assert (
        shared_inbox.as_("ana").api("POST", "/api/v1/alerts/actions", json=sent).status_code == 422
    )
