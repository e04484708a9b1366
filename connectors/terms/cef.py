"""CEF and LEEF lines: the syslog header, the header, and what each key says.

CEF: ArcSight Common Event Format, versions 0 and 1. LEEF: QRadar Log Event Extended Format 1.0,
whose attributes tabs divide, and 2.0, which names a character (`^`) or its code (`x5E`) of its own.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import ibis

from connectors.terms import acts

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: what stands for an escape until the text is cut, and what it then becomes
ESCAPES = {r"\\": "\x01", r"\=": "\x02", r"\|": "\x03"}
#: LEEF leaves these alone: `DOMAIN\name` is an account
LINE_ENDS = {r"\n": "\x04", r"\r": "\x05"}
HIDDEN, SHOWN = "\x01\x02\x03\x04\x05", "\\=|\n\r"
MARK = "\x06"
START = r"(?s)(?:^|[^A-Za-z0-9])((?:CEF|LEEF): ?\d.*)$"
#: a line of such a log: one that only quotes an event, in a cell or a message, is of another
LINE = r"^(?:[^|,;\t]{0,300}[ >\ufeff])?(?:CEF: ?\d|LEEF: ?\d\.\d)(?:\|[^|]*){5}"
SYSLOG = r"^(?:<\d{1,3}>)?(?:\d{1,2} )?(\d{4}-\d\d-\d\dT[^ ]+) "
KEY = r"^[^=:/?&,;()\"']+="
DELIMITER = r"^(?:0?[xX][0-7][0-9A-Fa-f]|[^=]?)$"
HEX = string.digits + "abcdef"
#: what a code of one byte stands for, from 1 on
ASCII = "".join(map(chr, range(1, 128)))
TIMES = ("rt", "devTime", "end", "start")
NO_YEAR = r"^[A-Za-z]{3} +\d{1,2} +\d{1,2}:"
#: the year first, or the month by name: of other orders a reader might take one for another
FORMATS = (
    r"^(MMM dd?,? yyyy|yyyy[-/.]?MM[-/.]?dd)[T' ]*HH:?mm:?ss([.,]S+)?[' ]*[zZxX]*'?$|^(?i:epoch)"
)
#: whole words: 客户端 and 客户经理 are nobody whose record it was
LABELLED = (
    f"{MARK}cs([1-6])Label= *(?i:客户|患者|subject|customer|patient)"
    f"[ _]?(?i:id|no|number|key|号|编号|号码|手机|手机号|证件号)? *({MARK}|$)"
)


def opened(raw: ir.Table) -> ir.Table:
    """`line`, the moment a syslog header tells in full (`sent`), the `event`, and its `pairs`;
    `whole` is false where the header lacks fields."""
    record = raw["record"]
    text = record.contains("\\").ifelse(_hidden(record), record)
    raw = raw.select("line", sent=record.re_extract(SYSLOG, 1).nullif(""),
                     body=text.re_extract(START, 1))  # fmt: skip
    raw = raw.mutate(parts=raw["body"].re_split(r"\|"), leef=raw["body"].startswith("LEEF"))
    parts, leef = raw["parts"], raw["leef"]
    whole = parts.length() >= leef.ifelse(6, 8)
    event = leef.ifelse(parts[4], parts[5]).re_extract(r"(?s)^\s*(.*\S)", 1)
    return raw.mutate(
        whole=whole, event=whole.ifelse(_shown(event), None),
        pairs=leef.ifelse(_leef(parts), _marked(parts[7:].join("|"))),
    )  # fmt: skip


def _hidden(record: ir.StringValue) -> ir.StringValue:
    for escape, sign in ESCAPES.items():
        record = record.replace(escape, sign)
    whole = record
    for escape, sign in LINE_ENDS.items():
        whole = whole.replace(escape, sign)
    return record.re_search(r"(^|[^A-Za-z0-9])LEEF: ?\d").ifelse(record, whole)


def _shown(value: ir.StringValue) -> ir.StringValue:
    hides = value.re_search(f"[{HIDDEN}]")
    return hides.ifelse(value.translate(HIDDEN, SHOWN), value).nullif("")


def _marked(pairs: ir.StringValue) -> ir.StringValue:
    """With a mark before every key: a value may hold spaces."""
    words = pairs.replace("\t", " ").split(" ")
    # Spark and DuckDB write a group in a replacement differently, so that words are looked at
    return words.map(lambda word: word.re_search(KEY).ifelse(MARK, " ") + word).join("")


def _leef(parts: ir.ArrayValue) -> ir.StringValue:
    """With marks in place of the delimiter, which stands in the header of 2.0."""
    given = parts[0].re_search(r"LEEF: ?2") & parts[5].re_search(DELIMITER) & (parts.length() > 6)
    code = parts[5].right(2).lower()
    digits = ibis.literal(HEX)
    place = digits.find(code.substr(0, 1)) * 16 + digits.find(code.substr(1, 1)) - 1
    sign = (parts[5].length() > 1).ifelse(ibis.literal(ASCII).substr(place, 1), parts[5])
    own = ibis.literal(MARK) + parts[6:].join("|").replace(sign.nullif("").coalesce("\t"), MARK)
    return given.ifelse(own, ibis.literal(MARK) + parts[5:].join("|").replace("\t", MARK))


def value(raw: ir.Table, *keys: str) -> ir.StringValue:
    """What the first of these keys says that says anything."""
    # Ibis writes `strip` for Spark so that it takes the letters v and f as well
    said = rf"=\s*([^{MARK}]*[^{MARK}\s])"
    return ibis.coalesce(
        *(_shown(raw["pairs"].re_extract(f"{MARK}{key}{said}", 1)) for key in keys)
    )


def person(raw: ir.Table) -> ir.StringValue:
    """Whose record it was: duser, else the custom string labelled so, else a key named so."""
    number = raw["pairs"].re_extract(LABELLED, 1)
    labelled = ((number == str(place), value(raw, f"cs{place}")) for place in range(1, 7))
    named = value(raw, "客户", "subject", "customer", "patient")
    return ibis.coalesce(value(raw, "duser"), ibis.cases(*labelled), named)


def moment(raw: ir.Table) -> ir.StringValue:
    """When, as written; the syslog header's moment where that is nothing or lacks the year."""
    written = value(raw, *TIMES)
    return written.re_search(NO_YEAR).ifelse(raw["sent"], written).coalesce(raw["sent"], written)


