"""The sentence of a finding: a template over the facts of its day, its peers and its past."""

from __future__ import annotations

import math
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leakwatch import typical
from leakwatch.errors import PluginError

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.tail import Codes
    from leakwatch.typical import Panel

#: fewer days than this behind an actor are no history
FEW_DAYS = 5
NO_HISTORY = "no history: judged by colleagues only"


class Number(float):
    """A number that prints as people write it.

    >>> f"{Number(38.0)} {Number(2.5)} {Number(0.914):.0%} {Number('nan')}"
    '38 2.5 91% –'
    """

    def __format__(self, spec: str) -> str:
        return "–" if math.isnan(self) else format(float(self), spec or ".4g")


class Sentences:
    """Writes the sentences of findings about one frame.

    `{NAME}` is a fact of the day or a column the detector added, `{peers.NAME}` the median of
    the same job that day, `{own.NAME}` the actor's own median before. `say` gives a template in
    the language of the organisation.
    """

    def __init__(self, frame: pd.DataFrame, at: Panel, say: Say = str) -> None:
        self.frame, self.at, self.say = frame, at, say
        self.group = at.back(at.group)
        self.known = at.back(typical.past(at.take(frame["looks"]), at)[2])

    def write(self, template: str, rows: Codes, said: pd.DataFrame) -> list[str]:
        """A sentence for each row number; `said` holds the detector's own columns, same order."""
        asked = sorted({field for _, field, _, _ in Formatter().parse(template) if field})
        columns = {field: self._column(field, rows, said, template) for field in asked}
        told, bare = self.say(template), self.say("; ") + self.say(NO_HISTORY)
        sentences = []
        for i, row in enumerate(rows):
            known = {field: column[i] for field, column in columns.items()}
            tail = bare if self.known[row] < FEW_DAYS else ""
            sentences.append(told.format(**_nested(known)) + tail)
        return sentences

    def _column(self, field: str, rows: Codes, said: pd.DataFrame, template: str) -> list[Any]:
        """What a field of a template says at these rows."""
        side, _, name = field.rpartition(".")
        if not side and name in said.columns:
            told = said[name]
            dated = pd.api.types.is_datetime64_any_dtype(told)
            values = (told.dt.strftime("%Y-%m-%d") if dated else told).to_numpy()
        elif name not in self.frame.columns or side not in ("", "peers", "own"):
            raise PluginError(f"no fact {field!r}", where=template, hint="see features.DAYS")
        else:
            values = self._side(side, name)[rows]
        return [Number(value) if isinstance(value, (int, float, np.number)) else value
                for value in values.tolist()]  # fmt: skip

    def _side(self, side: str, name: str) -> Any:
        """A fact, its median among peers that day, or the actor's own before."""
        fact = self.frame[name]
        if side == "peers":
            return fact.groupby([self.group, self.frame["day"]]).transform("median").to_numpy()
        if side == "own":
            return self.at.back(typical.past(self.at.take(fact), self.at)[0])
        return fact.to_numpy()


def _nested(known: dict[str, Any]) -> dict[str, Any]:
    """Dotted names as attributes, as `str.format` looks them up."""
    sides: dict[str, Any] = {name: value for name, value in known.items() if "." not in name}
    for side in {name.partition(".")[0] for name in known if "." in name}:
        inner = {n.partition(".")[2]: v for n, v in known.items() if n.startswith(f"{side}.")}
        sides[side] = SimpleNamespace(**inner)
    return sides
