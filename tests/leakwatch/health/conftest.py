"""A house with a store on either database, a lake, a key, and what looks at them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leakwatch import beginning, pipeline
from leakwatch import settings as reading
from leakwatch.health import Grounds, health
from leakwatch.schedule.keeper import SCHEDULER, me
from leakwatch.store import leases

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
SETTINGS = '[organisation]\nname = "carrier"\n[store]\nurl = "{url}"\n'
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"


@dataclass
class House:
    """The folder of a house; `toml` is its settings."""

    path: Path
    toml: str = ""

    @property
    def settings(self):
        place = self.path / "leakwatch.toml"
        place.write_text(self.toml)
        return reading.read(place)

    def crm(self, name, *rows):
        (self.path / name).write_text("\n".join([HEADER, *rows]) + "\n")


@dataclass
class Minded:
    """The folder of a house, and looks at it."""

    house: House
    grounds: Grounds

    def looks(self, now=NOW):
        return {check.name: check for check in health(self.grounds, now)}

    def look(self, name, now=NOW):
        found = self.looks(now)[name]
        # whoever reads that something is wrong reads what to do
        assert found.ok or found.next
        return found

    @property
    def store(self):
        return self.grounds.store(self.grounds.settings())

    def leads(self):
        return leases.take(self.store, SCHEDULER, me(), leases.look(self.store, SCHEDULER))

    def opened(self):
        """Everything a command needs; its changes are on trail and mark."""
        return pipeline.opened(self.house.settings)

    def set(self, more):
        self.house.toml += more
        return self.house.settings


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """A folder just begun, with its store beside the lake."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "leakwatch.toml").write_text(SETTINGS.format(url="sqlite:///leakwatch.db"))
    list(beginning.begin(folder))
    return folder


def minding(house, url):
    house.toml = SETTINGS.format(url=url)
    assert house.settings
    return Minded(house, Grounds(house.path / "leakwatch.toml"))


@pytest.fixture
def minded(begun, tmp_path):
    folder = shutil.copytree(begun, tmp_path / "house")
    minded = minding(House(folder), "sqlite:///leakwatch.db")
    with minded.grounds:
        yield minded


@pytest.fixture
def on_either(tmp_path, url):
    """The same on either database."""
    minded = minding(House(tmp_path), url)
    list(beginning.begin(tmp_path))
    with minded.grounds:
        yield minded
