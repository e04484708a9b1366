"""Rows of the tables in a page of HTML: many systems call such a page a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leakwatch.errors import SourceError

if TYPE_CHECKING:
    from lxml import etree

BEGINNINGS = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body")
BOM = b"\xef\xbb\xbf"
#: the whole page lies in memory, ten times as large
MOST_BYTES, MOST_TAGS = 256 << 20, 4_000_000
ATTRIBUTES = rb"""(?:[^>=/]++|/(?!>)|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
#: comments, scripts, tags that would make text of all below them, and tags with attributes, the
#: groups being what stays of each
SPARE = re.compile(
    rb"(<!--)(?!-?>)(?:.*?(?=--!?>)|.*)"
    rb"|(<(script|style)(?=[\s/>]))" + ATTRIBUTES + rb"(>)?(?:.*?(?=</\3[\s/>])|.*)"
    rb"|</?(?:title|textarea|xmp|iframe|noembed|noframes|plaintext)(?=[\s/>])" + ATTRIBUTES + rb">?"
    rb"|(<[a-z][^\s/<>]*+)(?=[\s/<])" + ATTRIBUTES,
    re.DOTALL | re.IGNORECASE,
)
#: what hides all that is below it, where a bare page ends with it
HIDING = re.compile(rb"<(?:!--|(?:script|style)>?)\Z", re.IGNORECASE)
LONGEST_SIGN = 8
#: cells of no row: most can be told by what they stand in
ROWLESS = " | ".join(f"//{cell}[not(parent::tr)][not(ancestor::tr)]" for cell in ("td", "th"))


def marked(first: bytes) -> bool:
    """True where a file that begins so is a page.

    >>> marked(b" <TABLE border=1>"), marked(b"<83>1 2026-03-07T09:05:11Z")
    (True, False)
    """
    return first.removeprefix(BOM).lstrip().lower().startswith(BEGINNINGS)


def table_rows(pieces: Iterator[bytes], where: str) -> Iterator[list[str]]:
    """The cells of every row; nothing a page refers to is fetched."""
    from lxml import etree

    bare = _bare(_page(pieces, where))
    if hiding := HIDING.search(bare, max(len(bare) - LONGEST_SIGN, 0)):
        raise SourceError(f"a page with a {hiding[0].decode()} that nobody closes", where=where,
                          hint="it hides what is below: deliver it as CSV")  # fmt: skip
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    tree = etree.fromstring(bare, parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        # it would be read up to there, and the rest be lost
        raise _too_much("a table in a table in a table", where)
    rows = [] if tree is None else _rows(tree)
    if not rows:
        raise SourceError("a page without a table", where=where, hint="deliver it as XLSX or CSV")
    for row in rows:
        yield [
            " ".join("".join(map(str, cell.itertext())).split()) for cell in row.iter("td", "th")
        ]


def _page(pieces: Iterator[bytes], where: str) -> bytearray:
    page = bytearray()
    for piece in pieces:
        page += piece
        if len(page) > MOST_BYTES:
            raise _too_much(f"{MOST_BYTES >> 20} MiB", where)
    if page.count(b"<") - page.count(b"</") > MOST_TAGS:
        raise _too_much(f"{MOST_TAGS} tags", where)
    return page


def _rows(tree: etree._Element) -> list[etree._Element]:
    """The rows that hold no table; cells between two rows are a row as well."""
    made = None
    cells: Any = tree.xpath(ROWLESS)
    for cell in cells:
        if made is None or cell.getprevious() is not made:
            made = cell.makeelement("tr")
            cell.addprevious(made)
        made.append(cell)
    return [row for row in tree.iter("tr") if row.find(".//table") is None]


def _bare(page: bytearray) -> bytes:
    """The page without attributes, which say nothing of a cell: the time a parser takes for a tag
    grows with the square of their number.

    >>> _bare(bytearray(b"<td a='>' b>1 < 2<!-- <p c> --><br/>"))
    b'<td>1 < 2<!----><br/>'
    """
    return SPARE.sub(rb"\1\2\4\5", page)


def _too_much(what: str, where: str) -> SourceError:
    return SourceError(f"a page of more than {what}", where=where, hint="deliver it as CSV")
