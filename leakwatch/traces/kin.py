"""Who of the people opened is close to the account's owner: self, household, family, colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

FAMILY = ("亲属", "同住", "家属", "夫妻", "family")
#: an address with more accounts than this is a dormitory or the office
HOUSEHOLD = 4
#: one plain look at a colleague may be a customer like any other
AGAIN = 3
#: whose looks lack a case more often than this meets colleagues among customers, without one
CARELESS = 0.5
#: days over which looks at people who are close add up
LATELY = 28
KEY = ["actor", "day"]


def opened(pairs: ir.Table, staff: ir.Table, links: ir.Table | None) -> ir.Table:
    """Pairs with looks without a case or call at somebody close.

    Columns of pairs, and `is_self`, `is_home` (a colleague at the same address, of at most
    `HOUSEHOLD` accounts), `is_kin` (linked as family), `is_colleague` (of the same branch). A
    person is known by the tokens of the ID number and the phone in the staff list, and in links. A
    machine has no home.
    """
    machines = staff.filter(staff.kind == "system").select("actor")
    bare = pairs.filter(pairs.unexplained > pairs.called).anti_join(machines, "actor")
    known = _staff(staff)
    mine = known.select("actor", my_home="home").distinct()
    met = bare.inner_join(known.rename(other="actor"), [bare.subject == known.person])
    met = met.left_join(mine, "actor")
    same = met.other == met.actor
    at_home = (met.home == met.my_home).fill_null(False)
    found = met.select(
        *bare.columns,
        is_self=same,
        is_home=~same & at_home,
        is_kin=same & False,
        is_colleague=~same & ~at_home & (met.at == met.branch).fill_null(False)
        & (met.of == met.org),
    )  # fmt: skip
    if links is None:
        return found
    kin = _kin(known, links)
    linked = bare.semi_join(kin, [bare.actor == kin.actor, bare.subject == kin.person])
    none = linked.actor.isnull()
    flags = {"is_self": none, "is_home": none, "is_kin": ~none, "is_colleague": none}
    return found.union(linked.mutate(**flags))


def careless(frame: pd.DataFrame) -> list[str]:
    """Accounts of whose looks most have neither case nor call, as whole jobs work."""
    sums = frame.groupby("actor")[["unexplained", "called", "looks"]].sum()
    bare = sums["unexplained"] - sums["called"]
    return sorted(sums.index[bare > CARELESS * sums["looks"]])


def counted(met: ir.Table, careless: list[str]) -> ir.Table:
    """Of what `opened` gives, the looks of each actor-day: own, home, family, colleagues, again.

    Colleagues count at what the law weighs most, or opened three times that day, and not for the
    `careless`; `again` is on how many of the last 28 days the account opened any of them.
    """
    import ibis

    grave = met.is_colleague & ((met.sensitive > 0) | (met.looks >= AGAIN))
    grave &= ~met.actor.isin(careless)
    bare = met.unexplained - met.called
    kinds = {"own": met.is_self, "home": met.is_home, "family": met.is_kin, "colleagues": grave}
    sums = {name: bare.sum(where=kind).fill_null(0).cast("int64") for name, kind in kinds.items()}
    each = met.group_by(KEY).agg(**sums)
    each = each.filter(each.own + each.home + each.family + each.colleagues > 0)
    each = each.mutate(number=each.day.epoch_days())
    lately = ibis.range_window(
        group_by="actor", order_by=each.number, preceding=LATELY - 1, following=0
    )
    return each.mutate(again=each.count().over(lately).cast("int64")).drop("number")


def _staff(staff: ir.Table) -> ir.Table:
    """A row for each token of an account's owner: actor, of (org), at (branch), home, person."""
    import ibis

    at_home = staff.group_by("address").agg(crowd=staff.actor.nunique())
    crowd = staff.left_join(at_home, "address")
    home = (crowd.crowd <= HOUSEHOLD).ifelse(crowd.address, ibis.null("string"))
    plain = {"of": crowd.org, "at": crowd.branch, "home": home}
    each = [crowd.select("actor", **plain, person=crowd[name]) for name in ("id_no", "phone")]
    both = ibis.union(*each)
    return both.filter(both.person.notnull()).distinct()


def _kin(known: ir.Table, links: ir.Table) -> ir.Table:
    """Actor and person: those an investigator linked as family, whichever way it was written."""
    import ibis

    family = links.filter(links.relation.isin(FAMILY))
    ways = ibis.union(family.select(x="a", y="b"), family.select(x="b", y="a"))
    names = known.select("actor", "person").distinct()
    owners = ibis.union(names, known.select("actor", person="actor")).distinct()
    mine = ways.inner_join(owners, [ways.x == owners.person]).select("actor", other="y")
    accounts = mine.inner_join(names.rename(other="actor"), "other").select("actor", "person")
    return ibis.union(mine.select("actor", person="other"), accounts).distinct()
