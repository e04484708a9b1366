"""The flow table of a lender's front end to the credit bureau: each query on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import bureau
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: waiting, refused twice, discarded: nobody saw a report
STOPPED = ("01", "03", "09", "12")
FAILED, NOTHING, MADE, STRANGER = "04", "05", "06", "07"
CODES = (*STOPPED, "02", FAILED, NOTHING, MADE, STRANGER)
KNOWN = {"status": (*CODES, *(code.lstrip("0") for code in CODES))}
#: an ID number, or what was one: masked, or without its last digits
CITIZEN = r"\d{17}[\dXxＸｘ]|^\D*\d{15}\D*$|\*|\d[Ee]\+"


class CreditFlow(Connector):
    """CSV; a report out of the lender's own cache (internal 1) is a look like any other.

    A query that was stopped is a search that failed; another document than an ID card is a key.
    """

    name = "credit_flow"
    sector = "finance"
    subject = "id_no"
    known = KNOWN
    columns = text(
        "id, user_sys_id*, application_time, query_time*, check_sys_id, check_time, status*, ip, "
        "mac, internal, client_type, org_id*, channel_id, is_print, query_reason, "
        "identity_document, loan_application, warrant"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One query a line; approved (02) or of a status nobody knows, it counts as a look."""
        status, number = bureau.code(raw["status"]).fill_null(""), raw["identity_document"]
        citizen = number.translate(cells.WIDE, cells.PLAIN).re_search(CITIZEN)
        looked = cells.yes(raw["is_print"]).ifelse("print", "view")
        return raw.select(
            "line", clock=raw["query_time"].coalesce(raw["application_time"]),
            wanted=raw["query_time"].notnull() | status.notin(STOPPED),
            actor=raw["user_sys_id"], branch=raw["org_id"],
            action=status.cases(
                *((code, "search") for code in STOPPED), (STRANGER, "login_failed"),
                (FAILED, "view"), (NOTHING, "view"), else_=looked,
            ),
            data=ibis.literal("credit"), subject=number,
            subject_kind=citizen.ifelse("id_no", "key"), id_no=citizen.ifelse(number, None),
            rows=status.cases((FAILED, 0), (NOTHING, 0), (MADE, 1), else_=None),
            reason=bureau.reason(raw["query_reason"]), case=raw["loan_application"],
            approver=raw["check_sys_id"], place=raw["ip"], device=raw["mac"],
            ok=status.cases(*((code, False) for code in (*STOPPED, FAILED, STRANGER)), else_=True),
        )  # fmt: skip
