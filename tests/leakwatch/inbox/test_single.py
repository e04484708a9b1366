"""Signing in where the organisation does, at a small provider of ours over real HTTP."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from leakwatch import settings
from leakwatch.errors import ConfigError
from leakwatch.inbox.provider import Leaving
from leakwatch.signon import SignOn
from leakwatch.store import membership, sign_ins, trail, users

CLIENT, SECRET, BACK = "leakwatch", "between us", "http://testserver/login/oidc/back"
PASSWORD = "four words of mine"


@dataclass
class Issuer:
    """A provider: who signs in there, and what it does wrong."""

    url: str = ""
    claims: dict = field(default_factory=lambda: {"preferred_username": "ana"})
    wrong: dict = field(default_factory=dict)
    header: dict = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(parameters={"kid": "one"}))
    signing: RSAKey | None = None
    codes: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)
    down: bool = False
    given: int = 0

    def authorize(self, address):
        """What its page does once somebody has signed in there: where the browser is led."""
        asked = dict(parse_qsl(urlsplit(address).query))
        self.given += 1
        code = f"code-{self.given}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form, basic):
        """An ID token for a code; None for one that is not good."""
        asked = self.codes.pop(form.get("code"), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if (asked is None or challenge != asked["code_challenge"] or basic != [CLIENT, SECRET]
                or form["redirect_uri"] != asked["redirect_uri"]):  # fmt: skip
            return None
        now = int(time.time())
        claims = {"iss": self.url, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 300,
                  "nonce": asked["nonce"], **self.claims, **self.wrong}  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode()
                     for one in (self.header, claims)]  # fmt: skip
            return f"{'.'.join(parts)}."
        return jwt.encode(self.header, claims, self.signing or self.key)

    def document(self):
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys", **self.told,
        }  # fmt: skip


def answering(issuer):
    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def moved(self):
            if not self.path.startswith("/moved"):
                return False
            self.send_response(307)
            self.send_header("location", f"{issuer.url}{self.path.removeprefix('/moved')}")
            self.send_header("content-length", "0")
            self.end_headers()
            return True

        def do_GET(self):
            if self.moved():
                return
            keys = {"keys": [issuer.key.as_dict(private=False)]}
            documents = {"/.well-known/openid-configuration": issuer.document(), "/keys": keys}
            found = None if issuer.down else documents.get(self.path)
            self.said(200 if found else 503, found)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            if self.moved():
                return
            form = {name: values[0] for name, values in parse_qs(body).items()}
            basic = self.headers.get("authorization", "").removeprefix("Basic ")
            pair = [unquote(one) for one in base64.b64decode(basic).decode().split(":")]
            found = issuer.token(form, pair)
            good = {"access_token": "x", "token_type": "Bearer", "id_token": found}
            self.said(*((200, good) if found else (400, {"error": "invalid_grant"})))

        def said(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Answers


@pytest.fixture(scope="module")
def serving():
    """The provider's server; its key takes a while to make."""
    issuer = Issuer()
    issuer.first = issuer.key
    with ThreadingHTTPServer(("127.0.0.1", 0), answering(issuer)) as server:
        issuer.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield issuer
        server.shutdown()


@pytest.fixture
def issuer(serving):
    """The provider, as it is when it does nothing wrong."""
    vars(serving).update(vars(Issuer(url=serving.url, key=serving.first)))
    return serving


@pytest.fixture
def house(shared_inbox, issuer, monkeypatch):
    """The inbox, with that provider and without passwords or with them."""
    monkeypatch.setenv("OIDC", SECRET)
    with_provider(shared_inbox, issuer)
    yield shared_inbox
    with_provider(shared_inbox, None)
    with shared_inbox.store.writing() as session:
        session.query(sign_ins.WrongTry).delete()


