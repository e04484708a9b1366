import numpy as np
import pandas as pd
import pytest

from detectors.rented_account import RentedAccount

START = pd.Timestamp("2026-03-02")
LENDER, MOVED, DAYS = "clerk003", 20, range(25, 40)
SURE = np.log(1e-4)


def desk(actor):
    return f"desk {actor}"


def deed(actor, day, place, looks, bare, branch="b0"):
    return {
        "actor": actor, "org": "o", "branch": branch, "day": day.date(), "place": place,
        "action": "view", "times": int(looks), "unexplained": int(bare),
    }  # fmt: skip


class Office:
    """Everyone at an own desk, with tickets as usual; then one of them does as `change` says."""

    def __init__(self, town):
        self.town, self.frame, self.deeds = town, town.office(actors=24, days=40), {}
        for one in self.frame.itertuples():
            self.put(one, desk(one.actor), one.looks, one.unexplained)

    def put(self, one, place, looks, bare):
        self.deeds[one.actor, one.day, place] = (looks, bare, one.branch)

    def days(self, days=DAYS, actor=LENDER):
        dates = [START + pd.Timedelta(days=day) for day in days]
        mine = (self.frame["actor"] == actor) & self.frame["day"].isin(dates)
        return list(self.frame[mine].itertuples())

    def move(self, days, place, share=1.0, actor=LENDER):
        """That share of the honest work is done from another place."""
        for one in self.days(days, actor):
            looks, bare = int(one.looks * share), int(one.unexplained * share)
            self.put(one, place, looks, bare)
            self.put(one, desk(actor), one.looks - looks, one.unexplained - bare)
        return self

    def rent(self, looks, bare, place="elsewhere", switches=0, days=DAYS, actor=LENDER):
        """Others add their looks from another place."""
        for one in self.days(days, actor):
            self.put(one, place, looks, bare)
            self.frame.loc[one.Index, ["looks", "unexplained"]] += [looks, bare]
            self.frame.loc[one.Index, "switches"] = switches
        return self

    def switch(self, times, days=DAYS, actor=LENDER):
        for one in self.days(days, actor):
            self.frame.loc[one.Index, "switches"] = times
        return self

    def said(self):
        deeds = [deed(actor, day, place, looks, bare, branch)
                 for (actor, day, place), (looks, bare, branch) in self.deeds.items()]  # fmt: skip
        frame = self.town.settle(self.frame)
        facts = self.town.facts(frame, deeds=self.town.deeds(deeds))
        return RentedAccount().findings(facts)

    def fired(self):
        found = self.said()
        return set(found.loc[np.log(found["p"].clip(lower=1e-300)) < SURE, "actor"])


@pytest.fixture
def office(town):
    return Office(town)


def test_everyone_at_an_own_desk_is_silent(office):
    assert office.fired() == set()


def test_a_move_to_a_new_terminal_once_is_silent(office):
    office.move(range(MOVED, 40), "new desk").switch(1, [MOVED])
    assert office.fired() == set()


def test_a_tunnel_that_comes_and_goes_all_day_is_silent(office):
    assert office.move(DAYS, "vpn", 0.5).switch(15).fired() == set()


def test_a_shared_kiosk_used_by_all_is_silent(office):
    for actor in office.frame["actor"].unique():
        office.move(range(0, 40, 3), "kiosk", 0.3, actor).switch(3, range(0, 40, 3), actor)
    assert office.fired() == set()


def test_covering_at_a_colleagues_desk_is_silent(office):
    assert office.move(DAYS, desk("clerk006"), 0.8).switch(2).fired() == set()


def test_covering_in_another_shop_is_silent(office):
    assert office.move(DAYS, desk("clerk004")).fired() == set()


def test_the_second_place_on_the_day_the_tickets_are_down_is_silent(office):
    office.move([30], "new desk")
    for one in office.days([30], LENDER):
        office.put(one, "new desk", one.looks, one.looks)
    down = office.frame["day"] == START + pd.Timedelta(days=30)
    office.frame.loc[down, "unexplained"] = office.frame.loc[down, "looks"]
    assert office.fired() == set()


def test_few_looks_without_a_case_from_a_hotel_are_silent(office):
    assert office.rent(3, 2, "hotel", days=[30]).fired() == set()


def test_nobody_switches_in_a_log_without_places(town):
    frame = town.office(actors=6, days=10)
    found = RentedAccount().findings(town.facts(frame))
    assert (found["score"] == 0).all()
    found = RentedAccount().findings(town.facts(frame, deeds=town.deeds([])))
    assert (found["score"] == 0).all()


def test_by_day_the_owner_by_night_another_fires(office):
    assert office.rent(25, 24).fired() == {LENDER}


def test_two_at_once_fire(office):
    assert office.rent(12, 8, switches=10).fired() == {LENDER}


def test_a_colleague_who_uses_the_account_beside_its_owner_fires(office):
    assert office.rent(15, 14, desk("clerk006"), switches=14).fired() == {LENDER}


def test_without_any_cases_two_at_once_still_fire(office):
    office.rent(20, 20, switches=18)
    office.frame["unexplained"] = office.frame["looks"]
    office.deeds = {key: (looks, looks, at) for key, (looks, _, at) in office.deeds.items()}
    assert office.fired() == {LENDER}


def test_several_accounts_rented_by_one_fire_each(office):
    rented = ["clerk003", "clerk004", "clerk005"]
    for actor in rented:
        office.rent(25, 24, "the broker", actor=actor)
    assert office.fired() == set(rented)


def test_more_looks_from_there_are_odder(town):
    p = [Office(town).rent(looks, looks).said()["p"].min() for looks in (5, 10, 20)]
    assert p[0] > p[1] > p[2]


def test_it_is_found_within_the_first_days(office):
    found = office.rent(25, 24).said()
    mine = found[(found["actor"] == LENDER) & (np.log(found["p"]) < SURE)]
    assert (mine["day"].min() - START).days <= DAYS[0] + 2


@pytest.mark.parametrize("places", [("left seat", "right seat"), ("right seat", "left seat")])
def test_who_is_as_often_at_two_places_is_at_home_at_both_whatever_they_are_called(office, places):
    for one in office.days(range(40), "clerk006"):
        office.frame.loc[one.Index, ["looks", "unexplained"]] = [10, 2]
        office.deeds.pop(("clerk006", one.day, desk("clerk006")))
        for place in places:
            office.put(one, place, 5, 1)
    assert office.rent(25, 24, places[0]).fired() == set()
