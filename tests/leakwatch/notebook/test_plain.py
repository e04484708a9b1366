"""Tokens stay tokens: revealed by the right alone, with a reason, a second person and the trail."""

import json

import pytest

import leakwatch
from leakwatch import tokens
from leakwatch.disclosing import RefusedError, Shown
from leakwatch.errors import ConfigError
from leakwatch.store import approvals, trail

PHONE = "10099000000"
REASON = "the customer complained about calls"


@pytest.fixture(scope="module")
def ines(judged):
    with leakwatch.open(judged / "leakwatch.toml", user="ines") as lw:
        yield lw


@pytest.fixture(scope="module")
def phone(lw):
    return tokens.read_token(lw.house.key, "phone", PHONE)


def last(lw):
    with lw.house.store.reading() as session:
        *_, row = trail.rows(session)
    return row


def test_an_investigator_sees_who_it_is_and_it_is_on_the_trail(ines, phone):
    shown = ines.reveal(phone, reason=REASON, alert="A1")
    assert shown.value == PHONE
    assert PHONE not in repr(shown)
    row = last(ines)
    assert (row.who, row.what, row.whom) == ("ines", "revealed", phone)
    assert json.loads(row.details) == {
        "field": "phone", "reason": REASON, "alert": "A1", "shell": trail.shell()
    }  # fmt: skip


@pytest.mark.parametrize(("user", "said"), [
    (None, "nobody known to leakwatch asks"), ("ana", "may not see who a token is"),
])  # fmt: skip
def test_whoever_lacks_the_right_sees_nothing(judged, phone, user, said):
    with leakwatch.open(judged / "leakwatch.toml", user=user) as lw:
        before = last(lw).number
        with pytest.raises(ConfigError, match=said):
            lw.reveal(phone, reason=REASON)
        assert last(lw).number == before


@pytest.mark.parametrize(("token", "more", "said"), [
    ("x", {}, "no token"), ("", {"reason": "why"}, "ten letters"),
    ("", {"matter": "M9"}, "no such matter"), ("ff" * 16, {}, "no event shows"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused(ines, phone, token, more, said):
    with pytest.raises(RefusedError, match=said):
        ines.reveal(token or phone, **{"reason": REASON} | more)


def test_an_account_needs_a_second_person_and_is_shown_once(ines, account):
    asked = ines.reveal(account("G005"), reason=REASON)
    assert "second person" in repr(asked)
    assert repr(ines.reveal(account("G005"), reason=REASON)) == repr(asked)
    with ines.house.store.writing() as session:
        [one] = approvals.waiting(session)
        approvals.decide(session, one.id, "sue", approved=True)
    shown = ines.reveal(account("G005"), reason=REASON)
    assert isinstance(shown, Shown)
    assert shown.value == "carrier/G005"
    assert json.loads(last(ines).details)["approved_by"] == "sue"
    assert not isinstance(ines.reveal(account("G005"), reason=REASON), Shown)
