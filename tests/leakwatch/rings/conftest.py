"""Made-up offices: honest accounts whose overlap is over-dispersed, and rings to plant in them."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import numpy as np
import pandas as pd
import pytest

from leakwatch.engine.compiling import unfused
from leakwatch.features import columns
from leakwatch.rings.bonds import bonds
from leakwatch.rings.find import Evidence, among

BRANCHES, ORGS, POOL, DAYS = 20, 2, 1000, 40
PAIRS = columns.PAIRS
LINKS = {
    "a": "string", "a_kind": "string", "b": "string", "b_kind": "string", "relation": "string",
    "start": "timestamp('UTC', 6)", "end": "timestamp('UTC', 6)", "times": "int64",
    "origin": "string",
}  # fmt: skip
COMPLAINTS = {
    "org": "string", "at": "timestamp('UTC', 6)", "phone": "string", "id_no": "string",
    "kind": "string", "contact": "string", "contact_kind": "string", "channel": "string",
}  # fmt: skip
DEEDS = columns.DEEDS
# as our engines do
unfused()
STAFF = {
    "org": "string", "actor": "string", "branch": "string", "department": "string",
    "role": "string", "phone": "string", "id_no": "string", "address": "string",
    "status": "string", "joined": "date", "left": "date", "manager": "string", "kind": "string",
}  # fmt: skip


def looked(act, day, subject, unexplained):
    """Looks of accounts (numbers), as a frame."""
    act = np.asarray(act)
    frame = pd.DataFrame({"act": act, "subject": subject, "day": day, "unexplained": unexplained})
    return frame.astype("int64")


def name(act) -> str:
    return f"a{act:05d}"


class Office:
    """Looks drawn with one generator; `tell` makes them evidence."""

    def __init__(self, seed: int, accounts: int = 300, daily: float = 12) -> None:
        self.rng, self.accounts = np.random.default_rng(seed), accounts
        self.looks = self._honest(daily)
        self.held = {}

    def _honest(self, daily: float) -> pd.DataFrame:
        """Busy and idle people and days, known and unknown customers, teams with patients of
        their own, an eighth of the looks in other branches, a fifth without a case, unevenly."""
        rng, who = self.rng, np.arange(self.accounts)
        count = rng.negative_binomial(2, 2 / (2 + daily), (self.accounts, DAYS))
        count = (count * (rng.random((self.accounts, DAYS)) < 5 / 7)).ravel()
        act = np.repeat(np.repeat(who, DAYS), count)
        day = np.repeat(np.tile(np.arange(DAYS), self.accounts), count)
        far = rng.random(len(act)) < 0.12
        branch = np.where(far, rng.integers(0, BRANCHES, len(act)), act % BRANCHES)
        fame = rng.lognormal(0, 1, POOL).cumsum()
        person = np.searchsorted(fame, rng.random(len(act)) * fame[-1]).clip(max=POOL - 1)
        team = (rng.random(len(act)) < 0.4) & ~far
        ours = (act // BRANCHES // 5) * 37 + day // 3 * 11 + rng.integers(0, 30, len(act))
        person = np.where(team, ours % POOL, person)
        share = np.clip(0.2 * rng.lognormal(-0.3, 0.8, self.accounts), 0, 0.9)
        return looked(act, day, branch * POOL + person, rng.random(len(act)) < share[act])

    def add(self, act, day, subject, unexplained=1) -> None:
        """More looks of accounts given by number."""
        self.looks = pd.concat([self.looks, looked(act, day, subject, unexplained)])

    def plant(self, size: int, people: int = 22, start: int = 5, span: int = 3, cover=0.95):
        """A ring of unlike branches that opens the same people within days; its names."""
        free = getattr(self, "free", list(self.rng.permutation(self.accounts)))
        ring, self.free = free[:size], free[size:]
        for act in ring:
            list_ = np.flatnonzero(self.rng.random(people) < cover) + 10**6 * (start + 1) + size
            self.add(
                np.full(len(list_), act), start + self.rng.integers(0, span, len(list_)), list_
            )
        return frozenset(map(name, ring))

    def pairs(self) -> ibis.Table:
        keys = ["act", "day", "subject"]
        frame = self.looks.groupby(keys, as_index=False).agg(
            looks=("unexplained", "size"), unexplained=("unexplained", "sum")
        )
        day = pd.Timestamp("2025-03-03") + pd.to_timedelta(frame["day"], unit="D")
        branch = frame["act"] % BRANCHES
        told = pd.DataFrame({
            "actor": frame["act"].map(name).astype("str"),
            "org": "o" + (branch % ORGS).astype(str),
            "branch": "b" + branch.astype(str),
            "day": day.dt.date,
            "subject": "s" + frame["subject"].astype(str),
            "looks": frame["looks"],
            "unexplained": frame["unexplained"],
            "foreign": 0,
            "first": (day + pd.Timedelta(hours=9)).dt.tz_localize("UTC"),
        })  # fmt: skip
        none = {column: None for column, kind in PAIRS.items() if column not in told}
        none |= {column: 0 for column in none if PAIRS[column] == "int64"}
        return ibis.memtable(told.assign(**none)[list(PAIRS)], schema=PAIRS)

    def tell(
        self, *, alerted=(), links=None, complaints=None, staff=None, deeds=None, leads=None
    ) -> Evidence:
        everyone = [name(act) for act in range(self.accounts)]
        p = [1e-5 if actor in set(alerted) else 0.4 for actor in everyone]
        suspicion = pd.DataFrame({"actor": everyone, "p": p, "score": 0.5})
        return Evidence(
            self.pairs(),
            suspicion,
            links=links,
            complaints=complaints,
            staff=staff,
            deeds=deeds,
            leads=leads,
        )

    def found(self, *, alerted=(), links=None, complaints=None, leads=None):
        """The rings; what any two accounts have in common is looked for once, for an office that
        stays as it is."""
        told = self.tell(alerted=alerted, links=links, complaints=complaints, leads=leads)
        if tuple(alerted) not in self.held:
            self.held[tuple(alerted)] = bonds(told)
        return among(told, self.held[tuple(alerted)])


def table(rows: list[dict[str, object]], schema: dict[str, str]) -> ibis.Table:
    frame = pd.DataFrame([{column: row.get(column) for column in schema} for row in rows])
    return ibis.memtable(frame.astype(object).where(frame.notna(), None), schema=schema)


@pytest.fixture(scope="session")
def office() -> Callable[..., Office]:
    return Office


@pytest.fixture(scope="session")
def links():
    """Links from (a_kind, a, b_kind, b, relation) tuples."""
    columns = ("a_kind", "a", "b_kind", "b", "relation")
    return lambda rows: table(
        [dict(zip(columns, row, strict=True)) | {"times": 3} for row in rows], LINKS
    )


@pytest.fixture(scope="session")
def complaints():
    """Complaints from (victim, contact, contact_kind) tuples, made in May."""
    at = pd.Timestamp("2025-05-01T08:00:00Z")
    columns = ("id_no", "contact", "contact_kind")
    return lambda rows: table(
        [dict(zip(columns, row, strict=True)) | {"at": at} for row in rows], COMPLAINTS
    )


@pytest.fixture(scope="session")
def staff():
    """Staff from dicts."""
    return lambda rows: table(rows, STAFF)


@pytest.fixture(scope="session")
def deeds():
    """What accounts did where, from (account's number, day, place, device) and more tuples; ten
    looks each, none with a case."""
    start = pd.Timestamp("2025-03-03")

    def made(rows, **more):
        told = []
        for act, day, place, device in rows:
            at = (start + pd.Timedelta(days=day + 0.4)).tz_localize("UTC")
            told.append({
                "actor": name(act), "org": f"o{act % BRANCHES % ORGS}",
                "branch": f"b{act % BRANCHES}",
                "day": (start + pd.Timedelta(days=day)).date(), "action": "view", "place": place,
                "device": device, "times": 10, "failed": 0, "unexplained": 10, "rows": 10,
                "people": 10, "first": at, "last": at,
            } | more)  # fmt: skip
        return table(told, DEEDS)

    return made


@pytest.fixture(scope="session")
def leads():
    """Leads that turned up in one place in May, from victims."""
    at = pd.Timestamp("2025-05-01T08:00:00Z")
    kept = ("org", "phone", "id_no", "key")
    schema = {"subject": "string", "at": "timestamp('UTC', 6)", "origin": "string"}
    schema |= dict.fromkeys(kept, "string")
    return lambda victims: table(
        [{"subject": one, "at": at, "origin": "forum"} for one in victims], schema
    )
