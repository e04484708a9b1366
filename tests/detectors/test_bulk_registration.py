import numpy as np
import pandas as pd
import pytest

from detectors.bulk_registration import BulkRegistration

START = pd.Timestamp("2026-03-02")
CLERK, OTHER, DAY = "clerk003", "clerk009", 30


class Shop:
    """Thirty clerks who register a few cards a day, nearly all with an order."""

    def __init__(self, town):
        dice = np.random.default_rng(8)
        self.town, self.frame = town, town.office(actors=30, days=40)
        self.frame["registers"] = dice.poisson(3, len(self.frame))
        self.bare = dice.binomial(self.frame["registers"], 0.08)
        self.again = dice.binomial(self.frame["registers"], 0.05)
        self.place = "desk " + self.frame["actor"]

    def where(self, actor=None, days=(DAY,), branch=None):
        there = self.frame["day"].isin([START + pd.Timedelta(days=day) for day in days])
        if branch is not None:
            there &= self.frame["branch"] == branch
        return (there if actor is None else there & (self.frame["actor"] == actor)).to_numpy()

    def register(self, cards, bare=0, again=0, place=None, **where):
        rows = self.where(**where)
        self.frame.loc[rows, "registers"] += cards
        self.bare[rows] += bare
        self.again[rows] += again
        if place:
            self.place[rows] = place
        return self

    def deeds(self):
        columns = zip(self.frame.itertuples(), self.bare, self.again, self.place, strict=True)
        return [
            {"actor": one.actor, "org": "o", "day": one.day.date(), "place": place,
             "action": "register", "times": one.registers, "unexplained": int(bare),
             "people": int(one.registers - again)}
            for one, bare, again, place in columns if one.registers
        ]  # fmt: skip

    def ranked(self):
        facts = self.town.facts(self.frame, deeds=self.town.deeds(self.deeds()))
        found = BulkRegistration().findings(facts)
        return found.sort_values("score", ascending=False, ignore_index=True)

    def top(self):
        best = self.ranked().iloc[0]
        return best["actor"], (best["day"] - START).days


@pytest.fixture
def shop(town):
    return Shop(town)


@pytest.mark.parametrize("cards", [12, 40, 200])
def test_cards_in_numbers_without_an_order_rank_first(shop, cards):
    assert shop.register(cards, bare=cards, actor=CLERK).top() == (CLERK, DAY)


def test_several_cards_for_one_person_rank_first(shop):
    assert shop.register(12, bare=4, again=11, actor=CLERK).top() == (CLERK, DAY)


def test_a_companys_order_ranks_below_a_few_without_any(shop):
    shop.register(120, actor=OTHER)
    assert shop.register(15, bare=14, again=5, actor=CLERK).top() == (CLERK, DAY)


def test_the_campus_week_of_the_whole_outlet_accuses_nobody(shop):
    shop.register(40, bare=3, days=range(28, 33), branch="b1")
    ranked = shop.register(15, bare=14, again=5, actor=CLERK, days=(20,)).ranked()
    assert ranked["actor"].iloc[0] == CLERK
    peak = ranked["day"].isin([START + pd.Timedelta(days=day) for day in range(28, 33)])
    assert peak.head(15).sum() <= 4


def test_the_day_the_order_system_is_down_accuses_nobody(shop):
    rows = shop.where()
    shop.bare[rows] = shop.frame.loc[rows, "registers"]
    ranked = shop.register(15, bare=14, again=5, actor=CLERK, days=(20,)).ranked()
    assert ranked["actor"].iloc[0] == CLERK
    assert (ranked["day"].head(12) == START + pd.Timedelta(days=DAY)).sum() <= 4


def test_a_busy_clerk_with_orders_is_no_odder_than_others(shop):
    shop.register(9, actor=OTHER, days=range(40))
    assert (shop.ranked().head(30)["actor"] == OTHER).sum() <= 4


def test_two_accounts_at_one_place_weigh_more_than_two_apart(town):
    scores = []
    for places in (("x", "x"), ("x", "y")):
        shop = Shop(town)
        for actor, place in zip((CLERK, OTHER), places, strict=True):
            shop.register(10, bare=9, actor=actor, place=place)
        scores.append(shop.ranked()["score"].iloc[0])
    assert scores[0] > scores[1]


def test_whoever_registers_nothing_never_fires(shop):
    shop.frame.loc[shop.where(OTHER, range(40)), "registers"] = 0
    shop.bare[shop.where(OTHER, range(40))] = 0
    shop.again[shop.where(OTHER, range(40))] = 0
    ranked = shop.register(40, bare=40, actor=CLERK, place=f"desk {OTHER}").ranked()
    assert (ranked.loc[ranked["actor"] == OTHER, "score"] == 0).all()


def test_a_little_every_day_rises_through_the_windows(shop):
    ranked = shop.register(3, bare=3, again=1, actor=CLERK, days=range(20, 40)).ranked()
    assert (ranked.head(20)["actor"] == CLERK).sum() >= 5


def test_without_deeds_or_with_none_it_is_silent(town):
    frame = town.office(actors=6, days=10)
    assert (BulkRegistration().findings(town.facts(frame))["score"] == 0).all()
    found = BulkRegistration().findings(town.facts(frame, deeds=town.deeds([])))
    assert (found["score"] == 0).all()
