"""API tokens: made, used, run out, revoked, each on the trail, and kept nowhere as they are."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from leakwatch import store
from leakwatch.errors import ConfigError
from leakwatch.store import api_tokens, membership, trail, users

AT = datetime(2026, 3, 7, 1, 5, tzinfo=UTC)


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        for name in ("lin", "wu"):
            users.add(opened, name, "analyst", by="shell:root", now=AT)
        yield opened


def make(opened, user="lin", name="nightly", days=7, *, writes=False):
    return api_tokens.make(opened, user, name, days=days, writes=writes, now=AT)


def told(opened):
    with opened.reading() as session:
        return [(row.who, row.what, row.whom, row.details) for row in trail.rows(session)][2:]


def test_a_token_is_its_users_and_says_what_it_may(opened):
    for writes in (False, True):
        user, found = api_tokens.of(opened, make(opened, writes=writes), now=AT)
        assert (user.name, found.name, found.writes) == ("lin", "nightly", writes)


@pytest.mark.parametrize("secret", ["", "lw_", "lw_nothing", "Bearer", "lw_\0", "四"])
def test_what_is_no_token_is_nobodys(opened, secret):
    make(opened)
    assert api_tokens.of(opened, secret, now=AT) is None


def test_a_token_with_a_letter_more_less_or_other_is_nobodys(opened):
    secret = make(opened)
    other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for near in (secret + "A", secret[:-1], other, secret.swapcase(), secret.removeprefix("lw_")):
        assert api_tokens.of(opened, near, now=AT) is None


@pytest.mark.parametrize(("after", "there"), [
    (timedelta(days=7, microseconds=-1), True), (timedelta(days=7), False),
    (timedelta(days=8), False),
])  # fmt: skip
def test_a_token_ends_at_its_time(opened, after, there):
    secret = make(opened)
    assert (api_tokens.of(opened, secret, now=AT + after) is not None) == there
    assert bool(api_tokens.mine(opened, "lin", now=AT + after)) == there


def test_a_token_of_who_signs_in_no_more_is_worth_nothing(opened):
    secret = make(opened)
    membership.remove(opened, "lin", by="adam")
    assert api_tokens.of(opened, secret, now=AT) is None
    membership.change(opened, "lin", {"active": True}, by="adam")
    assert api_tokens.of(opened, secret, now=AT) is None


def test_a_revoked_token_is_worth_nothing_and_the_others_stay(opened):
    first, second = make(opened), make(opened, name="weekly")
    newest, oldest = api_tokens.mine(opened, "lin", now=AT)
    assert api_tokens.revoke(opened, "lin", oldest.id)
    assert api_tokens.of(opened, first, now=AT) is None
    assert api_tokens.of(opened, second, now=AT)[1].id == newest.id
    assert not api_tokens.revoke(opened, "lin", oldest.id)


def test_nobody_revokes_anothers_token(opened):
    secret = make(opened)
    [found] = api_tokens.mine(opened, "lin", now=AT)
    assert not api_tokens.revoke(opened, "wu", found.id)
    assert api_tokens.of(opened, secret, now=AT) is not None
    assert api_tokens.mine(opened, "wu", now=AT) == []


def test_all_of_a_user_are_revoked_at_once_and_nobody_elses(opened):
    mine, others = [make(opened), make(opened)], make(opened, "wu")
    membership.shut(opened, "lin", by="adam")
    assert [api_tokens.of(opened, one, now=AT) for one in mine] == [None, None]
    assert api_tokens.of(opened, others, now=AT) is not None
    with opened.reading() as session:
        assert api_tokens.revoked(session, "lin", by="adam") == 0


@pytest.mark.parametrize(("name", "days"), [
    ("", 7), ("  ", 7), ("n" * 65, 7), ("a\0", 7), ("a", 0), ("a", -1), ("a", 367),
])  # fmt: skip
def test_what_cannot_be_is_not_made(opened, name, days):
    with pytest.raises(ConfigError):
        make(opened, name=name, days=days)
    assert told(opened) == []


def test_nobody_has_more_than_so_many(opened):
    for _ in range(api_tokens.MOST):
        make(opened)
    with pytest.raises(ConfigError, match="more than 20"):
        make(opened)
    make(opened, "wu")


def test_the_trail_tells_of_tokens_and_neither_it_nor_the_table_keeps_one(opened):
    secret = make(opened, writes=True)
    [found] = api_tokens.mine(opened, "lin", now=AT)
    api_tokens.revoke(opened, "lin", found.id)
    assert [row[:3] for row in told(opened)] == [
        ("lin", "token_made", "lin"), ("lin", "token_revoked", "lin")
    ]  # fmt: skip
    with opened.reading() as session:
        kept = [str(row) for row in session.execute(sa.text("SELECT * FROM api_tokens"))]
    assert secret not in str(kept + told(opened))
    assert secret.removeprefix("lw_") not in str(kept + told(opened))
