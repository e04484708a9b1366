"""A file that one process at a time has to itself; whoever dies lets go of it."""

from __future__ import annotations

import fcntl
from time import monotonic, sleep
from typing import IO

PAUSE_SECONDS = 0.1


def taken(file: IO[str], patience: float) -> bool:
    """True once the file is ours; False where another still has it after so many seconds."""
    deadline = monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= deadline:
                return False
        else:
            return True
        sleep(PAUSE_SECONDS)
