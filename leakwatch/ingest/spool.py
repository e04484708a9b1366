"""A folder for the rows of one source on their way from a database into the lake."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

import msgspec

from leakwatch.errors import SourceError
from leakwatch.ingest.reached import Bookmark


class Left(msgspec.Struct, frozen=True):
    """A file that is whole, what was asked for it, and the bookmark to keep once it is in."""

    file: str
    asked: str
    bookmark: Bookmark | None


class Spool:
    """One file at a time, which only we may read: noted when it is whole, gone when it is in.

    Whoever is killed between finds it again, and loads the same bytes under the same digest.
    """

    def __init__(self, lake: Path, source: str) -> None:
        self.path = lake / "spool" / quote(source, safe="")
        self._draft, self._note = self.path / "draft", self.path / "note"
        self._file: IO[bytes] | None = None

    def write(self, lines: list[str], head: str) -> None:
        """Adds lines, below `head` where they are the first; SourceError where the disk is full."""
        if not lines:
            return
        with self._writing():
            if self._file is None:
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                self._file = os.fdopen(descriptor, "wb")
                self._file.write(head.encode())
            self._file.write("".join(lines).encode(errors="replace"))

    def note(self, left: Left) -> None:
        """Gives the draft its name, and notes that it is whole."""
        note = self._note.with_suffix(".part")
        with self._writing():
            self._close()
            self._draft.replace(self.path / left.file)
            note.write_bytes(msgspec.json.encode(left))
            note.replace(self._note)

    def left(self) -> Left | None:
        """What a run that was killed left whole."""
        if not self._note.exists():
            return None
        return msgspec.json.decode(self._note.read_bytes(), type=Left)

    def clear(self) -> None:
        """Removes what is there, the note first: a file without it is not whole."""
        with self._writing():
            self._close()
            self._note.unlink(missing_ok=True)
            for place in self.path.glob("*"):
                place.unlink()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SourceError(f"cannot be written: {error.strerror}", where=str(self.path),
                              hint="make room or give the right, run again") from error  # fmt: skip
