"""Bytes from elsewhere in a file of our own, which nobody else sees and no crash leaves behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from leakwatch.errors import SourceError

#: opens files that have no name any more; only Linux gives each opening a place of its own
OPENED = Path("/proc/self/fd")


@contextmanager
def spooled(chunks: Iterable[bytes], where: str) -> Iterator[Path]:
    """A path to these bytes, as long as it lasts; SourceError where there is no room for them."""
    nameless = OPENED.is_dir()
    with tempfile.TemporaryFile() if nameless else tempfile.NamedTemporaryFile() as file:
        for chunk in chunks:
            try:
                file.write(chunk)
                # written now, or said now that it cannot be
                file.flush()
            except OSError as error:
                hint = f"make room in {tempfile.gettempdir()}"
                what = f"cannot be laid aside: {error.strerror}"
                raise SourceError(what, where=where, hint=hint) from error
        yield OPENED / str(file.fileno()) if nameless else Path(file.name)
