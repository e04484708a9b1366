"""A raw file → raw rows, by the reader its connector's format asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from leakwatch.connector import Connector
from leakwatch.readers.decoding import utf8
from leakwatch.readers.delimited import Delimited
from leakwatch.readers.fields import Fields
from leakwatch.readers.headless import Headless
from leakwatch.readers.json import Json
from leakwatch.readers.lined import Lined
from leakwatch.readers.naming import HEADED, SAME, Names, Naming
from leakwatch.readers.opening import RawFile
from leakwatch.readers.parquet import MAGIC, Parquet
from leakwatch.readers.rows import Rows
from leakwatch.readers.sheets import text

#: how a document of XML begins, and no line of a log of JSON
TAG = re.compile(rb"\s*<[A-Za-z_?!]")


def read(connector: Connector, raw: RawFile, salt: bytes, names: Names = SAME) -> Iterator[Rows]:
    """Raw rows of the file, piece by piece; `names` says what it calls the columns."""
    where = raw.where
    if connector.format in HEADED:
        naming = Naming(connector.schema(), connector.required(), names)
        return naming.rows(_table(naming, raw, salt, nested=connector.format == "table"))
    pieces = utf8(raw)
    if connector.format == "headless":
        return Headless(connector.schema(), where, connector.delimiter).rows(pieces, salt)
    if connector.format == "lines":
        return Lined(connector.starts, where).rows(pieces, salt)
    first = next(pieces, b"") if connector.roots else b""
    pieces = chain([first], pieces)
    if connector.format == "xml" or TAG.match(first):
        # lxml is only wanted here
        from leakwatch.readers.xml import Xml

        return Xml(connector.roots, connector.schema(), where).rows(pieces, salt)
    return Json(connector.envelope, where).rows(pieces, salt)


def _table(naming: Naming, raw: RawFile, salt: bytes, *, nested: bool) -> Iterator[Rows]:
    """Rows under the file's own names; with `nested`, its rows may be JSON."""
    columns, required, where = naming.headers(), naming.required(), raw.where
    with raw.path.open("rb") as file:
        magic = file.read(len(MAGIC))
    if magic == MAGIC:
        return Parquet(columns, required, where).rows(raw.path, salt)
    pieces = text(raw, required)
    if nested:
        first = next(pieces, b"")
        pieces = chain([first], pieces)
        if first.lstrip()[:1] in (b"{", b"["):
            return Fields(columns, required, where).rows(pieces, salt)
    return Delimited(columns, required, where).rows(pieces, salt)
