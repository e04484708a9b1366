"""ZIP archives: each member is a raw file of its own, whose name is never a place to write to."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leakwatch.errors import SourceError
from leakwatch.readers import opening
from leakwatch.readers.packing import bounded

MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
#: what is in a workbook; Excel's other kind, and documents of other programs, have none
WORKBOOK = "xl/workbook.xml"
#: folders of the system that packed it
BESIDE = ("__MACOSX/",)
ENCRYPTED, IN_UTF_8 = 0x1, 0x800
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
          RuntimeError, ValueError, OSError)  # fmt: skip


def zipped(path: Path) -> bool:
    """True where the bytes are those of a ZIP archive, whatever it is called."""
    try:
        with path.open("rb") as file:
            return file.read(4).startswith(MAGICS)
    except OSError as error:
        raise opening.unreadable(error, str(path)) from error


@contextmanager
def opened(path: Path, where: str) -> Iterator[zipfile.ZipFile]:
    """An archive that unpacks within bounds; SourceError where it is broken or does not."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise broken(error, where) from error
    with archive:
        packed = path.stat().st_size
        bounded(sum(entry.file_size for entry in archive.infolist()), packed, where)
        yield archive


def broken(error: Exception, where: str) -> SourceError:
    """What is said of an archive that cannot be unpacked."""
    said = str(error).partition("\n")[0]
    return SourceError(f"the archive is cut short or broken ({said})", where=where,
                       hint="deliver it again")  # fmt: skip


def workbook(path: Path, where: str) -> bool:
    """True where a ZIP archive is an Excel workbook."""
    with opened(path, where) as archive:
        return WORKBOOK in archive.namelist()


def members(archive: zipfile.ZipFile, where: str) -> list[zipfile.ZipInfo]:
    """The files in it, as they lie; SourceError where there is none."""
    found = [
        entry for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith(BESIDE)
    ]  # fmt: skip
    if not found:
        raise SourceError("the archive holds no file", where=where, hint="deliver it again")
    return found


def member_name(entry: zipfile.ZipInfo) -> str:
    """A member's name to be read by people; on Chinese Windows it is written in GBK.

    >>> entry = zipfile.ZipInfo("日志.csv".encode("gbk").decode("cp437"))
    >>> member_name(entry)
    '日志.csv'
    """
    name = entry.orig_filename
    if not entry.flag_bits & IN_UTF_8:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """The bytes of a member; SourceError where it is encrypted, an archive itself, or broken."""
    if entry.flag_bits & ENCRYPTED:
        raise SourceError("a password protects it", where=where,
                          hint="deliver it without")  # fmt: skip
    try:
        # zipfile never gives more than the size it was asked to believe, which is bounded
        with archive.open(entry) as file:
            while chunk := file.read(opening.HASHED):
                yield chunk
    except BROKEN as error:
        raise broken(error, where) from error
