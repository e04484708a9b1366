"""An alert of the demo world judged again, before and after there was more to judge."""

import hashlib
import re
import shutil
import sqlite3
from dataclasses import replace

import pytest

from leakwatch import alerts, pipeline, settings

#: what most alerts rest on
FEWER = ["bulk_lookup", "departed_access", "foreign_scope", "no_case", "slow_drip"]


@pytest.fixture(scope="module")
def copy(world, tmp_path_factory):
    """The world for ourselves; the shared one is only read."""
    folder = tmp_path_factory.mktemp("copy") / "demo"
    shutil.copytree(world.folder, folder)
    return replace(world, folder=folder)


def judged_again(world, alert, file):
    done = world.leakwatch("replay", alert, "--output", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert done.stdout == f"identical: {len(data)} bytes, sha256 {digest}\n"
    return data


def more(folder):
    """The carrier's last day once more, two days later; and fewer detectors than before."""
    last = max((folder / "logs" / "carrier").glob("crm_*.csv"))
    day = re.search(rb"(\d{4})(\d\d)(\d\d)", last.name.encode())
    written = rb"(%d\D{1,3}0?%d\D{1,3}0?)%d(?!\d)" % tuple(map(int, day.groups()))
    later, changed = re.subn(written, rb"\g<1>%d" % (int(day[3]) + 2), last.read_bytes())
    assert changed > 50
    last.with_name("crm_later.csv").write_bytes(later)
    place = folder / "leakwatch.toml"
    told = place.read_text("utf-8")
    assert "crm_*.csv" in told
    assert told.count("[detect]\n") == 1
    place.write_text(told.replace("[detect]\n", f"[detect]\nonly = {FEWER}\n"), "utf-8")


def test_after_later_files_runs_and_settings_the_bytes_are_the_same(copy, tmp_path):
    with pipeline.opened(settings.read(copy.folder / "leakwatch.toml")) as house:
        first = alerts.table(house.store)["id"][0]
        before = judged_again(copy, first, tmp_path / "before.json")
        alerts.decide(house.store, first, "confirmed", who="w", reason="r")
    more(copy.folder)
    ran = copy.leakwatch("run")
    assert ran.returncode == 0, ran.stderr
    assert judged_again(copy, first, tmp_path / "after.json") == before
    with pipeline.opened(settings.read(copy.folder / "leakwatch.toml")) as house:
        table = alerts.table(house.store)
    still = table.loc[table["status"] == "open", "id"].iloc[0]
    assert judged_again(copy, still, tmp_path / "still.json") != before


def test_a_word_changed_in_the_store_is_a_line_of_the_difference(copy):
    with sqlite3.connect(copy.folder / "leakwatch.db") as store:
        [alert] = store.execute("SELECT id FROM alerts WHERE status = 'confirmed'").fetchone()
        store.execute("UPDATE findings SET because = 'nothing' WHERE alert_id = ?", [alert])
    done = copy.leakwatch("replay", alert)
    assert done.returncode == 1
    assert f"--- {alert} as kept\n+++ {alert} judged again\n" in done.stdout
    assert '-   "because": "nothing",\n' in done.stdout


@pytest.mark.parametrize("command", ["replay", "explain"])
def test_an_alert_there_is_not_is_one_line(world, command):
    done = world.leakwatch(command, "A999")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"leakwatch: leakwatch {command}: no alert A999; `leakwatch export alerts` lists them\n"
    )
