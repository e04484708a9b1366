"""The access-control platform in front of a carrier's systems: what each account did in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.terms.lacking import lacking
from connectors.terms.telecom import data
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTION = {
    "1": "change", "2": "change", "3": "change", "4": "view", "5": "change", "6": "export",
    "7": "login", "99": "view",
}  # fmt: skip
WIDE, PLAIN = cells.WIDE + "＝：＋＊Ｘｘ", cells.PLAIN + "=:+*Xx"
ID_NO = r"\d{17}[\dXx]"
PHONE = r"1\d{10}|0[1-9]\d{9}"
#: a key that hides or has lost its digits is for the core to tell
BROKEN = r"\d{3,10}\*{3,}[\dXx]{0,4}|\d(?:\.\d+)?[Ee]\+\d\d"
#: no part of a longer number, nor of a number that begins with letters
SUBJECT = rf"(?:^|[^0-9A-Za-z])(?:\+86)?({ID_NO}|{PHONE}|{BROKEN})(?:[^0-9A-Za-z*]|$)"
ROWS = r"(?:条数|(?:^|[^A-Za-z_])[Rr][Oo][Ww][Ss])\s*[=:]\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\D|$)"


class Telecom4a(Connector):
    """JSON lines; whose record it was, and how many, stand in free text."""

    name = "telecom_4a"
    sector = "telecom"
    format = "json"
    columns = text(
        "mainAcctName, subAcctName, operateTime, operateTypeCode, operateName, operateContent, "
        "operateResult, resourceCode, provinceId, clientAddress, serverAddress, menuName, menuPath"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; a log-out is none."""
        content = raw["operateContent"].translate(WIDE, PLAIN)
        raw = raw.mutate(
            subject=content.re_extract(SUBJECT, 1).nullif(""),
            returned=content.re_extract(ROWS, 1).nullif(""),
            ok=(raw["operateResult"] == "0").fill_null(True),
        )
        citizen = raw["subject"].re_search(f"^{ID_NO}$")
        code = raw["operateTypeCode"]
        failed = (code == "7") & ~raw["ok"]
        return raw.select(
            "line", "subject", "ok", wanted=(code != "8").fill_null(True),
            wrong=lacking(raw, "subAcctName", "operateTime", "operateTypeCode"),
            clock=raw["operateTime"], actor=raw["subAcctName"], branch=raw["provinceId"],
            action=failed.ifelse("login_failed", cells.word(code, ACTION)),
            data=data(raw["menuName"], raw["operateName"]),
            subject_kind=citizen.ifelse("id_no", "phone"),
            phone=citizen.ifelse(None, raw["subject"]), id_no=citizen.ifelse(raw["subject"], None),
            rows=cells.number(raw["returned"]), place=raw["clientAddress"],
        )  # fmt: skip
