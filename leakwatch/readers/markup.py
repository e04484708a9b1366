"""Rows of the tables in a page of HTML: many systems call such a page a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leakwatch.errors import SourceError

BEGINNINGS = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body")
BOM = b"\xef\xbb\xbf"
#: the whole page lies in memory, ten times as large
MOST_BYTES, MOST_TAGS = 256 << 20, 4_000_000
ATTRIBUTES = rb"""(?:[^>=/]++|/(?!>)|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
#: comments, scripts and tags with attributes, the groups being what stays of them
SPARE = re.compile(
    rb"(<!--)(?!-?>)(?:.*?(?=--!?>)|.*)"
    rb"|(<(?:script|style)(?=[\s/>]))" + ATTRIBUTES + rb"(>)?(?:.*?(?=</(?:script|style)[\s/>])|.*)"
    rb"|(<[a-z][^\s/<>]*+)(?=[\s/<])" + ATTRIBUTES,
    re.DOTALL | re.IGNORECASE,
)


def marked(first: bytes) -> bool:
    """True where a file that begins so is a page.

    >>> marked(b" <TABLE border=1>"), marked(b"<83>1 2026-03-07T09:05:11Z")
    (True, False)
    """
    return first.removeprefix(BOM).lstrip().lower().startswith(BEGINNINGS)


def table_rows(pieces: Iterator[bytes], where: str) -> Iterator[list[str]]:
    """The cells of every row; nothing a page refers to is fetched."""
    from lxml import etree

    page = bytearray()
    for piece in pieces:
        page += piece
        if len(page) > MOST_BYTES:
            raise _too_much(f"{MOST_BYTES >> 20} MiB", where)
    if page.count(b"<") - page.count(b"</") > MOST_TAGS:
        raise _too_much(f"{MOST_TAGS} tags", where)
    if page.rfind(b"<!--") > page.rfind(b"-->"):
        raise SourceError("a page with a comment that nobody closes", where=where,
                          hint="it hides what is below: deliver it as CSV")  # fmt: skip
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    tree = etree.fromstring(_bare(page), parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        # it would be read up to there, and the rest be lost
        raise _too_much("a table in a table in a table", where)
    rows = [] if tree is None else [row for row in tree.iter("tr") if row.find(".//table") is None]
    if not rows:
        raise SourceError("a page without a table", where=where, hint="deliver it as XLSX or CSV")
    for row in rows:
        yield [
            " ".join("".join(map(str, cell.itertext())).split()) for cell in row.iter("td", "th")
        ]


def _bare(page: bytearray) -> bytes:
    """The page without attributes, which say nothing of a cell: the time a parser takes for a tag
    grows with the square of their number.

    >>> _bare(bytearray(b"<td a='>' b>1 < 2<!-- <p c> --><br/>"))
    b'<td>1 < 2<!----><br/>'
    """
    return SPARE.sub(rb"\1\2\3\4", page)


def _too_much(what: str, where: str) -> SourceError:
    return SourceError(f"a page of more than {what}", where=where, hint="deliver it as CSV")
