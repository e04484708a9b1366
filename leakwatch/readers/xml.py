"""XML → raw rows of one text column: each element that is a record, as the JSON it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec
import pyarrow as pa
from lxml import etree

from leakwatch.connector import RECORD
from leakwatch.readers.elements import local, struct
from leakwatch.readers.opening import empty
from leakwatch.readers.rows import Rows, Wrong, fingerprints
from leakwatch.readers.slices import Cut, Slicer

#: what libxml2 calls a prefix that nothing declares
NO_PREFIX = 201
NO_ENTITY, TOO_DEEP = "an entity that nothing defines", "elements too deep within each other"
REASONS = {26: NO_ENTITY, 27: NO_ENTITY, 114: TOO_DEEP, 117: TOO_DEEP}
#: lxml takes the square of an element's attributes to list them
MOST_ATTRIBUTES = 1000
TOO_MANY = f"an element of more than {MOST_ATTRIBUTES} attributes"
CROWDED = etree.XPath(f"boolean(//*[count(@*) > {MOST_ATTRIBUTES}])")
#: a prefix that a tag or an attribute uses
PREFIXED = re.compile(rb"[<\s](?!xml)([A-Za-z_][\w.-]{0,63}):[A-Za-z_]")
#: an ampersand that begins no entity can only be text
BARE = re.compile(rb"&(?!(?:#|[A-Za-z_:\x80-\xff])[\w.:\x80-\xff-]*;)")


class Xml:
    """Reads one file; `roots` are the elements that are records, `columns` what they hold.

    Attributes and children go by their local names: many where the column is an array, else the
    first. What is declared as text is an attribute, an element's `value` (as FHIR writes it), its
    text, or the JSON of its children. The record's `resourceType` is its own name.
    """

    def __init__(self, roots: Sequence[str], columns: Mapping[str, str], where: str) -> None:
        import ibis

        self.roots, self.where = roots, where
        dtype = ibis.dtype("struct<" + ",".join(f"{k}: {v}" for k, v in columns.items()) + ">")
        self._said = struct(dtype)
        self._named = "resourceType" in columns
        self._parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; an element that is no XML is set aside, text beside counted."""
        first = b""
        for piece in pieces:
            first += piece
            if first.strip():
                break
        else:
            raise empty(self.where)
        for cut in Slicer(self.roots).cut(chain([first], pieces)):
            if cut.slices or cut.beside:
                yield self._rows(cut, salt)

    def _rows(self, cut: Cut, salt: bytes) -> Rows:
        lines, texts, records, wrong = [], [], [], []
        for line, text, reason in cut.slices:
            record, reason = (None, reason) if reason else self._record(text)
            if record is None:
                wrong.append(Wrong(line, reason))
            else:
                lines.append(line)
                texts.append(text)
                records.append(record)
        marks = fingerprints(pa.array(texts, pa.large_string()), salt)
        table = pa.table({
            "line": pa.array(lines, pa.int64()),
            RECORD: pa.array(records, pa.string()),
            "fingerprint": pa.array(marks, pa.int64()),
        })  # fmt: skip
        return Rows(table, len(cut.slices) + cut.beside, wrong, +Counter(dropped=cut.beside))

    def _record(self, text: bytes) -> tuple[bytes | None, str]:
        """The element as JSON; or why it is none."""
        try:
            root = self._parsed(text)
        except etree.XMLSyntaxError as error:
            return None, REASONS.get(_code(error), "not well-formed XML")
        if text.count(b"=") > MOST_ATTRIBUTES and CROWDED(root):
            return None, TOO_MANY
        said = self._said(root)
        if self._named:
            said["resourceType"] = local(root.tag)
        return msgspec.json.encode(said), ""

    def _parsed(self, text: bytes) -> Any:
        try:
            return etree.fromstring(text, self._parser)
        except etree.XMLSyntaxError as error:
            plain = BARE.sub(b"&amp;", text)
            if plain == text and _code(error) != NO_PREFIX:
                raise
            # an element around it may declare the prefix
            names = b"".join(b" xmlns:%s='%s'" % (p, p) for p in set(PREFIXED.findall(text)))
            return etree.fromstring(b"<around%s>%s</around>" % (names, plain), self._parser)[0]


def _code(error: etree.XMLSyntaxError) -> int:
    """What libxml2 calls the error."""
    return getattr(error, "code", 0) or 0
