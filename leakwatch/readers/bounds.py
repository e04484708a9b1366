"""A stream of text within bounds: not too many lines at a time, none of them too long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

NEWLINE = 10
#: a longer line is a file without line ends; what is beyond is not kept, but for enough to tell
MOST_BYTES = 1 << 20
KEPT = MOST_BYTES + 4
TOO_LONG = f"longer than {MOST_BYTES} bytes"
#: lines in memory at a time: a file of nothing but line ends has millions in each piece
MOST_AT_ONCE = 1 << 20


def bounded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The stream, not too many lines at a time, each without what is beyond the longest."""
    unfinished = 0
    for piece in pieces:
        for part in _portions(piece):
            if _has_long(part, unfinished):
                part = _shortened(part, unfinished)
            last = part.rfind(b"\n")
            unfinished = len(part) - last - 1 if last >= 0 else unfinished + len(part)
            yield part


def _portions(piece: bytes) -> Iterator[bytes]:
    """The piece, cut behind line ends where it has more of them than fit in memory as records."""
    signs = np.frombuffer(piece, np.uint8)
    if np.count_nonzero(signs == NEWLINE) <= MOST_AT_ONCE:
        yield piece
        return
    ends = np.flatnonzero(signs == NEWLINE)[MOST_AT_ONCE - 1 :: MOST_AT_ONCE] + 1
    for begins, past in pairwise([0, *ends.tolist(), len(piece)]):
        yield piece[begins:past]


def _has_long(piece: bytes, unfinished: int) -> bool:
    """True where a line is longer than is kept; so many bytes of its first came before."""
    at = -unfinished
    while len(piece) - at > KEPT:
        end = piece.rfind(b"\n", max(at, 0), at + KEPT + 1)
        if end < 0:
            return True
        at = end + 1
    return False


def _shortened(piece: bytes, unfinished: int) -> bytes:
    """The piece, its long lines cut between two characters."""
    ends = np.flatnonzero(np.frombuffer(piece, np.uint8) == NEWLINE)
    ends = np.append(ends, len(piece))
    starts = np.concatenate(([-unfinished], ends[:-1] + 1))
    kept, at = [], 0
    for line in np.flatnonzero(ends - starts > KEPT):
        room = int(starts[line]) + KEPT
        while room and piece[room] & 0xC0 == 0x80:
            room -= 1
        kept.append(piece[at:room])
        at = int(ends[line])
    return b"".join([*kept, piece[at:]])