def with_provider(inbox, issuer, **more):
    """The settings as if they named the provider."""
    import msgspec

    said = SignOn(issuer.url, CLIENT, "OIDC", **more) if issuer else SignOn()
    ours = inbox.desk.settings
    link = msgspec.structs.replace(ours.notify, link="http://testserver/")
    changed = msgspec.structs.replace(ours, oidc=said, notify=link)
    object.__setattr__(inbox.desk, "house", with_settings(inbox.desk.house, changed))
    inbox.desk.__dict__.pop("provider", None)


def with_settings(house, changed):
    return replace(house, settings=changed)


def signs_in(house, issuer, browser=None, change=lambda address: address):
    """What a browser is answered at the end, that goes the whole way."""
    browser = browser or house.as_()
    there = browser.get("/login/oidc")
    assert there.status_code == 303
    back = urlsplit(change(issuer.authorize(there.headers["location"])))
    return browser.get(f"{back.path}?{back.query}")


def signed_in(house, browser):
    return browser.get("/me").status_code == 200


def test_who_the_provider_vouches_for_is_signed_in_under_a_new_cookie(house, issuer):
    browser, thief = house.as_(), house.as_()
    for one in (browser, thief):
        one.cookies.set(house.desk.cookie, "planted", "testserver.local", "/")
    answer = signs_in(house, issuer, browser)
    assert (answer.status_code, answer.headers["refresh"]) == (200, "0; url=/")
    assert not signed_in(house, thief)
    assert 'leakwatch-oidc=""' in answer.headers["set-cookie"]
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert "ana" in browser.get("/me").text


def test_the_way_there_carries_state_nonce_and_a_challenge_and_no_secret(house, issuer):
    there = house.as_().get("/login/oidc")
    said = dict(parse_qsl(urlsplit(there.headers["location"]).query))
    assert there.headers["location"].startswith(f"{issuer.url}/authorize?")
    assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
    assert (said["client_id"], said["redirect_uri"]) == (CLIENT, BACK)
    assert len(said["state"]) >= 43 <= len(said["nonce"])
    again = dict(parse_qsl(urlsplit(house.as_().get("/login/oidc").headers["location"]).query))
    assert {again[one] == said[one] for one in ("state", "nonce", "code_challenge")} == {False}
    cookie = there.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert SECRET not in there.headers["location"] + cookie


def test_our_own_sign_out_ends_it(house, issuer):
    browser = house.as_()
    signs_in(house, issuer, browser)
    kept = browser.cookies[house.desk.cookie]
    from leakwatch.inbox.desk import signed

    browser.csrf = signed(house.desk, kept)
    assert browser.send_form("/logout").status_code == 303
    browser.cookies.set(house.desk.cookie, kept, "testserver.local", "/")
    assert not signed_in(house, browser)


@pytest.mark.parametrize("wrong", [
    {"nonce": "another"}, {"nonce": None}, {"iss": "https://evil.example"}, {"iss": None},
    {"aud": "another"}, {"aud": [CLIENT, "another"]}, {"aud": None}, {"azp": "another"},
    {"aud": "another", "azp": CLIENT},
    {"exp": 1}, {"exp": None}, {"iat": int(time.time()) + 3600}, {"sub": None},
    {"preferred_username": None}, {"preferred_username": ""}, {"preferred_username": ["ana"]},
    {"at_hash": "another"},
])  # fmt: skip
def test_a_token_that_is_not_for_us_now_and_for_this_browser_signs_nobody_in(house, issuer, wrong):
    issuer.wrong = wrong
    browser = house.as_()
    assert signs_in(house, issuer, browser).status_code == 401
    assert not signed_in(house, browser)


@pytest.mark.parametrize("how", ["none", "HS256", "another key"])
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(house, issuer, how):
    if how == "another key":
        issuer.signing = RSAKey.generate_key(parameters={"kid": "one"})
    else:
        issuer.header = {"alg": how, "kid": "one"}
        if how == "HS256":
            from joserfc.jwk import OctKey

            # the public key, taken for a secret
            issuer.signing = OctKey.import_key(issuer.key.as_bytes(private=False)[40:80])
    assert signs_in(house, issuer).status_code == 401


