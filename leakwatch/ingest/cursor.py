"""Values of a cursor column: how one is kept, how far before it to ask, what may be shown of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from zoneinfo import ZoneInfo

from leakwatch.errors import ConfigError

#: what a column may hold as a cursor; its numbers compare with each other
FAMILIES: dict[type, str] = {
    int: "numbers", float: "numbers", Decimal: "numbers", datetime: "times", date: "dates",
    str: "text",
}  # fmt: skip
KINDS: dict[str, Any] = {
    "int": int, "float": float, "Decimal": Decimal, "datetime": datetime.fromisoformat,
    "date": date.fromisoformat, "str": str,
}  # fmt: skip
#: times written as text whose order is that of the text: style, and its width
STYLES = (
    ("%Y-%m-%d %H:%M:%S", 19), ("%Y-%m-%dT%H:%M:%S", 19), ("%Y/%m/%d %H:%M:%S", 19),
    ("%Y%m%d%H%M%S", 14), ("%Y-%m-%d", 10), ("%Y%m%d", 8),
)  # fmt: skip
#: a datetime of SQL Server stands on the nearest 1/300 s, and may be told as a later one
ROUNDED = timedelta(milliseconds=10)
#: a longer number may be somebody's
MOST_DIGITS = 10


@dataclass(frozen=True)
class Cursor:
    """The cursor column of one source; `lag` in seconds for times, in units for numbers."""

    column: str
    lag: float
    zone: str
    where: str
    #: when this pull began: whatever is dated later does not move the bookmark beyond it
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def check(self, values: Collection[Any], before: Any = None) -> None:
        """ConfigError where values cannot be put in one order with those before, or lagged behind.

        Null is none of them.
        """
        kinds = {FAMILIES.get(kind, kind.__name__) for kind in {*map(type, values), type(before)}}
        kinds = kinds - {NoneType.__name__}
        if len(kinds) > 1 or not kinds <= set(FAMILIES.values()):
            raise self._wrong(f"holds {' and '.join(sorted(kinds))}")
        placed = [value for value in (before, *values) if value is not None]
        if kinds == {"times"} and len({value.tzinfo is None for value in placed}) > 1:
            raise self._wrong("holds times with and without an offset")
        if self.lag and kinds == {"text"} and _style(placed[-1]) is None:
            raise self._wrong("holds text that is no time, which nothing lags behind")

    def _wrong(self, what: str) -> ConfigError:
        return ConfigError(f"cursor {self.column!r} {what}", where=self.where,
                           hint="cast it in the query")  # fmt: skip

    def reached(self, last: Any) -> Any:
        """How far a pull came: its last value, or now where that lies ahead."""
        wall = self.now.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        if isinstance(last, datetime):
            return min(last, self.now if last.tzinfo else wall)
        if isinstance(last, date):
            return min(last, wall.date())
        style = _style(last) if isinstance(last, str) else None
        return min(last, wall.strftime(style)) if style else last

    def bound(self, reached: Any) -> Any:
        """What the next pull asks from: `lag` before what was reached; all where that is None."""
        if reached is None:
            return None
        if isinstance(reached, datetime):
            return reached - timedelta(seconds=self.lag) - ROUNDED
        if isinstance(reached, date):
            return reached - timedelta(days=math.ceil(self.lag / 86_400))
        if isinstance(reached, str):
            return self._earlier(reached)
        if isinstance(reached, Decimal):
            return reached - Decimal(str(self.lag))
        return reached - (math.ceil(self.lag) if isinstance(reached, int) else self.lag)

    def _earlier(self, text: str) -> str:
        style = _style(text)
        if not self.lag or style is None:
            return text
        earlier = _moment(text, style) - timedelta(seconds=math.ceil(self.lag))
        return earlier.strftime(style)

    def shown(self, first: Any, last: Any) -> str:
        """A range of values for a file's name; the column's name where they may be somebody's.

        >>> Cursor("id", 0, "UTC", "").shown(17, 20), Cursor("id", 0, "UTC", "").shown("a", "b")
        ('17-20', 'by id')
        """
        ends = [_shown(value) for value in (first, last)]
        return "-".join(dict.fromkeys(ends)) if all(ends) else f"by {self.column}"


def unordered(value: Any) -> bool:
    """Whether only the database knows what comes after: text that is no time; nothing lags there.

    >>> unordered("b17"), unordered("2026-03-07 09:01:36.5"), unordered(17)
    (True, False, False)
    """
    return isinstance(value, str) and _style(value) is None


def kind(value: Any) -> str:
    """The kind of a value, by which `known` reads it again."""
    return type(value).__name__


def written(value: Any) -> str:
    """A value as it is kept.

    >>> known("int", written(17)), known("Decimal", written(Decimal("1.50")))
    (17, Decimal('1.50'))
    """
    return value.isoformat() if isinstance(value, date) else str(value)


def known(kind: str, text: str) -> Any:
    """A value that was kept."""
    return KINDS[kind](text)


def _style(text: str) -> str | None:
    """How a time is written, if it is one; parts of a second and a zone may follow."""
    for style, width in STYLES:
        if len(text) == width or text[width : width + 1] in (".", ",", "+", "-", "Z"):
            try:
                _moment(text, style)
            except ValueError:
                continue
            return style
    return None


def _moment(text: str, style: str) -> datetime:
    return datetime.strptime(text[: dict(STYLES)[style]], style)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y%m%dT%H%M%S")
    if isinstance(value, str):
        style = _style(value)
        return _shown(_moment(value, style)) if style else ""
    text = "" if value is None else written(value)
    return text if isinstance(value, date) or len(text) <= MOST_DIGITS else ""
