"""Lines that come twice, and the bytes lines end up as."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np


def twice(rng: np.random.Generator, body: list[str], plain: list[str]) -> int:
    """Repeats a few plain lines further down; returns how many."""
    count = min(len(plain), int(rng.integers(1, 6)))
    for line in rng.choice(np.array(plain, dtype=object), count, replace=False).tolist():
        body.insert(int(rng.integers(body.index(line) + 1, len(body) + 1)), line)
    return count


def again(rng: np.random.Generator, body: list[str], yesterday: list[str]) -> int:
    """Brings some of yesterday's last lines once more on top; returns how many."""
    count = min(len(yesterday), int(rng.integers(2, 7)))
    body[:0] = yesterday[len(yesterday) - count :]
    return count


def put(path: Path, lines: list[str], *, encoding: str, end: str = "\n") -> None:
    """Writes a file, compressed if its name says so, with no time of writing in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = (end.join(lines) + end).encode(encoding)
    if path.suffix == ".gz":
        data = gzip.compress(data, compresslevel=3, mtime=0)
    path.write_bytes(data)
