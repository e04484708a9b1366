"""An e-commerce platform's order-access log: who opened, printed or took which orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms.lacking import lacking
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTION = {
    "查看订单": "view",
    "导出订单": "export",
    "打印": "print",
    "解密": "unmask",
    "登录": "login",
}


def orders(written: ir.StringValue) -> ir.ArrayValue:
    """The order numbers of a list with `;` between, or of a JSON array, each once."""
    bare = written.re_replace(r'[\[\]"\s]', "").re_replace("[,，；]", ";")
    return bare.split(";").filter(lambda order: order.notin(("", "null"))).unique().sort()


class CourierOrders(Connector):
    """JSON lines; an order is what somebody bought, so its data is a transaction."""

    name = "courier_orders"
    sector = "courier"
    format = "json"
    columns = text("userId, userIp, ati, topAppKey, appName, url, tradeIds, operation, time")

    def rows(self, raw: ir.Table) -> ir.Table:
        """As many events as orders; a log-in opens none."""
        found, none = orders(raw["tradeIds"]), ibis.array([ibis.null("string")])
        raw = raw.mutate(
            action=cells.word(raw["operation"], ACTION),
            subject=(found.length() > 0).fill_null(False).ifelse(found, none).unnest(),
        )
        login = raw["action"] == "login"
        orderless = raw["subject"].isnull() & ~login.fill_null(False)
        return raw.select(
            "line", "action", "subject",
            wrong=lacking(raw, "userId", "operation", "time").coalesce(
                orderless.ifelse("tradeIds: blank", None)
            ),
            clock=raw["time"], actor=raw["userId"], data=login.ifelse(None, "transaction"),
            place=raw["userIp"], device=raw["ati"],
        )  # fmt: skip
