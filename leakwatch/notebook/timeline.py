"""When the accounts of a ring opened the people it shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.charts.ring_days import ring_days
from leakwatch.notebook.drawing import Drawing
from leakwatch.rings.moments import moments
from leakwatch.rings.named import Look

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.language import Say
    from leakwatch.rings.found import Ring
    from leakwatch.rings.named import Member


def drawn(ring: Ring, members: list[Member], pairs: ir.Table, say: Say) -> Drawing:
    """A line an account, who began first on top; the table: actor, day, people."""
    name = say("when each account opened the people the ring shares")
    table = moments(pairs, ring)
    looks = [Look(actor, day.date(), int(people))
             for actor, day, people in table.itertuples(index=False)]  # fmt: skip
    rows = [(one.short, [look for look in looks if look.actor == one.member]) for one in members]
    opened = sorted((row for row in rows if row[1]), key=lambda row: row[1][0].day)
    return Drawing(name, ring_days(name, opened, say) if opened else "", table, "",
                   say("days"))  # fmt: skip
