"""One small made-up world for all tests, and a reader of it that shares no code with the writer."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest

from leakwatch.synth import SCENARIOS, Planted, make

SIZE, DAYS = 0.2, 21
ORGS = ("carrier", "lender", "hospital", "courier", "insurer")
#: separator, account, key, day; the old insurance system has its key in a text
SHEETS = {
    "crm": (",", "工号", "查询号码", None),
    "register": ("|", "查询员", "证件号码", None),
    "his": (",", "工号", "病案号", "操作时间"),
    "waybill": (",", "工号", "运单号", "操作时间"),
    "policy": (",", "操作员", "保单号", "操作日期"),
    "lis": (",", "Operator", "LogContent", "MakeDate"),
}
#: where a log shows the phone beside other keys
SHOWN = {
    "crm": ("查询号码", "客户证件号"),
    "register": ("被查询人手机", "证件号码"),
    "his": ("患者手机", "患者证件号", "病案号"),
    "waybill": ("收件人手机", "运单号"),
    "policy": ("投保人手机", "投保人证件号", "保单号"),
}
EPOCH, EXCEL = datetime(1970, 1, 1), datetime(1899, 12, 30)
NUMBER = re.compile(r"(?:ContNo|PolNo)=(\S+)")


def day_of(text: str) -> str:
    """The day a careless hand wrote, on a clock eight hours east of Greenwich."""
    if text.isdigit() and len(text) == 13:
        return str((EPOCH + timedelta(milliseconds=int(text), hours=8)).date())
    if re.fullmatch(r"\d{5}\.\d+", text):
        return str((EXCEL + timedelta(days=float(text))).date())
    if text.endswith("Z"):
        return str((datetime.fromisoformat(text[:-1]) + timedelta(hours=8)).date())
    if re.match(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    parts = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    return f"{parts[1]}-{int(parts[2]):02d}-{int(parts[3]):02d}" if parts else ""


def kind_of(name: str) -> str:
    return name.rsplit("/", 1)[1].split("_")[0]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


@dataclass(frozen=True, eq=False)
class World:
    """A folder that `make` filled, and what it said it planted."""

    folder: Path
    planted: Planted

    read: dict[str, list[str]] = field(default_factory=dict)
    parsed: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def lines(self, name: str) -> list[str]:
        if name not in self.read:
            self.read[name] = text_of(self.folder / name).splitlines()
        return self.read[name]

    def context(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.lines(f"context/{name}.csv")))

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a table's file, without titles, headers and totals."""
        if name not in self.parsed:
            self.parsed[name] = self.rows(name)
        return self.parsed[name]

    def rows(self, name: str) -> list[dict[str, str]]:
        separator, actor, *_ = SHEETS[kind_of(name)]
        lines = self.lines(name)
        header = next(line for line in lines if actor in line.split(separator))
        body = [line for line in lines if line.count(separator) > 4 and line != header]
        names = header.split(separator)
        rows = csv.reader(body, delimiter=separator)
        return [dict(zip(names, row, strict=False)) for row in rows]

    @cached_property
    def looks(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """org → account → day → keys opened, as far as legible."""
        out: dict[str, dict[str, dict[str, list[str]]]] = {
            org: defaultdict(lambda: defaultdict(list)) for org in ORGS
        }
        for name in self.planted.dirt:
            day = name.split("_")[1][:8]
            day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
            org = name.split("/")[1]
            for account, key, when in self.pairs(name):
                out[org][account][when or day].append(key)
        return out

    @cached_property
    def phones(self) -> dict[str, str]:
        """Key of any kind → phone, wherever a case or a row of a log shows both."""
        out: dict[str, str] = {}
        for org in ORGS:
            for row in self.context(f"{org}_cases"):
                out |= {row[key]: row["客户手机"] for key in ("业务键", "客户证件号")}
        for name in self.planted.dirt:
            for row in self.table(name) if kind_of(name) in SHOWN else []:
                phone, *keys = (row.get(column) or "" for column in SHOWN[kind_of(name)])
                out |= {key.strip(): phone.strip() for key in keys if phone.strip().isdigit()}
        return {key: phone for key, phone in out.items() if key and phone}

    def opened(self, name: str) -> set[str]:
        """The people somebody (org/account) opened, as phones as far as they are known."""
        org, account = name.split("/")
        days = self.looks[org][account].values()
        return {self.phones.get(key.strip(), key.strip()) for keys in days for key in keys}

    def pairs(self, name: str) -> list[tuple[str, str, str]]:
        """Account, key, and the day where the file holds more than one."""
        if "audit_" in name:
            return [(*pair, "") for pair in fhir_pairs(self.lines(name))]
        if "orders_" in name:
            return list(order_pairs(self.lines(name)))
        _, actor, key, day = SHEETS[kind_of(name)]
        cells = [
            (row.get(actor) or "", row.get(key) or "", day_of(row.get(day) or "") if day else "")
            for row in self.table(name)
        ]
        if key != "LogContent":
            return cells
        return [(who, got[1], on) for who, text, on in cells if (got := NUMBER.search(text))]


def fhir_pairs(lines: list[str]):
    for line in lines:
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            continue
        account = next(
            agent["who"]["identifier"]["value"] for agent in event["agent"] if agent["requestor"]
        )
        for entity in event.get("entity", []):
            if entity.get("role", {}).get("code") == "1":
                what = entity["what"]
                yield (
                    account,
                    (what.get("reference", "/").split("/")[1] or what["identifier"]["value"]),
                )


def order_pairs(lines: list[str]):
    for line in lines:
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            continue
        for order in event["tradeIds"].split(";"):
            yield event["userId"], order, day_of(event.get("time", ""))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return World(folder, make(folder, size=SIZE, days=DAYS, scenarios=SCENARIOS))


@pytest.fixture(scope="session")
def gangs(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world in which few leak, so that there is room for further rings."""
    folder = tmp_path_factory.mktemp("gangs")
    made = make(folder, size=0.25, days=21, seed=2, scenarios=list(SCENARIOS)[::3])
    return World(folder, made)
