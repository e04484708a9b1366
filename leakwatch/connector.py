"""Contract: how one system's log becomes events, or one context table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

if TYPE_CHECKING:
    import ibis.expr.types as ir

Format = Literal["delimited", "headless", "json", "lines", "xml", "table"]
FORMATS: tuple[str, ...] = get_args(Format)
#: the column of those formats whose raw row is one text
RECORD = "record"


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
    a row, which is counted; `wrong` (text, optional), where not null, quarantines it; `sequence`
    (a whole number, optional) counts the rows of a log that numbers them without a hole; `birth`
    (text, optional) is when the person looked at was born, of which only `minor` is kept.

    Formats: `delimited` text with a header, or a sheet; `headless`, its columns by position;
    `json` and `xml`, `columns` being the types of what a record holds; `lines`, the text of a line
    in `raw["record"]`; `table`, cells of whatever kind of table the file is.
    """

    name: ClassVar[str]
    table: ClassVar[str] = "events"
    format: ClassVar[Format] = "delimited"
    columns: Mapping[str, str] = {}
    sector: str = "other"
    #: which kind of identifier `subject` holds: phone, id_no or key
    subject: str = "key"
    #: words of a column that are an enumeration; any other is reported, and the row kept
    known: Mapping[str, Collection[str]] = {}
    #: for JSON: the path from a wrapping document to its records, as ("entry", "resource")
    envelope: ClassVar[tuple[str, ...]] = ()
    #: for XML: the elements that are records; a JSON connector that has some reads XML as well
    roots: ClassVar[tuple[str, ...]] = ()
    #: for lines: a line that does not match continues the record above it (empty: each is one)
    starts: ClassVar[str] = ""
    #: for lines: how most of them look, by which an unknown file is recognised (empty: `starts`)
    looks: ClassVar[str] = ""
    #: for headless: what stands between two cells (empty: the reader finds out)
    delimiter: ClassVar[str] = ""

    def required(self) -> tuple[str, ...]:
        """Headers without which a file is refused."""
        return tuple(column[:-1] for column in self.columns if column.endswith("*"))

    def schema(self) -> dict[str, str]:
        """Header → type, without the marks."""
        return {column.rstrip("*"): dtype for column, dtype in self.columns.items()}

    @property
    def texts(self) -> bool:
        """True where a raw row is one text, of which the engine makes columns."""
        return self.format in ("json", "xml", "lines")

    @abstractmethod
    def rows(self, raw: ir.Table) -> ir.Table:
        """The rows of `table` that `raw` holds."""
