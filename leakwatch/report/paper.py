"""A paper as it is told, before anything writes it: headings, sentences, points and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: what no XML holds, and what turns the direction in which the rest is read
UNWRITABLE = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f\u2028-\u202e\u2066-\u2069]"
)
REPLACED = "\ufffd"
#: rows of a table that people read; the bundle has all
MOST_ROWS = 200


@dataclass(frozen=True)
class Heading:
    """The title of a part; level 1 for a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Said:
    """A paragraph; `weight` is plain, strong or small."""

    text: str
    weight: str = "plain"


@dataclass(frozen=True)
class Points:
    """Sentences one below the other."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under names; `shares` is how wide the columns are beside each other (empty: alike)."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()


Block = Heading | Said | Points | Table


@dataclass(frozen=True)
class Paper:
    """A paper in one language; `at` is when it was asked for, `foot` stands on every page."""

    title: str
    foot: str
    language: str
    at: datetime
    blocks: tuple[Block, ...]


def points(texts: Iterable[str]) -> Points:
    """Sentences as points."""
    return Points(tuple(texts))


def plain(text: str) -> str:
    r"""Text that XML holds and that reads in one direction; line ends stay.

    >>> plain("a\x00b\u202ec") == "a\ufffdb\ufffdc"
    True
    """
    return UNWRITABLE.sub(REPLACED, text)
