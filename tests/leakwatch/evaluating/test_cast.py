"""The truth of a world, in tokens."""

import secrets
from datetime import date

import pandas as pd

from leakwatch import tokens
from leakwatch.evaluating.cast import cast
from leakwatch.synth import Decoy, Leak, Planted, PlantedRing, Sample

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


def test_a_rings_members_have_their_roles_under_the_tokens_of_their_kinds():
    outside = [("手机", "10012345678"), ("微信", "wx_1"), ("账号", "lender/u9")]
    roles = {"carrier/K1": "source", "10012345678": "broker", "wx_1": "broker"}
    [ring] = cast(planted(rings=[PlantedRing("r", ["carrier/K1"], outside, 2, roles)]), KEY).rings
    assert ring.inside == {actor("carrier/K1"): "source"}
    assert ring.outside == {
        tokens.read_token(KEY, "phone", "10012345678"): "broker",
        tokens.read_token(KEY, "key", "wx_1"): "broker",
        actor("lender/u9"): "",
    }


def test_an_insider_who_opens_nobody_is_not_honest():
    parts = cast(planted(rings=[PlantedRing("r", ["carrier/K5"], [], 2)]), KEY)
    assert parts.honest(pd.Series([actor("carrier/K5")])).tolist() == [False]
    assert parts.leaking == frozenset()


def test_a_sample_has_its_sources_in_tokens():
    parts = cast(planted(samples=[Sample("samples/a.csv", {"carrier/K1": 0.5})]), KEY)
    assert parts.samples == {"samples/a.csv": {actor("carrier/K1"): 0.5}}
