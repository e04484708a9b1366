"""Named reasons to let a finding go: one room each family, the first that holds counts."""

from __future__ import annotations

from leakwatch.excuses.calls import InboundCallWithinMinutes
from leakwatch.excuses.campaigns import CampaignWindow
from leakwatch.excuses.contract import Excuse, Ground
from leakwatch.excuses.duties import OwnDeliveryList, PoliceRequestDesk, SampledByQualityControl
from leakwatch.excuses.held import Held
from leakwatch.excuses.leaving import HandoverAfterLeaving, LastShift, NamedHandover
from leakwatch.excuses.machines import RegisteredBatchAccount, machines
from leakwatch.excuses.places import DeclaredSharedPlace
from leakwatch.excuses.wards import BreakGlassWithEncounter, OwnWardOnShift

EXCUSES: tuple[Excuse, ...] = (
    RegisteredBatchAccount(),
    NamedHandover(),
    HandoverAfterLeaving(),
    LastShift(),
    InboundCallWithinMinutes(),
    OwnDeliveryList(),
    OwnWardOnShift(),
    BreakGlassWithEncounter(),
    PoliceRequestDesk(),
    SampledByQualityControl(),
    DeclaredSharedPlace(),
    CampaignWindow(),
)

__all__ = ["EXCUSES", "Excuse", "Ground", "Held", "machines"]
