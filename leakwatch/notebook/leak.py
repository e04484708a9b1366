"""A leaked sample traced to the accounts it may have come from; nothing of the sample is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import sample
from leakwatch.charts.svg import tag, words
from leakwatch.notebook.drawing import listed

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.language import Say
    from leakwatch.pipeline import House


@dataclass(frozen=True)
class Leak:
    """`accounts`: rank, actor, org, covered, of, expected, p, share, unexplained; `people` that the
    sample names, `unknown`: of them nobody ever looked up, `aside`: rows that count for nothing."""

    accounts: pd.DataFrame
    people: int
    unknown: int
    aside: int
    say: Say

    @classmethod
    def of(cls, house: House, path: Path, origin: str | None, say: Say) -> Leak:
        """From a file of leads; SourceError where it cannot be read, ConfigError where it names
        nobody the lake knows."""
        found = sample.read(path, house, origin)
        traced = sample.traced(found, house)
        aside = len(found.wrong) + found.nobody
        return cls(traced.accounts, traced.people, traced.unknown, aside, say)

    def __repr__(self) -> str:
        return f"{self._said()}\n{self.accounts.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return tag("p", words(self._said())) + listed(self.accounts)

    def _said(self) -> str:
        said = self.say("{people} people in the sample, {unknown} of them never looked up; "
                        "{aside} rows count for nothing")  # fmt: skip
        return said.format(people=self.people, unknown=self.unknown, aside=self.aside)
