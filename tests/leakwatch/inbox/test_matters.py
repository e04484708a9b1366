"""Matters: who sees and closes them, their two tracks, measures with proof, holds."""

import asyncio
import re
from datetime import date, timedelta

import pytest

from leakwatch.inbox import matters
from leakwatch.inbox.safety import FILES_AT_ONCE, LARGEST_FILE_BYTES, Guard
from leakwatch.reckoning import Exposure, reckoned
from leakwatch.store import closing, entries, membership
from leakwatch.store.alerts import Alert
from leakwatch.store.entries import Sought
from leakwatch.store.matters import add_item
from leakwatch.store.matters import named as named_matter

BAD = "<script>document.title='owned'</script>"
LARGE = b"x" * (10 * 1024 * 1024 + 1)


def opened(browser, *items, title="leak"):
    """A matter over some alerts; its name."""
    answer = browser.api("POST", "/api/v1/matters", json={"title": title, "items": items})
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]["id"]


def act(browser, matter, deed, **order):
    return browser.api("POST", f"/api/v1/matters/{matter}/actions", json={"deed": deed, **order})


def approve(browser, matter, deed, **order):
    return browser.api("POST", f"/api/v1/matters/{matter}/approvals", json={"deed": deed, **order})


def named(browser, **asked):
    found = browser.get("/api/v1/matters", params=asked)
    return [one["id"] for one in found.json()["matters"]]


def bring(browser, matter, measure, name, content, path="/matters"):
    place = f"{path}/{matter}/measures/{measure}/proofs"
    return browser.post(place, data={"csrf": browser.csrf}, files={"file": (name, content)},
                        headers={"X-CSRF": browser.csrf})  # fmt: skip


def told_of(inbox, matter):
    with inbox.store.reading() as session:
        found = entries.page(session, Sought(whom=matter))
    return [one.what for one in reversed(found) if one.what != "viewed"]


@pytest.mark.parametrize("name", ["ana", "aude", "adam"])
def test_only_who_investigates_sees_matters_or_is_led_to_them(shared_inbox, name):
    browser = shared_inbox.as_(name)
    for path in ("/matters", "/matters/M1", "/api/v1/matters", "/api/v1/matters/M1"):
        assert browser.get(path).status_code == 403
    assert browser.send_form("/matters", title="leak").status_code == 403
    assert act(browser, "M1", "note", text="x").status_code == 403
    assert bring(browser, "M1", 1, "a", b"x").status_code == 403
    assert "open a matter" not in browser.get("/alerts/A1").text
    assert 'href="/matters"' not in browser.get("/me").text


@pytest.mark.parametrize("path", ["/matters/M9", "/matters/A1", "/matters/%00"])
def test_there_is_no_matter_of_another_name(shared_inbox, path):
    assert shared_inbox.as_("ines").get(path).status_code == 404


def test_what_all_alerts_reach_together_is_a_range_and_suspected(inbox):
    # location 50 of tier one reach the threshold (item 3), identity 5,000 of tier three
    for name, people in (("A1", {"location": [30, 30]}), ("A2", {"location": [30, 30]})):
        with inbox.store.writing() as session:
            session.get(Alert, name).exposed = reckoned(
                Exposure(*({key: span[end] for key, span in people.items()} for end in (0, 1))), str
            )
    ines = inbox.as_("ines")
    one, both = opened(ines, "A1"), opened(ines, "A1", "A2")
    alone = ines.get(f"/api/v1/matters/{one}").json()["exposed"]
    told = ines.get(f"/api/v1/matters/{both}").json()["exposed"]
    assert (alone["classes"][0]["least"], alone["classes"][0]["most"]) == (30, 30)
    assert (told["classes"][0]["least"], told["classes"][0]["most"]) == (30, 60)
    assert alone["law"][0]["full"]["said"].startswith("below the thresholds by number")
    assert told["law"][0]["full"]["said"].endswith("to serious (item 三)")
    assert told["law"][0]["if_sold"]["said"].startswith("serious (item 八")
    page = ines.get(f"/matters/{both}").text
    assert "Suspected, not proven" in page
    assert "suspected: below the thresholds by number" in page
    assert "Suspected, not proven" not in ines.get(f"/matters/{opened(ines, 'A3')}").text


