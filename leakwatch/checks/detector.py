"""What every detector promises, tried on a small made-up office."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from leakwatch import typical, watched
from leakwatch.because import Sentences
from leakwatch.checks.office import BRANCH, ORG, facts, office, tables, token
from leakwatch.checks.promise import broken, made, named, promise
from leakwatch.detector import Facts, Watch
from leakwatch.errors import PluginError
from leakwatch.events import TABLES
from leakwatch.findings import JUDGED, Severity
from leakwatch.tokens import TOKEN

if TYPE_CHECKING:
    from leakwatch.detector import Detector

KEY = ["actor", "day"]
#: of what watches feeds
FEED_KEY = ["source", "day"]
NEAR = 1e-9
STEP = re.compile(r"^\s*(\d+)\. \S", re.MULTILINE)
NAMES = re.compile(rf"[0-9a-f]{{32}}|{ORG}|{BRANCH}")
CONTEXT = tuple(name for name in TABLES if name != "events")


def check_detector(kind: type[Detector]) -> None:
    """Puts a detector through all its promises; PluginError names the first it breaks."""
    named(kind)
    one, given = made(kind), office()
    _declared(one)
    before = _judged(one, given).copy(deep=True)
    found = one.findings(given)
    promise(_judged(one, given).equals(before), "it leaves the facts as they are", kind)
    _conforms(kind, found, given)
    promise(_same(made(kind).findings(office()), found), "same in, same out", kind)
    backwards = made(kind).findings(_each(_backwards))
    promise(_same(backwards, found), "row order has no impact", kind)
    anew = made(kind).findings(_each(_keyed_anew))
    promise(_alike(anew, _named_anew(found)), "another key makes no other finding", kind)
    _silent(kind, _each(_nothing))
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
    key = _key(kind)
    wanted = [*key, *(name for name in JUDGED if name not in KEY)]
    lacking = [name for name in wanted if name not in found.columns]
    promise(not lacking, f"findings have {', '.join(wanted)}", kind, f"no {', '.join(lacking)}")
    promise(bool(found["score"].between(0, 1).all()), "a score lies in 0…1", kind)
    promise(bool(found["p"].dropna().between(0, 1).all()), "a p lies in 0…1, or is NaN", kind)
    what = f"{key[0]}-day"
    promise(not found.duplicated(key).any(), f"each {what} at most once", kind)
    there = _judged(made(kind), given)[key].merge(found[key], on=key)
    promise(len(there) == len(found), f"findings are of {what}s of the facts", kind)


def _key(kind: type[Detector]) -> list[str]:
    """What tells findings apart: an actor and a day, or a source and a day."""
    return FEED_KEY if issubclass(kind, Watch) else KEY


def _judged(one: Detector, given: Facts) -> pd.DataFrame:
    """The actor-days, or the feed-days, that it reads."""
    return given.frame if not isinstance(one, Watch) or given.feeds is None else given.feeds


def _silent(kind: type[Detector], nothing: Facts) -> None:
    what = "no facts, no findings"
    try:
        found = made(kind).findings(nothing)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise broken(what, kind, error) from error
    promise(len(found) == 0, what, kind, f"{len(found)} findings")


def _same(found: pd.DataFrame, before: pd.DataFrame) -> bool:
    """The same findings, in whatever order."""
    key = [name for name in (*KEY, *FEED_KEY[:1]) if name in found.columns]
    rows = (each.sort_values(key, ignore_index=True) for each in (found, before))
    return next(rows).equals(next(rows))


def _alike(found: pd.DataFrame, before: pd.DataFrame) -> bool:
    """The same verdicts, but for what a sum's order makes of its last digits."""
    key = [name for name in (*KEY, *FEED_KEY[:1]) if name in found.columns]
    both = found.merge(before, on=key, suffixes=("", "_before"))
    pairs = ((both[name], both[f"{name}_before"]) for name in ("score", "p"))
    near = all(np.allclose(one, other, rtol=0, atol=NEAR, equal_nan=True) for one, other in pairs)
    return near and len(both) == len(found) == len(before)


def _backwards(table: pa.Table) -> pa.Table:
    return table.take(list(reversed(range(len(table)))))


def _keyed_anew(table: pa.Table) -> pa.Table:
    """The same under another key of the house: each token another, and sorted otherwise."""
    return pa.Table.from_pandas(_named_anew(table.to_pandas()), table.schema, preserve_index=False)


def _named_anew(rows: pd.DataFrame) -> pd.DataFrame:
    texts = rows.select_dtypes(["object", "str"]).columns
    return rows.assign(**{name: rows[name].map(_other, na_action="ignore") for name in texts})


def _other(cell: object) -> object:
    return token(cell) if isinstance(cell, str) and TOKEN.fullmatch(cell) else cell


def _nothing(table: pa.Table) -> pa.Table:
    return table.slice(0, 0)


def _each(change: Callable[[pa.Table], pa.Table]) -> Facts:
    """The office's facts with each table changed."""
    days, windows, context, feeds = tables()
    changed = {name: change(table) for name, table in context.items()}
    return facts(change(days), change(windows), changed, change(feeds))


def _says(one: Detector, found: pd.DataFrame, given: Facts) -> None:
    """The sentence of each finding, with no name in it."""
    kind = type(one)
    try:
        sentences = _sentences(one, found, given)
    except (PluginError, ValueError, LookupError) as error:
        raise broken("because names facts, or columns of its findings", kind, error) from error
    telling = next((text for text in sentences if NAMES.search(text)), "")
    promise(not telling, "never a name or a token in because", kind, telling)


def _sentences(one: Detector, found: pd.DataFrame, given: Facts) -> list[str]:
    if isinstance(one, Watch):
        return list(watched.findings(one, given)["because"])
    frame = given.frame
    said = frame[KEY].merge(found, on=KEY, how="left")
    rows = np.flatnonzero(said["score"].notna())
    return Sentences(frame, typical.panel(frame)).write(one.because, rows, said.iloc[rows])
