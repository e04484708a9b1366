"""Every plugin keeps its promises, and each promise can be broken."""

import itertools
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from leakwatch import plugins
from leakwatch.checks import check_connector, check_detector
from leakwatch.connector import Connector, text
from leakwatch.detector import Detector, Rule, Test
from leakwatch.errors import PluginError
from leakwatch.findings import Severity

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", plugins.connectors())
def test_every_connector_keeps_its_promises(name):
    [raw] = (GOLDEN / name).glob("raw.*")
    check_connector(type(plugins.connector(name)), raw)


@pytest.mark.parametrize("name", plugins.detectors())
def test_every_detector_keeps_its_promises(name):
    check_detector(type(plugins.detector(name)))


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "raw.csv"
    rows = "".join(f"2026-03-{day:02d} 09:00:00,G{day % 3},P{day}\n" for day in range(1, 9))
    path.write_text("time,account,person\n" + rows, encoding="utf-8")
    return path


class Desk(Connector):
    """Who opened which record."""

    name = "desk"
    columns = text("time*, account*, person")

    def rows(self, raw):
        """One event a line."""
        return raw.select("line", **self.said(raw))

    def said(self, raw):
        return {"clock": raw["time"], "actor": raw["account"], "subject": raw["person"],
                "action": ibis.literal("view")}  # fmt: skip


class Copy(Desk):
    """Every row twice: allowed, as one record may name two people."""

    def rows(self, raw):
        return ibis.union(super().rows(raw), super().rows(raw))


class Choosy(Desk):
    """Drops one account and sets another aside: allowed too."""

    def said(self, raw):
        aside = (raw["account"] == "G1").ifelse("not ours", ibis.null("string"))
        return super().said(raw) | {"wanted": raw["account"] != "G2", "wrong": aside}


@pytest.mark.parametrize("kind", [Desk, Copy, Choosy])
def test_a_connector_that_keeps_its_promises_passes(kind, sample):
    check_connector(kind, sample)


def test_a_sample_of_a_single_row_proves_nothing(sample, tmp_path):
    short = tmp_path / "short.csv"
    short.write_text("\n".join(sample.read_text().splitlines()[:2]))
    with pytest.raises(PluginError, match="at least two rows come out of its sample"):
        check_connector(Desk, short)


def says(**more):
    """A Desk that says something more, or something else."""
    said = {"said": lambda self, raw: Desk.said(self, raw) | {
        name: make(raw) if callable(make) else make for name, make in more.items()
    }}  # fmt: skip
    return type("Odd", (Desk,), {"__doc__": "Odd."} | said)


def declares(**attributes):
    return type("Odd", (Desk,), {"__doc__": "Odd."} | attributes)


def needs_a_keyword(self, path):
    self.path = path


counter = itertools.count()
NO_LINE = {"rows": lambda self, raw: raw.select(**self.said(raw))}
OTHER_LINE = {"rows": lambda self, raw: raw.select(line=raw.line + 1000, **self.said(raw))}
TWO_ROWS = {"rows": lambda self, raw: Desk.rows(self, raw.filter(raw.account == "P0"))}
ALWAYS_ONE = {"rows": lambda self, raw: ibis.union(
    Desk.rows(self, raw),
    raw.agg(line=raw.line.max().fill_null(1), clock=ibis.literal("2026-03-01 09:00"),
            actor=ibis.literal("G0"), subject=ibis.null("string"), action=ibis.literal("view")),
)}  # fmt: skip


def engines_own(raw):
    @ibis.udf.scalar.python
    def shout(cell: str) -> str:
        return cell

    return shout(raw["account"])


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        (declares(name="Desk"), "a name in snake case"),
        (declares(name=None), "a name in snake case"),
        (declares(__doc__=None), "a docstring"),
        (declares(__doc__="  "), "a docstring"),
        (declares(__init__=needs_a_keyword), "its defaults construct"),
        (declares(table="people"), "its table is one of events, staff"),
        (declares(format="wide"), "its format is one of delimited, headless"),
        (declares(subject="name"), "subject is one of"),
        (declares(columns={}), "it declares columns"),
        (declares(columns={"time*": "string", "account*": "int64"}), "delimited files are text"),
        (declares(columns=text("time, account, person")), "a column is required"),
        (says(reason=lambda raw: raw["time"].as_time("%H").cast("string")), "compiles for Spark"),
        (declares(**NO_LINE), "every row keeps its line"),
        (declares(**OTHER_LINE), "every row keeps its line"),
        (says(telephone=lambda raw: raw["person"]), "columns are of the table events; telephone"),
        (says(org=ibis.literal("o")), "its columns are of the table events; org"),
        (says(actor=lambda raw: raw["line"] > 3), "actor conforms to string"),
        (says(rows=lambda raw: raw["account"]), "rows conforms to int64; it is string"),
        (says(wanted=lambda raw: raw["account"]), "wanted conforms to boolean"),
        (says(rows=lambda raw: raw["account"].cast("int64")), "its rows can be computed"),
        (says(reason=engines_own), "its rows can be computed"),
        (declares(**TWO_ROWS), "at least two rows come out of its sample; 0 of 8"),
        (says(session=lambda raw: ibis.random().cast("string")), "same in, same out"),
        (says(reason=lambda raw: ibis.literal(str(next(counter)))), "same in, same out"),
        (says(rows=lambda raw: raw.count().over(ibis.window())), "a file cut in two"),
        (says(rows=lambda raw: ibis.row_number()), "a file cut in two|row order"),
        (declares(**ALWAYS_ONE), "a file cut in two|empty in, empty out"),
    ],
)  # fmt: skip
def test_a_connector_that_breaks_a_promise_is_told_which(kind, broken, sample):
    with pytest.raises(PluginError, match=broken) as raised:
        check_connector(kind, sample)
    assert kind.__qualname__ in raised.value.where


