"""The strongest innocent explanation: which excuse came nearest, and by how much it failed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from leakwatch.excuses import EXCUSES, Excuse, Ground
from leakwatch.excuses.covering import needed

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.because import Sentences
    from leakwatch.judged import Judged
    from leakwatch.tail import Codes, Floats


def benign(judged: list[Judged], rows: Codes, words: Sentences, ground: Ground) -> list[Any]:
    """For each row the excuse nearest to holding: excuse, holds_for, have, needed, of, said.

    Only excuses that could let go a detector that speaks there. One that holds, but does not let
    go all of them, is the nearest of all; else the one that covers most of the looks without a
    case it would have to cover. None where nothing is covered at all.
    """
    days = words.frame.iloc[rows]
    must = np.asarray(needed(words.frame), dtype=np.float64)[rows]
    covers = _covers(days, ground)
    return [
        _held(judged, row, words) or _nearest(judged, row, place, covers, must, words)
        for place, row in enumerate(rows)
    ]


def _covers(days: pd.DataFrame, ground: Ground) -> dict[str, Floats]:
    """By excuse that counts looks, how many it covers on each of these days."""
    near = ground
    if ground.pairs is not None and len(days):
        # of the pairs, only those of the days in question
        asked = ground.pairs.actor.isin(sorted(set(days["actor"])))
        near = replace(ground, pairs=ground.pairs.filter(asked))
    found = {reason.name: reason.covers(days, near) for reason in EXCUSES}
    bare = days["unexplained"].to_numpy(dtype=np.float64)
    return {
        name: np.minimum(seen.to_numpy(dtype=np.float64), bare)
        for name, seen in found.items()
        if seen is not None
    }


def _held(judged: list[Judged], row: int, words: Sentences) -> dict[str, Any] | None:
    """The excuse that holds for most of the detectors, if any does for one."""
    names = [one.excuse[row] for one in judged if one.let_go[row] and one.score[row] > 0]
    for reason in sorted(EXCUSES, key=lambda one: -names.count(one.name)):
        if reason.name in names:
            kept = [one.detector.name for one in judged if one.excuse[row] == reason.name]
            [said] = words.write(reason.because, np.array([row]), words.frame.iloc[[row]])
            told = words.say("holds, but not for all of it: {said}").format(said=said)
            return {"excuse": reason.name, "holds_for": kept, "said": told}
    return None


def _nearest(judged: list[Judged], row: int, place: int, covers: dict[str, Floats], must: Floats,
             words: Sentences) -> dict[str, Any] | None:  # fmt: skip
    """The excuse that covers the largest share of what it would have to cover."""
    speaking = {one.detector.name for one in judged if one.counted[row] < 0}
    asked = [one for one in EXCUSES if one.name in covers and speaking & {*one.lets_go}]
    best = max(asked, key=lambda one: covers[one.name][place], default=None)
    have = 0 if best is None else int(covers[best.name][place])
    if best is None or not have:
        return None
    of = int(words.frame["unexplained"].iloc[row])
    told = {"have": have, "needed": int(must[place]), "of": of}
    return {"excuse": best.name, "holds_for": [], **told, "said": _said(best, words).format(**told)}


def _said(reason: Excuse, words: Sentences) -> str:
    return words.say(reason.nearly) or words.say(
        "{have} of {of} looks without a case are explained; {needed} would have been needed"
    )
