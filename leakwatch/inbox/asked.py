"""The address bar → what is wanted of the list, and back: every filter is a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from leakwatch.findings import Severity
from leakwatch.store.lists import COUNTED, GROUPS, MOST_GROUPS, PAGE, SORTS, STATUSES, Wanted

if TYPE_CHECKING:
    from leakwatch.store.users import User

DEFAULTS = Wanted()
#: what is no word of an alert stays out of the address
WORDS = ("status", "org", "detector", "detectors", "owner", "ring", "actor", "text")
NUMBERS = {"people": 10**12, "page": COUNTED // PAGE}
#: no words of the address: the list itself sets them
SILENT = ("besides",)
DAYS = ("since", "until", "last")
#: the form has a field for each of these that can be chosen several times
SEVERAL = ("group", "severity")
LONGEST = 200


def joined(given: Iterable[tuple[str, str]], user: User) -> dict[str, str]:
    """What an address says, several times the same put together, and `me` by name."""
    said: dict[str, str] = {}
    for name, one in given:
        before = said.get(name, "") if name in SEVERAL else ""
        said[name] = ",".join(each for each in (before, one) if each)
    if said.get("owner") == "me":
        said["owner"] = user.name
    return said


def wanted(given: Mapping[str, str], user: User | None = None) -> tuple[Wanted, list[str]]:
    """What an address asks for, and what of it cannot be understood.

    Of the user's own account nothing is wanted.
    """
    values: dict[str, Any] = {"besides": user.actor or ""} if user else {}
    wrong: list[str] = []
    for name, said in given.items():
        try:
            if said and (read := _read(name, said)) is not None:
                values[name] = read
        except ValueError:
            wrong.append(f"{name[:40]}={said[:40]}")
    return Wanted(**values), wrong


def _read(name: str, said: str) -> object | None:
    """A value of its field; None for what is no filter; ValueError for what it cannot be."""
    if name in NUMBERS:
        if not 0 <= int(said) <= NUMBERS[name] or (name == "page" and int(said) < 1):
            raise ValueError(said)
        return int(said)
    if name in DAYS:
        return date.fromisoformat(said)
    if name == "severity":
        levels = tuple(sorted({int(one) for one in said.split(",")}))
        return levels if set(levels) <= {each.value for each in Severity} else _no(said)
    if name == "sort":
        return said if said.removeprefix("-") in SORTS else _no(said)
    if name == "group":
        names = tuple(dict.fromkeys(said.split(",")))
        return names if set(names) <= set(GROUPS) and len(names) <= MOST_GROUPS else _no(said)
    if name in WORDS:
        fits = len(said) <= LONGEST and "\0" not in said
        return said if fits and (name != "status" or said in STATUSES) else _no(said)
    return None


def _no(said: str) -> object:
    raise ValueError(said)


def address(asked: Wanted, **changes: object) -> str:
    """The address of a list, changed in some fields; what is at its default is left out."""
    told = {each.name: getattr(asked, each.name) for each in fields(asked)} | changes
    told = {name: value for name, value in told.items() if name not in SILENT}
    if changes and "page" not in changes:
        told["page"] = 1
    kept = {
        name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in told.items()
        if value != getattr(DEFAULTS, name) and value is not None
    }
    return f"/?{urlencode(kept)}" if kept else "/"
