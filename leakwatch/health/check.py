"""What came of one look."""

from __future__ import annotations

from dataclasses import dataclass

from leakwatch.errors import LeakwatchError


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is well, how it stands, and what to do if it is not."""

    name: str
    ok: bool
    said: str
    next: str = ""


def failed(name: str, error: LeakwatchError) -> Check:
    """What an error says, as a check.

    >>> failed("lake", LeakwatchError("no such folder", where="lake", hint="mount it"))
    Check(name='lake', ok=False, said='lake: no such folder', next='mount it')
    """
    said = f"{error.where}: {error.what}" if error.where else error.what
    return Check(name, ok=False, said=said, next=error.hint or "mend it, look again")
