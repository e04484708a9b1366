"""What rings are found from: who opened whom, who is suspicious, who is linked to whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from leakwatch.events import LINKS, STAFF
from leakwatch.rings.homes import homes, opened
from leakwatch.rings.leads import leaked
from leakwatch.rings.web import GONE
from leakwatch.traces import leavers

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

ALERTED = 1e-3  # an actor whose lowest daily p, times his days, is at most this is alerted
NOT_A_PERSON = ("shared", "system")


@dataclass(frozen=True)
class Evidence:
    """Everything known, a table each.

    `pairs`: one row an actor-day-person: actor, org, branch, day, subject, looks, unexplained,
    foreign, first (UTC). `suspicion`: actor, p (his lowest daily p, times his days), score; may be
    empty. `links`, `complaints`, `staff`, `leads`, `cases`: tables of `events.TABLES`; a `subject`
    column in complaints and leads, where there is one, names the victim as `pairs` does. `deeds`:
    what each account did where, as `features.columns.DEEDS`. All but the first two may be missing.
    """

    pairs: ir.Table
    suspicion: pd.DataFrame
    links: ir.Table | None = None
    complaints: ir.Table | None = None
    staff: ir.Table | None = None
    leads: ir.Table | None = None
    deeds: ir.Table | None = None
    cases: ir.Table | None = None

    @cached_property
    def alerted(self) -> dict[str, float]:
        """The lowest p of each alerted actor."""
        if self.suspicion.empty:
            return {}
        p = self.suspicion.groupby("actor")["p"].min()
        return {str(actor): float(low) for actor, low in p.items() if low <= ALERTED}

    @cached_property
    def accounts(self) -> int:
        """How many accounts opened anybody."""
        return int(self.pairs.actor.nunique().to_pandas())

    @cached_property
    def homes(self) -> ir.Table:
        """Where everybody is at home, by all looks (see `homes.homes`)."""
        return homes(opened(self.pairs, all_looks=True)).cache()

    @cached_property
    def colleagues(self) -> pd.DataFrame:
        """The staff list as a frame, one row an account; empty where none was given."""
        rows = framed(self.staff, list(STAFF))
        return rows.sort_values(list(STAFF)[:2]).drop_duplicates("actor", ignore_index=True)

    @cached_property
    def gone(self) -> dict[str, pd.Timestamp]:
        """Accounts whose owner has left, with the last day (not a time where none is given)."""
        import pandas as pd

        if self.staff is None:
            return {}
        days = leavers.gone(self.staff).select("leaver", "gone").to_pandas()
        known = dict(zip(days["leaver"], pd.to_datetime(days["gone"]), strict=True))
        staff = self.colleagues
        told = staff.loc[staff["status"] == GONE, "actor"]
        return {str(actor): known.get(actor, pd.NaT) for actor in sorted({*told, *known})}

    @cached_property
    def not_persons(self) -> list[str]:
        """Accounts declared as shared or as a machine's: their overlap says nothing of people."""
        staff = self.colleagues
        return sorted(staff.loc[staff["kind"].isin(NOT_A_PERSON), "actor"])

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The link evidence as a frame in a fixed order; empty where none was given."""
        rows = framed(self.links, list(LINKS))
        rows = rows.dropna(subset=["a", "b", "a_kind", "b_kind"])
        return rows.sort_values(["a_kind", "a", "b_kind", "b", "relation"], ignore_index=True)

    @cached_property
    def grievances(self) -> ir.Table | None:
        """Complaints that name a contact, and leads of one origin: contact, contact_kind, at,
        victim (token, several a complaint)."""
        parts = []
        if self.complaints is not None:
            named = self.complaints.filter(self.complaints.contact.notnull())
            keys = [key for key in ("subject", "id_no", "phone") if key in named.columns]
            parts += [named.select("contact", "contact_kind", "at", victim=named[key])
                      for key in keys]  # fmt: skip
        if self.leads is not None:
            parts.append(leaked(self.leads))
        if not parts:
            return None
        whole = parts[0].union(*parts[1:]) if parts[1:] else parts[0]
        return whole.filter(whole.victim.notnull()).distinct()


def framed(table: ir.Table | None, columns: list[str]) -> pd.DataFrame:
    """The named columns of a small table as a frame; no rows for no table."""
    import pandas as pd

    if table is None:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    return table.select(*columns).to_pandas()
