"""A detector tried before it is installed: what it would find, and what was judged of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leakwatch import alerts, approved, engine, footing, judging
from leakwatch.alerts.deeds import confirmers
from leakwatch.charts.svg import tag, words
from leakwatch.detector import Detector, Rule, Watch
from leakwatch.errors import ConfigError
from leakwatch.lake import Lake
from leakwatch.notebook.drawing import folded, listed
from leakwatch.notebook.tables import day

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.detect import Detected
    from leakwatch.language import Say
    from leakwatch.lookup import Lookup
    from leakwatch.pipeline import House
    from leakwatch.store import Store

KEY = ["actor", "day"]


@dataclass(frozen=True)
class Trial:
    """What a run would have said from `since` on.

    `findings`: those of the detector, the excused too; `added`: actor-days raised that nobody
    raises without it; `crowded`: raised without it, and not with it, as a day has only so many;
    `weeks`: by week; `alerts`: those that stand, of accounts it finds on their days; `fresh`:
    accounts with an alert of which there is none now.
    """

    name: str
    findings: pd.DataFrame
    added: pd.DataFrame
    crowded: pd.DataFrame
    weeks: pd.DataFrame
    alerts: pd.DataFrame
    fresh: list[str]
    notes: list[str]
    say: Say

    @classmethod
    def of(
        cls, house: House, lookup: Lookup, detector: Detector, since: date | str | None, say: Say
    ) -> Trial:
        """Judges the lake with the detector and, once for all, without; ConfigError for what is
        none."""
        _instance(detector)
        on = footing.footing(approved.over(house.settings, house.store), house.key)
        with _read(house) as lake:
            heard = judging.heard(lake, on)
            before = lookup.remembered(
                ("judged", on.mark), [*lake.versions()], lambda: judging.judge(lake, on, heard)
            )
            after = judging.judge(lake, on, heard, detector)
        return _told(house, detector, (before, after), day(since), say)

    @property
    def confirmed(self) -> pd.DataFrame:
        """Alerts it hits that people confirmed, closed since or not."""
        return self.alerts[self.alerts["status"].isin(("confirmed", "closed"))]

    @property
    def dismissed(self) -> pd.DataFrame:
        """Alerts it hits that people dismissed."""
        return self.alerts[self.alerts["status"] == "dismissed"]

    @property
    def lines(self) -> list[str]:
        """What came of it, in sentences."""
        raised = self.findings[self.findings["excuse"] == ""]
        said = self.say(
            "{name}: {findings} findings, {excused} more excused; {fresh} accounts with an alert "
            "that have none now; of {hit} alerts that stand it hits, {confirmed} are confirmed and "
            "{dismissed} dismissed"
        ).format(
            name=self.name, findings=len(raised), excused=len(self.findings) - len(raised),
            fresh=len(self.fresh), hit=len(self.alerts), confirmed=len(self.confirmed),
            dismissed=len(self.dismissed),
        )  # fmt: skip
        return [said, *self.notes]

    def __repr__(self) -> str:
        return "\n".join([*self.lines, self.weeks.to_string(index=False)])

    def _repr_html_(self) -> str:
        first, *rest = self.lines
        return "".join([
            tag("p", tag("strong", words(first))), *(tag("p", words(line)) for line in rest),
            listed(self.weeks),
            folded(self.say("findings"), self.findings),
            folded(self.say("alerts"), self.alerts),
        ])  # fmt: skip


@contextmanager
def _read(house: House) -> Iterator[Lake]:
    """The lake through an engine of its own: what judging keeps in it is gone afterwards."""
    machine = engine.connect(house.settings)
    try:
        yield Lake(str(house.lake.path), machine)
    finally:
        machine.close()


def _instance(detector: Detector) -> None:
    if not isinstance(detector, Detector) or isinstance(detector, Watch):
        raise ConfigError("no detector of accounts", where="lw.try_detector",
                          hint="give an instance: lw.try_detector(MyRule(limit=40))")  # fmt: skip


def _told(
    house: House, detector: Detector, judged: tuple[Detected, Detected], since: date | None,
    say: Say,
) -> Trial:  # fmt: skip
    before, after = (_since(one.findings, since) for one in judged)
    mine = after[after["detector"] == detector.name].reset_index(drop=True)
    with_it, without = _raised(after), _raised(before)
    added, crowded = _beyond(with_it, without), _beyond(without, with_it)
    raised = _raised(mine)
    standing = _standing(house.store, {*raised["actor"], *added["actor"]})
    return Trial(
        detector.name, mine, added, crowded, _weeks(raised, added),
        _hit(standing, raised), sorted(set(added["actor"]) - {*standing["actor"]}),
        _notes(detector, judged[1], say), say,
    )  # fmt: skip


def _since(findings: pd.DataFrame, since: date | None) -> pd.DataFrame:
    return findings if since is None else findings[findings["day"].map(_date) >= since]


def _date(said: date) -> date:
    import pandas as pd

    return pd.Timestamp(said).date()


def _raised(findings: pd.DataFrame) -> pd.DataFrame:
    """The actor-days of findings that nobody excused."""
    kept = findings.loc[findings["excuse"] == "", KEY]
    return kept.assign(day=kept["day"].map(_date)).drop_duplicates(ignore_index=True)


def _beyond(these: pd.DataFrame, those: pd.DataFrame) -> pd.DataFrame:
    """The rows of one that the other has not."""
    import pandas as pd

    known = pd.MultiIndex.from_frame(those)
    return these[~pd.MultiIndex.from_frame(these).isin(known)].reset_index(drop=True)


def _weeks(raised: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """By week, from its Monday: findings, and actor-days that nobody raises without it."""
    import pandas as pd

    parts = {"findings": raised, "added": added}
    counts = {
        name: pd.to_datetime(part["day"]).dt.to_period("W").dt.start_time.value_counts()
        for name, part in parts.items()
    }
    told = pd.DataFrame(counts).fillna(0).astype(int).sort_index()
    return told.rename_axis("week").reset_index()


def _standing(store: Store, actors: set[str]) -> pd.DataFrame:
    """The alerts on these accounts, without those that a run withdrew."""
    every = alerts.table(store)
    mine = every[every["actor"].isin(actors)]
    closed = mine["status"] == "closed"
    with store.reading() as session:
        sure = confirmers(session, [*mine.loc[closed, "id"]])
    return mine[~closed | mine["id"].isin(sure)]


def _hit(standing: pd.DataFrame, raised: pd.DataFrame) -> pd.DataFrame:
    """The alerts on accounts it finds on a day of theirs."""
    met = standing.merge(raised, on="actor")
    hit = met[(met["first"] <= met["day"]) & (met["day"] <= met["last"])]
    return standing[standing["id"].isin(hit["id"])].reset_index(drop=True)


def _notes(detector: Detector, after: Detected, say: Say) -> list[str]:
    """What its p rests on, and what was not judged."""
    out = list[str]()
    if lacking := after.not_assessed.get(detector.name):
        out.append(say("not assessed: there is no table of {tables}").format(
            tables=", ".join(lacking)))  # fmt: skip
    if isinstance(detector, Rule):
        out.append(say("its p is how rarely it fires, among {days} actor-days").format(
            days=len(after.days)))  # fmt: skip
    else:
        out.append(say("its p is calibrated among {days} actor-days").format(days=len(after.days)))
    return [*out, after.promise.said(say)]
