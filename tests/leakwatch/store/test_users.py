"""Users: added, changed, removed, each on the trail; and who knows his password."""

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

import pytest
from argon2 import PasswordHasher

from leakwatch import store
from leakwatch.errors import ConfigError
from leakwatch.store import api_tokens, membership, sign_ins, trail, users
from leakwatch.store.users import ROLES, check_password

AT = datetime(2026, 3, 7, 1, 5, tzinfo=UTC)
WORDS = "四个词的口令-correct horse battery"


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        yield opened


def add(opened, name="lin", role="analyst", **more):
    users.add(opened, name, role, by="shell:root", now=AT, **more)


def change(opened, name="lin", **values):
    return membership.change(opened, name, values, by="shell:root")


def told(opened):
    with opened.reading() as session:
        return [(row.who, row.what, row.whom, json.loads(row.details))
                for row in trail.rows(session)]  # fmt: skip


def test_a_user_is_added_on_the_trail_without_his_password(opened):
    add(opened, password=WORDS, actor="5e77", branch="0991XJ01")
    user = users.named(opened, "lin")
    assert (user.role, user.actor, user.branch, user.active) == (
        "analyst", "5e77", "0991XJ01", True
    )  # fmt: skip
    assert user.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    details = {"role": "analyst", "actor": "5e77", "branch": "0991XJ01"}
    assert told(opened) == [("shell:root", "user_added", "lin", details)]


def test_one_name_is_one_user_however_it_is_typed(opened):
    add(opened, "Ｌin")
    for same in ("lin", "LIN", "Lin"):
        with pytest.raises(ConfigError, match="there is a user lin already"):
            add(opened, same)
    assert len(told(opened)) == 1


@pytest.mark.parametrize("name", ["王丽", "lin.wang@example", "x", "a+b", "n" * 128])
def test_names_people_have_are_taken(opened, name):
    add(opened, name)
    assert [user.name for user in users.everybody(opened)] == [name]


@pytest.mark.parametrize(
    "name", ["", " lin", "li n", "shell:root", "run", "Clock", "a/b", "n" * 129, "=lin", "a\0"]
)
def test_names_that_would_be_taken_for_something_else_are_refused(opened, name):
    with pytest.raises(ConfigError, match="no name for a user"):
        add(opened, name)
    assert told(opened) == []


def test_roles_are_those_of_the_inbox_and_no_other(opened):
    for role in ROLES:
        add(opened, f"user_{role}", role)
    with pytest.raises(ConfigError, match="no role 'root'; one of analyst, investigator"):
        add(opened, "kai", "root")
    with pytest.raises(ConfigError, match="no role"):
        change(opened, "user_admin", role="")


EASY = ["x" * 11, "", "a" * 20, "abababababab", "x" * 1025, "lin.lin.lin.lin", "LIN-123456789"]


@pytest.mark.parametrize("password", EASY)
def test_a_password_that_is_easily_guessed_is_refused(opened, password):
    with pytest.raises(ConfigError, match="a password"):
        add(opened, password=password)
    assert users.everybody(opened) == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("password", ["lin likes tea", "口令是四个不同的词语对吧", "1029384756aQ"])
def test_a_password_that_only_holds_the_name_or_is_of_another_script_is_taken(opened, password):
    add(opened, password=password)
    assert check_password(opened, "lin", password) is not None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_password_is_checked(opened):
    add(opened, password=WORDS)
    assert check_password(opened, "LIN", WORDS).name == "lin"
    for wrong in (WORDS + " ", WORDS.upper(), "", "x" * 100_000):
        assert check_password(opened, "lin", wrong) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_password_is_the_same_from_every_keyboard(opened):
    add(opened, password="Ａe\u0301 horse battery")
    assert check_password(opened, "lin", "A\u00e9 horse battery") is not None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["nobody", "no name", ""])
def test_who_does_not_exist_has_no_password(opened, name):
    assert check_password(opened, name, WORDS) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_who_signs_in_elsewhere_has_no_password(opened):
    add(opened)
    assert check_password(opened, "lin", "") is None
    assert check_password(opened, "lin", WORDS) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_hash_that_is_none_is_no_password(opened):
    add(opened)
    with opened.writing() as session:
        session.get(users.User, "lin").password = "!"
    assert check_password(opened, "lin", "!") is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_who_does_not_exist_is_refused_in_the_same_time(opened):
    def seconds(name):
        start = time.process_time()
        check_password(opened, name, "wrong")
        return time.process_time() - start

    add(opened, password=WORDS)
    known, unknown = (median(seconds(name) for _ in range(7)) for name in ("lin", "nobody"))
    assert 0.5 < known / unknown < 2
    assert unknown > 0.02


def test_an_old_hash_is_made_anew_when_its_password_is_given(opened):
    add(opened)
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(WORDS)
    with opened.writing() as session:
        session.get(users.User, "lin").password = old
    assert check_password(opened, "lin", "wrong") is None
    assert users.named(opened, "lin").password == old
    assert check_password(opened, "lin", WORDS) is not None
    new = users.named(opened, "lin").password
    assert "m=65536,t=3" in new
    assert check_password(opened, "lin", WORDS) is not None
    assert users.named(opened, "lin").password == new


