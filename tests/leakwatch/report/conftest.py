"""A small carrier with two accounts that look up very many people, in a matter, over SQLite."""

import gzip
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.alerts import raise_alerts
from leakwatch.findings import FINDINGS
from leakwatch.lookup import Lookup
from leakwatch.report import handing
from leakwatch.store import matters, measures, notes, tracks
from leakwatch.store.rings import save_rings

AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户姓名,客户在场鉴权方式"
TOML = """[organisation]
name = "Carrier"
zone = "Asia/Shanghai"
[sources.crm]
connector = "telecom_crm"
path = "crm*"
org = "carrier"
zone = "Asia/Shanghai"
"""
#: what people type, and what logs say, to whoever takes text for commands
TITLE = "<script>alert(1)</script> & #evil[x] \x0b\u202e"
FORMULA = "=HYPERLINK(1)"
ONE, TWO, NAMED = "王", '"王\n五"', "本人10099999999来电"
TIES = ["ring", "a", "b", "kind", "because", "shared", "expected", "p"]
DAYS = (date(2026, 3, 12), date(2026, 3, 13))


@dataclass
class Matter:
    """An open house with the matter M1, and the accounts of its logs by token."""

    house: pipeline.House
    accounts: dict

    @property
    def lookup(self):
        return Lookup(self.house.lake)

    def ask(self, what, **details):
        return handing.ask(self.house.store, "M1", "ines", what, details, now=AT)

    def made(self, place, request):
        handing.hand_out(self.house, self.lookup, request, place, who="ines")
        return place


def rows(day, accounts):
    """A day's log; a cell runs over two lines, one looks like a formula, one line is too short."""
    told = [
        f"{who},{FORMULA if k == 1 else 'A01'},2026-03-{day:02} {9 + k % 9:02}:{k:02}:00,"
        f"机主信息查询,100{10000 * n + 100 * day + k:08},{ONE if k else TWO},"
        f"{NAMED if k == 2 else ''}"
        for n, who in enumerate(accounts)
        for k in range(40 if n < 2 else 4)
    ]
    return "\r\n".join([HEADER, *told, "G001,A01"]) + "\r\n"


@pytest.fixture(scope="session")
def matter(tmp_path_factory):
    """M1, with an alert, a ring, what people said of both, and holds."""
    place = tmp_path_factory.mktemp("matter")
    names = [f"G{n:03}" for n in range(1, 7)]
    (place / "crm_0312.csv").write_bytes(rows(12, names).encode("gb18030"))
    (place / "crm_0313.csv.gz").write_bytes(gzip.compress(rows(13, names).encode(), mtime=0))
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text(TOML, encoding="utf-8")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        ingested = pipeline.ingest(house)
        assert ingested.refused == []
        pipeline.derive(house)
        accounts = {who: tokens.read_token(house.key, "actor", f"carrier/{who}") for who in names}
        _found(house.store, [accounts["G001"], accounts["G002"]])
        _said(house.store, accounts["G001"])
        yield Matter(house, accounts)


def _found(store, actors):
    found = [
        (actor, day, detector, 0.9, 0.001, f"opened 40 people <w:p/> {FORMULA}", 3, None)
        for actor in actors for day in DAYS for detector in ("bulk_lookup", "no_case")
    ]  # fmt: skip
    days = pd.DataFrame(
        [(actor, "carrier", "A01", "crm", day) for actor in actors for day in DAYS],
        columns=["actor", "org", "branch", "source", "day"],
    )
    raise_alerts(store, pd.DataFrame(found, columns=list(FINDINGS)), days, _exposed, now=AT)
    members = [("R1", 1e-6, actor, "actor", "inside", "source", "opened 9 of the same", 0.001)
               for actor in actors]  # fmt: skip
    columns = ["ring", "p", "member", "kind", "side", "role", "because", "permutation_p"]
    ties = [("R1", *actors, "people", "opened the same people", 9.0, 0.5, 1e-6)]
    tied = pd.DataFrame(ties, columns=TIES)
    save_rings(store, pd.DataFrame(members, columns=columns), tied, now=AT)


def _exposed(asked):
    counted = asked.groupby("actor", as_index=False, sort=False).size()
    below = [{"grade": "below", "items": [], "proportion": "1/125"}] * 2
    told = {"least": 39, "most": 40, "people": {"identity": [39, 40]}, "unnamed": 0,
            "dropped": {"masked": 1}, "said": [],
            "law": [{"assumed": {}, "full": below, "if_sold": below}]}  # fmt: skip
    return pd.DataFrame({"actor": counted["actor"], "subjects": 40, "records": 40,
                         "exposed": [told] * len(counted)})  # fmt: skip


def _said(store, actor):
    with store.writing() as session:
        made = matters.open_matter(session, TITLE, "ines", now=AT)
        for item in ("A1", "R1"):
            matters.add_item(session, made, item, "ines", now=AT)
        matters.hold(session, made, "A1", "ines", "an order", now=AT)
        late = date(2026, 3, 19)
        measures.add(session, made, "duty", "mask by default", "ines", due=late, now=AT)
        tracks.answer_account(session, made, actor, "ines", asked="what for?", decided="stands",
                              reason="no ticket", now=AT)  # fmt: skip
        tracks.answer_duty(session, made, "logs", "ines", state="met", text="kept a year", now=AT)
        session.add(notes.Note(kind="matter", item="M1", at=AT, who="ines", text="look at A01"))
