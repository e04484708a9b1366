"""Which rows of a pull the next pull will be given again."""

from __future__ import annotations

from collections import deque
from typing import Any

import msgspec
import numpy as np

from leakwatch.ingest import cursor
from leakwatch.ingest.cursor import Cursor
from leakwatch.ingest.reached import NO_MARKS, Bookmark, Marks


class Window:
    """The rows the next pull will be given again, as the rows of this one pass by."""

    def __init__(self, before: Bookmark, cursor: Cursor) -> None:
        self._before, self._cursor = before, cursor
        self._parts: deque[tuple[list[Any], Marks]] = deque()
        self._unplaced: list[Marks] = []
        self._reached = before.value

    def add(self, values: list[Any], marks: Marks) -> None:
        """Rows in the order of the cursor; those without a value come before."""
        self._cursor.check(values, self._before.value)
        none = np.array([value is None for value in values])
        if none.any():
            self._unplaced.append(marks[none])
            values, marks = [value for value in values if value is not None], marks[~none]
        if not values:
            return
        last = self._cursor.reached(values[-1])
        # a lag gives rows before the bookmark too: a page of these must not take it back
        later = self._reached is None or cursor.unordered(last) or last > self._reached
        self._reached = last if later else self._reached
        self._parts.append((values, marks))
        bound = self._cursor.bound(self._reached)
        while self._parts and self._parts[0][0][-1] < bound:
            self._parts.popleft()

    def bookmark(self, *, ended: bool) -> Bookmark:
        """How far the pull came; before it has ended, what was remembered may come again."""
        marks = [*self._unplaced, *([] if ended else [self._before.remembered])]
        if self._reached is None:
            return self._kept(marks)
        bound = self._cursor.bound(self._reached)
        for values, given in self._parts:
            marks.append(given[np.array([value >= bound for value in values])])
        return self._kept(marks)

    def _kept(self, marks: list[Marks]) -> Bookmark:
        all_marks = np.unique(np.concatenate([NO_MARKS, *marks])).tobytes()
        if self._reached is None:
            return msgspec.structs.replace(self._before, marks=all_marks)
        return msgspec.structs.replace(
            self._before, kind=cursor.kind(self._reached), last=cursor.written(self._reached),
            marks=all_marks,
        )  # fmt: skip
