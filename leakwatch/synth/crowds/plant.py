"""Plants all the honest groups, after everything else and each with its own dice."""

from __future__ import annotations

from leakwatch.synth.crowds.campaign import campaign
from leakwatch.synth.crowds.chiefs import chiefs
from leakwatch.synth.crowds.friends import friends, lunches
from leakwatch.synth.crowds.numbers import recycled_numbers
from leakwatch.synth.crowds.relay import relay
from leakwatch.synth.crowds.treating import treating
from leakwatch.synth.crowds.ward import shared_computers
from leakwatch.synth.plot import Plot


def plant_crowds(plot: Plot) -> None:
    """All of them."""
    relay(plot, plot.houses["carrier"], "营业员")
    relay(plot, plot.houses["insurer"], "内勤", "客服")
    campaign(plot, plot.houses["carrier"], "客服")
    friends(plot, plot.houses["carrier"], "营业员", "客服")
    friends(plot, plot.houses["lender"], "客户经理", "审批员", "贷后管理")
    lunches(plot)
    shared_computers(plot, plot.houses["hospital"])
    treating(plot, plot.houses["hospital"])
    for name in ("carrier", "lender"):
        chiefs(plot, plot.houses[name])
    recycled_numbers(plot)
