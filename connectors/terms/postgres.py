"""One entry of a PostgreSQL log, from its CSV or its stderr form: who, when, from where, what.

CSV: PostgreSQL documentation, 19.8.4: 23 columns, 24 from release 13 on, 26 from 14. Stderr: what
log_line_prefix puts before the message, which begins with the time (%m, %t) and names the user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

TIME = r"(?:< ?)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)"
ZONE = r" ?([A-Za-z]{1,6}|[+-]\d\d(?::?\d\d)?)"
LEVELS = "DEBUG[1-5]?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|CONTEXT|STATEMENT"
STARTS = rf"^(?:{TIME}{ZONE}|(?:{LEVELS}):  )"
#: a doubled quote, until the quote that ends a cell is found
DOUBLED = "\x01"
#: a group repeated within it would be one call deeper each time in Java, until none is left
CELL = r'(?:"[^"]*"|[^,"]*)'
#: time, zone, user, client and session
CSV = (
    rf'^{TIME}{ZONE},({CELL}),{CELL},\d*,({CELL}),([0-9a-f.]*),\d*,{CELL},[^,"]*,[^,"]*,\d*,'
    rf'[^,"]+,[0-9A-Z]{{5}},"$'
)
#: time, zone and the rest, up to the level of the message
LINE = rf"^(?:{TIME}{ZONE}(?: ?>)?[ :]?)?(.*?)[^\s:]+:  ?$"
#: what stands between the message and the application's name
BESIDES = rf"^(?:,{CELL}){{8}},({CELL})"
USERS = (r"(?:^|[\s,:])user=([^,\s]*)", r"(?:^|[\s:])([^\s,:/]+)@[^\s@:/,]*", r"^(\S+) \S+: $")
CLIENTS = (r"(?:client|host)=([^,\s()]+)", r"([^\s=,(]+)\(\d+\)", r"(?:^|\s)(\d+(?:\.\d+){3})\s")
SESSIONS = (r"([0-9a-f]{8}\.[0-9a-f]+)", r"\[(\d+)\]", r"\((\d+)\) *$")
PROGRAMS = (r"app=(.*?)(?:,(?:client|host|user|db)=.*| *)$", r"@[^\s@:/,]+/(.*?) *$")
#: far more than a name of 63 bytes in each place can fill
MOST_HEAD = 2000


def entries(raw: ir.Table, sign: str) -> ir.Table:
    """Entries whose message begins with `sign`, which are `known`; `told` is what follows it.

    With `clock`, `user`, `client`, `session` and `program`, null where the log does not say them.
    """
    record = raw["record"]
    at = record.find(sign)
    near = (at >= 0) & (at < MOST_HEAD)
    head = near.ifelse(record.substr(0, at), "").replace('""', DOUBLED)
    raw = raw.mutate(head=head, rest=record.substr(at + len(sign)))
    csv, line = raw["head"].re_search(CSV), raw["head"].re_search(LINE)
    raw = raw.mutate(csv=csv, known=csv | line)
    inner = raw["rest"].replace('""', DOUBLED)
    raw = raw.mutate(
        told=raw["csv"].ifelse(inner.re_extract(r'^[^"]*', 0).replace(DOUBLED, '"'),
                               raw["rest"].replace("\n\t", "\n")),
        behind=raw["csv"].ifelse(inner.re_extract(r'(?s)^[^"]*"(.*)$', 1), ""),
        prefix=raw["csv"].ifelse("", raw["head"].re_extract(LINE, 3)),
    )  # fmt: skip
    program = _bare(raw["behind"].re_extract(BESIDES, 1))
    return raw.mutate(
        clock=_clock(raw), user=_either(raw, 3, USERS), client=_either(raw, 4, CLIENTS),
        session=_either(raw, 5, SESSIONS),
        program=raw["csv"].ifelse(program, _found(raw["prefix"], PROGRAMS)),
    )  # fmt: skip


def _clock(raw: ir.Table) -> ir.StringValue:
    """With an offset that is one; any other word for a zone is the source's own."""
    start = rf"^{TIME}{ZONE}"
    stamp, zone = raw["head"].re_extract(start, 1), raw["head"].re_extract(start, 2)
    return zone.re_search(r"^(UTC|GMT|[+-].*)$").ifelse(stamp + " " + zone, stamp).nullif("")


def _either(raw: ir.Table, group: int, patterns: tuple[str, ...]) -> ir.StringValue:
    """From a column of the CSV, or where a prefix has it; a port is none of an address."""
    cell = _bare(raw["head"].re_extract(CSV, group))
    said = raw["csv"].ifelse(cell.re_replace(r":\d+$", ""), _found(raw["prefix"], patterns))
    return said.nullif("[unknown]").nullif("")


def _found(prefix: ir.StringValue, patterns: tuple[str, ...]) -> ir.StringValue:
    whole = prefix.replace(DOUBLED, '""')
    return ibis.coalesce(*(whole.re_extract(pattern, 1).nullif("") for pattern in patterns))


def _bare(cell: ir.StringValue) -> ir.StringValue:
    """A cell of CSV without its quotes."""
    whole = cell.startswith('"').ifelse(cell.substr(1, cell.length() - 2), cell)
    return whole.replace(DOUBLED, '"').nullif('"')