def test_a_matter_is_opened_from_an_alert_and_takes_what_belongs_to_it(inbox):
    ines = inbox.as_("ines")
    answer = ines.send_form("/matters", title="leak", item="A1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/matters/M1")
    assert ines.send_form("/matters/into", item="A2", matter="M1").status_code == 303
    assert act(ines, "M1", "add", item="A9").status_code == 404
    assert act(ines, "M1", "remove", item="A2", reason="").status_code == 422
    told = ines.get("/api/v1/matters/M1").json()
    assert [one["item"] for one in told["items"]] == ["A1", "A2"]
    # of each account's two flagged days, everybody once
    assert (told["exposed"]["least"], told["exposed"]["most"]) == (220, 220)
    page = ines.get("/matters/M1").text
    assert "opened 60 people" in page
    assert inbox.accounts["G002"] in page
    assert act(ines, "M1", "remove", item="A2", reason="another leak").status_code == 200
    assert told_of(inbox, "M1") == ["matter_opened", "matter_added", "matter_added",
                                    "matter_removed"]  # fmt: skip


def test_nobody_sees_a_matter_that_he_is_in(inbox):
    sue = inbox.as_("sue")
    his, other = opened(sue, "A1", title="about him"), opened(sue, "A2")
    membership.change(inbox.store, "ines", {"actor": inbox.accounts["G001"]}, by="shell")
    ines = inbox.as_("ines")
    assert named(ines) == [other]
    assert "about him" not in ines.get("/matters").text
    for method, path in (("GET", f"/matters/{his}"), ("GET", f"/api/v1/matters/{his}")):
        assert ines.request(method, path).status_code == 404
    assert act(ines, his, "note", text="x").status_code == 404
    assert act(ines, other, "add", item="A1").status_code == 404
    assert act(sue, his, "own", owner="ines").status_code == 422
    # and where he comes into one that he owns, it is his no more
    assert act(sue, other, "own", owner="ines").status_code == 200
    assert act(sue, other, "add", item="A1").json()["matter"]["owner"] is None
    assert f"/matters/{other}" in sue.get("/alerts/A2").text
    assert f"/matters/{other}" not in ines.get("/alerts/A2").text


def test_a_second_person_closes_and_nobody_alone(inbox):
    ines, sue, sid = inbox.as_("ines"), inbox.as_("sue"), inbox.as_("sid")
    matter = opened(ines, "A1")
    assert approve(sue, matter, "close").status_code == 409
    assert act(ines, matter, "propose", outcome="unfounded", reason="work").status_code == 200
    assert approve(ines, matter, "close").status_code == 403
    assert act(sue, matter, "withdraw", reason="mine now").status_code == 409
    assert approve(sue, matter, "send_back", reason="ask the depot").status_code == 200
    assert act(sue, matter, "propose", outcome="internal", reason="talked to").status_code == 200
    for deed in ("close", "send_back"):
        assert sue.send_form(f"/matters/{matter}/{deed}", reason="x").status_code == 409
        assert approve(sue, matter, deed, reason="x").status_code == 409
    assert sid.send_form(f"/matters/{matter}/close", reason="agreed").status_code == 303
    assert named(sue) == []
    assert named(sue, status="closed") == [matter]
    assert act(ines, matter, "add", item="A2").status_code == 409
    assert act(ines, matter, "reopen", reason="a new alert").status_code == 200
    assert told_of(inbox, matter)[2:] == [
        "closing_proposed", "sent_back", "closing_proposed", "matter_closed", "matter_reopened",
    ]  # fmt: skip


def test_nobody_decides_on_a_colleague_of_his_own_branch(inbox):
    ines = inbox.as_("ines")
    matter = opened(ines, "A1", "A3")
    act(ines, matter, "propose", outcome="handed_over", reason="clues of a crime")
    membership.change(inbox.store, "sid", {"branch": "A02"}, by="shell")
    sid = inbox.as_("sid")
    assert approve(sid, matter, "close").status_code == 403
    of = {name: inbox.accounts[name] for name in ("G001", "G003", "G005")}
    decided = {"decided": "explained", "reason": "his own round"}
    assert act(sid, matter, "account", account=of["G003"], **decided).status_code == 403
    assert act(sid, matter, "account", account=of["G003"], asked="why?").status_code == 200
    assert act(sid, matter, "account", account=of["G001"], **decided).status_code == 200
    assert act(sid, matter, "account", account=of["G005"], **decided).status_code == 404
    assert approve(inbox.as_("sue"), matter, "close").status_code == 200


