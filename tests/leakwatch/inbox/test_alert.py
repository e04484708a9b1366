"""The page of an alert: what it says, of whom, to whom; its evidence; the same for programs."""

import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import select

from leakwatch import around, tokens
from leakwatch.inbox import rows
from leakwatch.inbox.thresholds import levels
from leakwatch.reckoning import Exposure, reckoned
from leakwatch.report.thresholds import readings
from leakwatch.store.alerts import Alert
from leakwatch.store.matters import add_item, open_matter
from leakwatch.store.trail import Deed, Entry

WHY = {
    "day": "2026-03-12", "score": 0.9, "benign": None,
    "parts": [{"detector": "bulk_lookup", "part": 0.6, "without": 0.3, "p": 0.001},
              {"detector": "no_case", "part": 0.3, "without": 0.6, "p": 0.01}],
    "sure": {"p": 0.0001, "history_days": 3, "peers": 9, "compared": 59, "said": "p = 0.0001"},
}  # fmt: skip


def change(inbox, alert, **values):
    with inbox.store.writing() as session:
        found = session.get(Alert, alert)
        for name, value in values.items():
            setattr(found, name, value)


def views(inbox, whom="A2"):
    with inbox.store.reading() as session:
        asked = select(Entry).where(Entry.what == Deed.VIEWED, Entry.whom == whom)
        return [(one.who, one.details) for one in session.scalars(asked)]


def cells(text, css):
    return re.findall(rf"<{css}[^>]*>(.*?)</{css}>", text, re.DOTALL)


def test_the_page_says_what_happened_and_compares_with_colleagues(shared_inbox):
    text = shared_inbox.as_("ana").get("/alerts/A2").text
    assert "opened 50 people&#39;s records" in text
    assert "9 colleagues of the same organisation and job" in text
    assert text.count('<svg role="img"') == 3


def test_the_score_is_drawn_where_it_was_explained(inbox):
    change(inbox, "A2", explained=WHY)
    text = inbox.as_("ana").get("/alerts/A2").text
    assert text.count('<svg role="img"') == 4
    assert "no excuse comes near" in text
    assert "history is short: 3 days" in text


def test_a_long_history_is_not_called_short(inbox):
    change(inbox, "A2", explained={**WHY, "sure": {**WHY["sure"], "history_days": 28}})
    assert "history is short" not in inbox.as_("ana").get("/alerts/A2").text


def test_both_results_of_the_law_stand_side_by_side_and_below_is_never_clear(inbox):
    told = reckoned(Exposure({"credit": 26}, {"credit": 26}), str)
    change(inbox, "A2", exposed=told)
    text = inbox.as_("ana").get("/alerts/A2").text
    assert "by the full thresholds" in text
    assert "if it is proved that it was sold or provided" in text
    assert "below the thresholds by number, which does not mean no offence" in text
    assert "serious (item 八, 三)" in text
    assert "grounds without a number" in text


@pytest.mark.parametrize(("people", "full", "sold"), [(24, 48, 96), (25, 50, 100), (50, 100, 200)])
def test_shares_of_a_threshold_are_exact(people, full, sold):
    [one] = readings(reckoned(Exposure({"credit": people}, {"credit": people}), str), str)
    assert (one.full.least, one.if_sold.least) == (full, sold)


def test_a_disputed_class_has_a_reading_each():
    counts = {"courier_waybill": 600}
    told = reckoned(Exposure(counts, counts), str)
    assert [one.assumed for one in readings(told, str)] == [
        "courier waybill as tier 3", "courier waybill as tier 2"
    ]  # fmt: skip
    assert [(one.count, one.sold) for one in levels(told, str)] == [
        (250, True), (500, False), (2500, True), (5000, False)
    ]  # fmt: skip


def test_nobody_counted_is_said_and_no_table_is_shown(shared_inbox):
    text = shared_inbox.as_("ana").get("/alerts/A2").text
    assert "nobody has counted the people by class yet" in text
    assert "by the full thresholds" not in text


def test_the_runbook_of_each_detector_is_there(shared_inbox):
    assert len(cells(shared_inbox.as_("ana").get("/alerts/A2").text, "ol")) == 3


