"""How often two accounts could have met: their look-ups in the same weeks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from leakwatch.rings.overlap import Overlap

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Strs = npt.NDArray[np.object_]
BLOCK = 200_000
UNKNOWN = "?"


@dataclass(frozen=True)
class Exposure:
    """Accounts by number: `names` sorted, `branch` and `org` as numbers, `people` (account ×
    bucket): different people opened in each bucket of days.
    """

    names: Strs
    branch: Ints
    org: Ints
    people: Floats

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def met(self) -> Floats:
        """`people` seen through the window: the same bucket whole, its neighbours half, which is
        how often two days at most one bucket apart lie in the window."""
        return smeared(self.people)

    def of_pairs(self, one: Ints, two: Ints) -> Floats:
        """Chances to meet of each pair of numbers."""
        out = np.empty(len(one))
        for low in range(0, len(one), BLOCK):
            part = slice(low, low + BLOCK)
            out[part] = np.einsum("pt,pt->p", self.people[one[part]], self.met[two[part]])
        return out

    @cached_property
    def alone(self) -> Floats:
        """Chances of each account to meet itself, to be left out of sums."""
        return np.einsum("pt,pt->p", self.people, self.met)


def smeared(people: Floats) -> Floats:
    """Each row plus half of its neighbouring buckets."""
    out = people.copy()
    out[:, 1:] += people[:, :-1] / 2
    out[:, :-1] += people[:, 1:] / 2
    return out


def exposure(overlap: Overlap) -> Exposure:
    """The accounts of an overlap; each belongs to the branch where it looked most."""
    homes = home_branches(overlap.actors.to_pandas())
    degrees = overlap.degrees.to_pandas()
    number = pd.Series(np.arange(len(homes)), index=homes["actor"])
    bucket = degrees["bucket"].to_numpy(dtype=np.int64)
    span = bucket.max() - bucket.min() + 1 if len(bucket) else 1
    people = np.zeros((len(homes), int(span)))
    row = number[degrees["actor"]].to_numpy()
    people[row, bucket - (bucket.min() if len(bucket) else 0)] = degrees["people"].to_numpy()
    org, branch = homes["org"], homes["org"] + "\n" + homes["branch"]
    return Exposure(
        names=homes["actor"].to_numpy(dtype=object),
        branch=pd.factorize(branch, sort=True)[0].astype(np.int64),
        org=pd.factorize(org, sort=True)[0].astype(np.int64),
        people=people,
    )


def home_branches(actors: pd.DataFrame) -> pd.DataFrame:
    """One row an account, sorted: actor, org, branch."""
    known = actors.fillna({"org": UNKNOWN, "branch": UNKNOWN})
    known = known.sort_values(
        ["actor", "looks", "org", "branch"], ascending=[True, False] + [True] * 2
    )
    return known.drop_duplicates("actor")[["actor", "org", "branch"]].reset_index(drop=True)
