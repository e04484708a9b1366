"""The truth of a world, in tokens."""

import secrets
from datetime import date

import pandas as pd

from leakwatch import tokens
from leakwatch.evaluating.cast import cast
from leakwatch.synth import Decoy, Leak, Planted, PlantedRing

KEY = tokens.Key(secrets.token_bytes(32), "")
LEAK = Leak("no_case", "carrier", "K1", date(2026, 3, 2), date(2026, 3, 3), 3, "ring-1",
            {"2026-03-02": 2, "2026-03-03": 1})  # fmt: skip
RING = PlantedRing("ring-1", ["carrier/K1"], [("手机", "10012345678"), ("账号", "lender/u9")], 2)


def actor(account):
    return tokens.read_token(KEY, "actor", account)


def planted(**parts):
    return Planted(**{"leaks": [], "rings": [], "honest": [], "dirt": {}, **parts})


def test_a_world_without_leaks_has_only_honest_accounts():
    parts = cast(planted(honest=[Decoy("carrier/K2", "heavy user")]), KEY)
    assert parts.leaks.empty
    assert parts.days.empty
    assert parts.honest(pd.Series([actor("carrier/K2")])).all()


def test_a_leak_has_its_days_with_the_people_exposed_first_on_each():
    parts = cast(planted(leaks=[LEAK]), KEY)
    assert parts.leaks["actor"].tolist() == [actor("carrier/K1")]
    assert parts.days["people"].tolist() == [2, 1]
    assert parts.days["day"].tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]


def test_an_account_outside_that_belongs_to_a_ring_is_not_honest():
    parts = cast(planted(leaks=[LEAK], rings=[RING]), KEY)
    seen = pd.Series([actor("carrier/K1"), actor("lender/u9"), actor("lender/u8")])
    assert parts.honest(seen).tolist() == [False, False, True]
    assert parts.leaking == {actor("carrier/K1")}
