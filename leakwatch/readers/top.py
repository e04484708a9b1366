"""The first parts of a file, which tell how it is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from leakwatch.readers.header import MOST_TITLES
from leakwatch.readers.lines import Block, Records


def parts(found: Iterator[Block | Records]) -> list[Block | Records]:
    """The first parts, with as many records as may stand above a header."""
    gathered: list[Block | Records] = []
    while sum(map(len, gathered)) <= MOST_TITLES:
        part = next(found, None)
        if part is None:
            break
        gathered.append(part)
    return gathered


def head(first: list[Block | Records]) -> list[str]:
    """The first records as text."""
    texts = [text for part in first for text in part.first(MOST_TITLES).text.to_pylist()]
    return texts[:MOST_TITLES]
