"""Who belongs to a core without opening its people: who sits where they sit, who approves them.

A device or a place binds an account that shares it with two of a core, or with one if it leans
towards an alert. An approver belongs to a core whose members he approves without a case beyond
what he gives others (`kinds.approvals`), taken together by Fisher's method over all of the core;
Benjamini–Hochberg over every approver and core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.features.places import DEVICE, PLACE
from leakwatch.rings.kinds import approvals
from leakwatch.rings.kinds.discovered import fisher
from leakwatch.rings.outside import LEANING
from leakwatch.rings.significance import FALSE_SHARE, discoveries

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence

Cores = list[frozenset[str]]
SEATS = (DEVICE, PLACE)
#: members of a core whom an approver approves beyond what is expected
APPROVED = 2


def attached(
    evidence: Evidence, bonds: pd.DataFrame, cores: Cores, by_hand: Mapping[int, set[str]]
) -> Cores:
    """The cores with the accounts that share their seats and their approvers (by the core's
    number); none is in two."""
    held = {account for core in cores for account in core}
    by_seat = neighbours(bonds)
    leaning = set(evidence.suspicion.loc[evidence.suspicion["p"] <= LEANING, "actor"])
    out = []
    for number, core in enumerate(cores):
        more = {one for one, others in by_seat.items()
                if len(others & core) >= (1 if one in leaning else 2)}  # fmt: skip
        more = (more | by_hand.get(number, set())) - held
        held |= more
        out.append(core | more)
    return out


def neighbours(bonds: pd.DataFrame) -> dict[str, set[str]]:
    """With whom each account shares a device or a place."""
    near: dict[str, set[str]] = {}
    chosen = bonds[bonds["kind"].isin(SEATS)]
    for a, b in zip(chosen["a"], chosen["b"], strict=True):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return near


def approvers(evidence: Evidence, cores: Cores) -> dict[int, set[str]]:
    """The approvers of each core, by its number."""
    given = approvals.approved(evidence)
    inside = {account: number for number, core in enumerate(cores) for account in core}
    edges = approvals.judged(given).assign(core=lambda rows: rows["actor"].map(inside))
    edges = edges[edges["core"].notna() & ~edges["approver"].isin(inside)]
    if edges.empty:
        return {}
    each = [
        (int(number), str(approver), list(part["p"]))  # type: ignore[call-overload]
        for (number, approver), part in edges.groupby(["core", "approver"], sort=True)
    ]
    padded = [[*p, *[1.0] * (len(cores[number]) - len(p))] for number, _, p in each]
    together = np.array([float(fisher(np.array(one))) for one in padded])
    q = discoveries(together, float(given["approver"].nunique() * len(cores)))
    found: dict[int, set[str]] = {}
    for (number, approver, p), share in zip(each, q, strict=True):
        if share <= FALSE_SHARE and len(p) >= APPROVED:
            found.setdefault(number, set()).add(approver)
    return found
