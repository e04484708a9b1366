"""Two accounts of different branches on a device or place few others use: kinds "device", "place".

Counted are looks and log-ins that did not fail. An address for the internet or a hardware number
is the same everywhere; any other name (a private address, PC-01) is its organisation's own. Two
accounts must take turns there, three times at least: a desk handed on, a new terminal, a stand-in
for a colleague on leave do not. Colleagues of one branch, and two accounts of one owner, may share
what they like.

Null: each account chooses where to work, day after day, as the others of its own branch do, or of
its organisation where they are fewer than a team; one day more of theirs is thought to be spread
evenly over all places there are. Accounts keep to their seats, so the days are a beta-binomial's
(RHO). How odd a place is for two accounts is how odd it is for the one it suits better, whose
branch may know it well; that chance squared, times the number of places there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates
from leakwatch.features.places import DEVICE, PLACE, used
from leakwatch.rings.kinds.discovered import discovered, none, pairs_of
from leakwatch.rings.significance import TIMES_EXPECTED

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.evidence import Evidence

FEW_USERS = 6  # accounts of a private device; more are a kiosk, a ward, an office's address
TURNS = 3
RHO = 0.5
UNSURE = 0.01  # above this p a pair cannot be a discovery, and its days are not asked for
SPOT = ["kind", "spot"]
BRANCH = ["kind", "org", "branch"]
ADDRESS = r"^[0-9]{1,3}([.][0-9]{1,3}){3}$"
#: private, shared by a carrier's customers, the machine itself, without a server (RFC 6890)
PRIVATE = (
    r"^(0|10|127|169[.]254|192[.]168|172[.](1[6-9]|2[0-9]|3[01])"
    r"|100[.](6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))[.]"
)
HARDWARE = r"^([0-9A-Fa-f][:.-]?){12,}$"


def found(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance: a, b, kind, shared (devices or places both use in turns), expected (how
    many like the rarest of them both would use by chance), p, q."""
    if evidence.deeds is None:
        return none()
    rows = seated(evidence.deeds, evidence.not_persons)
    each = rows.group_by(*BRANCH, "actor", "spot").agg(days=rows.count()).cache()
    users = each.group_by(SPOT).agg(users=each.actor.nunique())
    rare = each.semi_join(users.filter(users.users.between(2, FEW_USERS)), SPOT)
    whole = each.group_by(*BRANCH, "actor").agg(days=each.days.sum()).to_pandas()
    spots = users.group_by("kind").agg(spots=users.count()).to_pandas()
    both = met(surprising(rare.to_pandas(), whole, spots))
    both = both[(both["p"] <= UNSURE) & ~one_owner(both, evidence.colleagues)]
    if both.empty:
        return none()
    days = rows.filter(rows.spot.isin(sorted(set(both["spot"])))).distinct().to_pandas()
    both = both[turns(both, days) >= TURNS]
    best = both.sort_values(["p", "spot"]).groupby(["kind", "a", "b"], as_index=False)
    told = best.agg(shared=("spot", "size"), expected=("expected", "first"), p=("p", "first"))
    told = told[told["shared"] >= TIMES_EXPECTED * told["expected"]]
    accounts = whole.groupby("kind")["actor"].nunique()
    parts = [
        discovered(told[told["kind"] == kind], str(kind), pairs_of(int(many)))
        for kind, many in accounts.items()
    ]
    return pd.concat(parts).sort_values(["a", "b", "kind"], ignore_index=True)


