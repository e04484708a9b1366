"""One very large carrier log, written fast and in flat memory, for timings only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY, Ints, Strs, blanks, texts
from leakwatch.synth.carrier import OPERATIONS
from leakwatch.synth.dice import dice
from leakwatch.synth.files.telecom import FUNCTION, HEADER
from leakwatch.synth.people import People, population

CHUNK = 200_000  # rows held at a time
FIRST_DAY = date(2026, 1, 5)
ROWS_A_PERSON = 20


def telecom_rows(
    path: Path, rows: int, *, seed: int = 1, accounts: int = 500, days: int = 30
) -> None:
    """Writes a telecom_crm CSV in GB18030, rows in the order of time, without dirt."""
    people = population(seed, rows / ROWS_A_PERSON / 150_000, towns=24)
    clerks = clerk_columns(accounts)
    with path.open("wb") as out:
        out.write((",".join(HEADER) + "\n").encode("gb18030"))
        for number, second in enumerate(moments(seed, rows, days)):
            rng = dice(seed, "bulk", number)
            lines = map(",".join, zip(*columns(rng, people, clerks, second), strict=True))
            out.write(("\n".join(lines) + "\n").encode("gb18030"))


def moments(seed: int, rows: int, days: int) -> Iterator[Ints]:
    """Seconds in ascending order, a chunk at a time, in office hours."""
    rng = dice(seed, "bulk", "moments")
    for first in range(0, rows, CHUNK):
        count = min(CHUNK, rows - first)
        place = np.sort(rng.uniform(first / rows, (first + count) / rows, count)) * days
        day = np.floor(place).astype(np.int64)
        yield day * DAY + 28_800 + ((place - day) * 39_600).astype(np.int64)


def clerk_columns(accounts: int) -> tuple[Strs, ...]:
    """The first seven columns by account."""
    numbers = range(accounts)
    return (
        texts([f"K{n:05d}" for n in numbers]),
        texts(["测试甲"] * accounts),
        texts([("营业员", "客服")[n % 2] for n in numbers]),
        texts([f"0571ZJ{n % 24:02d}" for n in numbers]),
        texts([f"测试{n % 24}号营业厅" for n in numbers]),
        texts([f"10.21.{n % 24}.{n // 24 % 250}" for n in numbers]),
        texts([f"02:00:0A:15:{n % 24:02X}:{n // 24 % 250:02X}" for n in numbers]),
    )


def columns(
    rng: np.random.Generator, people: People, clerks: tuple[Strs, ...], second: Ints
) -> list[list[str]]:
    """The chunk's cells by column, in the header's order."""
    count = len(second)
    who = rng.integers(0, len(clerks[0]), count)
    person = rng.integers(0, len(people), count)
    deed = rng.choice(6, count, p=(0.6, 0.2, 0.1, 0.05, 0.02, 0.03))
    ticket = np.where(rng.random(count) < 0.85, tickets(rng, count), "")
    home = clerks[3][person % min(24, len(clerks[3]))]
    cells = [
        *(column[who] for column in clerks),
        stamps(second),
        texts(list(FUNCTION))[deed],
        texts(list(OPERATIONS))[deed],
        people.phone[person],
        people.id_no[person],
        home,
        ticket,
        *(blanks(count) for _ in range(4)),
        np.where(rng.random(count) < 0.96, "1", "0"),
        np.full(count, "否", dtype=object),
        np.full(count, "成功", dtype=object),
    ]
    return [column.tolist() for column in cells]


def tickets(rng: np.random.Generator, count: int) -> Strs:
    """Ticket numbers, some of them for more than one row."""
    numbers = np.cumsum(rng.random(count) < 0.6) + int(rng.integers(10**12))
    return texts([f"GD{number}" for number in numbers.tolist()])


def stamps(second: Ints) -> Strs:
    """2026-03-07 09:05:11, from a list of days and one of the seconds of a day."""
    almanac = Almanac(FIRST_DAY, 0)
    day, rest = second // DAY, second % DAY
    dates = texts([f"{almanac.date(one)} " for one in range(int(day.max()) + 1)])
    clock = texts([f"{one // 3600:02d}:{one // 60 % 60:02d}:{one % 60:02d}" for one in range(DAY)])
    return np.asarray(dates[day] + clock[rest], dtype=object)
