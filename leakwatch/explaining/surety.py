"""How sure: the p of a day, and on how much history and how many colleagues it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from leakwatch.judged import Verdict
    from leakwatch.language import Say
    from leakwatch.typical import Panel


def surety(found: Verdict, at: Panel, row: int, say: Say) -> dict[str, Any]:
    """p, the actor's days before, colleagues in the job, and the actor-days to compare with."""
    place = int(np.flatnonzero(at.order == row)[0])
    job = at.group == at.group[place]
    p, before = float(np.exp(found.logs[row])), place - int(at.first[place])
    peers, compared = len(np.unique(at.first[job])) - 1, int(job.sum()) - 1
    told = say(
        "p = {p:.2g}; {before} days of this account before; {peers} colleagues in the same job, "
        "{compared} of their and its own days to compare with"
    )
    said = told.format(p=p, before=before, peers=peers, compared=compared)
    if found.sure[row]:
        said += say("; ") + say("a rule fired, which is true whatever is usual")
    return {"p": p, "history_days": before, "peers": peers, "compared": compared, "said": said}
