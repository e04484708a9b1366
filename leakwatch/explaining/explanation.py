"""One explanation for every actor-day raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.explaining.benign import benign
from leakwatch.explaining.parts import parts
from leakwatch.explaining.surety import surety

if TYPE_CHECKING:
    from leakwatch.because import Sentences
    from leakwatch.excuses import Ground
    from leakwatch.judged import Judged, Verdict


def explain(judged: list[Judged], found: Verdict, words: Sentences, ground: Ground) -> pd.DataFrame:
    """Actor, day, score and `explained` of each day raised.

    `explained` holds what JSON can: day, score, parts (see `parts.parts`), sure, benign.
    """
    rows = np.flatnonzero(found.raised)
    innocent = benign(judged, rows, words, ground)
    days = words.frame.iloc[rows][["actor", "day"]]
    told = [
        {
            "day": f"{day:%Y-%m-%d}",
            "score": round(float(found.score[row]), 6),
            "parts": parts(judged, row),
            "sure": surety(found, words.at, row, words.say),
            "benign": near,
        }
        for row, day, near in zip(rows.tolist(), days["day"], innocent, strict=True)
    ]
    explained = pd.Series(told, index=days.index, dtype=object)
    return days.assign(score=found.score[rows], explained=explained)