def test_both_tracks_are_answered_and_their_measures_told_late(inbox):
    ines = inbox.as_("ines")
    other, matter = opened(ines, "A2"), opened(ines, "A1")
    assert act(ines, matter, "duty", duty="rights", state="missing").status_code == 422
    assert act(ines, matter, "duty", duty="nothing", state="met", text="x").status_code == 422
    assert act(ines, matter, "account", account=inbox.accounts["G001"],
               decided="stands").status_code == 422  # fmt: skip
    act(ines, matter, "duty", duty="rights", state="missing", text="all records in plain")
    assert "no measure yet" in ines.get(f"/matters/{matter}").text
    yesterday = f"{date.today() - timedelta(days=2)}"
    for track, due in (("duty", yesterday), ("people", "")):
        form = {"track": track, "text": "mask", "due": due, "duty": "rights", "owner": "IT"}
        assert ines.send_form(f"/matters/{matter}/measure", **form).status_code == 303
    listed = ines.get("/api/v1/matters").json()["matters"]
    assert [(one["id"], one["late"]) for one in listed] == [(matter, True), (other, False)]
    assert listed[0]["duty"] == {"measures": 1, "done": 0, "late": 1}
    assert named(ines, late=True) == [matter]
    assert act(ines, matter, "done", measure=1, proof=" ").status_code == 422
    assert act(ines, other, "done", measure=1, proof="seen").status_code == 404
    assert act(ines, matter, "done", measure=1, proof="seen").status_code == 200
    assert act(ines, matter, "done", measure=1, proof="again").status_code == 422
    assert act(ines, matter, "drop", measure=2, reason="the same").status_code == 200
    assert named(ines, late=True) == []
    assert act(ines, matter, "again", measure=1, reason="it came back").status_code == 200
    assert named(ines, late=True) == [matter]


def test_a_proof_is_kept_encrypted_under_its_digest_whatever_it_is_called(inbox):
    ines = inbox.as_("ines")
    matter, other = opened(ines, "A1"), opened(ines, "A2")
    act(ines, matter, "measure", track="duty", text="mask")
    content = b"%PDF the only proof of it"
    for name in ("../../../leakwatch.key", "..\\..\\leakwatch.key"):
        assert bring(ines, matter, 1, name, content).status_code == 303
    # the same bytes are kept once, under no name of theirs
    [kept] = [one for one in (inbox.desk.house.lake.path / "proofs").rglob("*") if one.is_file()]
    assert content not in kept.read_bytes()
    given = ines.get(f"/matters/{matter}/proofs/1")
    assert given.content == content
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''leakwatch.key"
    assert given.headers["content-type"] == "application/octet-stream"
    for path in (f"/matters/{other}/proofs/1", f"/matters/{matter}/proofs/3",
                 f"/matters/{matter}/proofs/..%2f..%2fleakwatch.key"):  # fmt: skip
        assert ines.get(path).status_code in (404, 422), path
    assert bring(ines, other, 1, "a.pdf", content).status_code == 404
    assert inbox.as_("ana").get(f"/matters/{matter}/proofs/1").status_code == 403


def test_what_is_closed_is_what_was_looked_at(inbox):
    ines, sid = inbox.as_("ines"), inbox.as_("sid")
    matter = opened(ines, "A1")
    act(ines, matter, "propose", outcome="unfounded", reason="work")
    seen = re.search(r'name="proposed" value="([^"]+)"', sid.get(f"/matters/{matter}").text)[1]
    act(ines, matter, "withdraw", reason="no")
    act(ines, matter, "propose", outcome="internal", reason="talked to")
    for deed in ("close", "send_back"):
        given = {"reason": "agreed", "proposed": seen}
        answer = sid.send_form(f"/matters/{matter}/{deed}", **given)
        assert (answer.status_code, "something else" in answer.text) == (409, True), deed
        assert approve(sid, matter, deed, **given).status_code == 409
    assert "matter_closed" not in told_of(inbox, matter)
    given["proposed"] = sid.get(f"/api/v1/matters/{matter}").json()["proposed"]
    assert approve(sid, matter, "close", **given).status_code == 200


@pytest.mark.parametrize(("since", "said"), [("added", "another account"), ("closed", "is closed")])
def test_what_happened_since_one_looked_is_not_decided_over(inbox, monkeypatch, since, said):
    membership.change(inbox.store, "sue", {"branch": "A02"}, by="shell")
    ines, looked = inbox.as_("ines"), matters.found
    matter = opened(ines, "A1")
    act(ines, matter, "propose", outcome="internal", reason="talked to him")

    def found(asking, name):
        seen = looked(asking, name)
        with inbox.store.writing() as session:
            one = named_matter(session, name)
            if since == "added":
                add_item(session, one, "A3", "ines")
            else:
                closing.close(session, one, "", "sid")
        return seen

    monkeypatch.setattr(matters, "found", found)
    answer = approve(inbox.as_("sue"), matter, "close")
    assert (answer.status_code, said in answer.json()["detail"]) == (409, True)
    assert told_of(inbox, matter).count("matter_closed") == (since == "closed")


