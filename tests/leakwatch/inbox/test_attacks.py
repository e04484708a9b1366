"""What strangers, other sites and each other's users try, and what they get."""

import inspect
import json
import shutil
import threading
from urllib.parse import quote

import pytest

from leakwatch.inbox import passwords
from leakwatch.inbox.safety import LARGEST_BYTES
from leakwatch.store import sign_ins, users

PASSWORD = "four words of mine"
FIELDS = ("status", "severity", "org", "detector", "detectors", "owner", "ring", "actor", "people",
          "since", "until", "last", "text", "sort", "group", "page", "nothing")  # fmt: skip
ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")


def each(name, values):
    """A test of many values in one house, for a house takes longer to make than to attack."""

    def over(test):
        def of_all(**given):
            for value in values:
                test(**given, **{name: value})

        told = inspect.signature(test)
        kept = [one for one in told.parameters.values() if one.name != name]
        of_all.__signature__ = told.replace(parameters=kept)
        return of_all

    return over


def signs_in(browser, name, password, **headers):
    return browser.post("/login", data={"name": name, "password": password}, headers=headers)


@pytest.fixture
def url(tmp_path, blank):
    """No attack here knows which database there is; see test_injection."""
    return f"sqlite:///{shutil.copy(blank, tmp_path / 'leakwatch.db')}"


@pytest.fixture
def lin(inbox):
    users.add(inbox.store, "lin", "analyst", by="shell", password=PASSWORD)
    return inbox.as_()


# forms of other sites


@each("secret", ["", "0" * 64, "é", "None"])
def test_a_form_without_our_secret_changes_nothing(inbox, secret):
    ana = inbox.as_("ana")
    assert ana.post("/logout", data={"csrf": secret}).status_code == 403
    assert ana.get("/").status_code == 200


def test_the_secret_of_another_sign_in_is_none_of_ours(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    assert ana.post("/logout", data={"csrf": bo.csrf}).status_code == 403
    again = inbox.as_("ana")
    assert ana.post("/logout", data={"csrf": again.csrf}).status_code == 403


def test_our_own_form_is_taken(inbox):
    assert inbox.as_("ana").send_form("/logout").status_code == 303


@each("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"}, {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
])  # fmt: skip
def test_another_site_signs_nobody_in_and_out(inbox, lin, headers):
    assert signs_in(lin, "lin", PASSWORD, **headers).status_code == 403
    ana = inbox.as_("ana")
    assert ana.post("/logout", data={"csrf": ana.csrf}, headers=headers).status_code == 403


@each("headers", [
    {}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"},
])  # fmt: skip
def test_our_own_page_does(lin, headers):
    assert signs_in(lin, "lin", PASSWORD, **headers).status_code == 303


# sessions


def test_a_planted_cookie_is_worth_nothing_after_signing_in(inbox, lin):
    lin.cookies.set(inbox.desk.cookie, "planted")
    answer = signs_in(lin, "lin", PASSWORD)
    assert answer.cookies[inbox.desk.cookie] != "planted"
    thief = inbox.as_()
    thief.cookies.set(inbox.desk.cookie, "planted")
    assert thief.get("/").status_code == 303


def test_signing_in_as_somebody_else_does_not_take_over_his_cookie(inbox, lin):
    first = signs_in(lin, "lin", PASSWORD).cookies[inbox.desk.cookie]
    second = signs_in(lin, "lin", PASSWORD).cookies[inbox.desk.cookie]
    assert first != second


