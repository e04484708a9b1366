"""Each stage in a process of its own: how long it takes, and how much memory at most."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Stage:
    """`seconds` of the work with its imports, `peak` bytes resident."""

    name: str
    seconds: float
    peak: int


def measured(name: str, work: Callable[[], Made]) -> tuple[Stage, Made]:
    """What the work gives, and what it cost; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        seconds, peak, made = child.submit(_timed, work).result()
    return Stage(name, seconds, peak), made


def _timed(work: Callable[[], Made]) -> tuple[float, int, Made]:
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, peak(), made


def peak() -> int:
    """The most bytes this process ever had resident.

    Linux passes a parent's figure on to its child through `getrusage`, but not through /proc.
    """
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
