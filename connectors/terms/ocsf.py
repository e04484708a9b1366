"""Records of the Open Cybersecurity Schema Framework (OCSF 1.x): their types, and what they say.

OCSF has no place for the person whose record is opened. A producer names the record among the
`resources` of the call; else in an enrichment of the name `subject`, `customer` or `patient`; else
in `unmapped`, where also the rest of what we ask for goes (`phone`, `id_no`, `rows`, `case`,
`reason`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch import cells

if TYPE_CHECKING:
    import ibis.expr.types as ir

USER = "struct<name: string, uid: string, email_addr: string, type: string, \
org: struct<name: string, ou_name: string>>"
SESSION = "struct<uid: string>"
ENDPOINT = "struct<ip: string, hostname: string, name: string, uid: string>"
CLASSES = "array<struct<category_id: int64>>"
STORE = f"struct<data_classification: struct<category_id: int64>, data_classifications: {CLASSES}>"
PEOPLE = ("subject", "customer", "patient")
BESIDE = ("phone", "id_no", "rows", "case", "reason")
COLUMNS = {
    **dict.fromkeys(("class_uid", "type_uid", "activity_id", "activity_name"), "string"),
    **dict.fromkeys(("time", "time_dt", "status_id", "status"), "string"),
    "actor": f"struct<user: {USER}, session: {SESSION}, app_name: string>",
    "user": USER, "session": SESSION, "src_endpoint": ENDPOINT, "device": ENDPOINT,
    "api": "struct<operation: string>",
    "resources": f"array<struct<uid: string, name: string, data_classifications: {CLASSES}>>",
    "database": STORE, "databucket": STORE, "table": STORE,
    "enrichments": "array<struct<name: string, value: string>>",
    "unmapped": f"struct<{', '.join(f'{name}: string' for name in (*PEOPLE, *BESIDE))}>",
}  # fmt: skip
AUTHENTICATION, CALL, STORED = "3002", "6003", "6005"
#: activities of each class; those of a log-off or a Kerberos ticket open nothing
ACTION = {
    AUTHENTICATION: {"1": "login"},
    CALL: {"1": "change", "2": "view", "3": "change", "4": "change"},
    STORED: {
        "1": "view", "2": "change", "3": "login", "4": "search", "5": "change", "6": "change",
        "7": "change", "8": "list", "9": "change", "10": "unmask",
    },
}  # fmt: skip
BESIDE_LOGIN = ("2", "3", "4", "5", "6", "7")
#: what the name of an operation says more exactly than Create or Read
OPERATION = {
    "export": r"(?i)export|download|导出|下载",
    "print": r"(?:^|[^A-Za-z])print|Print|打印",
    "unmask": r"(?i)decrypt|unmask|解密",
    "search": r"(?i)(?:^|[./:_-])(?:search|query)|检索",
    "list": r"(?i)(?:^|[./:_-])list|列表",
}
#: categories of data: Personal, Governmental (numbers of documents), Financial
DATA = {1: "identity", 2: "identity", 3: "property"}
FAILED = r"(?i)^(fail|error|denied|失败)"


def said(cell: ir.StringValue) -> ir.StringValue:
    """A text, null where it is blank."""
    return cells.trimmed(cell).nullif("")


def told(raw: ir.Table) -> ir.Table:
    """`raw` with the class, activity and account of a record, the time it holds and its success."""
    number, kind = said(raw["type_uid"]), said(raw["class_uid"])
    kind = kind.coalesce(number.re_extract(r"^(\d{4})\d\d$", 1).nullif(""))
    activity = said(raw["activity_id"])
    activity = activity.coalesce(number.re_extract(r"^\d{4}0?(\d{1,2})$", 1).nullif(""))
    status, failed = said(raw["status_id"]), raw["status"].re_search(FAILED).fill_null(False)
    asked = raw["actor"]["user"]
    whole = raw.mutate(
        kind=kind, activity=activity, at=said(raw["time"]).coalesce(said(raw["time_dt"])),
        ok=ibis.cases((status == "1", True), (status == "2", False), else_=~failed),
        person=(kind == AUTHENTICATION).fill_null(False).ifelse(
            raw["user"].coalesce(asked), asked.coalesce(raw["user"])
        ),
    )  # fmt: skip
    return whole.mutate(account=account(whole["person"]).coalesce(said(raw["actor"]["app_name"])))


def account(user: ir.StructValue) -> ir.StringValue:
    """The login of a user, else its number, else its address."""
    return said(user["name"]).coalesce(said(user["uid"]), said(user["email_addr"]))


def action(raw: ir.Table) -> ir.StringValue:
    """What was done; the producer's own word where no list knows it."""
    known = [(raw["kind"] == kind, cells.word(raw["activity"], words))
             for kind, words in ACTION.items()]  # fmt: skip
    meant = ibis.cases(*known)
    named = [(raw["api"]["operation"].re_search(pattern), word)
             for word, pattern in OPERATION.items()]  # fmt: skip
    exact = ((raw["kind"] == CALL) & raw["activity"].notin(("3", "4"))).fill_null(True)
    action = exact.ifelse(ibis.cases(*named), None).coalesce(
        meant.re_search(r"^\d+$").ifelse(said(raw["activity_name"]).coalesce(meant), meant)
    )
    return ((action == "login") & ~raw["ok"]).ifelse("login_failed", action)


def records(raw: ir.Table) -> ir.ArrayValue:
    """The records touched; one null where none is named."""
    named = raw["resources"].map(lambda one: said(one["uid"]).coalesce(said(one["name"])))
    people = raw["enrichments"].filter(lambda one: one["name"].lower().isin(PEOPLE))
    beside = people.map(lambda one: said(one["value"]))[0].coalesce(
        *(said(raw["unmapped"][name]) for name in PEOPLE)
    )
    named = named.filter(lambda key: key.notnull()).unique().sort()
    return (named.length() > 0).fill_null(False).ifelse(named, ibis.array([beside]))


def data(raw: ir.Table, otherwise: str) -> ir.StringValue:
    """The class of data by its category, where the producer classified it."""
    stores = [raw[name] for name in ("table", "database", "databucket")]
    found = [
        part["category_id"]
        for store in stores
        for part in (store["data_classification"], store["data_classifications"][0])
    ]
    found.append(raw["resources"][0]["data_classifications"][0]["category_id"])
    return ibis.coalesce(*found).cases(*DATA.items(), else_=otherwise)


def place(endpoint: ir.StructValue) -> ir.StringValue:
    """Where a request came from: its address, else its name."""
    return said(endpoint["ip"]).coalesce(
        said(endpoint["hostname"]), said(endpoint["name"]), said(endpoint["uid"])
    )
