"""Menus of an insurer's core system, which its policy log and its LIS-type log both write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import cells

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTION = {
    "保单查询": "view",
    "保单列表": "list",
    "理赔查询": "view",
    "保单导出": "export",
    "续期清单": "list",
    "登录": "login",
}


def action(menu: ir.StringValue, ok: ir.BooleanValue) -> ir.StringValue:
    """What opening this menu did; a log-in that failed is a failed one."""
    done = cells.word(menu, ACTION)
    return ((done == "login") & ~ok).ifelse("login_failed", done)


def data(menu: ir.StringValue) -> ir.StringValue:
    """What it showed: claims are about health, a log-in shows nothing, all else is property."""
    return menu.cases(("理赔查询", "health"), ("登录", None), else_="property")
