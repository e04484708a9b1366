"""A full disk says so in one line; with room again, the next run takes everything."""

import os
import shutil
import subprocess
import sys

import pytest

from leakwatch import settings

LIMITED = """
import resource, signal, sys
from pathlib import Path
from leakwatch import settings, tokens
from leakwatch.engine import connect
from leakwatch.ingest.sources import ingest
from leakwatch.lake import Lake
said = settings.read(Path(sys.argv[1]) / "leakwatch.toml")
key = tokens.load(said)
engine = connect(said)
lake = Lake(said.place(said.lake.path), engine)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
result = ingest(said, lake, engine, key)
for error in result.refused:
    print(error)
print(len(result.batches))
"""


@pytest.fixture
def tiny(house):
    """A lake on a disk of half a megabyte."""
    place = house.path / "lake"
    place.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(place)],
        check=False, capture_output=True,
    ).returncode  # fmt: skip
    if not mounted:
        pytest.skip("cannot mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def noise(house, look, name, rows):
    """A log that no packing makes small."""
    lines = [look(number, branch=os.urandom(40).hex()) for number in range(rows)]
    return house.crm(name, *lines)


@pytest.mark.parametrize("vault", ["keep", "reference"])
def test_a_full_disk_is_one_line_and_nothing_is_half_taken(house, look, tiny, vault, capfd):
    house.toml += f'[lake]\nvault = "{vault}"\n'
    assert house.settings.lake.vault == vault
    house.crm("crm_a.csv", look(1))
    noise(house, look, "crm_b.csv", 9000)
    result = house.ingest()
    assert [batch.file for batch in result.batches] == ["crm_a.csv"]
    [error] = result.refused
    assert "\n" not in str(error)
    assert "No space left on device" in str(error)
    assert "make room" in str(error)
    assert len(house.rows("events")) == 1
    assert capfd.readouterr().err == ""
    assert not list(tiny.rglob("*.part"))
    subprocess.run(["mount", "-o", "remount,size=64m", str(tiny)], check=True)
    [batch] = house.ingest().batches
    assert batch.balanced
    assert batch.events == 9000
    assert len(house.rows("events")) == 9001
    assert len(house.rows("batches")) == 2


@pytest.mark.parametrize("limit", [200, 2000, 20_000])
def test_a_write_that_fails_anywhere_is_made_good_by_the_next_run(house, look, limit):
    noise(house, look, "crm.csv", 1500)
    assert isinstance(house.settings, settings.Settings)
    run = subprocess.run([sys.executable, "-c", LIMITED, str(house.path), str(limit)],
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    # a panic of the writer below would stand here
    assert run.stderr == ""
    *errors, taken = run.stdout.splitlines()
    assert taken == "0"
    assert len(errors) == 1
    assert "cannot be" in errors[0]
    assert "run again" in errors[0]
    assert house.taken().events == 1500
    assert len(house.rows("events")) == 1500
    assert len(house.rows("batches")) == 1