def test_keys_that_the_provider_has_changed_are_asked_for_again(house, issuer):
    signs_in(house, issuer)
    issuer.key = RSAKey.generate_key(parameters={"kid": "two"})
    issuer.header = {"alg": "RS256", "kid": "two"}
    assert signs_in(house, issuer).status_code == 200


@pytest.mark.parametrize("change", [
    lambda address: address.replace("state=", "state=x"),
    lambda address: address.partition("&state=")[0],
    lambda address: address.replace("code=", "code=x"),
    lambda address: address.partition("?")[0] + "?error=access_denied",
    lambda address: address + "&iss=https://evil.example",
    lambda address: address.replace("state=", "state=é"),
])  # fmt: skip
def test_what_comes_back_otherwise_than_it_left_signs_nobody_in(house, issuer, change):
    browser = house.as_()
    assert signs_in(house, issuer, browser, change).status_code == 401
    assert not signed_in(house, browser)


def test_another_browser_or_a_second_time_is_no_way_in(house, issuer):
    here, there = house.as_(), house.as_()
    back = urlsplit(issuer.authorize(here.get("/login/oidc").headers["location"]))
    address = f"{back.path}?{back.query}"
    assert there.get(address).status_code == 401
    there.get("/login/oidc")
    assert there.get(address).status_code == 401
    cookie = here.cookies["leakwatch-oidc"]
    assert here.get(address).status_code == 200
    here.cookies.set("leakwatch-oidc", cookie, "testserver.local", "/")
    assert here.get(address).status_code == 401


@pytest.mark.parametrize(("ago", "status"), [(500, 200), (700, 401), (-120, 401)])
def test_a_cookie_that_is_too_old_is_no_way_in(house, issuer, ago, status):
    browser, secret = house.as_(), house.desk.secret
    back = urlsplit(issuer.authorize(browser.get("/login/oidc").headers["location"]))
    leaving = Leaving.read(browser.cookies["leakwatch-oidc"], secret)
    browser.cookies.clear()
    aged = replace(leaving, at=int(time.time()) - ago).sealed(secret)
    browser.cookies.set("leakwatch-oidc", aged)
    assert browser.get(f"{back.path}?{back.query}").status_code == status


def test_a_cookie_that_is_not_ours_is_no_way_in(house, issuer):
    forged = Leaving("s", "n", "v", int(time.time()))
    for cookie in (forged.sealed(b"another"), "", ".", "a.b.c.d.e", "....",
                   forged.sealed(house.desk.secret)[:-1]):  # fmt: skip
        browser = house.as_()
        browser.cookies.set("leakwatch-oidc", cookie)
        assert browser.get("/login/oidc/back?code=code-0&state=s").status_code == 401


@pytest.mark.parametrize("name", ["jwks_uri", "token_endpoint"])
def test_where_the_provider_says_that_it_has_moved_nobody_is_followed(house, issuer, name):
    places = {"jwks_uri": "/keys", "token_endpoint": "/token"}
    issuer.told = {name: f"{issuer.url}/moved{places[name]}"}
    browser = house.as_()
    assert signs_in(house, issuer, browser).status_code in (401, 503)
    assert not signed_in(house, browser)


@pytest.mark.parametrize("name", ["stranger", "ＡＮＡ", "ana ", "root", "ana\0", "x" * 300])
def test_whoever_is_no_user_here_is_made_none(house, issuer, name):
    issuer.claims = {"preferred_username": name}
    before = users.everybody(house.store)
    answer = signs_in(house, issuer)
    assert answer.status_code == 403
    assert [one.name for one in users.everybody(house.store)] == [one.name for one in before]
    with house.store.reading() as session:
        assert list(trail.rows(session))[-1].what == "sign_in_failed"


