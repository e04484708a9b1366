"""Users as admins keep them, and one's own page with its API tokens."""

import pytest

from leakwatch.access import RIGHTS
from leakwatch.store import api_tokens, membership, sign_ins, trail, users

WORDS = "four words, a horse"


def person(inbox, name):
    return users.named(inbox.store, name)


def told(inbox):
    with inbox.store.reading() as session:
        return [tuple(row) for row in trail.rows(session)]


def test_nobody_but_admins_keeps_users(inbox):
    before = len(users.everybody(inbox.store))
    for name in ("ana", "ines", "sue", "aude", ""):
        refused(inbox.as_(name), name)
    assert len(users.everybody(inbox.store)) == before
    assert (person(inbox, "bo").role, person(inbox, "bo").active) == ("analyst", True)


def refused(browser, name):
    status, called = (403, 403) if name else (303, 401)
    new = {"name": "zoe", "role": "admin"}
    assert browser.get("/users").status_code == status
    assert browser.get("/api/v1/users").status_code == called
    assert browser.send_form("/users", **new).status_code == status
    assert browser.api("POST", "/api/v1/users", json=new).status_code == called
    assert browser.api("PATCH", "/api/v1/users/ana", json={"role": "admin"}).status_code == called
    for deed in ("", "/remove", "/back", "/out"):
        assert browser.send_form(f"/users/bo{deed}", role="admin").status_code == status


def test_an_admin_lets_somebody_in_with_a_password_told_once_and_an_account_kept_as_a_token(inbox):
    adam = inbox.as_("adam")
    shown = adam.send_form("/users", name="Zoe", role="analyst", account="carrier/G001").text
    secret = shown.partition('<code class="long">')[2].partition("</code>")[0]
    assert users.check_password(inbox.store, "zoe", secret).name == "zoe"
    assert person(inbox, "zoe").actor == inbox.accounts["G001"]
    assert secret not in adam.get("/users").text
    assert secret not in str(told(inbox))
    assert "G001" not in str(told(inbox))
    assert "G001" not in adam.get("/users").text


def test_what_cannot_be_a_user_is_refused(inbox):
    adam = inbox.as_("adam")
    before = told(inbox)
    for new in (
        {"name": "ana", "role": "analyst"}, {"name": "", "role": "analyst"},
        {"name": "zoe", "role": "root"}, {"name": "z<b>", "role": "analyst"},
        {"name": "zoe", "role": "analyst", "own_account": "****"},
        {"name": "zoe", "role": "analyst", "password": "short"},
        {"name": "zoe\0", "role": "analyst"}, {"role": "analyst"},
    ):  # fmt: skip
        assert adam.api("POST", "/api/v1/users", json=new).status_code == 422, new
        form = {name.removeprefix("own_"): said for name, said in new.items()}
        assert adam.send_form("/users", **form).status_code == 422, new
    assert told(inbox) == before


def test_whose_role_or_password_is_another_is_signed_out(inbox):
    adam, bo = inbox.as_("adam"), inbox.as_("bo")
    assert bo.get("/me").status_code == 200
    assert adam.send_form("/users/bo", role="analyst", branch="A09").status_code == 303
    assert bo.get("/me").status_code == 200
    adam.send_form("/users/bo", role="supervisor", branch="A09")
    assert bo.get("/me").status_code == 303
    assert (person(inbox, "bo").role, person(inbox, "bo").branch) == ("supervisor", "A09")


def test_who_is_removed_is_out_at_once_with_his_tokens_for_good(inbox):
    adam, bo = inbox.as_("adam"), inbox.as_("bo")
    secret = api_tokens.make(inbox.store, "bo", "x", days=7, writes=True)
    adam.send_form("/users/bo/remove")
    assert bo.get("/me").status_code == 303
    adam.send_form("/users/bo/back")
    assert person(inbox, "bo").active
    assert bo.get("/me").status_code == 303
    assert api_tokens.of(inbox.store, secret) is None


def test_no_admin_changes_his_own_role_or_removes_himself_and_the_last_one_stays(inbox):
    adam = inbox.as_("adam")
    assert adam.send_form("/users/adam", role="analyst").status_code == 409
    assert adam.send_form("/users/adam/remove").status_code == 409
    assert adam.api("PATCH", "/api/v1/users/adam", json={"active": False}).status_code == 409
    # his branch is another thing, and the form sends his role along
    assert adam.send_form("/users/adam", role="admin", branch="A01").status_code == 303
    adam.api("POST", "/api/v1/users", json={"name": "eve", "role": "admin"})
    assert inbox.as_("eve").send_form("/users/adam/remove").status_code == 303
    assert inbox.as_("eve").send_form("/users/eve/remove").status_code == 409
    assert [one.name for one in users.everybody(inbox.store)
            if one.role == "admin" and one.active] == ["eve"]  # fmt: skip


def test_signing_somebody_out_everywhere_takes_his_browsers_and_tokens(inbox):
    bo, secret = inbox.as_("bo"), api_tokens.make(inbox.store, "bo", "x", days=7, writes=True)
    assert inbox.as_("adam").api("POST", "/api/v1/users/bo/out").json() == {
        "user": "bo", "browsers": 1
    }  # fmt: skip
    assert bo.get("/me").status_code == 303
    assert api_tokens.of(inbox.store, secret) is None
    assert inbox.as_("adam").send_form("/users/nobody/out").status_code == 404