def problem(raw: ir.Table) -> ir.StringValue:
    """Why a line cannot be read; null where it can be."""
    form = value(raw, "devTimeFormat").re_search(FORMATS)
    devised = value(raw, "rt").isnull() & value(raw, "devTime").notnull()
    return ibis.cases(
        (raw["body"] == "", "neither CEF nor LEEF"),
        (~raw["whole"], "too few fields"),
        (devised & ~form.fill_null(True), "devTimeFormat: none of those we read"),
    )


def acted(raw: ir.Table) -> ir.Table:
    """With what was done as `act`: the action, else the category where that is one, else the
    event's name."""
    raw = raw.mutate(
        said=value(raw, "act", "action"), kind=value(raw, "cat"),
        entered=value(raw, "isLoginEvent"), left=value(raw, "isLogoutEvent"),
    )  # fmt: skip
    raw = raw.mutate(kind=acts.listed(acts.plain(raw["kind"])).ifelse(raw["kind"], None))
    raw = raw.mutate(word=raw["said"].coalesce(raw["kind"], raw["event"]))
    raw = raw.mutate(plain=acts.plain(raw["word"]))
    known = acts.action(raw["plain"], raw["word"])
    return raw.mutate(act=ibis.cases(
        (raw["left"].lower() == "true", "logout"),
        (raw["entered"].lower() == "true", "login"),
        else_=known,
    ))  # fmt: skip
