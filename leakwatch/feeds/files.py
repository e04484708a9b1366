"""What the files of one source say of it: numbers missing, columns lost, how often they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.ingest.batch import APART

if TYPE_CHECKING:
    import numpy.typing as npt

#: so many files, or steps from one file to the next, show how a log is numbered and laid out
FEW = 3
LOOKED_BACK = 20
#: a log is numbered without a hole if so many of the files before it were
WHOLE = 0.9


def ordered(batches: pd.DataFrame) -> pd.DataFrame:
    """Files with events, in the order of what they tell."""
    told = batches[batches["first"].notna()]
    return told.sort_values(["first", "last", "file", "batch"], ignore_index=True)


def period(files: pd.DataFrame) -> pd.Timedelta:
    """How far behind the newest file of a feed can be: what one spans, or the time to the next."""
    if not len(files):
        return pd.Timedelta(0)
    spans = (files["last"] - files["first"]).to_numpy("timedelta64[s]")
    steps = np.diff(np.unique(files["first"].to_numpy("datetime64[s]")))
    usual = [np.median(lengths.astype(np.int64)) for lengths in (spans, steps) if len(lengths)]
    return pd.Timedelta(seconds=float(max(usual)))


def holes(files: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Numbers missing within each file and before it; 0 where the log always lacked some."""
    within, before = np.zeros(len(files), np.int64), np.zeros(len(files), np.int64)
    numbered = files[files["sequence_first"].notna()]
    first, last, lacking = (
        numbered[name].to_numpy(np.int64)
        for name in ("sequence_first", "sequence_last", "sequence_holes")
    )
    steps = _steps(first, last)
    for place, row in enumerate(numbered.index):
        if _whole(lacking[:place] == 0):
            within[row] = lacking[place]
        if place and _whole(steps[1:place] == 0):
            before[row] = max(steps[place], 0)
    return within, before


def _steps(first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Numbers between each file and those before it; −1 where it begins anew or overlaps."""
    reach = np.maximum.accumulate(last) if len(last) else last
    return np.append(0, np.maximum(first[1:] - reach[:-1] - 1, -1))[: len(first)]


def _whole(fine: npt.NDArray[np.bool_]) -> bool:
    """True where a log has shown that it lacks nothing."""
    near = fine[-LOOKED_BACK:]
    return len(near) >= FEW and bool(near.mean() >= WHOLE)


def lost(files: pd.DataFrame) -> list[tuple[int, str, int | None]]:
    """Columns lost for good reason to ask: the file, the column, the file that has it again."""
    had = [set(cell.split(APART)) if isinstance(cell, str) and cell else set[str]()
           for cell in files["columns"]]  # fmt: skip
    found: list[tuple[int, str, int | None]] = []
    for row, cell in enumerate(files["lost"]):
        for column in cell.split(APART) if isinstance(cell, str) and cell else ():
            if sum(column in each for each in had[:row]) >= FEW:
                again = (later for later in range(row + 1, len(had)) if column in had[later])
                found.append((row, column, next(again, None)))
    return found
