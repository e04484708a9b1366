"""One small made-up world, taken in and judged once by the real commands."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from leakwatch.synth import Planted


@dataclass(frozen=True)
class World:
    folder: Path
    planted: Planted
    said: str

    def leakwatch(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        settings = ["--settings", str(self.folder / "leakwatch.toml")]
        return command(*words, *settings, stdin=stdin)

    def tokens(self, kind: str, *values: str) -> list[str]:
        return self.leakwatch("token", kind, "-", stdin="\n".join(values) + "\n").stdout.split()


def command(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "leakwatch", *words]
    return subprocess.run(call, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> World:
    folder = tmp_path_factory.mktemp("world") / "demo"
    done = command("demo", str(folder), "--days", "21", "--size", "0.2", "--seed", "5")
    assert done.returncode == 0, done.stderr
    return World(folder, Planted.read(folder), done.stdout)