KEY = ["actor", "day"]


class Busy(Detector):
    """Days above the actor's mean, by how far."""

    name = "busy"
    severity = Severity.LOW
    runbook = """
    1. Ask why.
    2. Ask again.
    """
    because = "{looks} looks; peers {peers.looks}; own {own.looks}; {off_hours_share:.0%} late"

    def findings(self, facts):
        """Every day, whatever its number."""
        frame = facts.frame
        above = frame["looks"] / frame["looks"].max()
        return frame[KEY].assign(score=above, p=np.nan)


class Many(Rule):
    """Fires on many looks; needs what it does not get to see."""

    name = "many"
    severity = Severity.HIGH
    runbook = "1. Ask."
    because = "{looks} looks, {active_28} days of 28"

    def __init__(self, limit=60):
        self.limit = limit

    def when(self, day):
        """More looks than the limit."""
        return day.looks > self.limit


class Never(Many):
    """Never fires: silence is allowed."""

    def when(self, day):
        return day.looks < 0


class Even(Test):
    """A p of one for everyone."""

    name, severity, runbook, because = "even", Severity.LOW, "1. Ask.", "{taken} taken"

    def log_p(self, frame):
        return frame[KEY].assign(log_p=0.0)


@pytest.mark.parametrize("kind", [Busy, Many, Never, Even])
def test_a_detector_that_keeps_its_promises_passes(kind):
    check_detector(kind)


def finds(change, base=Busy, **attributes):
    """A detector whose findings are changed on their way out."""
    found = {"findings": lambda self, facts: change(base.findings(self, facts), facts)}
    return type("Odd", (base,), {"__doc__": "Odd."} | found | attributes)


def claims(base=Busy, **attributes):
    return type("Odd", (base,), {"__doc__": "Odd."} | attributes)


def spoils(found, facts):
    facts.frame.loc[0, "looks"] = 0
    return found


def by_place(found, facts):
    days = facts.days.to_pandas()
    return days[KEY].assign(score=np.arange(len(days)) / (len(days) + 1), p=np.nan)


def by_token(found, facts):
    return found.assign(score=found["actor"].rank(method="dense") / 1000)


def looks_at_the_first(found, facts):
    assert found.iloc[0]["actor"]
    return found


def speaks_of_nothing(found, facts):
    if len(found):
        return found
    return pd.DataFrame({"actor": ["a"], "day": [pd.Timestamp("2026-03-02")], "score": 1, "p": 1})


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        (claims(name="Busy"), "a name in snake case"),
        (claims(__doc__=None), "a docstring"),
        (claims(__init__=needs_a_keyword), "its defaults construct"),
        (claims(severity=3), "severity is a Severity"),
        (claims(severity=None), "severity is a Severity"),
        (claims(runbook=""), "a runbook of steps numbered"),
        (claims(runbook="Ask the manager."), "a runbook of steps numbered"),
        (claims(runbook="1. Ask.\n3. Lock."), r"a runbook of steps numbered.*\[1, 3\]"),
        (claims(because=""), "because is a sentence with numbers"),
        (claims(because="far too many looks"), "because is a sentence with numbers"),
        (claims(needs=("people",)), "needs names context tables"),
        (claims(needs=("events",)), "needs names context tables"),
        (finds(spoils), "it leaves the facts as they are"),
        (finds(lambda found, _: found.drop(columns="p")), "findings have actor, day, score, p"),
        (finds(lambda found, _: found.assign(score=1.1)), "a score lies in 0…1"),
        (finds(lambda found, _: found.assign(score=np.nan)), "a score lies in 0…1"),
        (finds(lambda found, _: found.assign(p=-0.1)), "a p lies in 0…1, or is NaN"),
        (finds(lambda found, _: pd.concat([found, found[:1]])), "each actor-day at most once"),
        (finds(lambda found, _: found.assign(actor=found.index.astype(str))), "are of actor-days"),
        (finds(lambda found, _: found.assign(score=1 / (2 + next(counter)))), "same in, same out"),
        (finds(by_place), "row order has no impact"),
        (finds(by_token), "another key makes no other finding"),
        (finds(speaks_of_nothing), "no facts, no findings; 1 findings"),
        (finds(looks_at_the_first), "no facts, no findings; single positional indexer"),
        (claims(because="{gossip} heard"), "because names facts.*gossip"),
        (claims(Never, because="{gossip} heard"), "because names facts.*gossip"),
        (claims(because="{looks:colour} looks"), "because names facts"),
        (claims(because="{actor} opened {looks}"), "never a name or a token in because"),
        (claims(because="{looks} looks at {branch}"), "never a name or a token in because"),
        (claims(because="{looks} looks at {org}"), "never a name or a token in because"),
    ],
)  # fmt: skip
def test_a_detector_that_breaks_a_promise_is_told_which(kind, broken):
    with pytest.raises(PluginError, match=broken) as raised:
        check_detector(kind)
    assert kind.__qualname__ in raised.value.where