def test_viewing_is_on_the_trail_of_whoever_looks(inbox):
    inbox.as_("ana").get("/alerts/A2?row_day=2026-03-13")
    assert views(inbox) == [("ana", '{"evidence":{"row_day":"2026-03-13"}}')]


def test_who_may_not_see_leaves_no_view(inbox):
    for who, status in (("aude", 403), ("adam", 403), ("", 303)):
        assert inbox.as_(who).get("/alerts/A2").status_code == status
        assert inbox.as_(who).get("/api/v1/alerts/A2/evidence").status_code in (401, 403)
    assert views(inbox) == []


def test_nobody_sees_an_alert_on_himself(shared_inbox):
    mo, own = shared_inbox.as_("mo"), shared_inbox.accounts["G001"]
    for path in ("/alerts/A1", "/api/v1/alerts/A1/evidence", "/api/v1/alerts/A1/explained",
                 f"/actors/{own}", f"/api/v1/actors/{own}"):  # fmt: skip
        assert mo.get(path).status_code == 404
    assert mo.send_form("/alerts/A1/without").status_code == 404
    assert mo.get("/alerts/A2").status_code == 200


@pytest.mark.parametrize("name", ["A99", "A1%00", "..%2F..%2Fetc", "A1'--", "x" * 300])
def test_what_is_no_alert_is_not_found(shared_inbox, name):
    assert shared_inbox.as_("ana").get(f"/alerts/{name}").status_code == 404


def test_alerts_before_and_after_are_those_of_the_list_one_came_from(inbox):
    ana = inbox.as_("ana")
    text = ana.get("/alerts/A2?sort=-rank&org=carrier").text
    assert 'rel="prev" href="/alerts/A3?org=carrier&amp;sort=-rank"' in text
    assert 'rel="next" href="/alerts/A1?org=carrier&amp;sort=-rank"' in text
    assert 'rel="prev"' not in ana.get("/alerts/A2?org=other").text


def test_matters_notes_and_decisions_are_shown(inbox):
    with inbox.store.writing() as session:
        add_item(session, open_matter(session, "the counter", "ines"), "A2", "ines")
    order = {"deed": "note", "text": "<b>asked</b>"}
    inbox.as_("bo").api("POST", "/api/v1/alerts/A2/notes", json=order)
    assert "the counter" not in (text := inbox.as_("ana").get("/alerts/A2").text)
    assert "<dd>M1</dd>" in text
    text = inbox.as_("ines").get("/alerts/A2").text
    assert '<a href="/matters/M1">M1</a> the counter' in text
    assert "&lt;b&gt;asked&lt;/b&gt;" in text


def test_what_a_log_says_is_never_an_element(inbox):
    change(inbox, "A2", explained={**WHY, "benign": {"said": "<script>1</script>"}}, org="<i>")
    text = inbox.as_("ana").get("/alerts/A2").text
    assert "<script>1" not in text
    assert "<i>" not in text


def test_evidence_is_of_the_flagged_days_and_of_the_account_alone(shared_inbox):
    told = shared_inbox.as_("ana").get("/api/v1/alerts/A2/evidence").json()
    assert (told["count"], told["days"]) == (100, ["2026-03-12", "2026-03-13"])
    assert {row["clock"][:10] for row in told["rows"]} == {"2026-03-12"}
    assert len(told["rows"]) == rows.PAGE
    lines = [row["line"] for row in told["rows"]]
    assert len({*lines}) == len(lines)
    assert {len(row["subject"]) for row in told["rows"]} == {32}


def test_every_line_of_the_evidence_is_the_one_of_the_file(shared_inbox):
    crm = Path(shared_inbox.desk.settings.place("crm.csv")).read_text(encoding="utf-8").splitlines()
    for row in shared_inbox.as_("ana").get("/api/v1/alerts/A2/evidence?page=2").json()["rows"]:
        assert crm[row["line"] - 1].startswith(f"G002,A01,{row['clock'].replace('T', ' ')}")


def test_programs_get_no_more_evidence_than_they_asked_for(inbox):
    ana, path = inbox.as_("ana"), "/api/v1/alerts/A2/evidence"
    for query in ("day=2026-03-10", "action=look", "data=names", f"subject={'a' * 65}"):
        answer = ana.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert query.partition("=")[0] in answer.text
    assert views(inbox) == []
    told = ana.get(f"{path}?day=2026-03-13").json()
    assert (told["days"], told["count"]) == (["2026-03-13"], 50)
    one = told["rows"][0]["subject"]
    assert ana.get(f"{path}?subject=%20{one.upper()}%20").json()["count"] == 1


