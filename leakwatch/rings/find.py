"""Evidence in, rings out: overlap → significant pairs → cores → outside → roles → names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from leakwatch.rings import backbone
from leakwatch.rings.evidence import Evidence
from leakwatch.rings.found import EDGES, MEMBERS, Rings
from leakwatch.rings.handovers import without_handovers
from leakwatch.rings.identity import named, number
from leakwatch.rings.members import Story, edge_rows, rows
from leakwatch.rings.odds import odds
from leakwatch.rings.outside import groups
from leakwatch.rings.overlap import first_days, overlap, shared_people
from leakwatch.rings.significance import FALSE_SHARE, PAIRS, judged

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.rings.outside import Group

__all__ = ["Evidence", "Rings", "find"]


def find(evidence: Evidence, *, earlier: Mapping[str, frozenset[str]] | None = None) -> Rings:
    """The rings in the evidence, under the names they had earlier (name → members)."""
    pairs = significant_pairs(evidence)
    overlaps = backbone.significant(pairs)
    links, found = groups(evidence, overlaps, backbone.cores(overlaps))
    many = int(evidence.pairs.actor.nunique().to_pandas())
    ranked = sorted(
        ((odds(evidence, links.graph, overlaps, group, many), group) for group in found),
        key=lambda one: (one[0], sorted(one[1].members)),
    )
    names = named([group.members for _, group in ranked], earlier)
    story = told(evidence, links.graph, overlaps, pairs, [group for _, group in ranked])
    return written(list(zip(names, ranked, strict=True)), story, pairs)


def significant_pairs(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance by looks without a case; and, weaker evidence, by all looks where one
    account is alerted and the other alerted or in the first list. `all_looks` tells which."""
    first = judged(overlap(evidence.pairs, without=evidence.not_persons))
    first = without_handovers(evidence.pairs, first).assign(all_looks=False)
    if not evidence.alerted:
        return first.reset_index(drop=True)
    more = judged(overlap(evidence.pairs, all_looks=True, without=evidence.not_persons))
    more = more[more["q"] <= FALSE_SHARE].assign(all_looks=True)
    alerted = list(evidence.alerted)
    near = [*alerted, *first["a"], *first["b"]]
    either = more["a"].isin(alerted) | more["b"].isin(alerted)
    more = more[either & more["a"].isin(near) & more["b"].isin(near)]
    both = pd.concat([part for part in (first, more) if len(part)] or [first])
    return both.drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)


def told(
    evidence: Evidence,
    links: nx.Graph[Any],
    overlaps: nx.Graph[Any],
    pairs: pd.DataFrame,
    found: list[Group],
) -> Story:
    """What the sentences of the rings need, asked of the engine once."""
    accounts = {account for group in found for account in group.accounts}
    chosen = pairs[pairs["a"].isin(accounts) & pairs["b"].isin(accounts)]
    met = pd.DataFrame({name: pd.Series(dtype="str") for name in ("a", "b", "subject")})
    for all_looks, part in chosen.groupby("all_looks"):
        ends = sorted({*part["a"], *part["b"]})
        rows = shared_people(evidence.pairs, ends, all_looks=bool(all_looks)).to_pandas()
        met = pd.concat([met, rows.merge(part[["a", "b"]], on=["a", "b"])])
    ends, people = sorted({*met["a"], *met["b"]}), sorted(set(met["subject"]))
    began = first_days(evidence.pairs, ends, people).to_pandas() if ends else pd.DataFrame()
    days = {row["actor"]: pd.Timestamp(row["day"]) for row in began.to_dict("records")}
    return Story(evidence, links, overlaps, met, days)


def written(
    ranked: list[tuple[str, tuple[float, Group]]], story: Story, pairs: pd.DataFrame
) -> Rings:
    """The rings as tables."""
    by_p = sorted(ranked, key=lambda one: (one[1][0], number(one[0])))
    members = [(name, p, *row) for name, (p, group) in by_p for row in rows(group, story)]
    edges = [(name, *row) for name, (_, group) in ranked for row in edge_rows(group, story)]
    return Rings(
        pd.DataFrame(members, columns=list(MEMBERS)),
        pairs[list(PAIRS)],
        pd.DataFrame(edges, columns=list(EDGES)),
    )
