"""Contract: how one system's log becomes events, or one context table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir


def text(headers: str) -> dict[str, str]:
    """Columns of text from a list of headers; `*` marks those a file must have.

    >>> text("工号*, 岗位")
    {'工号*': 'string', '岗位': 'string'}
    """
    return {header.strip(): "string" for header in headers.split(",")}


class Connector(ABC):
    """Turns raw rows of one kind of log into rows of one table; opens nothing, sees no key.

    `rows` gets one row a line, every declared column present (null where the file lacks it),
    trimmed, empty cells null, with `line`; it returns `line` and the columns of `table` it can
    fill, still as written: times, phones, ID numbers, accounts and case numbers as text. The core
    then parses times, hides identities, quarantines and conforms. A word in `action` that is none
    of `events.ACTIONS` is kept as `other` and reported. `wanted` (boolean, optional) false drops
    a row, which is counted; `wrong` (text, optional), where not null, quarantines it.
    """

    name: ClassVar[str]
    table: ClassVar[str] = "events"
    format: ClassVar[Literal["delimited", "json"]] = "delimited"
    columns: ClassVar[Mapping[str, str]]
    sector: ClassVar[str] = "other"
    #: which kind of identifier `subject` holds: phone, id_no or key
    subject: ClassVar[Literal["phone", "id_no", "key"]] = "key"
    #: for JSON: the path from a wrapping document to its records, as ("entry", "resource")
    envelope: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """Headers without which a file is refused."""
        return tuple(column[:-1] for column in cls.columns if column.endswith("*"))

    @classmethod
    def schema(cls) -> dict[str, str]:
        """Header → type, without the marks."""
        return {column.rstrip("*"): dtype for column, dtype in cls.columns.items()}

    @abstractmethod
    def rows(self, raw: ir.Table) -> ir.Table:
        """The rows of `table` that `raw` holds."""
