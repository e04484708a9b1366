"""One token, read back: the newest event that shows it, its file, its line, that one field.

Outsiders are in no event: they are read from complaints, links and other context. There is no table
of plain values: the raw file is the vault. What is found is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leakwatch import clocks, identifiers
from leakwatch.errors import PluginError, SourceError
from leakwatch.ingest.feed import Reading
from leakwatch.ingest.meanings import IDENTITIES, SPANNING
from leakwatch.originals import NEEDED, Originals
from leakwatch.readers.decoding import MisreadError

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.ingest.feed import Feed
    from leakwatch.lookup import Lookup
    from leakwatch.readers.opening import RawFile
    from leakwatch.settings import Settings
    from leakwatch.tokens import Key

#: columns that hold accounts, and all of an event that hold tokens
ACCOUNTS = ("actor", "approver", "manager", "about")
FIELDS = ("actor", "approver", "phone", "id_no", "subject", "case")
ASKED = (*FIELDS, "batch", "line", "at", "minor")
#: tables that know people whom no event shows
CONTEXT = ("staff", "cases", "complaints", "links", "leads")
#: of a row of these, when it came
DELIVERED = ("seq", "batch", "line")
#: files that are tried, the newest first, before it is said that none can be read
TRIED = 3
#: who is younger is a minor (Civil Code of China, article 17)
ADULT = 18


@dataclass(frozen=True)
class Spot:
    """Where a token stands: the field of a row, and the line of the file it came from.

    `minor` where the log itself tells that the person was one.
    """

    table: str
    batch: str
    line: int
    of_account: bool
    minor: bool = False


@dataclass(frozen=True)
class Plain:
    """What a token stands for; `minor` where the line tells that the person is one."""

    value: str = field(repr=False)
    field: str
    minor: bool


def spots(lookup: Lookup, token: str, besides: str | None = None) -> list[Spot]:
    """Where a token stands, the newest first, a file once; not in what the account `besides` did.

    Empty where no event shows it.
    """
    days, at, some = lookup.days("events"), 0, 1
    while at < len(days):
        found = lookup.holding("events", token, FIELDS, ASKED, days[at : at + some])
        rows: list[dict[str, Any]] = found.to_pylist() if len(found) else []
        theirs = [row for row in rows if besides is None or row["actor"] != besides]
        if theirs:
            return _spots(theirs, token, _young(lookup, token))
        at, some = at + some, some * 2
    return [spot for name in CONTEXT for spot in _beside(lookup, token, name)][:TRIED]


def _beside(lookup: Lookup, token: str, name: str) -> list[Spot]:
    """Where a token stands in a table of context."""
    fields = IDENTITIES[name]
    kinds = [kind for kind in fields.values() if kind.endswith("_kind")]
    found = lookup.holding(name, token, [*fields], [*fields, *kinds, *DELIVERED])
    files: dict[str, Spot] = {}
    for row in _newest(found):
        field = next(field for field in fields if row[field] == token)
        account = row.get(fields[field], fields[field]) == "actor"
        files.setdefault(row["batch"], Spot(name, row["batch"], row["line"], account))
    return [*files.values()]


def branch_of(lookup: Lookup, account: str) -> str | None:
    """Where an account works: by its latest day that tells it, else by the staff list."""
    found: list[dict[str, Any]] = lookup.rows(
        "days", ["day", "branch"], {"actor": account}).to_pylist()  # fmt: skip
    if told := [row for row in found if row["branch"]]:
        return str(max(told, key=lambda one: one["day"])["branch"])
    staff = lookup.holding("staff", account, ["actor"], ["branch", *DELIVERED])
    return next((row["branch"] for row in _newest(staff) if row["branch"]), None)


def _newest(found: pa.Table) -> list[dict[str, Any]]:
    """Rows of a table of context, what was delivered last first."""
    rows: list[dict[str, Any]] = found.to_pylist()
    return sorted(rows, key=lambda one: [one[name] for name in DELIVERED], reverse=True)


def _young(lookup: Lookup, token: str) -> bool:
    """Whether any look at the person was one at a minor."""
    found = lookup.rows("pairs", ["minors"], {"subject": token})
    return bool(len(found)) and any(found["minors"].to_pylist())


def _spots(rows: list[dict[str, Any]], token: str, young: bool) -> list[Spot]:
    files: dict[str, Spot] = {}
    for row in sorted(rows, key=lambda one: (one["at"], one["batch"], one["line"]), reverse=True):
        name = next(name for name in FIELDS if row[name] == token)
        account = name in ACCOUNTS
        files.setdefault(row["batch"], Spot(
            "events", row["batch"], row["line"], account,
            not account and (young or any(each["minor"] for each in rows)),
        ))  # fmt: skip
    return [*files.values()][:TRIED]


@dataclass(frozen=True)
class Revealer:
    """Reads tokens back from the files they were made of."""

    settings: Settings
    key: Key
    lookup: Lookup

    def read(self, token: str, spots: list[Spot], today: date) -> Plain:
        """What the token stands for, from the first of the spots that can be read.

        SourceError where none can: the file is gone, or is read in another way by now.
        """
        problem = SourceError("no event shows this token")
        for spot in spots:
            try:
                return self._read(token, spot, today)
            except (SourceError, PluginError) as error:
                problem = error if isinstance(error, SourceError) else SourceError(
                    error.what, hint="its connector cannot read the line any more"
                )  # fmt: skip
        raise problem

    def _read(self, token: str, spot: Spot, today: date) -> Plain:
        from leakwatch.engine import DuckDB

        originals = Originals(self.settings, self.key)
        same: dict[str, str | None] = {"batch": spot.batch, "kind": spot.table}
        batches = self.lookup.rows("batches", NEEDED, same).to_pylist()
        if not batches:
            raise SourceError("nothing is known of its file")
        feed, _ = originals.feed(batches[0]["source"])
        # an engine's connection serves one thread, and a page has its own
        engine = DuckDB(threads=1)
        try:
            with originals.opened(batches[0]) as raw:
                reading = Reading(feed, engine, self.key)
                rows = reading.plain(_line(reading, raw, spot.line)).to_pylist()
        finally:
            engine.close()
        return self._matching(token, rows, feed, today)

    def _matching(self, token: str, rows: list[dict[str, Any]], feed: Feed, today: date) -> Plain:
        """The field whose token it is: proof that it is the right one."""
        for row in rows:
            fields = IDENTITIES[feed.connector.table]
            said = {name: _said(name, row, feed) for name in fields if row.get(name)}
            for name, (kind, value) in said.items():
                if value and self.key.token(kind, value) == token:
                    young = any(_age(born, today) < ADULT for born in _births(row, said, feed))
                    return Plain(value, name, young and kind != "actor")
        raise SourceError("its line is read in another way by now",
                          hint="was the connector or [columns] of the source changed?")  # fmt: skip


def _said(name: str, row: dict[str, Any], feed: Feed) -> tuple[str, str]:
    """The kind of identifier that a field holds, and its value as tokens are made of it."""
    table, written = feed.connector.table, str(row[name])
    kind = IDENTITIES[table][name]
    if kind.endswith("_kind"):
        told = row.get(kind) or feed.connector.subject
        kind = told if told in identifiers.KINDS else "key"
    if kind == "contact":
        kind = "phone" if identifiers.contact_kind(written) == "phone" else "key"
    if kind == "actor":
        spanning = table in SPANNING
        return kind, identifiers.account(feed.org, written, spanning=spanning).value
    return kind, identifiers.read(kind, written).value


def _births(row: dict[str, Any], said: dict[str, tuple[str, str]], feed: Feed) -> Iterator[date]:
    """When the person of a row was born, by what it says of that, and by ID numbers."""
    written = [identifiers.birth(value) for _, value in said.values()]
    if row.get("birth"):
        written.append(clocks.read_day(str(row["birth"]), ZoneInfo(feed.zone)))
    return (born for born in written if born)


def _age(born: date, today: date) -> int:
    """Whole years.

    >>> _age(date(2008, 3, 1), date(2026, 2, 28)), _age(date(2008, 3, 1), date(2026, 3, 1))
    (17, 18)
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _line(reading: Reading, raw: RawFile, line: int) -> pa.Table:
    """The raw row of one line; SourceError where the file has none there any more."""
    try:
        found = _looked(reading, raw, line)
    except MisreadError as error:
        found = _looked(reading, error.raw, line)
    if found is None:
        raise SourceError("its line cannot be read any more", where=raw.name)
    return found


def _looked(reading: Reading, raw: RawFile, line: int) -> pa.Table | None:
    import pyarrow.compute as pc

    pieces: Iterator[Any] = reading.read(raw)
    for piece in pieces:
        table = piece.table
        if len(table) and (one := table.filter(pc.equal(table["line"], line))).num_rows:
            return one.drop_columns(["fingerprint"])
    return None
