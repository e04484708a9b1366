"""Notices to those who may approve, and to owners of what is late: numbers and names of users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leakwatch.notify.notices import Notice, Words, plain

if TYPE_CHECKING:
    from leakwatch.store.pending import Late, Pending, Waits

#: kind → the page it is decided on; a matter on its own
PAGES = {"approval": "approvals", "proposal": "proposals"}


def waits(one: Waits, words: Words) -> Notice:
    """Something that one person asked for and another has to decide."""
    say = words.say
    titles = {
        "approval": say("approval {name} waits for a second person"),
        "proposal": say("proposal {name} waits for a second person"),
        "closing": say("matter {name} waits for a second person to close it"),
    }
    line = say("asked for by {who}").format(who=plain(one.by))
    if one.until:
        line = say("; ").join([line, say("until {time}").format(time=words.at(one.until))])
    # a closing that was sent back may be proposed again
    about = f"{one.kind} {one.name} {one.since.isoformat()}"
    page = PAGES.get(one.kind, f"matters/{one.name}")
    return Notice(about, "approval", titles[one.kind].format(name=one.name), line, page)


def late(one: Late, words: Words) -> Notice:
    """A matter or a corrective action past its day, to its owner; another day is news."""
    say = words.say
    title = say("matter {name} is past its day").format(name=one.matter)
    about = f"matter {one.matter} late {one.due}"
    if one.measure is not None:
        title = say("a corrective action of matter {name} is past its day").format(name=one.matter)
        about = f"measure {one.measure} late {one.due}"
    nobody = say("it has no owner")
    line = say("for {who}").format(who=plain(one.owner)) if one.owner else nobody
    return Notice(about, "due", title, line, f"matters/{one.matter}")


def notices(found: Pending, kinds: tuple[str, ...], words: Words) -> Iterator[Notice]:
    """Those that a channel of these kinds is told."""
    if "approval" in kinds:
        yield from (waits(one, words) for one in found.waits)
    if "due" in kinds:
        yield from (late(one, words) for one in found.late)


def lines(found: Pending, words: Words) -> list[str]:
    """The same counted, for the digest."""
    actions = sum(one.measure is not None for one in found.late)
    counts = {
        words.say("waiting for a second person: {count}"): len(found.waits),
        words.say("matters past their day: {count}"): len(found.late) - actions,
        words.say("corrective actions past their day: {count}"): actions,
    }
    return [told.format(count=count) for told, count in counts.items() if count]
