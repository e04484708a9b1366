"""Files that prove a measure: taken in, kept encrypted by their digest, given back as files."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from fastapi import HTTPException

from leakwatch.inbox import matters
from leakwatch.store import measures
from leakwatch.store.matters import named
from leakwatch.vault import Vault

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Desk, Visitor

#: nobody proves anything with more
LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
CHUNK = 1 << 20
TOO_LARGE = "a file of at most 10 MiB"


def vault(desk: Desk) -> Vault:
    """Where proofs are kept, beside the raw files, which go when they are old."""
    return Vault(desk.house.lake.path / "proofs", desk.house.key)


def taken(asking: Visitor, name: str, number: int, called: str, file: BinaryIO) -> str:
    """Keeps a file with a measure; its digest. 413 for a large one, 422 for an empty one.

    What is kept lies under its digest: the name is only told.
    """
    seen = matters.found(asking, name)
    if number not in {one.id for one in seen.measures}:
        raise HTTPException(404, "there is no such measure")
    # what has no name cannot be left behind
    with tempfile.NamedTemporaryFile() as draft:
        size = 0
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_BYTES:
                raise HTTPException(413, TOO_LARGE)
            draft.write(chunk)
        draft.flush()
        if not size:
            raise HTTPException(422, "the file is empty")
        digest = _kept(asking.desk, Path(draft.name))
    with asking.desk.store.writing() as session:
        one = measures.of(session, named(session, name), number)
        measures.prove(session, one, plain(called), digest, size, asking.user.name)
    return digest


def _kept(desk: Desk, place: Path) -> str:
    from leakwatch.readers.opening import look

    raw = look(place, place="proof")
    vault(desk).keep(raw)
    return raw.digest


def given(asking: Visitor, name: str, number: int) -> tuple[bytes, str]:
    """A proof's bytes and name; 404 where this matter has none of this number."""
    matters.found(asking, name)
    with asking.desk.store.reading() as session:
        try:
            one = measures.proof_of(session, named(session, name), number)
        except LookupError as error:
            raise HTTPException(404, "there is no such file") from error
    with vault(asking.desk).open(one.digest) as file:
        return file.read(), one.name


def plain(called: str) -> str:
    r"""A file's name as it can be told: without folders, and without what is no letter.

    >>> plain("../../etc/passwd"), plain("C:\\Users\\a\\b.pdf"), plain("..")
    ('passwd', 'b.pdf', 'file')
    """
    last = called.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ")
    return kept.strip(". ")[-LONGEST_NAME:] or "file"


def disposition(name: str) -> str:
    """The header that has a browser keep a file, and not show it.

    >>> disposition("证明.pdf")
    "attachment; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf"
    """
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
