"""One small made-up world, taken in and judged once by the real commands."""

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from leakwatch.synth import Planted

#: the pages of the inbox are looked at over the same world
DEMO = runpy.run_path(str(Path(__file__).with_name("demo.py")))

Command = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class World:
    folder: Path
    planted: Planted
    said: str
    command: Command

    def leakwatch(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        settings = ["--settings", str(self.folder / "leakwatch.toml")]
        return self.command(*words, *settings, stdin=stdin)

    def tokens(self, kind: str, *values: str) -> list[str]:
        return self.leakwatch("token", kind, "-", stdin="\n".join(values) + "\n").stdout.split()


@pytest.fixture(scope="session")
def typed(tmp_path_factory) -> Command:
    """Runs `leakwatch` with these words in a process of its own, and tells what became of it."""
    folder = tmp_path_factory.mktemp("typed")
    given, out, err = (folder / str(number) for number in range(3))
    call = [sys.executable, str(Path(__file__).with_name("typed.py"))]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:

        def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
            given.write_text(stdin, "utf-8")
            shell.stdin.write(json.dumps([str(folder), *words]) + "\n")
            shell.stdin.flush()
            code = int(shell.stdout.readline())
            said, wrong = out.read_text("utf-8"), err.read_text("utf-8")
            return subprocess.CompletedProcess(words, code, said, wrong)

        yield run


def pytest_collection_modifyitems(items):
    """One worker has all that needs the world: it is made once."""
    for item in items:
        if "world" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("world"))


@pytest.fixture(scope="session")
def world(tmp_path_factory, typed) -> World:
    folder, _, said = DEMO["demo"](tmp_path_factory)
    return World(folder, Planted.read(folder), said, typed)
