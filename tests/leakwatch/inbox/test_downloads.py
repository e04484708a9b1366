"""Case files and bundles from the inbox: who may, what is on the trail, and raw logs by two."""

import hashlib
import io
import json
import re
import zipfile

import pandas as pd
import pytest

from leakwatch import tokens
from leakwatch.report.checking import check
from leakwatch.store import approvals, matters, trail, users
from leakwatch.store.approvals import Wish
from leakwatch.store.rings import COLUMNS, save_rings
from leakwatch.store.ties import COLUMNS as TIES

PHONE = re.compile(rb"100\d{8}")
PLACES = ["/matters/M1/casefile.docx", "/matters/M1/bundle.zip", "/api/v1/matters/M1/casefile",
          "/api/v1/matters/M1/bundle"]  # fmt: skip


@pytest.fixture(scope="module")
def inbox(shared_inbox):
    """With a matter about G001; moe investigates, and is G001 himself; sia is of his branch."""
    store = shared_inbox.store
    with store.writing() as session:
        made = matters.open_matter(session, "leads", "ines")
        matters.add_item(session, made, "A1", "ines")
    users.add(store, "moe", "supervisor", by="shell", actor=shared_inbox.accounts["G001"])
    users.add(store, "sia", "supervisor", by="shell", branch="A01")
    return shared_inbox


def entries(inbox, what):
    with inbox.store.reading() as session:
        return [(row.who, row.whom, json.loads(row.details))
                for row in trail.rows(session) if row.what == what]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_file_names_nobody_and_the_trail_tells_its_digest(inbox, place):
    answer = inbox.as_("ines").get(place)
    assert answer.status_code == 200
    assert not PHONE.search(answer.content)
    assert re.search(r'filename="M1-(casefile|bundle)-\d+\.(docx|zip)"',
                     answer.headers["content-disposition"])  # fmt: skip
    who, whom, told = entries(inbox, "exported")[-1]
    assert (who, whom) == ("ines", "M1")
    assert told["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert entries(inbox, "export_asked")[-1][2]["what"] == told["what"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("name", "code"), [("ana", 403), ("aude", 403), ("adam", 403), ("moe", 404), ("", 401)]
)
def test_others_get_none_nor_does_whoever_is_in_the_matter(inbox, place, name, code):
    answer = inbox.as_(name).get(place)
    assert answer.status_code == code or (code == 401 and answer.status_code == 303)
    assert inbox.as_("ines").get(place.replace("M1", "M9")).status_code == 404


def test_the_language_is_the_one_asked_for(inbox):
    browser = inbox.as_("ines")
    for said, word in (("en", "suspected, not proven"), ("zh", "涉嫌，未经证实")):
        content = browser.get(f"/matters/M1/casefile.docx?language={said}").content
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert word in parts.read("word/document.xml").decode()
    assert browser.get("/matters/M1/casefile.docx?language=fr").status_code == 422
    assert browser.get("/matters/M1/casefile.exe").status_code == 422


def test_the_same_request_gives_the_same_bytes(inbox, tmp_path):
    browser = inbox.as_("ines")
    first = browser.get("/matters/M1/bundle.zip")
    number = re.search(r"bundle-(\d+)", first.headers["content-disposition"])[1]
    again = browser.get(f"/matters/M1/bundle.zip?request={number}")
    assert again.content == first.content
    (tmp_path / "b.zip").write_bytes(again.content)
    assert check(tmp_path / "b.zip").flaws == []
    assert browser.get("/matters/M1/bundle.zip?request=1").status_code == 404


def test_raw_logs_take_a_reason_and_a_second_person_and_are_given_once(inbox, tmp_path):
    ines, sue = inbox.as_("ines"), inbox.as_("sue")
    assert ines.send_form("/matters/M1/bundle/raw", reason="").status_code == 422
    asked = ines.api("POST", "/api/v1/matters/M1/bundle/raw", json={"reason": "order 17"}).json()
    place, number = "/matters/M1/bundle/raw", asked["number"]
    assert ines.send_form(f"{place}/{number}").status_code == 409
    for name, code in (("ines", 403), ("sia", 403)):
        answer = inbox.as_(name).send_form(f"/approvals/{number}", verdict="approve")
        assert answer.status_code == code
    assert sue.send_form(f"/approvals/{number}", verdict="approve").status_code == 303
    assert sue.send_form(f"{place}/{number}").status_code == 404
    given = ines.send_form(f"{place}/{number}")
    assert given.status_code == 200
    (tmp_path / "b.zip").write_bytes(given.content)
    told = check(tmp_path / "b.zip")
    assert told.flaws == []
    assert told.lines == 120
    assert PHONE.search(given.content)
    said = entries(inbox, "export_asked")[-1][2]
    assert (said["raw"], said["approved"], said["reason"]) == (True, "sue", "order 17")
    assert ines.send_form(f"{place}/{number}").status_code == 409
    request = re.search(r"bundle-(\d+)", given.headers["content-disposition"])[1]
    assert ines.get(f"/matters/M1/bundle.zip?request={request}").status_code == 403


