"""The ways Chinese systems write a time of day, one for each file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from leakwatch.synth.arrays import DAY

Clock = Callable[[date, int], str]

ZONE_SECONDS = 8 * 3600  # Asia/Shanghai, without summer time since 1991
EXCEL_ZERO = date(1899, 12, 30)


def parts(second: int) -> tuple[int, int, int]:
    """Hour, minute, second of a second of the day."""
    return second // 3600, second // 60 % 60, second % 60


def plain(day: date, second: int) -> str:
    """As 2026-03-07 09:05:11."""
    h, m, s = parts(second)
    return f"{day.isoformat()} {h:02d}:{m:02d}:{s:02d}"


def millis(day: date, second: int) -> str:
    """As 2026-03-07 09:05:11.137."""
    return f"{plain(day, second)}.{second * 137 % 1000:03d}"


def compact(day: date, second: int) -> str:
    """As 20260307090511."""
    h, m, s = parts(second)
    return f"{day.year}{day.month:02d}{day.day:02d}{h:02d}{m:02d}{s:02d}"


def excel(day: date, second: int) -> str:
    """As 2026/3/7 9:05."""
    h, m, _ = parts(second)
    return f"{day.year}/{day.month}/{day.day} {h}:{m:02d}"


def excel_seconds(day: date, second: int) -> str:
    """As 2026/3/7 9:05:11."""
    return f"{excel(day, second)}:{second % 60:02d}"


def iso(day: date, second: int) -> str:
    """As 2026-03-07T09:05:11+08:00."""
    return f"{plain(day, second).replace(' ', 'T')}+08:00"


def iso_basic_offset(day: date, second: int) -> str:
    """As 2026-03-07T09:05:11.137+0800."""
    return f"{millis(day, second).replace(' ', 'T')}+0800"


def words(day: date, second: int) -> str:
    """As 2026年3月7日 9时5分11秒."""
    h, m, s = parts(second)
    return f"{day.year}年{day.month}月{day.day}日 {h}时{m}分{s}秒"


def half_day(day: date, second: int) -> str:
    """As 2026-3-7 上午 9:05:11."""
    h, m, s = parts(second)
    half = "上午" if h < 12 else "下午"
    return f"{day.year}-{day.month}-{day.day} {half} {(h - 1) % 12 + 1}:{m:02d}:{s:02d}"


def epoch_millis(day: date, second: int) -> str:
    """As 1772845511000, always UTC."""
    days = (day - date(1970, 1, 1)).days
    return str((days * DAY + second - ZONE_SECONDS) * 1000)


def serial(day: date, second: int) -> str:
    """As 46088.378599, Excel's days."""
    return f"{(day - EXCEL_ZERO).days + second / DAY:.6f}"


def utc(day: date, second: int) -> str:
    """As 2026-03-07T01:05:11Z."""
    shifted = second - ZONE_SECONDS
    if shifted < 0:
        day, shifted = date.fromordinal(day.toordinal() - 1), shifted + DAY
    return f"{plain(day, shifted).replace(' ', 'T')}Z"


# The plain style is the commonest by far; each file has one.
TABLE_CLOCKS: tuple[Clock, ...] = (
    plain,
    plain,
    plain,
    plain,
    compact,
    excel_seconds,
    plain,
    millis,
    excel,
    plain,
    iso,
    words,
    plain,
    half_day,
    epoch_millis,
    plain,
    serial,
    iso_basic_offset,
)
JSON_CLOCKS: tuple[Clock, ...] = (iso, iso, utc)
