"""What every detector promises, tried on a small made-up office."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from leakwatch import typical
from leakwatch.because import Sentences
from leakwatch.checks.office import BRANCH, ORG, facts, office
from leakwatch.checks.promise import broken, made, named, promise
from leakwatch.detector import Facts
from leakwatch.errors import PluginError
from leakwatch.events import TABLES
from leakwatch.findings import JUDGED, Severity

if TYPE_CHECKING:
    from leakwatch.detector import Detector

KEY = ["actor", "day"]
STEP = re.compile(r"^\s*(\d+)\. \S", re.MULTILINE)
NAMES = re.compile(rf"[0-9a-f]{{32}}|{ORG}|{BRANCH}")
CONTEXT = tuple(name for name in TABLES if name != "events")


def check_detector(kind: type[Detector]) -> None:
    """Puts a detector through all its promises; PluginError names the first it breaks."""
    named(kind)
    one, given = made(kind), office()
    _declared(one)
    before = given.frame.copy(deep=True)
    found = one.findings(given)
    promise(given.frame.equals(before), "it leaves the facts as they are", kind)
    _conforms(kind, found, given)
    promise(_same(made(kind).findings(office()), found), "same in, same out", kind)
    backwards = made(kind).findings(_each(given, _backwards))
    promise(_same(backwards, found), "row order has no impact", kind)
    _silent(kind, _each(given, _nothing))
    _says(one, found, given)


def _declared(one: Detector) -> None:
    """Severity, runbook, sentence and needs, as class attributes."""
    kind = type(one)
    promise(isinstance(getattr(one, "severity", None), Severity), "severity is a Severity", kind)
    steps = [int(number) for number in STEP.findall(getattr(one, "runbook", ""))]
    promise(bool(steps) and steps == list(range(1, len(steps) + 1)),
            "a runbook of steps numbered 1., 2., …", kind, f"numbered {steps}")  # fmt: skip
    because = getattr(one, "because", "")
    fields = [field for _, field, _, _ in Formatter().parse(because) if field]
    promise(bool(fields), "because is a sentence with numbers in braces", kind, because)
    unknown = [name for name in one.needs if name not in CONTEXT]
    promise(not unknown, f"needs names context tables: {', '.join(CONTEXT)}", kind,
            ", ".join(unknown))  # fmt: skip


def _conforms(kind: type[Detector], found: pd.DataFrame, given: Facts) -> None:
    """Columns and ranges; each actor-day of the facts at most once."""
    lacking = [name for name in JUDGED if name not in found.columns]
    promise(not lacking, f"findings have {', '.join(JUDGED)}", kind, f"no {', '.join(lacking)}")
    promise(bool(found["score"].between(0, 1).all()), "a score lies in 0…1", kind)
    promise(bool(found["p"].dropna().between(0, 1).all()), "a p lies in 0…1, or is NaN", kind)
    promise(not found.duplicated(KEY).any(), "each actor-day at most once", kind)
    days = given.frame[KEY].merge(found[KEY], on=KEY)
    promise(len(days) == len(found), "findings are of actor-days of the facts", kind)


def _silent(kind: type[Detector], nothing: Facts) -> None:
    what = "no facts, no findings"
    try:
        found = made(kind).findings(nothing)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise broken(what, kind, error) from error
    promise(len(found) == 0, what, kind, f"{len(found)} findings")


def _same(found: pd.DataFrame, before: pd.DataFrame) -> bool:
    """The same findings, in whatever order."""
    rows = (each.sort_values(KEY, ignore_index=True) for each in (found, before))
    return next(rows).equals(next(rows))


def _backwards(table: pa.Table) -> pa.Table:
    return table.take(list(reversed(range(len(table)))))


def _nothing(table: pa.Table) -> pa.Table:
    return table.slice(0, 0)


def _each(given: Facts, change: Callable[[pa.Table], pa.Table]) -> Facts:
    """The facts with each table changed."""
    context = {name: change(table.to_pyarrow()) for name, table in given.context.items()}
    return facts(change(given.days.to_pyarrow()), change(given.windows.to_pyarrow()), context)


def _says(one: Detector, found: pd.DataFrame, given: Facts) -> None:
    """The sentence of each finding, with no name in it."""
    kind, frame = type(one), given.frame
    said = frame[KEY].merge(found, on=KEY, how="left")
    rows = np.flatnonzero(said["score"].notna())
    words = Sentences(frame, typical.panel(frame))
    try:
        sentences = words.write(one.because, rows, said.iloc[rows])
    except (PluginError, ValueError) as error:
        raise broken("because names facts, or columns of its findings", kind, error) from error
    telling = next((text for text in sentences if NAMES.search(text)), "")
    promise(not telling, "never a name or a token in because", kind, telling)
