"""Makes a world: honest life in five organisations, leaks within it, and the files of both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.batch import batch_life
from leakwatch.synth.carrier import carrier_life
from leakwatch.synth.cast import Cast
from leakwatch.synth.courier import courier_life
from leakwatch.synth.crowds.plant import plant_crowds
from leakwatch.synth.decoys import plant_decoys
from leakwatch.synth.desks import plant_desks
from leakwatch.synth.files.context import write_context
from leakwatch.synth.files.evidence import write_evidence
from leakwatch.synth.files.logs import logs
from leakwatch.synth.files.samples import write_samples
from leakwatch.synth.gangs.play import plant_further_rings
from leakwatch.synth.habits import plant_habits
from leakwatch.synth.hospital import hospital_life
from leakwatch.synth.house import House
from leakwatch.synth.insurer import insurer_life
from leakwatch.synth.lender import lender_life
from leakwatch.synth.people import population
from leakwatch.synth.planted import Decoy, Planted
from leakwatch.synth.plot import Plot
from leakwatch.synth.scenarios import DEMO, check, plant
from leakwatch.synth.selfservice import self_service
from leakwatch.synth.settings import calendar
from leakwatch.synth.sites import towns

LIVES = {
    "carrier": carrier_life,
    "lender": lender_life,
    "hospital": hospital_life,
    "courier": courier_life,
    "insurer": insurer_life,
}
SHORTEST = 14  # days: less has no honest past before the leaks


def make(
    folder: Path,
    *,
    seed: int = 7,
    days: int = 60,
    start: date = date(2026, 3, 2),
    size: float = 1.0,
    scenarios: Collection[str] = DEMO,
) -> Planted:
    """Writes logs, context tables, calendar and planted.json below `folder`; same in, same bytes.

    `scenarios`: names in SCENARIOS, which has them all. ValueError below fourteen days
    and for an unknown scenario.
    """
    if days < SHORTEST:
        raise ValueError(f"days={days}: a world needs at least {SHORTEST} days")
    check(scenarios)
    return written(plotted(seed, Almanac(start, days), size, scenarios), folder)


def plotted(seed: int, almanac: Almanac, size: float, scenarios: Collection[str]) -> Plot:
    """Everything that happens, before a line of it is written."""
    plot = peopled(seed, almanac, size)
    plant(plot, scenarios)
    plant_desks(plot)
    plant_habits(plot)
    plant_decoys(plot)
    plant_further_rings(plot)
    plant_crowds(plot)
    return plot


def peopled(seed: int, almanac: Almanac, size: float) -> Plot:
    """The three houses with their honest life, before anything is planted."""
    people = population(seed, size, towns(size))
    houses = {name: House.built(name, seed, size, almanac, people) for name in LIVES}
    for name, life in LIVES.items():
        life(houses[name])
        batch_life(houses[name], size)
    self_service(houses["carrier"], size)
    return Plot(houses, {name: Cast(house) for name, house in houses.items()}, size)


def written(plot: Plot, folder: Path) -> Planted:
    """All files; planted.json last, so that its presence says the rest is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    dirt = dict[str, dict[str, int]]()
    for house in plot.houses.values():
        dirt |= logs(house, folder)
        write_context(house, folder)
    write_evidence(plot, folder)
    (folder / "calendar.toml").write_text(calendar(), encoding="utf-8")
    samples = write_samples(plot, folder)
    planted = Planted(plot.leaks(), plot.rings, innocent(plot), dirt, samples)
    planted.write(folder)
    return planted


def innocent(plot: Plot) -> list[Decoy]:
    """The decoys that leak nothing themselves."""
    leaking = {
        f"{house.name}/{house.staff.account[account]}" for _, house, account, _ in plot.entries
    }
    leaking |= {value for ring in plot.rings for kind, value in ring.outside if kind == "账号"}
    leaking |= {account for ring in plot.rings for account in ring.inside}
    return [decoy for decoy in dict.fromkeys(plot.honest) if decoy.account not in leaking]
