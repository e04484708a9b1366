"""Contract: named reasons to let a finding go; each is pure, says why, and is counted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

#: what says no more than "how much", and "whose": the work itself may explain both
VOLUME = ("bulk_lookup", "no_case", "off_hours_credit", "peer_outlier", "slow_drip")
SCOPE = ("foreign_scope", "unmasking")


@dataclass(frozen=True)
class Ground:
    """What an excuse may look at; what is absent excuses nothing.

    `context`: tables of `events.TABLES`, cases best with `person` (see people.with_case_person);
    `pairs` and `deeds`: who was looked at, and the work by place; `batch_actors`: accounts
    registered as machines; `shared_places`: org and place of those declared as used by many;
    `zone`: of the wall clocks.
    """

    context: dict[str, ir.Table] = field(default_factory=dict)
    batch_actors: frozenset[str] = frozenset()
    zone: str = "Asia/Shanghai"
    pairs: ir.Table | None = None
    deeds: ir.Table | None = None
    shared_places: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of cases there are: what is not among them need not be looked for."""
        cases = self.context.get("cases")
        if cases is None:
            return ()
        found = cases.filter(cases.kind.notnull()).select("kind").distinct().to_pandas()
        return tuple(sorted(found["kind"]))


class Excuse(ABC):
    """A predicate over actor-days; an excuse lowers a finding, it never deletes it.

    `lets_go` names the detectors whose findings it excuses; others are never silenced by it.
    `because` is a sentence over the facts of the day in braces. An approval excuses nothing:
    an accomplice may give it.
    """

    name: ClassVar[str]
    lets_go: ClassVar[tuple[str, ...]]
    because: ClassVar[str]
    #: of one that counts looks and falls short: a sentence over `have`, `of` and `needed`
    nearly: ClassVar[str] = ""

    @abstractmethod
    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """True for the days it excuses, on the index of `days`."""

    def covers(self, days: pd.DataFrame, ground: Ground) -> pd.Series[float] | None:  # noqa: ARG002
        """How many looks without a case it explains; None where it is not a matter of how many."""
        return None


def never(days: pd.DataFrame) -> pd.Series[bool]:
    """Excuses none of the days."""
    import pandas as pd

    return pd.Series(False, index=days.index)


def among(days: pd.DataFrame, listed: pd.DataFrame) -> pd.Series[bool]:
    """True for the days whose actor and day are listed."""
    import pandas as pd

    known, asked = (
        pd.MultiIndex.from_arrays([one["actor"].astype(object), pd.to_datetime(one["day"])])
        for one in (listed, days)
    )
    return pd.Series(asked.isin(known), index=days.index)
