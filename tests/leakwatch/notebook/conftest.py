"""A small carrier, judged once: sixty accounts, four of which open the same people."""

import shutil
from datetime import UTC, date, datetime

import pandas as pd
import pytest

import leakwatch
from leakwatch import pipeline, settings, tokens
from leakwatch.alerts import raise_alerts
from leakwatch.findings import FINDINGS
from leakwatch.rings.found import MEMBERS, TIES
from leakwatch.store import users
from leakwatch.store.rings import save_rings

HEAD = "工号,营业厅编码,操作时间,业务类型,查询号码"
TOML = """[organisation]
name = "Carrier"
zone = "Asia/Shanghai"
[sources.crm]
connector = "telecom_crm"
path = "crm.csv"
org = "carrier"
zone = "Asia/Shanghai"
[detect]
only = ["bulk_lookup"]
false_alarm_share = 0.001
"""
#: the four of the ring, and how many of the people in common each of them opens
RING = {"G001": 24, "G002": 24, "G003": 12, "G004": 6}
PEOPLE = {"ana": "analyst", "ines": "investigator", "sue": "supervisor"}


def rows():
    for n in range(60):
        who = f"G{n + 1:03}"
        for day in range(9, 15):
            many = 40 if n == 0 else 5
            phones = [f"100{n + 1:02}{day:02}{k:04}" for k in range(many)]
            if day in (12, 13):
                phones += [f"10099{k:06}" for k in range(RING.get(who, 0))]
            for k, phone in enumerate(phones):
                at = f"2026-03-{day:02} {9 + k % 9:02}:{k // 9 % 60:02}:{n:02}"
                yield f"{who},A0{n % 3},{at},机主信息查询,{phone}"


def ring_of(account):
    """The four, an outsider, and what joins them."""
    inside = [account(who) for who in RING]
    phone = "ab" * 16
    members = [("R1", 1e-9, one, "actor", "inside", "source", f"opened {many} in common", 0.001)
               for one, many in zip(inside, RING.values(), strict=True)]  # fmt: skip
    members.append(("R1", 1e-9, phone, "phone", "outside", "broker", "called one of them", 0.001))
    ties = [("R1", *sorted((inside[0], other)), "people", "opened the same people", 12.0, 0.5, 1e-9)
            for other in inside[1:]]  # fmt: skip
    ties.append(("R1", *sorted((inside[0], phone)), "link", "calls 9 ×", None, None, None))
    return (pd.DataFrame(members, columns=list(MEMBERS)),
            pd.DataFrame(ties, columns=list(TIES)).astype({"shared": float, "expected": float,
                                                           "p": float}))  # fmt: skip


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """The folder of it, to be copied by whoever writes."""
    place = tmp_path_factory.mktemp("notebook") / "house"
    place.mkdir()
    (place / "crm.csv").write_text("\n".join([HEAD, *rows()]) + "\n", encoding="utf-8")
    (place / "leakwatch.toml").write_text(TOML, encoding="utf-8")
    tokens.new(place / "leakwatch.key")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        pipeline.run(house)
        raised(house)
        save_rings(house.store, *ring_of(lambda who: named(house, who)))
        for name, role in PEOPLE.items():
            users.add(house.store, name, role, by="shell")
    return place


def raised(house):
    """An alert on G001, of two days; what was found of G002 is excused."""
    first, second = (named(house, who) for who in ("G001", "G002"))
    found = [(first, date(2026, 3, day), "bulk_lookup", 0.9, 1e-5, "opened 64 people's records", 3,
              "") for day in (12, 13)]  # fmt: skip
    found.append((second, date(2026, 3, 12), "no_case", 0.1, 1e-3, "looked without a case; excused",
                  2, "last_shift"))  # fmt: skip
    days = [(one, "carrier", "A00", "crm", date(2026, 3, day)) for one in (first, second)
            for day in range(9, 15)]  # fmt: skip
    raise_alerts(
        house.store, pd.DataFrame(found, columns=list(FINDINGS)),
        pd.DataFrame(days, columns=["actor", "org", "branch", "source", "day"]), exposed,
        now=datetime(2026, 3, 20, tzinfo=UTC),
    )  # fmt: skip


def exposed(asked):
    counted = asked.groupby("actor", as_index=False, sort=False).size()
    return pd.DataFrame({"actor": counted["actor"], "subjects": 100, "records": 120})


def named(house, who):
    return tokens.read_token(house.key, "actor", f"carrier/{who}")


@pytest.fixture(scope="session")
def lw(judged):
    """An open notebook, for all who only look."""
    with leakwatch.open(judged / "leakwatch.toml") as opened:
        yield opened


@pytest.fixture
def own(judged, tmp_path):
    """A folder of one's own."""
    return shutil.copytree(judged, tmp_path / "house")


@pytest.fixture
def account(lw):
    """The token of an account by its name in the log."""
    return lambda who: named(lw.house, who)
