"""The truth of a world in the lake's words: which token leaks on which days, who only looks odd."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from leakwatch import tokens
from leakwatch.synth import Planted

ACCOUNT = "账号"
LEAKS = ["leak", "kind", "org", "account", "actor", "ring", "people", "first", "last"]


@dataclass(frozen=True)
class Cast:
    """Who plays which part.

    `leaks`: LEAKS, one row a leak, which is one account's; `days`: leak, actor, day, and the
    people it exposed for the first time; `decoys`: actor, account, what; `partners`: accounts
    outside that belong to a ring, neither leaking nor honest.
    """

    leaks: pd.DataFrame
    days: pd.DataFrame
    decoys: pd.DataFrame
    partners: frozenset[str]

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
    outside = [value for ring in planted.rings for kind, value in ring.outside if kind == ACCOUNT]
    return Cast(
        pd.DataFrame(leaks, columns=LEAKS),
        pd.DataFrame(days, columns=["leak", "actor", "day", "people"]),
        pd.DataFrame(decoys, columns=["actor", "account", "what"]),
        frozenset(map(actor, outside)),
    )
