"""Those who approve for everybody at their site."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.files.approvers import Approvers
from leakwatch.synth.house import House
from leakwatch.synth.plot import Plot


def chiefs(plot: Plot, house: House) -> None:
    """The first choice of each site, as the logs have it; only written down."""
    first = Approvers.of(house).choice[~house.staff.batch, 0]
    for account in np.unique(first).tolist():
        plot.decoy(house, account, "approves for the whole site")
