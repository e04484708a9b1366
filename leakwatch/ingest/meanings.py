"""What the columns of each table hold: identifiers of which kind, times, days, and what must be."""

from __future__ import annotations

#: identifiers of each table: column → kind, or the column that names the kind
IDENTITIES: dict[str, dict[str, str]] = {
    "events": {
        "actor": "actor", "approver": "actor", "phone": "phone", "id_no": "id_no", "case": "key",
        "subject": "subject_kind",
    },
    "staff": {
        "actor": "actor", "manager": "actor", "phone": "phone", "id_no": "id_no", "address": "key",
    },
    "roster": {"actor": "actor"},
    "cases": {
        "case": "key", "phone": "phone", "id_no": "id_no", "key": "key", "actor": "actor",
        "about": "actor",
    },
    "complaints": {"phone": "phone", "id_no": "id_no", "contact": "contact"},
    "links": {"a": "a_kind", "b": "b_kind"},
    "leads": {"phone": "phone", "id_no": "id_no", "key": "key"},
}  # fmt: skip
#: times of each table: column as written → wall clock column, UTC column
TIMES: dict[str, dict[str, tuple[str, str]]] = {
    "events": {"clock": ("clock", "at")},
    "staff": {},
    "roster": {"start": ("start", ""), "end": ("end", "")},
    "cases": {"start": ("", "start"), "end": ("", "end")},
    "complaints": {"at": ("", "at")},
    "links": {"start": ("", "start"), "end": ("", "end")},
    "leads": {"at": ("", "at")},
}
#: tables whose times may be dates alone
LOOSE = ("links", "leads")
DAYS = {"staff": ("joined", "left"), "roster": ("day",)}
#: without these a row says nothing
NEEDED = {
    "events": ("clock", "actor"),
    "staff": ("actor",),
    "roster": ("actor", "day", "start", "end"),
    "cases": ("case", "start"),
    "complaints": ("at",),
    "links": ("a", "b"),
    "leads": ("at",),
}
#: tables that span organisations: accounts in them are written org/account
SPANNING = ("links", "leads")
#: what makes two rows of a context table the same thing: the newest delivery counts
IDENTITY = {
    "staff": ("org", "actor"),
    "roster": ("org", "actor", "day"),
    "cases": ("org", "case"),
}
#: identifiers that, unreadable ("无", "-"), are as good as absent: the row says enough without
BESIDE = {
    "events": ("phone", "id_no", "approver", "case"),
    "staff": ("phone", "id_no", "address", "manager"),
    "cases": ("phone", "id_no", "key", "actor", "about"),
    "complaints": ("phone", "id_no"),
    "leads": ("phone", "id_no", "key"),
}
