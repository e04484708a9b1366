"""What a notebook imports: the tables of a run as data frames, tokens as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import alerts, pipeline, settings
from leakwatch.judging import SCORED
from leakwatch.rings import kept

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.rings.found import Ring


class Tables:
    """Alerts, findings, rings and scored actor-days, read anew at each call."""

    def __init__(self, path: Path) -> None:
        self._settings = settings.read(path)

    @contextmanager
    def _house(self) -> Iterator[pipeline.House]:
        with pipeline.opened(self._settings) as house:
            yield house

    def alerts(self) -> pd.DataFrame:
        """One row an alert, the first to read first."""
        with self._house() as house:
            return alerts.table(house.store)

    def findings(self) -> pd.DataFrame:
        """One row a finding, the excused too."""
        with self._house() as house:
            return alerts.findings_table(house.store)

    def rings(self) -> pd.DataFrame:
        """One row a member of a ring."""
        with self._house() as house:
            return kept.rings(house.store).members

    def ring(self, name: str) -> Ring:
        """One ring: its members, what joins them, and `graph()`; KeyError for one there is not."""
        with self._house() as house:
            return kept.rings(house.store)[name]

    def days(self) -> pd.DataFrame:
        """One row an actor-day: facts, score, p."""
        with self._house() as house:
            return house.lake.engine.arrow(house.lake.read("scored", SCORED)).to_pandas()


def open(path: str | Path = "leakwatch.toml") -> Tables:  # noqa: A001 — read as `leakwatch.notebook.open`
    """The tables behind a settings file."""
    return Tables(Path(path))
