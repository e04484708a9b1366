"""A zip whose bytes hang on what is put in alone: stored, in the order given, at one time."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

#: the first moment a zip can tell
EPOCH = (1980, 1, 1, 0, 0, 0)
#: a file that its owner may write and all may read, as Unix says it
MODE = 0o100644 << 16
UNIX = 3


@dataclass(frozen=True)
class Kept:
    """A file in the zip."""

    path: str
    size: int
    digest: str


def entry(path: str, size: int = 0) -> zipfile.ZipInfo:
    """The head of a file in the zip; of `size` bytes, so that a large one gets a wide head."""
    told = zipfile.ZipInfo(path, EPOCH)
    # not packed: no version of zlib has an impact
    told.compress_type, told.create_system, told.external_attr = zipfile.ZIP_STORED, UNIX, MODE
    told.file_size = size
    return told


class Packing:
    """Writes one zip, a piece of a file at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.kept: list[Kept] = []

    def add(self, path: str, pieces: Iterable[bytes], size: int = 0) -> Kept:
        """Puts a file in; ValueError where one of its name is in it."""
        if any(one.path == path for one in self.kept):
            raise ValueError(f"twice in the bundle: {path}")
        digest, length = hashlib.sha256(), 0
        with self._zip.open(entry(path, size), "w") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                length += len(piece)
        self.kept.append(Kept(path, length, digest.hexdigest()))
        return self.kept[-1]

    def close(self) -> None:
        """Writes the list of what is in it."""
        self._zip.close()
