"""What is said of a ring as a whole; lead material, never that anybody is guilty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.named import short
from leakwatch.rings.words import small
from leakwatch.store import changes

if TYPE_CHECKING:
    from datetime import datetime

    from leakwatch.inbox.rings import Told
    from leakwatch.language import Say
    from leakwatch.store.ring_lists import Line

STANDING = {"standing": "found by the latest search", "apart": "no longer found",
            "any": "all rings"}  # fmt: skip

#: the ring's own deals and as many dealt anew (see rings.dealt)
DEALS = 999
BECAME = {
    changes.FOUND: "the ring was found", changes.APART: "no longer found",
    changes.AGAIN: "found again", changes.JOINED: "{member} joined",
    changes.LEFT: "{member} is found in it no longer",
}  # fmt: skip


def means(line: Line, say: Say) -> list[str]:
    """What the numbers of a ring mean, a sentence each."""
    out = [say("p {p}: how likely chance alone makes a group of accounts with as much in common, "
               "all groups of its size counted").format(p=small(line.p))]  # fmt: skip
    if line.permutation_p is None:
        out.append(say("its members opened nobody in common, so that nothing was dealt anew"))
        return out
    times = round(line.permutation_p * (DEALS + 1)) - 1
    out.append(
        say("permutation p {p}: the looks of each branch and week were dealt at random among the "
            "accounts that made them, {deals} times; the members met as often in {times} of these")
        .format(p=small(line.permutation_p), deals=DEALS, times=max(times, 0))
    )  # fmt: skip
    return out


def became(told: Told, say: Say) -> list[tuple[datetime, str, str | None]]:
    """What became of the ring: when, the sentence, and the member it is of."""
    return [
        (one.at, say(BECAME.get(one.what, one.what)).format(member=short(one.member or "")),
         one.member)
        for one in told.changes
    ]  # fmt: skip
