"""One entry of pgAudit: its class, command, object and rows, and how far its statement reaches.

pgAudit README, "Format": AUDIT_TYPE, STATEMENT_ID, SUBSTATEMENT_ID, CLASS, COMMAND, OBJECT_TYPE,
OBJECT_NAME, STATEMENT, PARAMETER and, with pgaudit.log_rows, ROWS. A cell is quoted where it holds
a comma, a quote or a line end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import ibis

from connectors.terms import postgres

if TYPE_CHECKING:
    import ibis.expr.types as ir

SIGN = "AUDIT: "
ENTRY = SIGN + r"(SESSION|OBJECT),\d+,\d+,"
SIX = r"(?s)^(?:[^,\n]*,){6}(.*)$"
ACTIONS = {"WRITE": "change", "DDL": "change", "ROLE": "change", "FUNCTION": "other",
           "MISC": "other", "MISC_SET": "other"}  # fmt: skip
#: what is said of nobody: values and remarks
UNSAID = r"(?s)'[^']*'|--[^\n]*|/\*.*?\*/"
COPIES_OUT = r"(?is)^\s*COPY\s.*\sTO(\s+(STDOUT|PROGRAM)\b|\s*$|\s+(WITH\b|\())"
BOUNDED = r"(?i)\b(WHERE|LIMIT|FETCH\s+(FIRST|NEXT))\b"
TABLES = r"(?i)\bFROM\b|^\s*TABLE\b"
NO_TABLE = r"(?i)^\s*(SELECT|VALUES)\b"
#: what a name goes on with, and what it ends at
INSIDE, EDGE = r"[\w$\x{80}-\x{10FFFF}]", r"[^\w$.\x{80}-\x{10FFFF}]"
CATALOGS = rf"(?i)(^|{EDGE})(pg_catalog|information_schema|pg_toast)\."


def unpacked(entries: ir.Table) -> ir.Table:
    """`class`, `command`, `kind` and `object` of each entry; its `rows`; its statement `bare`.

    `bare` holds no value and no remark, and serves only to tell the action and the tables.
    """
    told = entries["told"]
    fields = told.re_extract(r"^[^\n]*", 0).split(",")
    raw = entries.mutate(
        whole=told.re_search(r"^(?:[^,\n]*,){6}"), tail=told.re_extract(SIX, 1),
        **{name: fields[place].nullif("") for place, name in enumerate(("class", "command"), 3)},
    )  # fmt: skip
    raw = raw.mutate(object=cell(raw["tail"]).nullif(""), tail=after(raw["tail"]).substr(1))
    raw = raw.mutate(statement=cell(raw["tail"]), tail=after(raw["tail"]))
    rows = after(raw["tail"].substr(1)).re_extract(r"^,(\d+)", 1).nullif("")
    return raw.mutate(
        whole=raw["whole"] & raw["tail"].startswith(","), rows=rows,
        bare=raw["statement"].re_replace(UNSAID, " ").replace('"', ""),
    )  # fmt: skip


def cell(text: ir.StringValue) -> ir.StringValue:
    """The first cell, without the quotes around it."""
    inside = text.substr(1).replace('""', postgres.DOUBLED).re_extract(r'^[^"]*', 0)
    plain = text.re_extract(r"^[^,\n]*", 0)
    return text.startswith('"').ifelse(inside.replace(postgres.DOUBLED, '"'), plain)


def after(text: ir.StringValue) -> ir.StringValue:
    """What stands behind the first cell, from the comma on."""
    inside = text.substr(1).replace('""', postgres.DOUBLED)
    rest = inside.re_extract(r'(?s)^[^"]*"(.*)$', 1).replace(postgres.DOUBLED, '""')
    return text.startswith('"').ifelse(rest, text.re_extract(r"(?s)^[^,\n]*(.*)$", 1))


def action(entry: ir.Table) -> ir.StringValue:
    """Our action; an entry of a class nobody knows stays under its name."""
    bare, reads = entry["bare"], entry["class"] == "READ"
    copies = bare.re_search(COPIES_OUT) | (reads & (entry["command"] == "COPY"))
    looks = reads & (entry["command"] == "SELECT")
    whole = bare.re_search(TABLES) & ~bare.re_search(BOUNDED)
    return ibis.cases(
        (copies & (looks | (entry["command"] == "COPY")), "export"),
        (looks, whole.ifelse("list", "view")),
        (reads, "other"),
        else_=entry["class"].substitute(ACTIONS),
    )


def data(entry: ir.Table, classes: Mapping[str, str], default: str) -> ir.StringValue:
    """The class of the object, else of a table the statement names, the first listed; else, where
    rows were read or written, the default. The catalogs hold nobody's data."""
    place = entry["object"].replace('"', "").coalesce(entry["bare"])
    nothing = place.re_search(NO_TABLE) & ~place.re_search(TABLES)
    listed = ((place.re_search(_named(table)), kind) for table, kind in classes.items())
    return ibis.cases(
        *listed,
        (nothing | place.re_search(CATALOGS), None),
        (entry["class"].isin(("READ", "WRITE")), default),
        else_=ibis.null("string"),
    )


def _named(table: str) -> str:
    """A pattern of the table's name: in any schema, or in its own, which may go without saying."""
    schema, _, name = table.rpartition(".")
    before = re.escape(schema) if schema else INSIDE + "+"
    return rf"(?i)(^|{EDGE})({before}\.)?{re.escape(name)}($|{EDGE})"
