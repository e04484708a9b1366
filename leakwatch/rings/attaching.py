"""Who belongs to a core without opening its people: who sits where they sit, who approves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.outside import LEANING

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.rings.evidence import Evidence

KINDS = ("device", "place", "approval")


def attached(
    evidence: Evidence, bonds: pd.DataFrame, cores: list[frozenset[str]]
) -> list[frozenset[str]]:
    """The cores with accounts bound by a device, a place or approvals to two of a core; or to one,
    if they lean towards an alert themselves."""
    leaning = set(evidence.suspicion.loc[evidence.suspicion["p"] <= LEANING, "actor"])
    held = {account for core in cores for account in core}
    chosen = bonds[bonds["kind"].isin(KINDS)]
    near: dict[str, set[str]] = {}
    for a, b in zip(chosen["a"], chosen["b"], strict=True):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    out = []
    for core in cores:
        more = {one for one, with_ in near.items() if one not in held
                and len(with_ & core) >= (1 if one in leaning else 2)}  # fmt: skip
        held |= more
        out.append(core | more)
    return out
