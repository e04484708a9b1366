"""A password that somebody types: checked by few at once, and seldom where it was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException, Request

from leakwatch.errors import ConfigError
from leakwatch.store import sign_ins, users

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Desk
    from leakwatch.store.users import User

BUSY = "too many wrong passwords: wait a quarter of an hour"
TURNED_OFF = "nobody signs in by password here"
MANY = "very many sign in just now: try again in a moment"
#: for a place at the gate
GATE_SECONDS = 2.0


def checked(desk: Desk, request: Request, name: str, password: str) -> User | None:
    """Whose password it is; None where it is wrong, which counts.

    HTTPException 429 after too many wrong ones of the name or from the address, 503 where very many
    are being checked.
    """
    keys = [f"name {_spelled(name)}", address(request)]
    if not desk.gate.acquire(timeout=GATE_SECONDS):
        raise HTTPException(503, MANY)
    try:
        # asked in the gate: of many that try at once no more get in than may
        if not sign_ins.may_try(desk.store, keys):
            raise HTTPException(429, BUSY)
        user = users.check_password(desk.store, name, password)
        if user is None:
            sign_ins.note_wrong(desk.store, keys)
        return user
    finally:
        desk.gate.release()


def address(request: Request) -> str:
    """What wrong tries from an address are counted by."""
    return f"address {request.client.host if request.client else ''}"


def _spelled(name: str) -> str:
    """One name, however it is typed: else each way of typing it had tries of its own."""
    try:
        return users.spelled(name)
    except ConfigError:
        return ""