def test_evidence_is_narrowed_by_person_deed_and_case(shared_inbox):
    ana = shared_inbox.as_("ana")
    one = ana.get("/api/v1/alerts/A2/evidence").json()["rows"][0]["subject"]
    for query, count in ((f"subject={one}", 1), (f"subject={one[:12]}", 1), ("subject=zz", 0),
                         ("action=print", 0), ("bare=true", 100)):  # fmt: skip
        assert ana.get(f"/api/v1/alerts/A2/evidence?{query}").json()["count"] == count
    assert f"row_subject={one}" in ana.get("/alerts/A2?row_day=all").text


def test_pages_of_the_evidence_hold_every_event_once(shared_inbox):
    ana = shared_inbox.as_("ana")
    told = [ana.get(f"/api/v1/alerts/A2/evidence?page={n}").json()["rows"] for n in (1, 2, 3)]
    assert [len(one) for one in told] == [50, 50, 0]
    assert len({row["line"] for page in told for row in page}) == 100


def let_go(inbox, what, since, source=""):
    row = {"source": source, "what": what, "first": None, "last": None, "since": since}
    schema = pa.schema([("source", pa.string()), ("what", pa.string()), ("first", pa.date32()),
                        ("last", pa.date32()), ("since", pa.date32())])  # fmt: skip
    inbox.desk.house.lake.replace("visible", pa.Table.from_pylist([row], schema))


@pytest.mark.parametrize(("what", "day", "source", "gone"), [
    ("events", 12, "", 0), ("events", 13, "other", 0), ("events", 13, "crm", 1),
    ("raw", 13, "", 1), ("events", 20, "", 1),
])  # fmt: skip
def test_what_retention_let_go_of_the_flagged_days_is_said(shared_inbox, what, day, source, gone):
    let_go(shared_inbox, what, date(2026, 3, day), source)
    text = shared_inbox.as_("ana").get("/alerts/A2").text
    assert text.count(f"of days before 2026-03-{day} are gone") == gone


def test_an_alert_on_a_source_has_no_account_and_no_evidence(inbox):
    change(inbox, "A5", actor="feed:crm", ring=None)
    text = inbox.as_("ana").get("/alerts/A5").text
    assert "<dd>crm</dd>" in text
    assert "/actors/" not in text
    assert "no case written" not in text


FLAGGED = [date(2026, 3, 12), date(2026, 3, 13)]


@pytest.mark.parametrize(("given", "day", "page"), [
    ({}, FLAGGED[1], 1), ({"row_day": "2026-03-12"}, FLAGGED[0], 1), ({"row_day": "all"}, None, 1),
    ({"row_day": "2026-03-10"}, FLAGGED[1], 1), ({"row_day": "x'"}, FLAGGED[1], 1),
    ({"row_page": "2"}, FLAGGED[1], 2), ({"row_page": "0"}, FLAGGED[1], 1),
    ({"row_page": "-1"}, FLAGGED[1], 1), ({"row_page": "٣"}, FLAGGED[1], 1),
    ({"row_page": "9" * 30}, FLAGGED[1], 1),
])  # fmt: skip
def test_what_an_address_cannot_mean_is_left_out(given, day, page):
    asked = rows.asked(given, FLAGGED, FLAGGED[1])
    assert (asked.day, asked.page) == (day, page)


@pytest.mark.parametrize("asked", [
    rows.Asked(), rows.Asked(FLAGGED[0], "view", "identity", "ab", True, 3),
])  # fmt: skip
def test_an_address_asks_for_what_it_was_made_of(asked):
    told = rows.address(asked, page=asked.page)
    assert rows.asked(told, FLAGGED, FLAGGED[1]) == asked


def test_people_met_twice_are_new_once(shared_inbox):
    days = [date(2026, 3, day) for day in (9, 10)]
    told = around.met(shared_inbox.desk.lookup, shared_inbox.accounts["G005"], days)
    assert [(one.people, one.new, one.total) for one in told] == [(20, 20, 20), (20, 20, 40)]


