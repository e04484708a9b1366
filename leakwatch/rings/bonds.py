"""All evidence between two accounts: what they have in common, a row a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.kinds import approvals, clients, lists, people, seats

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence

BONDS = ("a", "b", "kind", "shared", "expected", "p", "q")
KINDS = (people, lists, clients, seats, approvals)
#: kinds by which two accounts belong together; the others say so of two that do
BINDING = (people.KIND, people.ALL_LOOKS, lists.KIND, clients.KIND)


def bonds(evidence: Evidence) -> pd.DataFrame:
    """Every significant pair of every kind, and of those by people also what may add to a group:
    BONDS, sorted."""
    found = [kind.found(evidence)[list(BONDS)] for kind in KINDS]
    held = pd.concat([part for part in found if len(part)] or found[:1])
    return held.sort_values(["a", "b", "kind"], ignore_index=True)
