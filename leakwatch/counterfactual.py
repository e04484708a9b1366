"""What would have been: how much less an actor-day would not have been raised for, re-scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np

from leakwatch import typical
from leakwatch.detector import Detector, Facts, Rule, Watch
from leakwatch.excuses import Ground
from leakwatch.judged import Judged, Rows, held, judge, marked, missing, verdict
from leakwatch.outlier import Outlier

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.language import Say
    from leakwatch.settings import Detect

SPANS = (7, 28, 90)
#: facts of which a share of the looks is a fact too
SHARES = ("unexplained", "foreign", "off_hours")
#: a number is found to this share of what it was
FINE = 64
EPOCH = date(1970, 1, 1)
#: counts of a day that are not of its work
NOT_WORK = ("places", "devices", "new_places", "new_devices")


@dataclass(frozen=True)
class Lever:
    """Facts that go down together, `head` and those whose names have a part; counted by `head`."""

    head: str
    parts: tuple[str, ...]
    sentence: str

    def facts(self, frame: pd.DataFrame) -> list[str]:
        """The counts of a day that it lowers, the head first."""
        counts = frame.select_dtypes("integer").columns
        spans = tuple(f"_{days}" for days in SPANS)
        named = [name for name in counts
                 if name not in NOT_WORK and any(part in name for part in self.parts)]  # fmt: skip
        named = [name for name in named if not name.endswith(spans)]
        return [self.head, *(name for name in named if name != self.head)]


EVERYTHING = ("",)
LEVERS = (
    Lever("unexplained_subjects", ("unexplained", "called"),
          "would not have been raised at {until} people opened without a case; there were {had}"),
    Lever("foreign", ("foreign",),
          "would not have been raised at {until} looks at other branches' records; "
          "there were {had}"),
    Lever("off_hours", ("off_hours",),
          "would not have been raised at {until} looks out of hours; there were {had}"),
    Lever("taken", ("taken",),
          "would not have been raised at {until} rows printed, exported or unmasked; "
          "there were {had}"),
    Lever("resets", ("resets",),
          "would not have been raised at {until} passwords reset; there were {had}"),
    Lever("registers", ("registers",),
          "would not have been raised at {until} cards or accounts registered; there were {had}"),
    Lever("minors", ("minors",),
          "would not have been raised at {until} looks at children's records; there were {had}"),
    Lever("subjects", EVERYTHING,
          "would not have been raised at {until} people opened, and all else as much less; "
          "there were {had}"),
)  # fmt: skip


class Counterfactual:
    """Judges an actor-day again with less of something, everything else as it was.

    The detectors that speak of the day read facts in which only that day differs; their scores
    are calibrated, combined and held against the day's other p-values as in a run.
    """

    def __init__(
        self, facts: Facts, detectors: list[Detector], settings: Detect, ground: Ground
    ) -> None:
        self.facts, self.settings, self.ground = marked(facts, ground), settings, ground
        self.at = typical.panel(self.facts.frame)
        self.rows = Rows.of(self.facts.frame, self.at)
        self.detectors = [one for one in detectors
                          if not isinstance(one, Watch) and not missing(one, facts)]  # fmt: skip

    @cached_property
    def judged(self) -> list[Judged]:
        """All detectors' say of all days as they are."""
        holding = held(self.facts, self.ground)
        return [judge(one, self.facts, self.rows, holding) for one in self.detectors]

    def without(self, actor: str, day: date, say: Say = str) -> list[dict[str, Any]]:
        """For each fact that alone would have made the difference: fact, had, until, said.

        `until` is the largest number found at which the day is not raised, itself re-scored.
        Empty where the day is not raised, or no fact alone makes the difference.
        """
        frame = self.facts.frame
        on_day = self.rows.day == (day - EPOCH).days
        rows = np.flatnonzero((frame["actor"] == actor).to_numpy() & on_day)
        trials = [_Trial(self, self.judged, int(row)) for row in rows]
        if not trials or not trials[0].raised(frame):
            return []
        trial = trials[0]
        return [told for lever in LEVERS if (told := trial.lowered(lever, say))]


