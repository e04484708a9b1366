"""The rings that were found beside those that were planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from leakwatch.evaluating.cast import Cast, Ring

#: smaller rings, and those with fewer people in common, are not measured
ACCOUNTS, SHARED = 4, 20
PLANTED = [
    "ring", "accounts", "shared", "told", "right", "split", "mixed", "outsiders",
    "outsiders_found", "roles", "roles_right",
]  # fmt: skip
Members = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Ringed:
    """What a search for rings is worth.

    `planted`: PLANTED, a row for each planted ring that is large enough: how many accounts the
    found ring that overlaps most tells inside and how many of them are `right`; over how many
    found rings its accounts are `split`; with which other planted rings a found one `mixed` it;
    outsiders told with any of its accounts; members of that found ring with a planted role.
    `counts`: found rings, those that `mix` planted rings, with `no planted` account, of `honest
    only`; `honest` accounts told inside. `decoys`: what, accounts, inside, whose.
    """

    planted: pd.DataFrame
    counts: dict[str, int]
    decoys: pd.DataFrame


def ringed(found: pd.DataFrame, cast: Cast) -> Ringed:
    """Measures rings as exported (ring, member, kind, side, role)."""
    accounts = found[(found["side"] == "inside") & (found["kind"] == "actor")]
    inside, outside = _by_ring(accounts), _by_ring(found[found["side"] == "outside"])
    rows = [
        _row(one, cast.rings, inside, outside)
        for one in cast.rings
        if len(one.inside) >= ACCOUNTS and one.shared >= SHARED
    ]
    return Ringed(
        pd.DataFrame(rows, columns=PLANTED),
        _counts(found["ring"].unique(), inside, accounts, cast),
        _decoys(accounts["member"], cast),
    )


def _by_ring(members: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Ring → member → role."""
    return {
        str(ring): dict(zip(few["member"], few["role"], strict=True))
        for ring, few in members.groupby("ring")
    }


def _row(one: Ring, planted: Iterable[Ring], inside: Members, outside: Members) -> list[object]:
    met = {ring: len(one.inside.keys() & told.keys()) for ring, told in inside.items()}
    touched = sorted(ring for ring, count in met.items() if count)
    best = min(touched, key=lambda ring: (-met[ring], len(inside[ring]), ring), default="")
    told = inside.get(best, {})
    known = {**one.inside, **one.outside}
    roles = {**told, **outside.get(best, {})}
    common = known.keys() & roles.keys()
    beside = set().union(*(outside.get(ring, {}) for ring in touched))
    mixed = [
        other.name
        for other in planted
        if other is not one and any(other.inside.keys() & inside[ring].keys() for ring in touched)
    ]
    return [
        one.name, len(one.inside), one.shared, len(told), met.get(best, 0), len(touched),
        ", ".join(mixed), len(one.outside), len(one.outside.keys() & beside), len(common),
        sum(known[member] == roles[member] for member in common),
    ]  # fmt: skip


def _counts(
    rings: Iterable[str], inside: Members, accounts: pd.DataFrame, cast: Cast
) -> dict[str, int]:
    told = [set(inside.get(str(ring), {})) for ring in rings]
    planted = [sum(bool(one.inside.keys() & few) for one in cast.rings) for few in told]
    honest = set(accounts.loc[cast.honest(accounts["member"]), "member"])
    return {
        "found": len(told),
        "mix": sum(count > 1 for count in planted),
        "no planted": planted.count(0),
        "honest only": sum(few <= honest for few in told),
        "honest": len(honest),
    }


def _decoys(inside: pd.Series, cast: Cast) -> pd.DataFrame:
    """By kind of honest life: accounts, how many are told inside a ring, and whose."""
    told = cast.decoys.drop_duplicates(["actor", "what"])
    told = told.assign(inside=told["actor"].isin(inside))
    names = told[told["inside"]].groupby("what")["account"].agg(lambda few: ", ".join(sorted(few)))
    counted = told.groupby("what").agg(accounts=("actor", "size"), inside=("inside", "sum"))
    return counted.assign(whose=names).fillna({"whose": ""}).reset_index()