def test_a_password_changed_while_the_old_one_is_hashed_anew_stays_changed(opened, monkeypatch):
    add(opened)
    with opened.writing() as session:
        old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(WORDS)
        session.get(users.User, "lin").password = old
    rehash = users._rehash

    def late(*said):
        change(opened, password="another four words")
        rehash(*said)

    monkeypatch.setattr(users, "_rehash", late)
    check_password(opened, "lin", WORDS)
    assert check_password(opened, "lin", WORDS) is None
    assert check_password(opened, "lin", "another four words") is not None


def test_a_change_is_told_with_what_was_before_and_a_password_only_as_changed(opened):
    add(opened, password=WORDS, branch="A")
    assert change(opened, role="admin", branch="", password="another four words") == [
        "branch", "password", "role"
    ]  # fmt: skip
    assert told(opened)[1] == (
        "shell:root", "user_changed", "lin",
        {"role": ["analyst", "admin"], "branch": ["A", None], "password": None},
    )  # fmt: skip
    assert check_password(opened, "lin", WORDS) is None
    assert check_password(opened, "lin", "another four words").role == "admin"


def test_a_change_to_what_is_there_changes_nothing(opened):
    add(opened, branch="A")
    assert change(opened, role="analyst", branch="A", active=True) == []
    assert len(told(opened)) == 1


def test_who_was_removed_cannot_sign_in_until_somebody_lets_him(opened):
    add(opened, password=WORDS)
    membership.remove(opened, "lin", by="shell:root")
    assert check_password(opened, "lin", WORDS) is None
    with pytest.raises(ConfigError, match="users change lin --active"):
        add(opened)
    with pytest.raises(ConfigError, match="was removed before"):
        membership.remove(opened, "lin", by="shell:root")
    assert change(opened, active=True) == ["active"]
    assert check_password(opened, "lin", WORDS) is not None
    assert [what for _, what, _, _ in told(opened)] == ["user_added", "user_removed",
                                                       "user_changed"]  # fmt: skip


@pytest.mark.parametrize("deed", [
    lambda opened: change(opened, role="analyst"), lambda opened: change(opened, active=False),
    lambda opened: membership.remove(opened, "lin", by="x"),
])  # fmt: skip
def test_nobody_takes_the_last_admin_away(opened, deed):
    add(opened, role="admin")
    add(opened, "gone", "admin")
    membership.remove(opened, "gone", by="x")
    before = told(opened)
    with pytest.raises(ConfigError, match="another admin first"):
        deed(opened)
    assert (users.named(opened, "lin").role, users.named(opened, "lin").active) == ("admin", True)
    assert told(opened) == before
    change(opened, branch="A01")
    add(opened, "wu", "admin")
    deed(opened)


@pytest.mark.parametrize("deed", [change, lambda opened: membership.remove(opened, "lin", by="x")])
def test_nothing_is_done_to_who_is_not_there(opened, deed):
    with pytest.raises(ConfigError, match="no user lin"):
        deed(opened)
    assert told(opened) == []


def test_users_are_listed_by_name(opened):
    for name in ("wu", "an", "lin"):
        add(opened, name)
    names = [user.name for user in users.everybody(opened)]
    assert all(one < two for one, two in pairwise(names))


@pytest.mark.parametrize(
    ("values", "stays"),
    [
        ({"language": "zh"}, True),
        ({"branch": "A02"}, True),
        ({"password": WORDS + "!"}, False),
        ({"role": "supervisor"}, False),
        ({"role": "analyst"}, True),
        ({"active": False}, False),
    ],
)
def test_whose_role_or_password_is_another_is_signed_out_everywhere(opened, values, stays):
    add(opened)
    cookies = [sign_ins.begin(opened, "lin") for _ in range(2)]
    change(opened, **values)
    change(opened, active=True)
    day = timedelta(days=1)
    signed_in = [sign_ins.of(opened, one, idle=day, longest=day) is not None for one in cookies]
    assert signed_in == [stays, stays]


def test_who_changes_his_own_password_stays_where_he_did_it(opened):
    add(opened)
    here, there = sign_ins.begin(opened, "lin"), sign_ins.begin(opened, "lin")
    membership.change(opened, "lin", {"password": WORDS}, by="lin", but=here)
    day = timedelta(days=1)
    assert sign_ins.of(opened, here, idle=day, longest=day) is not None
    assert sign_ins.of(opened, there, idle=day, longest=day) is None


def test_who_was_removed_and_comes_back_has_nothing_of_before(opened):
    add(opened)
    cookie, secret = (
        sign_ins.begin(opened, "lin"),
        api_tokens.make(opened, "lin", "x", days=9, writes=False),
    )
    membership.remove(opened, "lin", by="shell:root")
    change(opened, active=True)
    day = timedelta(days=1)
    assert sign_ins.of(opened, cookie, idle=day, longest=day) is None
    assert api_tokens.of(opened, secret) is None
