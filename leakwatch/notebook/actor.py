"""One account to explore: its days beside its colleagues', what was found of it, what excused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from leakwatch import alerts, around
from leakwatch.charts.heatmap import heatmap
from leakwatch.charts.looks import Looks, looks
from leakwatch.errors import ConfigError
from leakwatch.judging import SCORED
from leakwatch.notebook.drawing import Drawing, folded, legend

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.around import Around
    from leakwatch.language import Say
    from leakwatch.lookup import Lookup
    from leakwatch.store import Store


@dataclass(frozen=True)
class Actor:
    """An account; `days`: every day it worked, with facts, score and p; `findings`: the excused
    too."""

    token: str
    days: pd.DataFrame
    findings: pd.DataFrame
    store: Store
    lookup: Lookup
    say: Say

    @classmethod
    def of(cls, store: Store, lookup: Lookup, token: str, say: Say) -> Actor:
        """By its token; ConfigError where neither days nor findings know it."""
        rows = lookup.rows("scored", [*SCORED], {"actor": token})
        days = rows.to_pandas().sort_values("day", ignore_index=True) if len(rows) else _none()
        findings = alerts.findings_table(store, token).fillna({"excuse": ""})
        if days.empty and findings.empty:
            raise ConfigError("no such account", where="lw.actor",
                              hint="it takes a token, as in lw.alerts()['actor']")  # fmt: skip
        return cls(token, days, findings, store, lookup, say)

    @cached_property
    def alerts(self) -> pd.DataFrame:
        """Its alerts, as `lw.alerts()` has them."""
        every = alerts.table(self.store)
        return every[every["actor"] == self.token].reset_index(drop=True)

    @property
    def excuses(self) -> pd.DataFrame:
        """What was let go, and why: excuse, detector, findings, first, last, because of the
        last."""
        excused = self.findings[self.findings["excuse"] != ""]
        told = excused.groupby(["excuse", "detector"], as_index=False).agg(
            findings=("day", "size"), first=("day", "min"), last=("day", "max"),
            because=("because", "last"),
        )  # fmt: skip
        return told.sort_values(["findings", "excuse"], ascending=[False, True], ignore_index=True)

    @property
    def flagged(self) -> list[date]:
        """Days with a finding that nobody excused."""
        raised = self.findings[self.findings["excuse"] == ""]
        return sorted(set(raised["day"]))

    @cached_property
    def beside(self) -> Around:
        """The days around the flagged ones, or its last, beside its colleagues."""
        known = self.flagged or list(self.days["day"].tail(1)) or sorted(set(self.findings["day"]))
        return around.around(self.lookup, self.token, around.span(known[0], known[-1]))

    def hours(self) -> Drawing:
        """Looks by hour and day, above a colleague's on average."""
        import pandas as pd

        beside, name = self.beside, self.say("looks by hour and day")
        panels = [(self.say("this account"), beside.hours),
                  (self.say("a colleague, on average"), beside.peers_hours)]  # fmt: skip
        rows = [(day, hour, beside.hours.get((day, hour), 0.0),
                 beside.peers_hours.get((day, hour), 0.0))
                for day, hour in sorted({*beside.hours, *beside.peers_hours})]  # fmt: skip
        table = pd.DataFrame(rows, columns=["day", "hour", "looks", "colleague"])
        svg = heatmap(name, [one.day for one in beside.days], self.flagged, panels)
        return Drawing(name, svg, table, "", self.say("as a table"))

    def looks(self) -> Drawing:
        """Looks per day, the colleagues' median as a line over them, flagged days marked."""
        import pandas as pd

        flagged, name = set(self.flagged), self.say("looks per day")
        days = [Looks(one.day, one.own.get("looks"), one.peers.get("looks"), one.day in flagged)
                for one in self.beside.days]  # fmt: skip
        rows = [(one.day, one.own, one.peers, one.flagged) for one in days]
        table = pd.DataFrame(rows, columns=["day", "looks", "colleagues", "flagged"])
        meant = [("bar flagged", "flagged"), ("bar plain", "other days"),
                 ("peers", "colleagues' median")]  # fmt: skip
        key = legend([(css, self.say(called)) for css, called in meant])
        return Drawing(name, looks(name, days), table, key, self.say("as a table"))

    def _repr_html_(self) -> str:
        shown = [self.looks()._repr_html_(), self.hours()._repr_html_()]
        columns = ["day", "detector", "score", "p", "because"]
        return "".join(shown) + folded(self.say("findings"), self.findings[columns])

    def __repr__(self) -> str:
        return f"account {self.token}: {len(self.days)} days, {len(self.findings)} findings"


def _none() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype="object") for name in SCORED})
