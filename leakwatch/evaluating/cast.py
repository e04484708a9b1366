"""The truth of a world in the lake's words: which token leaks on which days, who only looks odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from leakwatch import tokens
from leakwatch.synth import Planted, PlantedRing

ACCOUNT = "账号"
#: what outsiders are, and the kind of their token; all others have that of a key
KINDS = {ACCOUNT: "actor", "手机": "phone", "证件": "id_no"}
LEAKS = ["leak", "kind", "org", "account", "actor", "ring", "people", "first", "last"]


@dataclass(frozen=True)
class Ring:
    """A planted ring: member → role, inside and outside; `shared` people."""

    name: str
    shared: int
    inside: Mapping[str, str]
    outside: Mapping[str, str]


@dataclass(frozen=True)
class Cast:
    """Who plays which part.

    `leaks`: LEAKS, one row a leak, which is one account's; `days`: leak, actor, day, and the
    people it exposed for the first time; `decoys`: actor, account, what; `partners`: accounts
    that belong to a ring, though they open nobody for it; `samples`: file → actor → its share.
    """

    leaks: pd.DataFrame
    days: pd.DataFrame
    decoys: pd.DataFrame
    partners: frozenset[str]
    rings: tuple[Ring, ...] = ()
    samples: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def leaking(self) -> frozenset[str]:
        """Accounts that leak."""
        return frozenset(self.leaks["actor"])

    def honest(self, actors: pd.Series) -> pd.Series:
        """Which of these are accounts without any leak."""
        return ~actors.isin(self.leaking | self.partners)


def cast(planted: Planted, key: tokens.Key) -> Cast:
    """Reads the parts, accounts as the tokens of this key."""

    def actor(account: str) -> str:
        return tokens.read_token(key, "actor", account)

    leaks = [
        (number, one.kind, one.org, one.account, actor(f"{one.org}/{one.account}"), one.ring or "",
         one.people, pd.Timestamp(one.first), pd.Timestamp(one.last))
        for number, one in enumerate(planted.leaks)
    ]  # fmt: skip
    days = [
        (number, actor(f"{one.org}/{one.account}"), pd.Timestamp(day), people)
        for number, one in enumerate(planted.leaks)
        for day, people in one.by_day.items()
    ]
    decoys = [(actor(one.account), one.account, one.what) for one in planted.honest]
    partners = [value for ring in planted.rings for kind, value in ring.outside if kind == ACCOUNT]
    partners += [account for ring in planted.rings for account in ring.inside]
    return Cast(
        pd.DataFrame(leaks, columns=LEAKS),
        pd.DataFrame(days, columns=["leak", "actor", "day", "people"]),
        pd.DataFrame(decoys, columns=["actor", "account", "what"]),
        frozenset(map(actor, partners)),
        tuple(_ring(one, key) for one in planted.rings),
        {one.file: {actor(name): share for name, share in one.sources.items()}
         for one in planted.samples},
    )  # fmt: skip


def _ring(planted: PlantedRing, key: tokens.Key) -> Ring:
    def told(kind: str, value: str) -> tuple[str, str]:
        token = tokens.read_token(key, KINDS.get(kind, "key"), value)
        return token, planted.roles.get(value, "")

    return Ring(
        planted.name,
        planted.shared,
        dict(told(ACCOUNT, account) for account in planted.inside),
        dict(told(kind, value) for kind, value in planted.outside),
    )
