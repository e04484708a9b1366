"""What a written time says: a wall clock, or a moment in UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

DATE = r"(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d))"
HALF = r"(上午|下午|AM|PM|am|pm)?"
TIME = r"(?:(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?秒?)?|(\d\d)(\d\d)(\d\d)?)(?:[.,](\d{1,9}))?"
ZONE = r"(Z|[+-]\d\d:?\d\d)?"
WRITTEN = re.compile(rf"{DATE}[\sT]*{HALF}\s*{TIME}\s*{HALF}\s*{ZONE}")
ONLY_DATE = re.compile(rf"{DATE}(?:[\sT]+00?:00(?::00)?)?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
EPOCH_MS = re.compile(r"\d{13}")
EXCEL_DAY_0 = datetime(1899, 12, 30)
YEARS = range(1990, 2101)


class Moment(NamedTuple):
    """A wall clock reading, or a moment in UTC; or neither and the problem."""

    wall: datetime | None = None
    utc: datetime | None = None
    problem: str = ""


NOT_A_TIME = Moment(problem="unreadable time")
NO_TIME = Moment(problem="a date without a time")


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().lstrip("'").strip()


def _offset(zone: str) -> timezone:
    if zone == "Z":
        return UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _hour(hour: int, half: str) -> int:
    if half in ("下午", "PM", "pm") and hour < 12:
        return hour + 12
    return 0 if half in ("上午", "AM", "am") and hour == 12 else hour


def _written(match: re.Match[str]) -> Moment:
    part = match.groups()
    year, month, day = (int(part[i] or part[i + 3]) for i in range(3))
    hour, minute, second = (int(part[i] or part[i + 3] or 0) for i in range(7, 10))
    hour = _hour(hour, part[6] or part[14] or "")
    micros = int((part[13] or "0").ljust(6, "0")[:6])
    past_midnight = hour == 24 and minute == second == 0
    try:
        wall = datetime(year, month, day, 0 if past_midnight else hour, minute, second, micros)
    except ValueError:
        return NOT_A_TIME
    wall += timedelta(days=past_midnight)
    if year not in YEARS:
        return NOT_A_TIME
    if part[15]:
        return Moment(utc=wall.replace(tzinfo=_offset(part[15])).astimezone(UTC))
    return Moment(wall=wall)


def read(written: str) -> Moment:
    """The moment a cell says, in any style of the formats we read.

    >>> read("2026年3月7日 9时5分").wall
    datetime.datetime(2026, 3, 7, 9, 5)
    >>> read("1772845511000").utc.isoformat()
    '2026-03-07T01:05:11+00:00'
    >>> read("2026-03-07").problem
    'a date without a time'
    """
    text = _plain(written)
    if EPOCH_MS.fullmatch(text):
        return Moment(utc=datetime.fromtimestamp(int(text) // 1000, UTC)
                      + timedelta(milliseconds=int(text) % 1000))  # fmt: skip
    if SERIAL.fullmatch(text) and "." in text:
        return Moment(wall=EXCEL_DAY_0 + timedelta(seconds=round(float(text) * 86400)))
    if found := WRITTEN.fullmatch(text):
        return _written(found)
    if ONLY_DATE.fullmatch(text) or SERIAL.fullmatch(text):
        return NO_TIME
    return NOT_A_TIME


def read_day(written: str) -> date | None:
    """The day a cell says, with or without a time; None where it says none.

    >>> read_day("2026/3/7"), read_day("46088"), read_day("soon")
    (datetime.date(2026, 3, 7), datetime.date(2026, 3, 7), None)
    """
    text = _plain(written)
    if SERIAL.fullmatch(text):
        return (EXCEL_DAY_0 + timedelta(days=int(text.partition(".")[0]))).date()
    if found := ONLY_DATE.fullmatch(text):
        try:
            return date(*(int(found[i] or found[i + 3]) for i in (1, 2, 3)))
        except ValueError:
            return None
    moment = read(text)
    return (moment.wall or moment.utc or datetime.max).date() if not moment.problem else None


def read_loosely(written: str) -> Moment:
    """The moment a cell says; a date without a time is its midnight.

    >>> read_loosely("2026-03-07").wall
    datetime.datetime(2026, 3, 7, 0, 0)
    """
    moment, day = read(written), read_day(written)
    if moment is NO_TIME and day:
        return Moment(wall=datetime(day.year, day.month, day.day))
    return moment
