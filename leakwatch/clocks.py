"""What a written time says: a wall clock, or a moment in UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

DATE = r"(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d))"
HALF = r"(上午|下午|AM|PM|am|pm)?"
TIME = r"(?:(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?秒?)?|(\d\d)(\d\d)(\d\d)?)(?:[.,](\d{1,9}))?"
ZONE = r"(Z|UTC|GMT|CST|(?:UTC|GMT)?[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
WRITTEN = re.compile(rf"{DATE}[\sT]*{HALF}\s*{TIME}\s*{HALF}\s*{ZONE}")
ONLY_DATE = re.compile(DATE)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH = rf"({'|'.join(MONTHS)})"
#: `Mar 07 2026 …` of event formats; syslog leaves out the year
MONTH_FIRST = re.compile(rf"{MONTH} +(\d\d?),? +(\d{{4}})(?= |$)(.*)", re.IGNORECASE)
NO_YEAR_YET = re.compile(rf"{MONTH} +\d\d? +\d\d?:\d\d.*", re.IGNORECASE)
#: `07-MAR-26 09.05.11.000000 AM` of Oracle, `07-3月 -26` where it speaks Chinese
DAY_FIRST = re.compile(rf"(\d\d?)-(?:{MONTH}|(\d\d?)月) ?-(\d{{4}}|\d\d)(?= |$)(.*)", re.IGNORECASE)
DOTTED = re.compile(r"^ (\d\d)\.(\d\d)\.(\d\d)")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
#: a time of day as a spreadsheet keeps it; near midnight it writes an exponent
PART_OF_DAY = re.compile(r"0|1(?:\.0+)?|0?\.\d+|\d(?:\.\d+)?[eE]-\d\d?")
EPOCH_MS = re.compile(r"\d{13}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXCEL_DAY_0 = datetime(1899, 12, 30)
ANY_DAY = datetime(2000, 1, 1)
YEARS = range(1990, 2101)
#: people are born, and join, before any log begins; a bare number does not say so
DAY_YEARS = range(1900, 2101)
#: no time is longer, and the patterns take the square of a length
LONGEST = 200
MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")


class Moment(NamedTuple):
    """A wall clock reading, or a moment in UTC; or neither and the problem."""

    wall: datetime | None = None
    utc: datetime | None = None
    problem: str = ""


NOT_A_TIME = Moment(problem="unreadable time")
NO_TIME = Moment(problem="a date without a time")
NO_YEAR = Moment(problem="a date without a year")


def _plain(written: str) -> str:
    """As people and machines write it, in one spelling; empty where it is too long for a time."""
    if len(written) > LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", written).strip().lstrip("'").strip()
    return _numbered(text) if text[:1].isalpha() or "-" in text[1:3] else text


def _numbered(text: str) -> str:
    """A date that spells its month, in numbers; any other text as it is.

    Two digits of a year are Oracle's RR: 00 to 49 are of this century, as YEARS are.
    """
    if found := MONTH_FIRST.fullmatch(text):
        month, day, year, rest = found.groups()
        return f"{year}-{MONTHS.index(month.upper()) + 1}-{day}{rest}"
    if found := DAY_FIRST.fullmatch(text):
        day, month, number, year, rest = found.groups()
        century = "" if len(year) == 4 else "20" if year < "50" else "19"
        number = number or str(MONTHS.index(month.upper()) + 1)
        return f"{century}{year}-{number}-{day}" + DOTTED.sub(r" \1:\2:\3", rest)
    return text


def _offset(zone: str) -> timezone:
    shift = zone.lstrip("UTCGMZ").replace(":", "")
    minutes = int(shift[1:3] or 0) * 60 + int(shift[3:] or 0)
    return timezone(timedelta(minutes=-minutes if shift[:1] == "-" else minutes))


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
    past_midnight = hour == 24 and minute == second == micros == 0
    if year not in YEARS:
        return NOT_A_TIME
    try:
        wall = datetime(year, month, day, 0 if past_midnight else hour, minute, second, micros)
    except ValueError:
        return NOT_A_TIME
    wall += timedelta(days=past_midnight)
    # CST is China's time, and also America's: the source's zone tells which
    if part[15] and part[15] != "CST":
        return Moment(utc=wall.replace(tzinfo=_offset(part[15])).astimezone(UTC))
    return Moment(wall=wall)


def _moment(text: str) -> Moment:
    """A moment written in one piece."""
    if EPOCH_MS.fullmatch(text):
        utc = EPOCH + timedelta(milliseconds=int(text))
        return Moment(utc=utc) if utc.year in YEARS else NOT_A_TIME
    if SERIAL.fullmatch(text) and "." in text:
        wall = EXCEL_DAY_0 + _part_of_day(text)
        return Moment(wall=wall) if wall.year in YEARS else NOT_A_TIME
    found = WRITTEN.fullmatch(text)
    return _written(found) if found else NOT_A_TIME


def _day(text: str, years: range = YEARS) -> date | None:
    """A date without a time."""
    try:
        if SERIAL.fullmatch(text):
            years = YEARS
            day = (EXCEL_DAY_0 + timedelta(days=float(text))).date()
        elif found := ONLY_DATE.fullmatch(text):
            day = date(*(int(found[i] or found[i + 3]) for i in (1, 2, 3)))
        else:
            return None
    except ValueError:
        return None
    return day if day.year in years else None


def _part_of_day(days: str) -> timedelta:
    return timedelta(seconds=round(float(days) * 86400))


def _pair(first: str, second: str) -> Moment:
    """A date and a time from two cells, each in a style of its own."""
    midnight = _loosely(first)
    if PART_OF_DAY.fullmatch(second):
        passed = _part_of_day(second)
    else:
        said = _moment(f"{ANY_DAY.date()} {second}")
        if said.wall is None:
            return NOT_A_TIME
        passed = said.wall - ANY_DAY
    return Moment(
        midnight.wall and midnight.wall + passed,
        midnight.utc and midnight.utc + passed,
        midnight.problem,
    )


def _loosely(text: str) -> Moment:
    day = _day(text)
    return Moment(wall=datetime(day.year, day.month, day.day)) if day else _moment(text)


def read(written: str) -> Moment:
    """The moment a cell says, in any style of the formats we read.

    Date and time from two cells may stand behind one another, each in its own style.

    >>> read("2026年3月7日 9时5分").wall
    datetime.datetime(2026, 3, 7, 9, 5)
    >>> read("1772845511000").utc.isoformat()
    '2026-03-07T01:05:11+00:00'
    >>> read("46088 9:05").wall
    datetime.datetime(2026, 3, 7, 9, 5)
    >>> read("Mar 07 2026 09:05:11 UTC").utc.isoformat()
    '2026-03-07T09:05:11+00:00'
    >>> read("2026-03-07").problem
    'a date without a time'
    """
    text = _plain(written)
    moment = _moment(text)
    if not moment.problem:
        return moment
    if NO_YEAR_YET.fullmatch(text):
        return NO_YEAR
    first, _, second = text.partition(" ")
    if second:
        return _pair(first, second.strip())
    return NO_TIME if _day(text) else NOT_A_TIME


def read_day(written: str, zone: tzinfo = UTC) -> date | None:
    """The day a cell says, with or without a time; None where it says none.

    A moment in UTC counts as the day it was on the wall of `zone`.

    >>> read_day("2026/3/7"), read_day("46088"), read_day("soon")
    (datetime.date(2026, 3, 7), datetime.date(2026, 3, 7), None)
    >>> read_day("1962-05-30 00:00:00")
    datetime.date(1962, 5, 30)
    """
    text = _plain(written)
    moment = read(text)
    wall = moment.utc.astimezone(zone) if moment.utc else moment.wall
    return wall.date() if wall else _day(MIDNIGHT.sub("", text), DAY_YEARS)


def read_loosely(written: str) -> Moment:
    """The moment a cell says; a date without a time is its midnight.

    >>> read_loosely("2026-03-07").wall
    datetime.datetime(2026, 3, 7, 0, 0)
    """
    moment = read(written)
    return _loosely(_plain(written)) if moment is NO_TIME else moment
