"""Actor-days to count again though no event of theirs is new: what is known of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import people
from leakwatch.context import newest
from leakwatch.features.touched import Touched
from leakwatch.ingest.stored import stored
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHOWN = ("subject", "phone", "id_no")
EVENTS = {
    "actor": "string", "day": "date", "role": "string", "branch": "string",
    **dict.fromkeys(SHOWN, "string"),
}  # fmt: skip


def moved(lake: Lake, before: ir.Table, after: ir.Table) -> ir.Table:
    """Actor-days (actor, day) that show a token whose person gained or lost a token.

    `before` and `after` are tokens with their person, as of people.persons.
    """
    tokens = lake.engine.made(_other, before=before, after=after)
    return lake.engine.made(_showing, events=lake.read("events", EVENTS), tokens=tokens)


def _showing(events: ir.Table, tokens: ir.Table) -> ir.Table:
    """Actor-days that show one of the tokens."""
    import ibis

    shown = [events.semi_join(tokens.select(**{name: "token"}), name) for name in SHOWN]
    return ibis.union(*(part.select("actor", "day") for part in shown)).distinct()


def _other(before: ir.Table, after: ir.Table) -> ir.Table:
    """Tokens of everyone who gained or lost a token."""
    import ibis

    both = after.left_join(before.select("token", was=before["person"]), "token")
    both = both.select("token", "person", "was")
    changed = both.filter(both["person"] != both["was"])
    people = ibis.union(changed.select(who="person"), changed.select(who="was")).distinct()
    return ibis.union(
        *(both.semi_join(people.select(**{name: "who"}), name).select("token")
          for name in ("person", "was"))
    ).distinct()  # fmt: skip


def restaffed(lake: Lake, new: Touched) -> ir.Table:
    """Actor-days that take job or branch from a staff list, which says otherwise since `new`."""
    listed = lake.read("staff", stored("staff"))
    fresh = listed["batch"].isin(sorted({batch for _, batch in new.batches}))
    return lake.engine.made(
        _renamed, now=newest("staff", listed), then=newest("staff", listed.filter(~fresh)),
        events=lake.read("events", EVENTS),
    )  # fmt: skip


def _renamed(now: ir.Table, then: ir.Table, events: ir.Table) -> ir.Table:
    """Actor-days without job or branch of whom a staff list says another than then."""
    now, then = _jobs(now), _jobs(then)
    both = now.left_join(then, "actor", rname="{name}_then")
    same = [both[name].identical_to(both[f"{name}_then"]) for name in ("role", "branch")]
    other = both.filter(~(same[0] & same[1])).select("actor")
    blank = events.filter(events["role"].isnull() | events["branch"].isnull())
    return blank.semi_join(other, "actor").select("actor", "day").distinct()


def _jobs(staff: ir.Table) -> ir.Table:
    return staff.group_by("actor").agg(role=staff["role"].max(), branch=staff["branch"].max())


def seen(lake: Lake, new: Touched, known: ir.Table) -> ir.Table:
    """Tokens not yet known to be shown together: by events of the new days, and by every context
    row ever delivered."""
    events = lake.read("events", EVENTS, new.days)
    told = {name: lake.read(name, stored(name)) for name in ("staff", "cases", "complaints")}
    return lake.engine.made(_fresh, known=known, events=events, **told)


def _fresh(known: ir.Table, events: ir.Table, **told: ir.Table) -> ir.Table:
    """Sightings that are not known."""
    return people.sightings(events, told).difference(known).select(*known.columns)