@dataclass
class _Trial:
    """One raised row, and all detectors' say of all rows as they are."""

    house: Counterfactual
    judged: list[Judged]
    row: int

    @cached_property
    def speaking(self) -> list[int]:
        """Numbers of the detectors that count for the row."""
        return [n for n, one in enumerate(self.judged)
                if one.evidence[self.row] > 0 or one.sure[self.row]]  # fmt: skip

    @cached_property
    def read(self) -> set[str]:
        """The facts those detectors read, as far as they declare them."""
        found: set[str] = set()
        for number in self.speaking:
            one = self.judged[number].detector
            found |= {field for _, field, _, _ in Formatter().parse(one.because) if field}
            found |= set(one.facts) if isinstance(one, Outlier) else set()
        return found

    def lowered(self, lever: Lever, say: Say) -> dict[str, Any] | None:
        """The largest number, of those tried, at which the row is not raised; by halves."""
        frame = self.house.facts.frame
        if lever.head not in frame.columns:
            return None
        had = int(frame[lever.head].iloc[self.row])
        moved = [name for name in lever.facts(frame) if frame[name].iloc[self.row] > 0]
        if not had or not self.read & set(moved) or self.raised(self._less(moved, 0.0)):
            return None
        below, above = 0, had
        while above - below > max(1, had // FINE):
            middle = (below + above) // 2
            if self.raised(self._less(moved, middle / had)):
                above = middle
            else:
                below = middle
        if not below and lever.parts == EVERYTHING:
            return None
        said = say(lever.sentence).format(until=below, had=had)
        return {"fact": lever.head, "had": had, "until": below, "said": said}

    def _less(self, names: list[str], share: float) -> pd.DataFrame:
        """The facts with these counts of the row, and its windows, lowered to a share."""
        frame = self.house.facts.frame.copy()
        day: dict[str, Any] = {str(name): cell for name, cell in frame.iloc[self.row].items()}
        for name in names:
            left = int(day[name] * share + 1e-9)
            for window in (f"{name}_{days}" for days in SPANS):
                if window in day:
                    day[window] -= day[name] - left
            day[name] = left
        for name in SHARES:
            if f"{name}_share" in day:
                day[f"{name}_share"] = day[name] / max(day["looks"], 1)
        for name, cell in day.items():
            if cell != frame[name].iloc[self.row]:
                frame.loc[frame.index[self.row], name] = cell
        return frame

    def raised(self, frame: pd.DataFrame) -> bool:
        """True where the row, with these facts, is raised."""
        house, judged = self.house, list(self.judged)
        if frame is not house.facts.frame:
            facts = _given(house.facts, frame)
            holding = held(facts, Ground())
            for number in self.speaking:
                new = judge(self.judged[number].detector, facts, house.rows, holding)
                judged[number] = self._excused(new, self.judged[number])
        found = verdict(judged, house.rows, house.settings)
        return bool(found.raised[self.row])

    def _excused(self, new: Judged, old: Judged) -> Judged:
        """With the excuses there were, and that of a call where the lowered day has it now."""
        excuse = old.excuse.copy()
        excuse[self.row] = excuse[self.row] or new.excuse[self.row]
        # a rule's p is of all the days it fires on, and one day less makes no other likelier
        logs = np.where(new.fired, old.logs, 0.0) if isinstance(new.detector, Rule) else new.logs
        return replace(new, excuse=excuse, logs=logs)


def _given(facts: Facts, frame: pd.DataFrame) -> Facts:
    """The facts with another frame of days beside windows."""
    import ibis

    days, windows = list(facts.days.columns), list(facts.windows.columns)
    tables = (
        ibis.memtable(frame[columns], schema=table.schema())
        for columns, table in ((days, facts.days), (windows, facts.windows))
    )
    return replace(facts, days=next(tables), windows=next(tables))
