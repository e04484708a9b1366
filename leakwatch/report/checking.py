"""Whether anybody touched a bundle: every digest, every line, every entry of the trail, offline.

Whoever makes a bundle anew with lists that fit is found by its own digest: the trail of the house
that handed it out tells it, under the deed `exported`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers.opening import HASHED
from leakwatch.report.bundle import SUMS
from leakwatch.report.lines import digests
from leakwatch.store.chain import Head, Row, hashed
from leakwatch.store.copies import NUMBER

MANIFEST, EVIDENCE, TRAIL, RAW = "manifest.csv", "evidence.csv", "trail.jsonl", "raw/"
NEEDED = (SUMS, MANIFEST, "findings.csv", EVIDENCE, "method.json", "counting.csv", TRAIL)
#: more flaws are not listed
MOST = 100


@dataclass
class Checked:
    """What was found of a bundle: its own digest, how much was looked at, and what is wrong."""

    digest: str
    files: int = 0
    lines: int = 0
    entries: int = 0
    head: Head | None = None
    flaws: list[tuple[str, str]] = field(default_factory=list)
    #: of the heads that were known, those whose entry is in it
    held: set[str] = field(default_factory=set)

    def wrong(self, path: str, said: str) -> None:
        """Notes what is wrong with a file of it."""
        if len(self.flaws) < MOST and (path, said) not in self.flaws:
            self.flaws.append((path, said))


def check(file: Path, known: Mapping[str, Head] | None = None) -> Checked:
    """Looks at a whole bundle; `known` are heads of its trail kept elsewhere, by where.

    ConfigError where it is no zip at all.
    """
    try:
        with file.open("rb") as whole:
            told = Checked(_hashed(whole))
            with zipfile.ZipFile(whole) as packed:
                _whole(packed, told, known or {})
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(file)) from error
    except zipfile.BadZipFile as error:
        raise ConfigError(f"not a bundle: {error}", where=str(file)) from error
    return told


def _hashed(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(HASHED):
        digest.update(piece)
    return digest.hexdigest()


def _whole(packed: zipfile.ZipFile, told: Checked, known: Mapping[str, Head]) -> None:
    names = Counter(packed.namelist())
    for path, times in names.items():
        if times > 1:
            told.wrong(path, "is in it twice")
    packings = [one.filename for one in packed.infolist()
                if one.compress_type or one.file_size != one.compress_size]  # fmt: skip
    for path in packings:
        # as what is packed may be any size, nothing is read
        told.wrong(path, "is packed, where a bundle stores")
    for path in sorted({*NEEDED} - {*names}):
        told.wrong(path, "is not there")
    found = {} if packings else dict(_digests(packed, told))
    if SUMS not in found:
        return
    listed = dict(_sums(packed))
    for path in sorted({*listed, *found} - {SUMS}):
        if path not in found:
            told.wrong(path, "is not there")
        elif path not in listed:
            told.wrong(path, f"is not in {SUMS}")
        elif listed[path] != found[path]:
            told.wrong(path, "is not what its digest says")
    told.files = len(found)
    _listed(packed, told, found)
    _derived(packed, told, found)
    if TRAIL in found:
        _entries(packed, told, known)


def _sums(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for line in packed.read(SUMS).decode(errors="replace").splitlines():
        digest, _, path = line.partition("  ")
        yield path, digest


def _digests(packed: zipfile.ZipFile, told: Checked) -> Iterator[tuple[str, str]]:
    """Every file and its digest, read in pieces."""
    for path in dict.fromkeys(packed.namelist()):
        try:
            with packed.open(path) as file:
                yield path, _hashed(cast(BinaryIO, file))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            told.wrong(path, f"cannot be read: {error}")


def _rows(packed: zipfile.ZipFile, path: str) -> Iterator[dict[str, str]]:
    """Rows of a table, by what stands before the space in each head."""
    csv.field_size_limit(2**31 - 1)
    with (
        packed.open(path) as file,
        io.TextIOWrapper(file, "utf-8-sig", "replace", newline="") as text,
    ):
        for row in csv.DictReader(text):
            yield {str(name).partition(" ")[0]: value or "" for name, value in row.items()}


def _listed(packed: zipfile.ZipFile, told: Checked, found: Mapping[str, str]) -> None:
    """Holds the list that people read against what is there."""
    if MANIFEST not in found:
        return
    rows = {row.get("path", ""): row.get("sha256", "") for row in _rows(packed, MANIFEST)}
    for path in sorted({*rows, *found} - {MANIFEST, SUMS}):
        if rows.get(path) != found.get(path):
            told.wrong(path, f"is not what {MANIFEST} says")


def _derived(packed: zipfile.ZipFile, told: Checked, found: Mapping[str, str]) -> None:
    """Derives every line that a finding rests on again from the raw file it stands in."""
    if EVIDENCE not in found:
        return
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for row in _rows(packed, EVIDENCE):
        line, digest = row.get("line", ""), row.get("line_sha256", "")
        if digest and not NUMBER.fullmatch(line):
            told.wrong(EVIDENCE, "names a line that is no number")
        elif digest:
            wanted[row.get("file_sha256", "")][int(line)] = digest
    raw = {digest: path for path, digest in found.items() if path.startswith(RAW)}
    for file, lines in sorted(wanted.items()):
        if file not in raw:
            told.wrong(EVIDENCE, f"rests on a file that is not there: {file}")
            continue
        try:
            with packed.open(raw[file]) as opened:
                size = packed.getinfo(raw[file]).file_size
                said = digests(cast(BinaryIO, opened), size, lines)
        except SourceError as error:
            told.wrong(raw[file], f"cannot be read: {error.what}")
            continue
        told.lines += len(lines)
        for number in sorted(lines):
            if said.get(number) != lines[number]:
                told.wrong(EVIDENCE, f"line {number} of {raw[file]} is another")


def _entries(packed: zipfile.ZipFile, told: Checked, known: Mapping[str, Head]) -> None:
    """Each entry of the extract by itself, and those that follow each other."""
    last: Row | None = None
    with packed.open(TRAIL) as file:
        for line in file:
            row, sound = _entry(line)
            if row is None or not sound:
                told.wrong(TRAIL, f"entry {row.number if row else told.entries + 1} was edited")
            elif last and row.number <= last.number:
                told.wrong(TRAIL, f"entry {row.number} stands after {last.number}")
            elif last and row.number == last.number + 1 and row.before != last.hash:
                told.wrong(TRAIL, f"entry {row.number} does not follow {last.number}")
            told.entries, last = told.entries + 1, row or last
            _held(told, row, known)
    told.head = Head(last.number, last.hash) if last else None


def _entry(line: bytes) -> tuple[Row | None, bool]:
    """An entry, if it is one, and whether its hash fits it."""
    try:
        row = Row(**json.loads(line))
        if type(row.number) is not int or not all(isinstance(one, str) for one in row[1:]):
            return None, False
        return row, hashed(row) == row.hash
    # half of a sign, or brackets without end: no entry of ours
    except (ValueError, TypeError, RecursionError):
        return None, False


def _held(told: Checked, row: Row | None, known: Mapping[str, Head]) -> None:
    for where, kept in known.items():
        if row is None or kept.number != row.number:
            continue
        told.held.add(where)
        if not row.hash.startswith(kept.hash):
            told.wrong(TRAIL, f"entry {row.number} is not the one that {where} knows")
