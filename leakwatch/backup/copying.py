"""Copies of files with their digests, and links to what an earlier backup has already."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import zstandard

from leakwatch.backup.manifest import File, chunks, digest_of
from leakwatch.lake import RESTORING

#: files that are named for what is in them, or written once: as they were, they are
ONCE = (".parquet", ".age", ".json")
#: what a lake's folder has of the moment
PASSING = ("lock", RESTORING)


def lying(folder: Path) -> Iterator[Path]:
    """The files of a lake, in order."""
    for place in sorted(folder.rglob("*")):
        top = place.relative_to(folder).parts[0]
        if place.is_file() and place.suffix != ".part" and top.partition(".")[0] not in PASSING:
            yield place


def copied(place: Path, target: Path, path: str) -> File:
    """Copies a file, its time too."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as source, target.open("wb") as made:
        stamp = os.fstat(source.fileno()).st_mtime_ns
        for chunk in chunks(source):
            digest.update(chunk)
            size += len(chunk)
            made.write(chunk)
    os.utime(target, ns=(stamp, stamp))
    return File(path, size, stamp, digest.hexdigest())


def linked(place: Path, target: Path, path: str, before: Path, had: Mapping[str, File]) -> bool:
    """Links to the file of an earlier backup, if that is the same, and still as it was written;
    False where it cannot be."""
    one, now = had.get(path), place.stat()
    if one is None or place.suffix not in ONCE or (one.size, one.stamp) != (
        now.st_size, now.st_mtime_ns
    ):  # fmt: skip
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # a file that went bad would be in every backup to come
        if not _sound(before / path, one):
            return False
        target.hardlink_to(before / path)
    except OSError:
        # this file system has no links, or the earlier file is gone
        return False
    return True


def _sound(place: Path, one: File) -> bool:
    """Whether a file has its size and time of the manifest; of another time, by its digest: not
    every file system keeps nanoseconds."""
    said = place.stat()
    if said.st_size != one.size:
        return False
    return said.st_mtime_ns == one.stamp or digest_of(place) == one.digest


def packed(lines: Iterable[bytes], target: Path, path: str) -> tuple[File, int]:
    """Writes lines, compressed; how many rows there are behind the first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    count = -1
    with target.open("wb") as made, zstandard.ZstdCompressor().stream_writer(made) as into:
        for line in lines:
            into.write(line + b"\n")
            count += 1
    said = target.stat()
    return File(path, said.st_size, said.st_mtime_ns, digest_of(target)), count


def unpacked(place: Path) -> Iterator[bytes]:
    """The lines of a compressed file."""
    with place.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as plain:
        yield from io.BufferedReader(plain)