def test_the_account_is_not_its_own_colleague(shared_inbox):
    here = around.around(
        shared_inbox.desk.lookup, shared_inbox.accounts["G001"], [date(2026, 3, 9)]
    )
    assert here.peers == 9
    assert (here.days[0].own["looks"], here.days[0].peers["looks"]) == (60, 4.0)
    assert sum(here.hours.values()) == 60
    assert sum(here.peers_hours.values()) == pytest.approx((50 + 40 + 30 + 20 + 5 * 4) / 9)


def test_an_account_without_days_is_compared_with_nobody(shared_inbox):
    assert around.around(shared_inbox.desk.lookup, "nobody", [date(2026, 3, 9)]) == around.Around(
        {}, []
    )


def test_programs_are_told_what_the_page_shows(inbox):
    change(inbox, "A2", explained=WHY)
    told = inbox.as_("ana").get("/api/v1/alerts/A2/explained").json()
    assert told["explained"] == WHY
    assert [one["detector"] for one in told["sentences"]] == ["bulk_lookup", "no_case"]
    assert told["peers"] == 9
    assert told["met"][-1]["total"] == 100


def test_the_account_page_tells_of_alerts_findings_and_days(inbox):
    actor = inbox.accounts["G002"]
    text = inbox.as_("ana").get(f"/actors/{actor}").text
    assert '<a href="/alerts/A2">A2</a>' in text
    assert text.count("opened 50 people&#39;s records") >= 4
    told = inbox.as_("ana").get(f"/api/v1/actors/{actor}").json()
    assert (told["org"], told["until"], told["peers"]) == ("carrier", "2026-03-14", 9)
    assert [one["id"] for one in told["alerts"]] == ["A2"]
    assert {one["name"]: one["total"] for one in told["facts"]}["looks"] == 300
    assert views(inbox, actor) == [("ana", '{"until":"2026-03-14"}')] * 2


def test_days_are_shown_up_to_the_day_asked_for(shared_inbox):
    actor = shared_inbox.accounts["G002"]
    told = shared_inbox.as_("ana").get(f"/api/v1/actors/{actor}?until=2026-03-10").json()
    assert [one["day"] for one in told["days"]] == ["2026-03-09", "2026-03-10"]


@pytest.mark.parametrize("name", ["nobody", "a%00b", "x" * 300])
def test_an_account_nobody_knows_is_not_found(shared_inbox, name):
    for path in (f"/actors/{name}", f"/actors/{name}?until=2026-03-10", f"/api/v1/actors/{name}"):
        assert shared_inbox.as_("ana").get(path).status_code == 404


def test_an_account_without_days_up_to_the_one_asked_for_is_still_there(shared_inbox):
    quiet = tokens.read_token(shared_inbox.desk.house.key, "actor", "carrier/G006")
    told = shared_inbox.as_("ana").get(f"/api/v1/actors/{quiet}?until=2026-01-10").json()
    assert (told["days"], told["alerts"], told["until"]) == ([], [], "2026-01-10")


def test_asking_what_would_have_been_needs_our_form(inbox):
    change(inbox, "A2", explained=WHY)
    assert inbox.as_("ana").post("/alerts/A2/without").status_code == 403
    assert inbox.as_("ana").post("/api/v1/alerts/A2/without").status_code == 403
    assert inbox.as_("aude").api("POST", "/api/v1/alerts/A2/without").status_code == 403


def test_what_is_known_is_not_reckoned_again(inbox):
    change(inbox, "A2", explained={**WHY, "without": []})
    assert inbox.as_("ana").api("POST", "/api/v1/alerts/A2/without").json() == {"state": "known"}
    text = inbox.as_("ana").get("/alerts/A2").text
    assert "no single number below which" in text


def test_an_alert_is_reckoned_once_at_a_time_and_few_wait(shared_inbox):
    reckoner = shared_inbox.desk.reckoner
    assert [reckoner.asked(f"A{n}") for n in (1, 1, 2, 3, 4, 5)] == [
        True, False, True, True, True, False
    ]  # fmt: skip
    reckoner.work("A1")
    assert not reckoner.at("A1")
    assert reckoner.asked("A5")
