"""Makes a world: honest life in three organisations, leaks within it, and the files of both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.batch import batch_life
from leakwatch.synth.carrier import carrier_life
from leakwatch.synth.cast import Cast
from leakwatch.synth.decoys import plant_decoys
from leakwatch.synth.files.context import write_context
from leakwatch.synth.files.evidence import write_evidence
from leakwatch.synth.files.logs import carrier_log, hospital_log, lender_log
from leakwatch.synth.hospital import hospital_life
from leakwatch.synth.house import House
from leakwatch.synth.leaks.bulk_lookup import plant_bulk_lookup
from leakwatch.synth.leaks.departed_access import plant_departed_access
from leakwatch.synth.leaks.no_case import plant_no_case
from leakwatch.synth.leaks.off_hours_credit import plant_off_hours_credit
from leakwatch.synth.leaks.ring import plant_rings
from leakwatch.synth.lender import lender_life
from leakwatch.synth.people import population
from leakwatch.synth.planted import Decoy, Planted
from leakwatch.synth.plot import Plot
from leakwatch.synth.settings import calendar
from leakwatch.synth.sites import towns

LIVES = {"carrier": carrier_life, "lender": lender_life, "hospital": hospital_life}
SHORTEST = 14  # days: less has no honest past before the leaks


def make(
    folder: Path,
    *,
    seed: int = 7,
    days: int = 60,
    start: date = date(2026, 3, 2),
    size: float = 1.0,
) -> Planted:
    """Writes logs, context tables, calendar and planted.json below `folder`; same in, same bytes.

    ValueError below fourteen days.
    """
    if days < SHORTEST:
        raise ValueError(f"days={days}: a world needs at least {SHORTEST} days")
    plot = peopled(seed, Almanac(start, days), size)
    plant_rings(plot)
    plant_bulk_lookup(plot)
    plant_off_hours_credit(plot)
    plant_departed_access(plot)
    plant_decoys(plot)
    plant_no_case(plot)
    return written(plot, folder)


def peopled(seed: int, almanac: Almanac, size: float) -> Plot:
    """The three houses with their honest life, before anything is planted."""
    people = population(seed, size, towns(size))
    houses = {name: House.built(name, seed, size, almanac, people) for name in LIVES}
    for name, life in LIVES.items():
        life(houses[name])
        batch_life(houses[name], size)
    return Plot(houses, {name: Cast(house) for name, house in houses.items()}, size)


def written(plot: Plot, folder: Path) -> Planted:
    """All files; planted.json last, so that its presence says the rest is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    dirt = {
        **carrier_log(plot.houses["carrier"], folder),
        **lender_log(plot.houses["lender"], folder),
        **hospital_log(plot.houses["hospital"], folder),
    }
    for house in plot.houses.values():
        write_context(house, folder)
    write_evidence(plot, folder)
    (folder / "calendar.toml").write_text(calendar(), encoding="utf-8")
    planted = Planted(plot.leaks(), plot.rings, innocent(plot), dirt)
    planted.write(folder)
    return planted


def innocent(plot: Plot) -> list[Decoy]:
    """The decoys that leak nothing themselves."""
    leaking = {
        f"{house.name}/{house.staff.account[account]}" for _, house, account, _ in plot.entries
    }
    leaking |= {value for ring in plot.rings for kind, value in ring.outside if kind == "账号"}
    return [decoy for decoy in dict.fromkeys(plot.honest) if decoy.account not in leaking]