def test_a_file_that_is_too_large_or_empty_is_refused(inbox):
    ines = inbox.as_("ines")
    matter = opened(ines, "A1")
    act(ines, matter, "measure", track="duty", text="mask")
    for path in ("/matters", "/api/v1/matters"):
        assert bring(ines, matter, 1, "a.pdf", LARGE, path).status_code == 413
        assert bring(ines, matter, 1, "a.pdf", b"", path).status_code == 422
    assert bring(ines, matter, 1, "a.pdf", b"x" * LARGEST_FILE_BYTES).status_code == 413
    # other forms are held to less than a file
    assert ines.send_form(f"/matters/{matter}/note", text="x" * 3 * 2**20).status_code == 413
    assert ines.get(f"/api/v1/matters/{matter}").json()["measures"][0]["files"] == []


def test_a_large_file_is_taken_in_from_nobody_but_who_may_send_one(inbox):
    ines, large = inbox.as_("ines"), LARGE[: 3 * 2**20]
    matter = opened(ines, "A1")
    act(ines, matter, "measure", track="duty", text="mask")
    for who, there in (("", 303), ("ana", 403)):
        assert bring(inbox.as_(who), matter, 1, "a.pdf", large).status_code == 413
        assert bring(inbox.as_(who), matter, 1, "a.pdf", b"x").status_code == there
    assert bring(ines, matter, 1, "a.pdf", large).status_code == 303


def test_who_may_send_none_takes_nobodys_turn():
    said = []

    async def app(_scope, _receive, _send):
        said.append("taken in")

    async def sends(scope):
        return scope["path"].startswith("/api")

    async def slowly():
        await asyncio.sleep(60)

    async def at_once():
        return {"type": "http.request", "body": b"x"}

    async def all_together():
        guard, there = Guard(app, sends), "/matters/M1/measures/1/proofs"
        asked = {"type": "http", "method": "POST", "headers": []}
        many = [asyncio.create_task(guard({**asked, "path": there}, slowly, None))
                for _ in range(FILES_AT_ONCE)]  # fmt: skip
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await guard({**asked, "path": f"/api/v1{there}"}, at_once, None)
        for one in many:
            one.cancel()

    asyncio.run(all_together())
    assert said == ["taken in"]


def test_what_people_write_is_text_and_never_markup(inbox):
    ines = inbox.as_("ines")
    matter = opened(ines, "A1", title=BAD)
    act(ines, matter, "note", text=BAD)
    act(ines, matter, "measure", track="people", text=BAD, owner=BAD)
    act(ines, matter, "done", measure=1, proof=BAD)
    act(ines, matter, "hold", item="A1", reason=BAD)
    act(ines, matter, "propose", outcome="internal", reason=BAD)
    assert bring(ines, matter, 1, f"{BAD}.pdf", b"x").status_code == 303
    for path in (f"/matters/{matter}", "/matters", "/alerts/A1", "/alerts/A2"):
        text = ines.get(path).text
        assert BAD not in text, path
        assert "document.title" in text, path


def test_what_it_holds_is_placed_and_released_even_once_it_is_closed(inbox):
    ines, sue = inbox.as_("ines"), inbox.as_("sue")
    matter = opened(ines, "A1")
    assert act(ines, matter, "hold", item="A2", reason="order").status_code == 404
    [held] = act(ines, matter, "hold", item="A1", reason="order").json()["holds"]
    assert (held["account"], held["released"]) == (inbox.accounts["G001"], None)
    act(ines, matter, "propose", outcome="unclear", reason="too old")
    approve(sue, matter, "close")
    assert ines.get(f"/api/v1/matters/{matter}").json()["holds"] == [held]
    [gone] = act(ines, matter, "release", reason="no order any more").json()["holds"]
    assert gone["released_by"] == "ines"


def test_no_form_of_another_place_changes_a_matter(inbox):
    ines = inbox.as_("ines")
    matter = opened(ines, "A1")
    ines.csrf = "wrong"
    for path in ("/matters", f"/matters/{matter}/note", f"/matters/{matter}/measures/1/proofs"):
        files = {"file": ("a", b"x")} if path.endswith("proofs") else None
        answer = ines.post(path, data={"csrf": "wrong", "title": "x", "text": "x"}, files=files)
        assert answer.status_code == 403, path
    assert told_of(inbox, matter) == ["matter_opened", "matter_added"]