def test_a_user_removed_is_let_in_no_more_and_one_without_a_password_is(house, issuer):
    issuer.claims = {"preferred_username": "Bo"}
    assert signs_in(house, issuer).status_code == 200
    membership.remove(house.store, "bo", by="shell")
    assert signs_in(house, issuer).status_code == 403
    membership.change(house.store, "bo", {"active": True}, by="shell")


def test_an_address_counts_only_where_the_provider_checked_it(house, issuer):
    with_provider(house, issuer, claim="email")
    users.add(house.store, "a@b.example", "analyst", by="shell")
    said = []
    for checked in (None, False, "true", True):
        issuer.claims = {"email": "a@b.example", "email_verified": checked}
        said.append(signs_in(house, issuer).status_code)
    assert said == [401, 401, 401, 200]


def test_after_many_who_are_no_users_an_address_is_not_asked_for(house, issuer):
    issuer.claims = {"preferred_username": "stranger"}
    assert [signs_in(house, issuer).status_code for _ in range(9)] == [403] * 8 + [429]


def test_where_the_provider_is_away_or_another_passwords_still_do(house, issuer):
    issuer.down = True
    assert house.as_().get("/login/oidc").status_code == 503
    issuer.down, issuer.told = False, {"issuer": "https://evil.example"}
    assert house.as_().get("/login/oidc").status_code == 503
    issuer.told = {"authorization_endpoint": "http://evil.example/authorize"}
    house.desk.__dict__.pop("provider")
    assert house.as_().get("/login/oidc").status_code == 503
    assert 'name="password"' in house.as_().get("/login").text


def test_passwords_can_be_turned_off(house, issuer):
    membership.change(house.store, "ned", {"password": PASSWORD}, by="shell")
    given = {"name": "ned", "password": PASSWORD}
    assert house.as_().post("/login", data=given).status_code == 303
    with_provider(house, issuer, passwords=False)
    assert house.as_().post("/login", data=given).status_code == 403
    assert 'name="password"' not in house.as_().get("/login").text
    assert 'href="/login/oidc"' in house.as_().get("/login").text
    ned, change = house.as_("ned"), {"old": PASSWORD, "new": "another four words"}
    assert ned.send_form("/me/password", **change).status_code == 403
    assert "/me/password" not in ned.get("/me").text


def test_without_a_provider_there_is_no_such_page(shared_inbox):
    for path in ("/login/oidc", "/login/oidc/back?code=x&state=y"):
        assert shared_inbox.as_().get(path).status_code == 404
    assert "/login/oidc" not in shared_inbox.as_().get("/login").text


GOOD = {"issuer": "https://login.example", "client_id": "x"}


@pytest.mark.parametrize(("oidc", "said"), [
    ({"passwords": False}, "nobody could sign in"),
    (GOOD | {"issuer": "http://login.example"}, "issuer is no https address"),
    (GOOD | {"issuer": "login.example"}, "issuer is no https address"),
    (GOOD | {"issuer": "https://a:b@login.example"}, "issuer is no https address"),
    (GOOD | {"client_id": ""}, "needs client_id"),
    (GOOD | {"secret": "s3cr3t-with-dash"}, "never the secret"),
    (GOOD, "lead back to the inbox"),
])  # fmt: skip
def test_settings_that_cannot_work_are_refused_when_they_are_read(tmp_path, oidc, said):
    lines = [f"{name} = {json.dumps(value)}" for name, value in oidc.items()]
    place = tmp_path / "leakwatch.toml"
    place.write_text("\n".join(["[oidc]", *lines]), encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        settings.read(place)
    assert "s3cr3t" not in str(error.value)


def test_a_secret_that_is_not_there_is_missed_at_once(house, issuer, monkeypatch):
    monkeypatch.delenv("OIDC")
    with pytest.raises(ConfigError, match="OIDC: the variable is not set"):
        _ = house.desk.provider
