"""What the values of a column look like, told without repeating one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from leakwatch import cells, clocks, identifiers
from leakwatch.inferring.spelling import han

PHONE = re.compile(r"(?:\+?86)?1[\d*]{10}|0\d{9,11}")
MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{12}")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?")
INTEGER = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3})+")
NAME = re.compile(r"[\u4e00-\u9fff·*]{2,4}")
#: so many different words may still be a list, or so large a share of the values
MOST_WORDS, MOST_SHARE = 12, 0.1
LONGEST_WORD = 40


def _time(value: str) -> bool:
    # seven digits before a point and the like are amounts, not days
    return not clocks.read(value).problem and not re.fullmatch(r"\d{1,4}\.\d+", value)


def _date(value: str) -> bool:
    return not clocks.read_loosely(value).problem and not _time(value)


def _phone(value: str) -> bool:
    return bool(PHONE.fullmatch(re.sub(r"[\s\-'=\"]", "", value)))


def _id_no(value: str) -> bool:
    said = identifiers.read("id_no", value)
    return (said.masked and len(value) >= 15) or identifiers.birth(said.value) is not None


def _ip(value: str) -> bool:
    try:
        ip_address(value.rpartition(":")[0] if re.fullmatch(r"[\d.]+:\d+", value) else value)
    except ValueError:
        return False
    return True


def _boolean(value: str) -> bool:
    return value.upper() in (*cells.YES, *cells.NO, "YES", "NO")


TESTS: dict[str, Callable[[str], bool]] = {
    "time": _time,
    "date": _date,
    "clock": lambda value: bool(CLOCK.fullmatch(value)),
    "phone": _phone,
    "id_no": _id_no,
    "ip": _ip,
    "mac": lambda value: bool(MAC.fullmatch(value)),
    "boolean": _boolean,
    "integer": lambda value: bool(INTEGER.fullmatch(value)),
    "name": lambda value: bool(NAME.fullmatch(value)),
}
NAMED = {
    "time": "times", "date": "dates", "clock": "times of day", "phone": "phones",
    "id_no": "ID numbers", "ip": "IP addresses", "mac": "MAC addresses", "boolean": "yes or no",
    "integer": "whole numbers", "name": "written like names",
}  # fmt: skip
#: shapes no other value is mistaken for, so that they tell a column whatever its header
TELLING = ("id_no", "ip", "mac", "time", "phone")


@dataclass(frozen=True)
class Values:
    """The values of a column that are not empty, and how many were looked at."""

    filled: tuple[str, ...]
    count: int

    def share(self, shape: str) -> float:
        """The share of values of this shape; 0 where there is no value.

        >>> Values(("10.1.1.7", "PC-7"), 3).share("ip")
        0.5
        """
        return sum(map(TESTS[shape], self.filled)) / max(1, len(self.filled))

    @property
    def words(self) -> tuple[str, ...]:
        """The different values where they are few, as of an enumeration; else none."""
        found = sorted(set(self.filled))
        few = len(found) <= max(MOST_WORDS, MOST_SHARE * len(self.filled))
        short = all(len(word) <= LONGEST_WORD for word in found)
        return tuple(found) if few and short else ()

    @property
    def right_digits(self) -> float:
        """The share of ID numbers among the values whose check digit is right."""
        numbers = [identifiers.read("id_no", value).value for value in self.filled]
        whole = [one for one in numbers if identifiers.ID_NO.fullmatch(one)]
        right = sum(identifiers.check_digit(one[:17]) == one[17] for one in whole)
        return right / max(1, len(whole))


def values(column: Sequence[str | None]) -> Values:
    """The values of one column of a sample."""
    return Values(tuple(value for value in column if value), len(column))


def sketch(value: str) -> str:
    """The form of a value: digits as 9, letters as a, Chinese as 字; nothing else of it.

    >>> sketch("A1023"), sketch("张三 10.1.1.7")
    ('a9999', '字字 99.9.9.9')
    """
    signs = ("字" if han(s) else "9" if s.isnumeric() else "a" if s.isalpha() else s for s in value)
    return re.sub(r"(.)\1{11,}", r"\1…\1", "".join(signs))[:24]
