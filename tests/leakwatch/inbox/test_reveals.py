"""Revealing: who may, why, with whose approval, once; and the value is nowhere afterwards."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from leakwatch import disclosing, pipeline, settings, tokens
from leakwatch.identifiers import check_digit
from leakwatch.store import approvals, checking, matters, membership, trail
from leakwatch.store.approvals import Wish

HEAD = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,工单号,审批人"
CHILD, YOUTH, GROWN = (first + check_digit(first) for first in (
    "99010120200101101", "99010120100101101", "99010119800101101"))  # fmt: skip
ROWS = (
    "G001,A01,2026-03-12 09:00:00,机主信息查询,10000000001,,WO0000001,",
    f"G002,A01,2026-03-12 09:00:01,机主信息查询,10000000002,{CHILD},,L02",
    f"G003,A02,2026-03-12 09:00:02,账单查询,10000000003,{YOUTH},,",
    f"G004,A02,2026-03-12 09:00:03,账单查询,10000000004,{GROWN},WO0000004,",
    # the last that is seen of G003 is that he approves, which tells no branch
    "G005,A03,2026-03-12 09:00:04,账单查询,10000000001,,,G003",
)
TOML = """[organisation]
name = "Carrier"
[store]
url = "sqlite:///made.db"
[sources.crm]
connector = "telecom_crm"
path = "crm.csv"
org = "carrier"
"""
REASON = "the customer complained about calls"
PLAIN = ("10000000001", "10000000002", "10000000003", "10000000004", CHILD, YOUTH, GROWN,
         "WO0000001", "WO0000004", "G001", "L02")  # fmt: skip


@pytest.fixture(scope="session")
def inbox_lake(tmp_path_factory):
    """A small log in GBK, with ID numbers of a child, a youth and a grown person."""
    place = tmp_path_factory.mktemp("reveals")
    (place / "crm.csv").write_bytes("\n".join([HEAD, *ROWS, ""]).encode("gb18030"))
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text(TOML, encoding="utf-8")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        pipeline.ingest(house)
        pipeline.derive(house)
    return place


@pytest.fixture(scope="session")
def inbox_rows():
    return {}


def token(inbox, kind, value):
    return tokens.read_token(inbox.desk.house.key, kind, value)


def asks(inbox, name, kind, value, **said):
    wanted = {"token": token(inbox, kind, value), "reason": REASON} | said
    return inbox.as_(name).api("POST", "/api/v1/reveals", json=wanted)


def decides(inbox, name, number, approve=True, said=""):
    told = {"approve": approve, "said": said}
    return inbox.as_(name).api("POST", f"/api/v1/approvals/{number}", json=told)


def uses(inbox, name, number):
    return inbox.as_(name).api("POST", f"/api/v1/reveals/{number}")


def noted(inbox, what=None):
    with inbox.store.reading() as session:
        rows = list(trail.rows(session))
    return [(row.who, row.what, row.whom, row.details) for row in rows
            if row.what == what or (what is None and row.what != "signed_in")]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "field"), [
    ("phone", "10000000001", "phone"), ("id_no", GROWN, "id_no"), ("key", "WO0000004", "case"),
])  # fmt: skip
def test_an_investigator_sees_who_a_token_is_at_once_and_it_is_on_the_trail(
    shared_inbox, kind, value, field
):
    answer = asks(shared_inbox, "ines", kind, value, alert="A1")
    assert answer.json() | {"until": ""} == {
        "value": value, "field": field, "until": "", "waiting": None
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"
    who, _, whom, details = noted(shared_inbox, "revealed")[-1]
    assert (who, whom) == ("ines", token(shared_inbox, kind, value))
    assert REASON in details
    assert '"alert":"A1"' in details
    assert value not in details


def test_the_page_shows_it_once_and_leaves_by_itself(shared_inbox):
    ines, phone = shared_inbox.as_("ines"), token(shared_inbox, "phone", "10000000001")
    shown = ines.send_form("/reveal", token=phone, reason=REASON, alert="A2")
    assert "10000000001" in shown.text
    assert shown.headers["refresh"] == "900; url=/approvals"
    assert "10000000001" not in "".join([str(shown.headers), str(shown.url)])
    for path in (f"/reveal?token={phone}&alert=A2", "/approvals", "/api/v1/approvals"):
        again = ines.get(path)
        assert again.status_code == 200
        assert "10000000001" not in again.text


def test_whoever_lacks_the_right_reveals_and_decides_nothing(shared_inbox):
    before = noted(shared_inbox)
    for name, status in {"ana": 403, "aude": 403, "adam": 403, "": 401}.items():
        assert asks(shared_inbox, name, "phone", "10000000001").status_code == status
        assert uses(shared_inbox, name, 1).status_code == status
        assert decides(shared_inbox, name, 1).status_code == status
        browser = shared_inbox.as_(name)
        led = 303 if status == 401 else status
        for path in ("/reveal", "/approvals"):
            assert browser.get(path).status_code == led
        assert browser.send_form("/reveal", token="0" * 32, reason=REASON).status_code == led
        assert browser.send_form("/approvals/1", verdict="approve").status_code == led
    assert decides(shared_inbox, "ines", 1).status_code == 403
    assert noted(shared_inbox) == before


@pytest.mark.parametrize(("change", "status"), [
    ({"reason": "short"}, 422), ({"reason": "… !!! ??? … !!!"}, 422), ({"reason": ""}, 422),
    ({"token": "10000000001"}, 422), ({"token": "0" * 32}, 404), ({"token": "0" * 31 + "\0"}, 422),
    ({"alert": "A9"}, 404), ({"alert": "' OR 1=1"}, 404), ({"matter": "M9"}, 422),
])  # fmt: skip
def test_without_a_reason_or_with_what_is_not_there_nothing_is_shown(shared_inbox, change, status):
    before = noted(shared_inbox)
    answer = asks(shared_inbox, "ines", "phone", "10000000001", **change)
    assert answer.status_code == status
    assert "10000000001" not in answer.text or change.get("token") == "10000000001"
    form = {"token": token(shared_inbox, "phone", "10000000001"), "reason": REASON} | change
    assert shared_inbox.as_("ines").send_form("/reveal", **form).status_code == status
    assert noted(shared_inbox) == before


def pending(inbox, kind, value, name="ines"):
    told = asks(inbox, name, kind, value).json()
    assert (told["value"], told["waiting"]["state"]) == (None, "pending")
    return told["waiting"]["number"]


@pytest.mark.parametrize(("kind", "value", "why"), [
    ("actor", "carrier/G003", "account"), ("actor", "carrier/L02", "account"),
    ("id_no", CHILD, "minor"), ("phone", "10000000002", "minor"),
    # the log does not say it; the line does
    ("id_no", YOUTH, "minor"), ("phone", "10000000003", "minor"),
])  # fmt: skip
def test_accounts_and_minors_take_a_second_person_and_are_then_shown_once(
    shared_inbox, kind, value, why
):
    number = pending(shared_inbox, kind, value)
    assert pending(shared_inbox, kind, value) == number
    assert uses(shared_inbox, "ines", number).status_code == 409
    told = decides(shared_inbox, "sue", number, said="as agreed").json()
    assert (told["state"], told["why"], told["decided_by"]) == ("approved", why, "sue")
    assert uses(shared_inbox, "sid", number).status_code == 404
    assert uses(shared_inbox, "ines", number).json()["value"] == value
    assert uses(shared_inbox, "ines", number).status_code == 409
    assert decides(shared_inbox, "sid", number).status_code == 409
    details = noted(shared_inbox, "revealed")[-1][3]
    assert f'"approval":{number},"approved_by":"sue"' in details


def test_nobody_approves_his_own_himself_or_a_colleague_of_his_branch(inbox):
    number = pending(inbox, "actor", "carrier/G003", "sue")
    assert decides(inbox, "sue", number).status_code == 403
    membership.change(inbox.store, "sid", {"branch": "A02"}, by="shell")
    assert decides(inbox, "sid", number).json()["detail"] == "it is of your own branch"
    assert "it is of your own branch" in inbox.as_("sid").get("/approvals").text
    own = {"branch": "A01", "actor": token(inbox, "actor", "carrier/G003")}
    membership.change(inbox.store, "sid", own, by="shell")
    assert decides(inbox, "sid", number).status_code == 404
    assert inbox.as_("sid").get("/api/v1/approvals").json()["waiting"] == []
    assert noted(inbox, "approved") == []
    membership.change(inbox.store, "sid", {"actor": ""}, by="shell")
    assert decides(inbox, "sid", number).status_code == 200


def test_nobody_reveals_himself_or_through_what_is_on_himself(inbox):
    own = {"role": "investigator", "branch": ""}
    membership.change(inbox.store, "mo", own, by="shell")
    assert asks(inbox, "mo", "actor", "carrier/G001").status_code == 404
    # only he opened it
    assert asks(inbox, "mo", "key", "WO0000001").status_code == 404
    # another opened it too
    assert asks(inbox, "mo", "phone", "10000000001").json()["value"] == "10000000001"
    assert asks(inbox, "mo", "phone", "10000000004", alert="A1").status_code == 404
    assert asks(inbox, "mo", "phone", "10000000004", alert="A2").status_code == 200


def test_a_matter_with_an_alert_on_oneself_or_a_closed_one_is_none(inbox):
    with inbox.store.writing() as session:
        one = matters.open_matter(session, "one", "ines")
        matters.open_matter(session, "two", "ines")
        matters.add_item(session, one, "A1", "ines")
    membership.change(inbox.store, "mo", {"role": "investigator"}, by="shell")
    said = [asks(inbox, who, "phone", "10000000004", matter=matter).status_code
            for who, matter in (("mo", "M1"), ("mo", "M2"), ("ines", "M1"))]  # fmt: skip
    assert said == [422, 200, 200]
    assert '"matter":"M1"' in noted(inbox, "revealed")[-1][3]


def test_what_was_refused_or_is_too_old_is_never_shown(inbox, monkeypatch):
    number = pending(inbox, "actor", "carrier/G003")
    assert (
        decides(inbox, "sue", number, approve=False, said="no ground").json()["state"] == "refused"
    )
    assert uses(inbox, "ines", number).status_code == 409
    assert decides(inbox, "sid", number).status_code == 409
    late, early = pending(inbox, "actor", "carrier/G003"), datetime.now(UTC) - timedelta(hours=25)
    assert late != number
    with inbox.store.writing() as session:
        wish = Wish("reveal", token(inbox, "actor", "carrier/G004"), "account", REASON)
        old = approvals.ask(session, wish, "ines", now=early).id
        wish = Wish("reveal", token(inbox, "actor", "carrier/G005"), "account", REASON)
        approved = approvals.ask(session, wish, "ines", now=early).id
        approvals.decide(session, approved, "sue", approved=True, now=early)
    assert decides(inbox, "sue", old).status_code == 409
    assert uses(inbox, "ines", approved).status_code == 409
    assert [
        one["number"] for one in inbox.as_("sue").get("/api/v1/approvals").json()["waiting"]
    ] == [late]
    states = {
        one["number"]: one["state"]
        for one in inbox.as_("ines").get("/api/v1/approvals").json()["mine"]
    }
    assert states == {number: "refused", late: "pending", old: "expired", approved: "expired"}


def test_by_pages_alone_it_goes_from_asking_to_showing(inbox):
    ines, sue = inbox.as_("ines"), inbox.as_("sue")
    actor = token(inbox, "actor", "carrier/G002")
    assert (
        ines.send_form("/reveal", token=actor, reason=REASON)
        .headers["location"]
        .startswith("/approvals")
    )
    assert REASON in sue.get("/approvals").text
    assert sue.send_form("/approvals/1", verdict="perhaps").status_code == 422
    assert sue.send_form("/approvals/1", verdict="approve", said="yes").status_code == 303
    assert 'action="/reveal/1"' in ines.get("/approvals").text
    assert ines.get("/reveal/1").status_code == 405
    assert "carrier/G002" in ines.send_form("/reveal/1").text
    assert ines.send_form("/reveal/1").status_code == 409
    assert 'action="/reveal/1"' not in ines.get("/approvals").text
    for number in ("0", "99", "x", "99999999999"):
        assert ines.send_form(f"/reveal/{number}").status_code in (404, 409, 422)


def test_who_reveals_very_many_in_a_day_needs_a_second_person_for_more(shared_inbox, monkeypatch):
    monkeypatch.setattr(disclosing, "MOST_A_DAY", 1)
    told = asks(shared_inbox, "sid", "phone", "10000000001").json()
    assert (told["value"], told["waiting"]) == ("10000000001", None)
    told = asks(shared_inbox, "sid", "phone", "10000000001").json()
    assert (told["value"], told["waiting"]["why"]) == (None, "many")


def test_of_two_asked_at_once_no_more_are_shown_than_may_be(inbox, monkeypatch):
    monkeypatch.setattr(disclosing, "MOST_A_DAY", 1)
    read, shown = disclosing.Revealer.read, []

    def meanwhile(*given):
        if not shown:
            shown.append("")
            shown.append(asks(inbox, "ines", "id_no", GROWN).json()["value"])
        return read(*given)

    monkeypatch.setattr(disclosing.Revealer, "read", meanwhile)
    told = asks(inbox, "ines", "phone", "10000000001").json()
    assert (told["value"], told["waiting"]["why"]) == (None, "many")
    assert shown[1] == GROWN


def test_where_the_file_is_gone_it_says_so_and_uses_nothing_up(inbox):
    number = pending(inbox, "actor", "carrier/G003")
    decides(inbox, "sue", number)
    lake = inbox.desk.house.lake.path
    [kept] = lake.glob("vault/*/*.age")
    away, (raw,) = kept.with_suffix(".away"), lake.parent.glob("crm.csv")
    kept.rename(away)
    raw.unlink()
    before = noted(inbox)
    for answer in (asks(inbox, "ines", "phone", "10000000001"), uses(inbox, "ines", number)):
        assert answer.status_code == 409
        assert "the original file is not there any more" in answer.json()["detail"]
    assert noted(inbox) == before
    away.rename(kept)
    assert uses(inbox, "ines", number).json()["value"] == "carrier/G003"


def test_the_plain_value_is_nowhere_afterwards(inbox, caplog):
    caplog.set_level(logging.DEBUG)
    for kind, value in (("phone", "10000000001"), ("id_no", GROWN), ("key", "WO0000004")):
        assert asks(inbox, "ines", kind, value).json()["value"] == value
    for kind, value in (("actor", "carrier/L02"), ("id_no", CHILD), ("phone", "10000000003")):
        number = pending(inbox, kind, value)
        decides(inbox, "sue", number)
        assert uses(inbox, "ines", number).json()["value"] == value
    found = checking.checked(inbox.store, {})
    assert found.flaws == []
    folder, told = inbox.desk.house.lake.path.parent, [str(noted(inbox)), caplog.text]
    told += [str(list(row)) for row in everything(inbox.store)]
    told += [path.read_bytes().decode("latin-1") for path in folder.rglob("*")
             if path.is_file() and path.name != "crm.csv"]  # fmt: skip
    whole = "".join(told)
    assert [value for value in PLAIN if value in whole] == []


def everything(store):
    """Every row of the store, whichever database it is."""
    from leakwatch.store.model import Model

    with store.reading() as session:
        for table in Model.metadata.sorted_tables:
            yield from session.execute(table.select()).all()
