"""Rings as visitors ask for them: the list's filters, one ring found or refused, its file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.inbox import rings
from leakwatch.store import trail
from leakwatch.store.ring_lists import SORTS, STANDING, Wanted
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.inbox.rings import Opened
    from leakwatch.rings.without import Left

#: said too of a ring the visitor's own account is in
ABSENT = "there is no such ring"
LONGEST, LAST_PAGE = 200, 10**6


def wanted(given: Mapping[str, str], own: str | None) -> Wanted:
    """What an address asks for; what cannot be understood is left out."""
    standing, sort = given.get("standing", ""), given.get("sort", "")
    text, number = given.get("text", "").strip(), given.get("page", "")
    return Wanted(
        standing=standing if standing in STANDING else Wanted.standing,
        text=text if len(text) <= LONGEST and "\0" not in text else "",
        sort=sort if sort.removeprefix("-") in SORTS else Wanted.sort,
        page=min(max(int(number), 1), LAST_PAGE) if number.isdecimal() and len(number) < 9 else 1,
        without=own,
    )


def found(asking: Visitor, name: str) -> Opened:
    """The ring of this name; 404 where there is none, or the visitor's account is in it."""
    seen = rings.opened(asking, name) if "\0" not in name and len(name) <= LONGEST else None
    if seen is None:
        raise HTTPException(404, ABSENT)
    return seen


def parts(seen: Opened) -> list[Left]:
    """Into how many parts the ring falls without each account."""
    from leakwatch.rings import without

    return without.each(seen.ring)


def exported(asking: Visitor, seen: Opened, form: str) -> bytes:
    """The graph as a file, noted on the trail."""
    from leakwatch.rings.found import Rings
    from leakwatch.rings.writing import write

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, f"ring.{form}")
        rows = write(Rings(seen.ring.members, seen.ring.ties), place)
        data = place.read_bytes()
    with asking.desk.store.writing() as session:
        details = {"table": "ring", "form": form, "rows": rows}
        trail.note(session, asking.user.name, Deed.EXPORTED, seen.ring.name, details)
    return data
