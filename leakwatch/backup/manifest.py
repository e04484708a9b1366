"""What a backup says of itself: every file with its digest, the schema, the mark of the key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from leakwatch.errors import ConfigError

NAME, DIGEST = "manifest.json", "manifest.sha256"
#: a backup that is not whole: no other name of ours ends so
DRAFT = ".part"
FORMAT = 1
CHUNK = 1 << 20


class File(msgspec.Struct, frozen=True):
    """A file of a backup; `stamp` is when it was last changed, in nanoseconds."""

    path: str
    size: int
    stamp: int
    digest: str


class Manifest(msgspec.Struct, frozen=True):
    """`key` tells which key the lake was made with, and nothing of it; `tables` counts rows."""

    format: int
    made: datetime
    program: str
    schema: str
    key: str
    tables: dict[str, int]
    files: tuple[File, ...]

    def write(self, folder: Path) -> None:
        """Puts it in a backup's folder, last of all."""
        said = msgspec.json.format(msgspec.json.encode(self), indent=1)
        (folder / NAME).write_bytes(said)
        # as `sha256sum -c` reads it
        (folder / DIGEST).write_text(f"{hashlib.sha256(said).hexdigest()}  {NAME}\n")


def read(folder: Path) -> Manifest:
    """What a backup says of itself; ConfigError where that is not whole."""
    try:
        said = (folder / NAME).read_bytes()
        digest = (folder / DIGEST).read_text().partition(" ")[0]
        if hashlib.sha256(said).hexdigest() != digest:
            raise damaged(folder / NAME, "is not what was written")
        found = msgspec.json.decode(said, type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise damaged(folder / NAME, f"cannot be read: {error}") from error
    if found.format > FORMAT:
        raise ConfigError("a newer leakwatch made this backup", where=str(folder),
                          hint="upgrade leakwatch")  # fmt: skip
    return found


def damaged(place: Path, how: str) -> ConfigError:
    """What is said of a file of a backup that is not as it was written."""
    return ConfigError(how, where=str(place), hint="this backup is damaged: take another")


def house(key: str) -> str:
    """What backups made with the key of a mark are called by: several houses may share a folder."""
    return key[:8]


def wholes(folder: Path, key: str) -> list[Path]:
    """The whole backups in a folder that were made with the key of a mark, the newest last."""
    return sorted(place.parent for place in folder.glob(f"*-{house(key)}/{NAME}"))


def verify(folder: Path, found: Manifest) -> None:
    """ConfigError that names the first file that is not as it was written."""
    for one in found.files:
        place = folder / one.path
        if PurePosixPath(one.path).is_absolute() or ".." in PurePosixPath(one.path).parts:
            raise damaged(place, "lies outside the backup")
        try:
            digest = digest_of(place)
        except OSError as error:
            raise damaged(place, f"cannot be read: {error.strerror}") from error
        if digest != one.digest:
            raise damaged(place, "is not what was written")


def digest_of(place: Path) -> str:
    """SHA-256 of a file."""
    with place.open("rb") as file:
        digest = hashlib.sha256()
        for chunk in chunks(file):
            digest.update(chunk)
    return digest.hexdigest()


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    while chunk := file.read(CHUNK):
        yield chunk
