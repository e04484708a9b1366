"""A raw file → raw rows, by the reader its connector's format asks for."""

from __future__ import annotations

from collections.abc import Iterator

from leakwatch.connector import Connector
from leakwatch.readers.delimited import Delimited
from leakwatch.readers.json import Json
from leakwatch.readers.opening import RawFile, utf8
from leakwatch.readers.rows import Rows


def read(connector: Connector, raw: RawFile, salt: bytes) -> Iterator[Rows]:
    """Raw rows of the file, piece by piece."""
    where, pieces = str(raw.path), utf8(raw.path)
    if connector.format == "json":
        return Json(connector.envelope, where).rows(pieces, salt)
    return Delimited(connector.schema(), connector.required(), where).rows(pieces, salt)