def test_the_cookie_is_for_us_alone(lin):
    told = signs_in(lin, "lin", PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "path=/" in told
    assert "domain" not in told


def test_over_tls_it_is_so_named_that_no_neighbour_can_set_it(inbox, lin):
    object.__setattr__(inbox.desk, "secure", True)
    told = signs_in(lin, "lin", PASSWORD).headers["set-cookie"]
    assert told.startswith("__Host-leakwatch=")
    assert "; Secure" in told


def test_a_cookie_signed_out_is_worth_nothing(inbox):
    ana = inbox.as_("ana")
    kept = ana.cookies[inbox.desk.cookie]
    ana.send_form("/logout")
    ana.cookies.set(inbox.desk.cookie, kept)
    assert ana.get("/").status_code == 303


@each("cookie", ["", "x", "' OR 1=1 --", "a" * 5000, "%00"])
def test_no_cookie_can_be_guessed_or_broken(inbox, cookie):
    stranger = inbox.as_()
    answer = stranger.get("/", headers={"Cookie": f"{inbox.desk.cookie}={cookie}"})
    assert answer.status_code == 303


# passwords


@pytest.mark.usefixtures("light")
def test_after_eight_wrong_passwords_the_right_one_does_not_help(lin):
    said = [signs_in(lin, "lin", "wrong").status_code for _ in range(8)]
    assert said == [401] * 8
    assert signs_in(lin, "lin", PASSWORD).status_code == 429


@pytest.mark.usefixtures("light")
def test_a_name_typed_otherwise_has_no_tries_of_its_own(inbox):
    lin = inbox.as_()
    users.add(inbox.store, "lin", "analyst", by="shell", password=PASSWORD)
    for name in ("lin", "LIN", "Ｌin", "ｌｉｎ", "𝐥𝐢𝐧", "LiN", "lIn", "Lin"):
        assert signs_in(lin, name, "wrong").status_code == 401
    assert signs_in(lin, "ｌin", PASSWORD).status_code == 429


def test_many_at_once_get_no_more_tries_than_one(inbox, lin, monkeypatch):
    # on a busy machine the gate would send most of them away before they are counted
    monkeypatch.setattr(passwords, "GATE_SECONDS", 60.0)
    said = []
    tries = [threading.Thread(target=lambda: said.append(signs_in(lin, "lin", "no").status_code))
             for _ in range(24)]  # fmt: skip
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    # four at the gate may each be on their last
    assert said.count(401) <= sign_ins.TRIES + 3
    assert signs_in(lin, "lin", PASSWORD).status_code == 429


@each("path", ["/login", "/me/password"])
def test_no_more_passwords_are_checked_at_once_than_there_is_memory_for(inbox, monkeypatch, path):
    monkeypatch.setattr(passwords, "GATE_SECONDS", 0.01)
    ana, gate = inbox.as_("ana"), inbox.desk.gate
    sent = {"name": "ana", "password": "no", "old": "no", "new": PASSWORD}
    held = [gate.acquire(timeout=0) for _ in range(4)]
    assert all(held)
    assert ana.send_form(path, **sent).status_code == 503
    for _ in held:
        gate.release()
    assert ana.send_form(path, **sent).status_code in (401, 403)


@pytest.mark.usefixtures("light")
def test_wrong_passwords_of_ones_own_page_count_for_where_they_come_from(inbox):
    ana, bo = inbox.as_("ana"), inbox.as_("bo")
    for browser in (ana, bo) * (sign_ins.TRIES // 2):
        browser.send_form("/me/password", old="no", new=PASSWORD)
    assert inbox.as_("ines").send_form("/me/password", old="no", new=PASSWORD).status_code == 429
    assert signs_in(inbox.as_(), "ines", "no").status_code == 429


def test_a_wrong_name_and_a_wrong_password_are_told_alike(lin):
    wrong, none = signs_in(lin, "lin", "wrong"), signs_in(lin, "nobody-here", "wrong")
    assert (wrong.status_code, wrong.text) == (none.status_code, none.text)


def test_what_was_typed_is_never_sent_back(inbox, lin):
    answer = signs_in(lin, "lin", "secret-" * 400)
    assert answer.status_code in (401, 422)
    assert "secret" not in answer.text
    assert "secret" not in lin.post("/login", json={"password": "secret"}).text


def test_a_page_loads_htmx_only_where_it_asks_something_of_it(inbox):
    for name, page in (("ana", "/"), ("ana", "/alerts/A1"), ("ana", "/feeds"), ("adam", "/feeds")):
        told = inbox.as_(name).get(page).text
        assert ("htmx.min.js" in told) == ("hx-get=" in told), (name, page)


# words in the address


@each("bad", ["<script>x()</script>", '"><img src=x onerror=x()>', "{{7*191}}"])
def test_what_is_typed_into_an_address_comes_back_as_text(inbox, bad):
    ana = inbox.as_("ana")
    for field in FIELDS:
        told = ana.get(f"/?{field}={quote(bad)}").text
        assert "{" in bad or bad not in told, field
        assert "1337" not in told, field


@each("where", ELSEWHERE)
@each("field", ["next", "back", "url", "to", "return", "here"])
def test_nobody_is_led_to_another_site(inbox, lin, where, field):
    said = f"?{field}={quote(where)}"
    for answer in (lin.get(f"/login{said}"), lin.get(f"/{said}"), inbox.as_("aude").get(f"/{said}"),
                   lin.post(f"/login{said}", data={"name": "lin", "password": "no"})):  # fmt: skip
        assert answer.headers.get("location", "/").startswith("/")
        assert "evil" not in answer.headers.get("location", "")


@each("path", ["//evil.example/", "/%2f%2fevil.example/", "/rings/", "/users/"])
def test_a_slash_too_many_leads_nowhere(inbox, path):
    answer = inbox.as_("sue").get(path, headers={"Host": "evil.example"})
    assert "evil" not in answer.headers.get("location", "")


@each("path", [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/....//app.py",
    "/static//etc/passwd", "/static/%5c..%5capp.py", "/static/", "/static/templates/base.html",
    "/static/keys.js%00.css",
])  # fmt: skip
def test_no_path_leads_out_of_the_static_files(inbox, path):
    answer = inbox.as_("ana").get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text


@each("name", ["A0", "A99999", "..%2f..", "%27", "A1%00", "a" * 4000, "A1'--", "-"])
@each("page", ["/alerts/", "/rings/", "/actors/", "/matters/"])
def test_what_does_not_exist_is_not_found(inbox, page, name):
    assert inbox.as_("sue").get(page + name).status_code in (404, 405, 422)


# requests of a strange kind


def test_a_body_too_large_is_refused_before_it_is_read(inbox):
    ana = inbox.as_("ana")
    assert ana.post("/logout", content=b"x" * (LARGEST_BYTES + 1)).status_code == 413
    parts = (b"x" * 65536 for _ in range(LARGEST_BYTES // 65536 + 2))
    assert ana.post("/logout", content=parts).status_code == 413
    assert ana.post("/logout", headers={"Content-Length": "-1"}).status_code in (400, 413)


@each("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "POST"])
def test_other_verbs_do_nothing(inbox, method):
    assert inbox.as_("ana").request(method, "/").status_code in (403, 405)


def test_a_verb_in_a_header_or_a_field_is_not_believed(inbox):
    ana = inbox.as_("ana")
    given = {"X-HTTP-Method-Override": "POST", "X-CSRF": ana.csrf}
    assert ana.get("/logout?_method=POST", headers=given).status_code == 405
    assert ana.get("/").status_code == 200


def test_what_is_refused_says_why_and_never_how_it_broke(inbox, monkeypatch):
    from leakwatch.store import lists

    def breaks(*_):
        raise RuntimeError("G001 at /secret/place")

    monkeypatch.setattr(lists, "page", breaks)
    from starlette.testclient import TestClient

    quiet = TestClient(
        inbox.app, raise_server_exceptions=False, cookies=dict(inbox.as_("ana").cookies)
    )
    answer = quiet.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_store_that_is_away_is_told_so(inbox, monkeypatch):
    from leakwatch.errors import SourceError
    from leakwatch.store import lists

    def away(*_):
        raise SourceError("no answer: G001")

    monkeypatch.setattr(lists, "page", away)
    answer = inbox.as_("ana").get("/")
    assert answer.status_code == 503
    assert "G001" not in answer.text


@each("host", ["evil.example", "127.0.0.1@evil.example", "a b", ""])
def test_no_answer_names_the_host_that_was_asked_for(inbox, host):
    answer = inbox.as_("ana").get("/", headers={"Host": host})
    assert "evil" not in answer.text + json.dumps(dict(answer.headers))


def test_programs_are_told_in_json_and_people_in_pages(inbox):
    nobody = inbox.as_()
    assert nobody.get("/api/v1/none").status_code == 404
    assert nobody.get("/api/v1/none").json() == {"detail": "there is no such page"}
    assert "there is no such page" in nobody.get("/none").text
    assert nobody.get("/api/openapi.json").status_code == 401


@each("name", ["ana", "ines", "sue", "aude", "adam"])
def test_who_has_not_the_right_is_refused_whatever_he_sends(inbox, name):
    browser = inbox.as_(name)
    if name != "adam":
        assert browser.get("/users").status_code == 403
        made = {"name": "evil", "role": "admin", "password": "four words of mine"}
        assert browser.send_form("/users", **made).status_code == 403
        assert browser.api("POST", "/api/v1/users", json=made).status_code == 403
        assert browser.send_form(f"/users/{name}", role="admin").status_code == 403
    if name != "aude":
        assert browser.get("/trail").status_code == 403
        assert browser.send_form("/trail/export", kind="csv").status_code == 403
    if name in ("aude", "adam"):
        assert browser.get("/alerts/A1").status_code == 403
        assert browser.get("/rings").status_code == 403


def test_nobody_changes_his_own_role_by_a_field_too_many(inbox):
    ana = inbox.as_("ana")
    ana.send_form("/me", language="en", zone="UTC", role="admin", actor="", name="sue")
    assert users.named(inbox.store, "ana").role == "analyst"
