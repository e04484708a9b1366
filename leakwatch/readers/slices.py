"""Text → the XML elements of certain names in it, wherever they stand.

One document per file, documents one after another, a Bundle, or the messages of syslog lines, with
line ends or counted octets between them (RFC 5424, 3164, 6587): an element begins at its start tag
and ends at its end tag, and what stands around it is not looked at as XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from leakwatch.readers.bounds import MOST_BYTES
from leakwatch.readers.bounds import TOO_LONG as LONG

#: no tag is longer, but for its attributes
MOST_TAG = 256
#: such an element is one that nobody closed
TOO_LONG = f"an element {LONG}"
NO_END = "an element without its end tag"
DEFINED = "a DOCTYPE stands before it, and definitions are never read"
PREFIX = rb"""(?:[^\s<>/:='"&!?]{1,64}:)?"""
ATTRIBUTES = re.compile(rb"""(?:[^<>"']+|"[^"<]*"|'[^'<]*')*+>""")
#: what defines entities, and what begins another document or line
PROLOG = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\?xml\s|<\d{1,3}>")
MARKUP = re.compile(rb"<[A-Za-z_/!?][^<>]*>|\xef\xbb\xbf")
HEADER = re.compile(rb"(?:\d{1,9} )?<\d{1,3}>")
#: between two lines, or before a message whose octets are counted
APART = re.compile(rb"\n|(?<!\d)(?=[1-9]\d{0,8} <\d{1,3}>)")
ENCLOSED = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))


class Slice(NamedTuple):
    """One element: its line and its text, or why it cannot be read."""

    line: int
    text: bytes
    reason: str


@dataclass
class Cut:
    """The elements of one piece of text, and how many lines of other text it holds."""

    slices: list[Slice] = field(default_factory=list)
    beside: int = 0


class Slicer:
    """Cuts one stream; an element's line is where it begins, or one more than the one before it.

    How the stream is cut into pieces has no impact, but for lines of more than a megabyte.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        names = b"|".join(re.escape(root.encode()) for root in roots)
        named = PREFIX + rb"(?:" + names + rb")"
        self._tag = re.compile(rb"<(?:(/)" + named + rb"\s{0,64}>|" + named + rb"(?=[\s/>]))")
        # of the text at hand: a place and its line; where the last element ended, or began
        self._seen, self._line, self._at, self._open = 0, 1, 0, False
        # of that element: the number before its own, and whether its beginning has been let go
        self._last, self._long = 0, False
        # whether text here is of an element's line, and whether a DTD stands above it
        self._behind, self._defined = False, False
        # whether the line above, not counted yet, may be the header of a message
        self._header = False

    def cut(self, pieces: Iterator[bytes]) -> Iterator[Cut]:
        """What each piece settles."""
        rest = b""
        for piece in pieces:
            data, found = rest + piece, Cut()
            self._scan(data, found)
            settled = self._settled(data, found)
            self._number(data, settled)
            self._seen, self._at, rest = 0, 0, data[settled:]
            yield found
        found = Cut()
        self._scan(rest, found)
        if self._open:
            self._close(rest, len(rest), NO_END, found)
        found.beside += self._lines(rest[self._at :]) + self._header
        yield found

    def _scan(self, data: bytes, found: Cut) -> None:
        self._open = self._long
        for tag in self._tag.finditer(data):
            start, end = tag.span()
            if tag[1]:
                if self._open and not self._enclosed(data, start):
                    self._close(data, end, "", found)
                continue
            if self._open:
                self._close(data, start, NO_END, found)
            found.beside += self._lines(data[self._at : start], ended=False)
            self._at, self._open = start, True
            rest = ATTRIBUTES.match(data, end)
            if rest and rest[0].endswith(b"/>"):
                self._close(data, rest.end(), "", found)

    def _enclosed(self, data: bytes, end: int) -> bool:
        """True where an end tag stands in a comment, or among characters that are no markup."""
        if self._long or end - self._at > MOST_BYTES:
            return False
        for opens, closes in ENCLOSED:
            last = data.rfind(opens, self._at, end)
            if last >= 0 and data.find(closes, last + len(opens), end) < 0:
                return True
        return False

    def _close(self, data: bytes, end: int, reason: str, found: Cut) -> None:
        """The element that is open ends here; one too long has been told of before."""
        if not self._long:
            reason = TOO_LONG if end - self._at > MOST_BYTES else reason
            reason = reason or (DEFINED if self._defined else "")
            self._tell(data, end, reason, found)
        self._at, self._open, self._long, self._behind = end, False, False, True

    def _tell(self, data: bytes, end: int, reason: str, found: Cut) -> None:
        self._number(data, self._at)
        self._last = max(self._line, self._last + 1)
        text = b"" if reason else data[self._at : end]
        found.slices.append(Slice(self._last, text, reason))

    def _number(self, data: bytes, place: int) -> None:
        self._line += data.count(b"\n", self._seen, place)
        self._seen = place

    def _settled(self, data: bytes, found: Cut) -> int:
        """How much of the text need not be seen again: all but an open element, or a last line."""
        if self._open and (self._long or len(data) - self._at > MOST_BYTES):
            if not self._long:
                self._tell(data, len(data), TOO_LONG, found)
            self._long = True
            return max(self._at, len(data) - MOST_TAG)
        if self._open:
            return self._at
        end = data.rfind(b"\n", self._at) + 1 or self._at
        endless = len(data) - end > MOST_BYTES
        end = len(data) - MOST_TAG if endless else end
        found.beside += self._lines(data[self._at : end])
        self._behind |= endless
        return end

    def _lines(self, text: bytes, *, ended: bool = True) -> int:
        """How many lines that are of no element hold text; notes a DTD among them."""
        if b"<" in text:
            for sign in PROLOG.findall(text):
                self._defined = sign.startswith(b"<!")
        lines = [MARKUP.sub(b"", line).strip() for line in APART.split(text)]
        own = b"" if ended else lines.pop()
        if lines and self._behind:
            del lines[0]
        said = [line for line in lines if line]
        header = bool(HEADER.match(said[-1])) if said else self._header
        count = len(said) + self._header - header
        # it may be the header of a message that begins on the next line
        self._header = header and ended
        self._behind = self._behind and not text
        return count + (header and bool(own))
