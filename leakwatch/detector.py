"""Contract: which actor-days deserve a look."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.findings import Severity


@dataclass(frozen=True)
class Facts:
    """What detectors read: actor-days, trailing windows and context tables, as Ibis tables.

    `days` has one row an actor-day with the columns of `features.DAYS`; `windows` one row an
    actor-day with the sums of `features.WINDOWS` over the trailing 7, 28 and 90 days; `context`
    holds the tables of `events.TABLES` that were given (a missing one is absent, not empty);
    `subjects` has one row a person and day, the columns of `features.SUBJECTS`; `feeds` one row a
    source and day, the columns of `feeds.FEED_DAYS`. `pairs` (an actor, day and person:
    `features.PAIRS`) and `deeds` (an actor, day, action, class, place, device and approver:
    `features.DEEDS`) are large: they are read from the lake by whoever asks, and only then, so
    sum them up in the engine. A table that was not given is None.
    """

    days: ir.Table
    windows: ir.Table
    context: dict[str, ir.Table] = field(default_factory=dict)
    subjects: ir.Table | None = None
    feeds: pd.DataFrame | None = None
    pairs: ir.Table | None = None
    deeds: ir.Table | None = None

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Days beside their windows as one frame, sorted by day and actor: the small that leaves
        the engine."""
        days, windows = self.days.to_pandas(), self.windows.to_pandas()
        joined = days.merge(windows, on=["actor", "day"], how="left", validate="one_to_one")
        return joined.sort_values(["day", "actor"], ignore_index=True)


class Detector(ABC):
    """Judges actor-days; keywords of the constructor are its keys in leakwatch.toml.

    `because` is a sentence over the facts of the day in braces; `{peers.NAME}` is the median of
    the fact among the same job that day and `{own.NAME}` the actor's own median before it. It
    carries numbers and never a name.
    """

    name: ClassVar[str]
    severity: ClassVar[Severity]
    runbook: ClassVar[str]
    because: ClassVar[str]
    #: context tables without which the detector says "not assessed"
    needs: ClassVar[tuple[str, ...]] = ()
    #: what a nat of its surprise counts for; less where other detectors mostly say the same
    weight: ClassVar[float] = 1.0

    @abstractmethod
    def findings(self, facts: Facts) -> pd.DataFrame:
        """Judged actor-days: actor, day, score (0…1, high is odd), p (NaN: for calibration).

        Each actor-day at most once. A score that runs to 1 does so as o / (1 + o) of an
        unbounded oddness o. Columns beyond these can be named in `because`.
        """


class Rule(Detector):
    """A detector that either fires or does not; its p is how rarely it does.

    A firing's p is (fired + 1) / (days + 1) over the actor-days at hand, so a rule that fires on
    everyone proves nothing; with a `grade`, a column of `adds`, those count that fired as high.
    """

    #: columns of `days` beyond the facts that `because` names
    adds: ClassVar[tuple[str, ...]] = ()
    #: the column of `adds` that tells a grave firing from a slight one, if any
    grade: ClassVar[str] = ""
    #: whether a firing is an alert without other evidence
    alone: ClassVar[bool] = True

    @abstractmethod
    def when(self, day: ir.Table) -> ir.BooleanValue:
        """True for the days that fire."""

    def days(self, facts: Facts) -> ir.Table:
        """The table `when` reads; a rule that needs context joins it here."""
        return facts.days

    def findings(self, facts: Facts) -> pd.DataFrame:
        """The actor-days that fire, each with score 1."""
        days = self.days(facts)
        fired = days.filter(self.when(days)).select("actor", "day", *self.adds).to_pandas()
        # the rank of a grade from above, the same for all that tie
        ahead = fired[self.grade].rank(method="max", ascending=False) if self.grade else len(fired)
        return fired.assign(score=1.0, p=(ahead + 1) / (int(facts.days.count().to_pandas()) + 1))


class Test(Detector):
    """A detector with a p-value under a null it states.

    The null is a model and models err, so the score, −log p as an oddness, is calibrated among
    the peer group's days like any other; that can make a p larger, and of a `rough` model smaller.
    """

    #: pytest would take the class for a test
    __test__ = False
    #: whether the model finds less than there is, and how few come near says more
    rough: ClassVar[bool] = False

    def frame(self, facts: Facts) -> pd.DataFrame:
        """What `log_p` reads; a test that needs pairs, deeds or context joins them here."""
        return facts.frame

    @abstractmethod
    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Actor, day, log_p (natural logarithm), and any columns for `because`."""

    def findings(self, facts: Facts) -> pd.DataFrame:
        """Every actor-day tested, with its score and p."""
        import numpy as np

        tested = self.log_p(self.frame(facts))
        odd = -tested["log_p"]
        return tested.drop(columns="log_p").assign(score=odd / (1 + odd), p=np.exp(-odd))


class Watch(Detector):
    """A detector of feeds: it judges sources and days, not people.

    What it finds is an alert about the source, beside the budget and the promise for accounts.
    Clock times in its sentences are those of the source's wall.
    """

    because: ClassVar[str] = "{said}"

    @abstractmethod
    def when(self, feeds: pd.DataFrame) -> Mapping[str, pd.Series[bool]]:
        """Sentences over the columns of a feed-day, and the feed-days each is true of."""

    def findings(self, facts: Facts) -> pd.DataFrame:
        """Feed-days of which something is said: source, org, day, score 1, p as a rule's, said."""
        return self.told(facts, str)

    def told(self, facts: Facts, say: Callable[[str], str]) -> pd.DataFrame:
        """The findings, their sentences in a language."""
        import pandas as pd

        feeds = facts.feeds if facts.feeds is not None else pd.DataFrame()
        said = pd.Series("", feeds.index, dtype=object)
        for sentence, fires in (self.when(feeds) if len(feeds) else {}).items():
            rows = feeds[fires].to_dict("records")
            told = pd.Series(
                [say(sentence).format(**_told(row)) for row in rows], feeds.index[fires]
            )
            said[fires] = said[fires].where(said[fires] == "", said[fires] + say("; ")) + told
        found = feeds[said != ""].assign(said=said[said != ""])
        rate = (len(found) + 1) / (len(feeds) + 1)
        return found.reindex(columns=["source", "org", "day", "said"]).assign(score=1.0, p=rate)


def _told(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """The cells of a feed-day as a sentence says them."""
    return {str(name): _written(value) for name, value in row.items()}


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime) and value == value:
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return value
