"""What the sentences of rings need, asked of the engine once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from leakwatch.rings.kinds.people import ALL_LOOKS, KIND
from leakwatch.rings.overlap import first_days, shared_people
from leakwatch.rings.spots import spots

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.language import Say
    from leakwatch.rings.evidence import Evidence
    from leakwatch.rings.joining import Joiner
    from leakwatch.rings.outside import Group
    from leakwatch.rings.spots import Spot


@dataclass(frozen=True)
class Held:
    """What holds accounts together: bonds, who joined a core, who approves a core's looks."""

    bonds: pd.DataFrame
    joined: dict[str, Joiner]
    approvers: frozenset[str]

    def within(self, inside: frozenset[str]) -> pd.DataFrame:
        """The bonds between two of these accounts."""
        return self.bonds[self.bonds["a"].isin(inside) & self.bonds["b"].isin(inside)]


@dataclass(frozen=True)
class Story:
    """The evidence, the links, who overlaps, what holds them, the people two opened (a, b,
    subject), the day each account first opened one of them, where members work at each other's
    seat, and the language."""

    evidence: Evidence
    graph: nx.Graph[Any]
    backbone: nx.Graph[Any]
    held: Held
    met: pd.DataFrame
    began: dict[str, pd.Timestamp]
    spots: list[Spot]
    say: Say


def told(
    evidence: Evidence,
    links: nx.Graph[Any],
    overlaps: nx.Graph[Any],
    held: Held,
    found: list[Group],
    say: Say,
) -> Story:
    """The story of the groups found."""
    accounts = {account for group in found for account in group.inside}
    met = meetings(evidence, held.bonds, accounts)
    ends, people = sorted({*met["a"], *met["b"]}), sorted(set(met["subject"]))
    began = first_days(evidence.pairs, ends, people).to_pandas() if ends else pd.DataFrame()
    days = {row["actor"]: pd.Timestamp(row["day"]) for row in began.to_dict("records")}
    return Story(evidence, links, overlaps, held, met, days, spots(evidence, accounts), say)


def meetings(evidence: Evidence, bonds: pd.DataFrame, accounts: set[str]) -> pd.DataFrame:
    """The people that two of these accounts opened, who are bound by it: a, b, subject."""
    chosen = bonds[bonds["a"].isin(accounts) & bonds["b"].isin(accounts)]
    met = pd.DataFrame({name: pd.Series(dtype="str") for name in ("a", "b", "subject")})
    for kind in (KIND, ALL_LOOKS):
        part = chosen[chosen["kind"] == kind]
        if len(part):
            ends = sorted({*part["a"], *part["b"]})
            rows = shared_people(evidence.pairs, ends, all_looks=kind == ALL_LOOKS).to_pandas()
            met = pd.concat([met, rows.merge(part[["a", "b"]], on=["a", "b"])])
    return met