def seated(deeds: ir.Table, not_persons: list[str]) -> ir.Table:
    """Where each account worked or logged in on each day: BRANCH, actor, spot, day."""
    import ibis

    deeds = deeds.filter(deeds.actor.notin(not_persons)) if not_persons else deeds
    where = deeds.group_by("actor", "day").agg(org=deeds.org.min(), branch=deeds.branch.min())
    spots = used(deeds)
    spots = spots.filter(spots.kind.isin([DEVICE, PLACE]))
    rows = spots.join(where, ["actor", "day"]).fill_null({"org": "", "branch": ""})
    public = rows.what.re_search(ADDRESS) & ~rows.what.re_search(PRIVATE)
    alike = ibis.ifelse(rows.kind == DEVICE, rows.what.re_search(HARDWARE), public)
    spot = alike.ifelse(rows.what, rows.org + "\n" + rows.what)
    return rows.select(*BRANCH, "actor", "day", spot=spot)


def surprising(rare: pd.DataFrame, whole: pd.DataFrame, spots: pd.DataFrame) -> pd.DataFrame:
    """The chance of each account to be so many days at each of its rare spots (`odd`), and to be
    there at all (`any`): a row a branch the account worked in; with the number of `spots`."""
    rows = rare.merge(whole.rename(columns={"days": "own"}), on=[*BRANCH, "actor"])
    sums = {
        "there": rare.groupby([*BRANCH, "spot"])["days"].sum(),
        "near": whole.groupby(BRANCH)["days"].sum(),
        "team": whole.groupby(BRANCH)["actor"].size(),
        "all": whole.groupby(BRANCH[:2])["days"].sum(),
    }
    for name, each in sums.items():
        rows = rows.merge(each.rename(name).reset_index())
    rows = rows.merge(spots, on="kind")
    others = rows["near"].where(rows["team"] > rates.TEAM, rows["all"]) - rows["own"]
    share = (rows["there"] - rows["days"] + 1 / rows["spots"]) / (others + 1)
    rate = np.minimum(share.to_numpy(dtype=np.float64), rates.LARGEST_RATE)
    days, own = (rows[name].to_numpy(dtype=np.float64) for name in ("days", "own"))
    odd = np.exp(rates.log_p(days, own, rate, np.full(len(rows), RHO)))
    return rows.assign(odd=odd, any=np.minimum(rate * own, 1.0))


def met(rows: pd.DataFrame) -> pd.DataFrame:
    """Each two accounts at one rare spot, never of one branch there: SPOT, a, b, expected, p."""
    both = rows.merge(rows, on=[*SPOT, "spots"], suffixes=("", "_2"))
    both = both[both["actor"] < both["actor_2"]]
    unknown = (both["branch"] == "") | (both["branch_2"] == "")
    near = (both["org"] == both["org_2"]) & (unknown | (both["branch"] == both["branch_2"]))
    both = both.assign(
        near=near,
        p=both["spots"] * np.maximum(both["odd"], both["odd_2"]) ** 2,
        expected=both["spots"] * both["any"] * both["any_2"],
    ).rename(columns={"actor": "a", "actor_2": "b"})
    each = both.groupby([*SPOT, "a", "b"], as_index=False)[["near", "p", "expected"]].max()
    return each[~each["near"]].reset_index(drop=True)


def one_owner(both: pd.DataFrame, staff: pd.DataFrame) -> pd.Series[bool]:
    """True where the staff list has the same ID number or phone for both accounts."""
    same = pd.Series(False, index=both.index)
    for key in ("id_no", "phone"):
        known = staff.set_index("actor")[key]
        one, two = both["a"].map(known), both["b"].map(known)
        same |= one.notna() & (one == two)
    return same


def turns(both: pd.DataFrame, days: pd.DataFrame) -> pd.Series[int]:
    """How often two accounts changed at a spot, from day to day, or on one day."""
    ends = both.reset_index(names="row").melt(["row", *SPOT], ["a", "b"], value_name="actor")
    each = ends.merge(days, on=[*SPOT, "actor"])[["row", "day", "actor"]].drop_duplicates()
    each = each.sort_values(["row", "day", "actor"])
    before = each.groupby("row")["actor"].shift()
    changed = before.notna() & (before != each["actor"])
    times = changed.astype("int64").groupby(each["row"]).sum()
    return times.reindex(both.index, fill_value=0)