def test_everybody_has_a_page_of_his_own(inbox):
    for name in ("ana", "ines", "sue", "aude", "adam"):
        assert inbox.as_(name).get("/me").status_code == 200, name


def test_language_and_zone_are_ones_own(inbox):
    ana = inbox.as_("ana")
    assert ana.send_form("/me", language="zh", zone="Asia/Urumqi").status_code == 303
    assert (person(inbox, "ana").language, person(inbox, "ana").zone) == ("zh", "Asia/Urumqi")
    assert 'lang="zh' in ana.get("/me").text
    for wrong in ({"language": "xx"}, {"zone": "Mars/Base"}, {"zone": "../../etc/passwd"}):
        assert ana.send_form("/me", **wrong).status_code == 422
    ana.send_form("/me")
    assert (person(inbox, "ana").language, person(inbox, "ana").zone) == (None, None)


@pytest.mark.usefixtures("light")
def test_a_new_password_needs_the_old_one_and_signs_other_browsers_out(inbox):
    membership.change(inbox.store, "ana", {"password": WORDS}, by="shell")
    here, there = inbox.as_("ana"), inbox.as_("ana")
    new = "another four words"
    assert here.send_form("/me/password", old="wrong", new=new).status_code == 403
    assert here.send_form("/me/password", old=WORDS, new="short").status_code == 422
    assert there.get("/me").status_code == 200
    assert here.send_form("/me/password", old=WORDS, new=new).status_code == 303
    assert users.check_password(inbox.store, "ana", new) is not None
    assert (here.get("/me").status_code, there.get("/me").status_code) == (200, 303)


@pytest.mark.usefixtures("light")
def test_ones_password_cannot_be_guessed_at_from_an_open_browser(inbox):
    ana = inbox.as_("ana")
    for _ in range(sign_ins.TRIES - 1):
        sign_ins.note_wrong(inbox.store, ["name ana"])
    answers = [ana.send_form("/me/password", old="guess", new=WORDS).status_code for _ in range(2)]
    assert answers == [403, 429]


def test_signing_out_elsewhere_leaves_this_browser(inbox):
    here, there, other = inbox.as_("ana"), inbox.as_("ana"), inbox.as_("bo")
    here.send_form("/me/out")
    assert [each.get("/me").status_code for each in (here, there, other)] == [200, 303, 200]


def made(inbox, name, **said):
    shown = inbox.as_(name).send_form("/me/tokens", name="nightly", days="7", **said).text
    return shown.partition('<code class="long">')[2].partition("</code>")[0]


def program(inbox, secret):
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def test_a_token_does_at_the_api_what_its_user_may_and_nothing_elsewhere(inbox):
    call, secret = inbox.as_(), made(inbox, "adam", writes="true")
    head = program(inbox, secret)
    assert call.get("/api/v1/users", **head).status_code == 200
    assert call.get("/api/v1/trail", **head).status_code == 403
    assert call.post("/api/v1/jobs/detect/now", **head).status_code == 200
    assert call.get("/users", **head).status_code == 303
    assert call.get("/me", **head).status_code == 303
    assert call.post("/users", data={"name": "zoe", "role": "admin"}, **head).status_code == 303
    assert "nightly" in inbox.as_("adam").get("/me").text
    assert secret not in inbox.as_("adam").get("/me").text


def test_a_token_that_only_reads_changes_nothing(inbox):
    call, head = inbox.as_(), program(inbox, made(inbox, "adam"))
    assert call.get("/api/v1/users", **head).status_code == 200
    new = {"name": "zoe", "role": "admin"}
    assert call.post("/api/v1/users", json=new, **head).status_code == 403
    assert call.post("/api/v1/jobs/detect/now", **head).status_code == 403
    assert "zoe" not in [one.name for one in users.everybody(inbox.store)]


def test_what_is_no_token_opens_nothing_even_beside_a_cookie(inbox):
    nobody, adam = inbox.as_(), inbox.as_("adam")
    for secret in ("lw_x", "x", "\N{LATIN SMALL LETTER E WITH ACUTE}"):
        head = {"headers": {"Authorization": f"Bearer {secret}".encode("latin-1")}}
        assert nobody.get("/api/v1/users", **head).status_code == 401, secret
        assert adam.get("/api/v1/users", **head).status_code == 401, secret


def test_a_revoked_token_opens_nothing(inbox):
    adam, head = inbox.as_("adam"), program(inbox, made(inbox, "adam"))
    [found] = api_tokens.mine(inbox.store, "adam")
    assert inbox.as_("ana").send_form(f"/me/tokens/{found.id}/revoke").status_code == 303
    assert inbox.as_().get("/api/v1/users", **head).status_code == 200
    adam.send_form(f"/me/tokens/{found.id}/revoke")
    assert inbox.as_().get("/api/v1/users", **head).status_code == 401
    assert adam.send_form("/me/tokens/99999999999/revoke").status_code == 303


def test_every_form_of_ones_own_page_needs_its_secret(inbox):
    ana = inbox.as_("ana")
    ana.csrf = ""
    for path in ("/me", "/me/password", "/me/out", "/me/tokens", "/me/tokens/1/revoke"):
        said = {"old": WORDS, "new": WORDS, "name": "x", "days": "7"}
        assert ana.send_form(path, **said).status_code == 403, path


def test_only_admins_operate_and_keep_users():
    assert [role for role in RIGHTS if {"operate", "users"} & RIGHTS[role]] == ["admin"]
