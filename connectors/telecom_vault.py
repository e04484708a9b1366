"""The approval log of a carrier's vault mode (金库): which account asked for which scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms.telecom import data
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir


class TelecomVault(Connector):
    """Lines of `*.AVL`, pipe, with a pipe at the end; an approval is kept for up to 7 days."""

    name = "telecom_vault"
    sector = "telecom"
    format = "headless"
    delimiter = "|"
    columns = text(
        "loginNo*, sceneId, sceneName, opCode, yyyyMMddHHmmss*, appId, system, goldSwitch, "
        "appSessionId, serverIP, clientIP"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One approval a line; the actor is the account that asked."""
        return raw.select(
            "line", clock=raw["yyyyMMddHHmmss"], actor=raw["loginNo"],
            action=ibis.literal("approve"), data=data(raw["sceneName"]), reason=raw["sceneId"],
            place=raw["clientIP"], session=raw["appSessionId"],
        )  # fmt: skip
