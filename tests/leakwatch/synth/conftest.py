"""One small made-up world for all tests, and a reader of it that shares no code with the writer."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from leakwatch.synth import Planted, make

SIZE, DAYS = 0.2, 21
KEYS = {"crm": ("工号", "操作时间", "查询号码"), "register": ("查询员", "查询时间", "证件号码")}


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
        """The rows of a carrier's or lender's file, without titles, headers and totals."""
        if name not in self.parsed:
            self.parsed[name] = self.rows(name)
        return self.parsed[name]

    def rows(self, name: str) -> list[dict[str, str]]:
        separator = "," if "crm_" in name else "|"
        lines = self.lines(name)
        header = next(line for line in lines if line.count(separator) > 15)
        body = [line for line in lines if line.count(separator) > 5 and line != header]
        names = header.split(separator)
        rows = csv.reader(body, delimiter=separator)
        return [dict(zip(names, row, strict=False)) for row in rows]

    @cached_property
    def looks(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """org → account → day → keys opened, as far as legible."""
        out: dict[str, dict[str, dict[str, list[str]]]] = {
            org: defaultdict(lambda: defaultdict(list)) for org in ("carrier", "lender", "hospital")
        }
        for name in self.planted.dirt:
            day = name.split("_")[1][:8]
            day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
            org = name.split("/")[1]
            for account, key in self.pairs(name):
                out[org][account][day].append(key)
        return out

    def pairs(self, name: str) -> list[tuple[str, str]]:
        if "audit_" in name:
            return list(fhir_pairs(self.lines(name)))
        kind = name.rsplit("/", 1)[1].split("_")[0]
        actor, _, key = KEYS[kind]
        return [(row[actor], row.get(key, "")) for row in self.table(name)]


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


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return World(folder, make(folder, size=SIZE, days=DAYS))
