"""Our own trail: who looked at whose evidence, by the same measure as everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: deeds with evidence, or with a way to it; all others are no looks
ACTION = {
    "viewed": "view", "revealed": "unmask", "exported": "export", "export_asked": "export",
    "taken": "view", "decided": "change", "noted": "change", "signed_in": "login",
    "sign_in_failed": "login_failed", "approval_asked": "other", "approved": "approve",
}  # fmt: skip
#: whose `whom` is an alert, an account, a ring, a matter or somebody's token
ABOUT = ("viewed", "revealed", "taken", "decided", "noted", "export_asked", "approval_asked",
         "approved")  # fmt: skip
#: what runs and jobs do is nobody's
PROGRAMS = ("run", "clock", "leakwatch")


class LeakwatchTrail(Connector):
    """Rows of the table `trail`, or of `leakwatch export trail` as CSV, JSON lines or Parquet.

    The subject is what was looked at, as the trail names it: a token, an alert, a ring, a matter.
    """

    name = "leakwatch_trail"
    format = "table"
    columns = text("number*, at*, who*, what*, whom*, details")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event an entry; settings, jobs and the like are left out."""
        what, details = raw["what"], raw["details"].fill_null("")
        matter = details.re_extract(r'"matter":"(M\d{1,9})"', 1)
        rows = details.re_extract(r'"rows":(\d{1,15})\b', 1)
        return raw.select(
            "line", wanted=what.isin(tuple(ACTION)) & raw["who"].notin(PROGRAMS),
            sequence=cells.number(raw["number"]), clock=raw["at"], actor=raw["who"],
            action=cells.word(what, ACTION),
            subject=what.isin(ABOUT).ifelse(raw["whom"], None), case=matter.nullif(""),
            rows=(what == "exported").ifelse(cells.number(rows), None),
        )  # fmt: skip