def test_what_is_put_in_after_it_was_asked_for_nobody_has_approved(inbox):
    with inbox.store.writing() as session:
        made = matters.open_matter(session, "small", "ines")
        matters.add_item(session, made, "A5", "ines")
    ines, sue, place = inbox.as_("ines"), inbox.as_("sue"), f"/matters/{made.id}/bundle/raw"

    def asked():
        return ines.api("POST", f"/api/v1{place}", json={"reason": "order 18"}).json()["number"]

    def approved(number):
        return sue.send_form(f"/approvals/{number}", verdict="approve").status_code

    early = asked()
    assert (asked(), approved(early)) == (early, 303)
    put(inbox, made, "A4")
    assert ines.send_form(f"{place}/{early}").status_code == 409
    late = asked()
    assert late != early
    put(inbox, made, "A3")
    assert approved(late) == 403
    last = asked()
    assert approved(last) == 303
    assert ines.send_form(f"{place}/{last}").status_code == 200


def put(inbox, matter, item):
    with inbox.store.writing() as session:
        matters.add_item(session, matters.named(session, matter.id), item, "ines")


def test_whoever_is_in_the_matter_does_not_learn_that_its_raw_logs_are_asked_for(inbox):
    ines, moe = inbox.as_("ines"), inbox.as_("moe")
    asked = ines.api("POST", "/api/v1/matters/M1/bundle/raw", json={"reason": "on moe"}).json()
    token = inbox.accounts["G005"]
    wish = Wish("reveal", token, "account", "he called G001", alert="A1")
    with inbox.store.writing() as session:
        of_alert = approvals.ask(session, wish, "ines").id
    known = [one["number"] for one in moe.get("/api/v1/approvals").json()["waiting"]]
    assert not {asked["number"], of_alert} & {*known}
    for number in (asked["number"], of_alert):
        answer = moe.api("POST", f"/api/v1/approvals/{number}", json={"approve": False})
        assert answer.status_code == 404
        assert answer.json()["detail"] == "nothing of this number was asked for"
    waiting = inbox.as_("sue").get("/api/v1/approvals").json()["waiting"]
    assert {asked["number"], of_alert} <= {one["number"] for one in waiting}


def test_a_member_of_a_ring_without_an_alert_has_a_branch_too(inbox):
    members = [("R1", 1e-6, tokens.read_token(inbox.desk.house.key, "actor", f"carrier/{who}"),
                "actor", "inside", "source", "x", None) for who in ("G003", "G006")]  # fmt: skip
    save_rings(inbox.store, pd.DataFrame(members, columns=COLUMNS), pd.DataFrame(columns=TIES))
    with inbox.store.writing() as session:
        made = matters.open_matter(session, "ring", "ines")
        matters.add_item(session, made, "R1", "ines")
    asked = inbox.as_("ines").api("POST", f"/api/v1/matters/{made.id}/bundle/raw",
                                  json={"reason": "order 19"}).json()  # fmt: skip
    answer = inbox.as_("sia").api("POST", f"/api/v1/approvals/{asked['number']}",
                                  json={"approve": True})  # fmt: skip
    assert (answer.status_code, answer.json()["detail"]) == (403, "it is of your own branch")


def test_whoever_may_not_reveal_or_is_in_the_matter_asks_for_none(inbox):
    for name, code in (("ana", 403), ("moe", 404)):
        answer = inbox.as_(name).send_form("/matters/M1/bundle/raw", reason="order 17")
        assert answer.status_code == code
    assert inbox.as_("ines").post("/matters/M1/bundle/raw", data={"reason": "x"}).status_code == 403


def test_the_page_of_a_matter_leads_to_both_and_asks_why(inbox):
    page = inbox.as_("ines").get("/matters/M1").text
    assert 'href="/matters/M1/casefile.docx?language=zh"' in page
    assert 'href="/matters/M1/bundle.zip"' in page
    assert 'action="/matters/M1/bundle/raw"' in page
