"""Tokens stay tokens: revealed by the right alone, with a reason, a second person and the trail."""

import json

import pandas as pd
import pytest

import leakwatch
from leakwatch import tokens
from leakwatch.disclosing import RefusedError, Shown
from leakwatch.errors import ConfigError
from leakwatch.store import approvals, matters, trail, users

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


@pytest.mark.parametrize(("change", "said"), [
    ({"active": False}, "was removed"), ({"role": "analyst"}, "may not see|works on no matters"),
    ({"actor": "G001"}, "no event shows|no matter"),
])  # fmt: skip
def test_rights_lost_while_a_notebook_is_open_are_lost_in_it(own, account, change, said):
    with leakwatch.open(own / "leakwatch.toml", user="ines") as lw:
        actor, frame = account("G001"), pd.DataFrame({"n": [1]})
        with lw.house.store.writing() as session:
            one = matters.open_matter(session, "one", "sue")
            matters.add_item(session, one, "A1", "sue")
        matter = lw.matter("M1")
        number = matter.add_evidence(frame, note="before")
        with lw.house.store.writing() as session:
            for name, value in change.items():
                setattr(session.get(users.User, "ines"), name, actor if name == "actor" else value)
        for asked in (
            lambda: lw.reveal(actor, reason=REASON), lambda: matter.alerts, lambda: matter.evidence,
            lambda: matter.table(number), lambda: matter.add_evidence(frame, note="after"),
        ):  # fmt: skip
            with pytest.raises(ConfigError, match=said):
                asked()
