"""Storms of failed log-ins: many strangers' accounts tried at one place, and who came through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

COLUMNS = ("actor", "day", "strangers")
PLACE = ["org", "place"]
#: how long after the storm an account that first appears at its place counts as got there by it
AFTER_DAYS = 7


def taken(deeds: ir.Table | None, least: int) -> pd.DataFrame:
    """Actor-days of looks from a place where log-ins of `least` strangers failed in one day.

    A stranger has not worked at the place by that day, nor gets in on it: on the day passwords
    expire, or at a kiosk, those who fail are at home there. The account looked at the place for
    the first time from that day to a week after, and had worked elsewhere before. `strangers` is
    the number of accounts that failed.
    """
    import pandas as pd

    if deeds is None:
        return pd.DataFrame(columns=list(COLUMNS))
    placed = deeds.filter(deeds.place.notnull() & deeds.org.notnull())
    failed = placed.filter(placed.action.isin(("login", "login_failed")) & (placed.failed > 0))
    placed = placed.semi_join(failed, PLACE)
    worked = placed.filter((placed.action != "login_failed") & (placed.times > placed.failed))
    home = worked.group_by(*PLACE, "actor").agg(since=worked.day.min())
    storms = _storms(failed, home, least)
    got_in = home.inner_join(storms, PLACE)
    got_in = got_in.filter(
        (got_in.since >= got_in.storm) & (got_in.since.epoch_days() <= got_in.until)
    )
    got_in = got_in.group_by(*PLACE, "actor").agg(
        storm=got_in.storm.min(), since=got_in.since.min(), strangers=got_in.strangers.max()
    )
    elsewhere = deeds.group_by("actor").agg(born=deeds.day.min())
    got_in = got_in.inner_join(elsewhere, "actor")
    looks = worked.filter(worked.action.isin(LOOKS))
    looks = looks.inner_join(got_in.filter(got_in.born < got_in.since), [*PLACE, "actor"])
    found = looks.group_by("actor", "day").agg(strangers=looks.strangers.max())
    return found.to_pandas()


def _storms(failed: ir.Table, home: ir.Table, least: int) -> ir.Table:
    """Org, place, storm (its day), until (a day's number) and how many strangers failed."""
    tried = failed.left_join(home, [*PLACE, "actor"])
    strange = tried.filter(tried.since.isnull() | (tried.since > tried.day))
    each = strange.group_by(*PLACE, storm=strange.day).agg(strangers=strange.actor.nunique())
    each = each.mutate(until=each.storm.epoch_days() + AFTER_DAYS)
    return each.filter(each.strangers >= least)
