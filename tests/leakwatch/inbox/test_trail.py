"""The trail: for auditors alone, sought, verified, in a file."""

import csv
import io
import json

import pytest

from leakwatch.store import copies, trail
from leakwatch.store.trail import Deed


def test_only_auditors_read_the_trail(inbox):
    seen = {"aude": 200, "ana": 403, "ines": 403, "sue": 403, "adam": 403, "": 303}
    for name, status in seen.items():
        browser, called = inbox.as_(name), 401 if status == 303 else status
        assert browser.get("/trail").status_code == status, name
        assert browser.get("/api/v1/trail").status_code == called, name
        for deed in ("verify", "export"):
            answer = browser.send_form(f"/trail/{deed}", kind="csv")
            assert answer.status_code == status, (name, deed)
            answer = browser.api("POST", f"/api/v1/trail/{deed}")
            assert answer.status_code == called, (name, deed)


def test_entries_come_from_the_newest_a_hundred_at_a_time_and_are_found_by_every_column(inbox):
    with inbox.store.writing() as session:
        for number in range(120):
            trail.note(session, "lin", Deed.VIEWED, f"A{number % 3}", {"why": "<b>"})
    aude = inbox.as_("aude")
    first = aude.get("/api/v1/trail?who=lin").json()
    assert len(first["entries"]) == 100
    rest = aude.get(f"/api/v1/trail?who=lin&before={first['before']}").json()
    assert (len(rest["entries"]), rest["before"]) == (20, 0)
    assert len(aude.get("/api/v1/trail?who=lin&whom=A2&what=viewed").json()["entries"]) == 40
    assert aude.get("/api/v1/trail?who=lin&until=2020-01-01").json()["entries"] == []
    assert len(aude.get("/api/v1/trail?who=lin&since=2020-01-01&until=").json()["entries"]) == 100
    shown = aude.get("/trail?who=lin").text
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_what_is_no_address_is_refused(inbox):
    aude = inbox.as_("aude")
    for query in ("before=-1", "before=x", "since=x", "since=9999-12-31", "who=%00"):
        assert aude.get(f"/api/v1/trail?{query}").status_code == 422, query


def test_a_whole_trail_is_whole_and_a_head_it_does_not_know_says_that_it_was_cut(inbox):
    aude = inbox.as_("aude")
    found = aude.api("POST", "/api/v1/trail/verify").json()
    assert (found["whole"], found["flaws"]) == (True, [])
    again = aude.api("POST", f"/api/v1/trail/verify?head={found['head']}").json()
    assert again["whole"]
    cut = aude.send_form("/trail/verify", head=f"{found['entries'] + 5}:{'0' * 64}")
    assert "the trail was touched" in cut.text
    assert "the head given" in cut.text
    assert aude.send_form("/trail/verify", head="12:zz").status_code == 422


def test_one_at_a_time_has_it_verified(inbox):
    with inbox.app.state.machine.verifying:
        assert inbox.as_("aude").send_form("/trail/verify").status_code == 503
    assert inbox.as_("aude").send_form("/trail/verify").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_exported_trail_can_be_verified_and_is_on_the_trail(inbox, kind, tmp_path):
    with inbox.store.writing() as session:
        trail.note(session, "=lin", Deed.VIEWED, "@A1")
    answer = inbox.as_("aude").send_form("/trail/export", kind=kind)
    assert answer.headers["content-disposition"].startswith('attachment; filename="trail-')
    place = tmp_path / f"trail.{kind}"
    place.write_bytes(answer.content)
    with inbox.store.reading() as session:
        *before, last = trail.rows(session)
    assert list(copies.rows(place)) == before
    assert (last.who, last.what, json.loads(last.details)["table"]) == ("aude", "exported", "trail")
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
