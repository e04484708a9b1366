"""What the text of one cell says: yes or no, a number, a known word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

YES = ("是", "Y", "1", "TRUE", "√")
NO = ("否", "N", "0", "FALSE")
WIDE = "０１２３４５６７８９．－，Ｙ"
PLAIN = "0123456789.-,Y"
#: a day and a time, in one of the styles that hold both
WHOLE = r"\d{4}[-/.年]\d|^\d{12,14}$|^\d{5}\.\d"


def trimmed(cell: ir.Column) -> ir.StringColumn:
    """Without the spaces around it (`strip` of Ibis 12 takes letters v and f as well on Spark)."""
    return cell.re_replace(r"^\s+|\s+$", "")


def yes(cell: ir.Column) -> ir.BooleanColumn:
    """True for 是, Y, 1, true and √; false for anything else and for an empty cell."""
    # a case is only as slow as the cells that reach it
    plain = cell.isin((*YES, *NO)).ifelse(cell, trimmed(cell.translate(WIDE, PLAIN)).upper())
    return plain.isin(YES).fill_null(False)


def number(cell: ir.Column) -> ir.IntegerColumn:
    """A whole number, with thousands separators and full-width digits allowed; else null."""
    plain = trimmed(cell.translate(WIDE, PLAIN).replace(",", ""))
    whole = plain.re_search(r"^-?\d{1,15}(\.0*)?$").ifelse(plain, None).try_cast("float64")
    return cell.re_search(r"^\d{1,15}$").ifelse(cell.try_cast("int64"), whole.cast("int64"))


def word(cell: ir.Column, meanings: Mapping[str, str]) -> ir.StringColumn:
    """The meaning of a listed word; a word no list knows stays as it is, for the core to report."""
    return cell.substitute(dict(meanings))


def moment(day: ir.StringColumn, time: ir.StringColumn) -> ir.StringColumn:
    """Date and time of two cells as one text; a time that already holds its date stays alone."""
    bare = day.re_replace(r"[ T]+0?0:00(:00(\.0+)?)?$", "")
    return time.re_search(WHOLE).ifelse(time, bare + " " + time)


def first(items: ir.ArrayValue) -> ir.Value:
    """The first of a list, null where it is empty (on Spark: with ANSI mode off)."""
    return items[0]
