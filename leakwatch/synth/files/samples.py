"""Leaked samples as leads files, beside the world and never taken in."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from leakwatch.synth.dice import dice
from leakwatch.synth.files.lines import put
from leakwatch.synth.filing import SHELVED
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL
from leakwatch.synth.planted import Sample
from leakwatch.synth.plot import Plot
from leakwatch.synth.samples import Found, samples

LEADS = "证件号,手机,业务键,发现时间,来源"
PHONE, ID_NO, BOTH, KEY = range(4)
ODDS = (0.45, 0.25, 0.2, 0.1)  # of what a row shows
TYPOS = 0.03
GONE = 0.02  # of numbers that nobody has


def write_samples(plot: Plot, folder: Path) -> list[Sample]:
    """samples/NAME.csv for each; what is true of it."""
    out = []
    for found in samples(plot):
        file = f"samples/{found.name}.csv"
        put(folder / file, [LEADS, *lead_lines(plot, found)], encoding="utf-8-sig")
        out.append(Sample(file, found.sources))
    return out


def lead_lines(plot: Plot, found: Found) -> list[str]:
    """One person a line, all found on one evening after the time."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "sample", found.name, "lines")
    day = house.almanac.date(house.almanac.days + int(rng.integers(1, 20)))
    shows = rng.choice(4, len(found.person), p=ODDS).tolist()
    rows = zip(found.person.tolist(), found.item.tolist(), found.house, shows, strict=True)
    return [
        ",".join([*written(rng, row), f"{day.isoformat()} 20:15:00", "公安送样"]) for row in rows
    ]


def written(rng: np.random.Generator, row: tuple[int, int, House, int]) -> tuple[str, str, str]:
    """ID number, phone, key: what the row shows of somebody, mistyped now and then."""
    person, item, house, shows = row
    people = house.people
    phone, id_no, key = str(people.phone[person]), str(people.id_no[person]), ""
    if rng.random() < GONE:
        [phone], shows = people.unused_phones(rng, 1), PHONE
    if shows == KEY and house.name == "hospital":
        key = str(people.record[person])
    elif shows == KEY and house.name in SHELVED and item != USUAL:
        key = str(house.shelf.number[item])
    cells = {
        PHONE: ("", phone, ""),
        ID_NO: (id_no, "", ""),
        BOTH: (id_no, phone, ""),
        KEY: ("", "" if key else phone, key),
    }[shows]
    if rng.random() < TYPOS:
        return (mistyped(rng, cells[0]), mistyped(rng, cells[1]), cells[2])
    return cells


def mistyped(rng: np.random.Generator, number: str) -> str:
    """One digit another one, past the first three."""
    if not number:
        return number
    place = int(rng.integers(3, len(number) - 1))
    other = (int(number[place]) + int(rng.integers(1, 10))) % 10
    return f"{number[:place]}{other}{number[place + 1 :]}"
