"""An order platform's log as JSON lines: one for each page, with all its orders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from leakwatch.synth.arrays import DAY, blanks
from leakwatch.synth.courier import ORDER, WAYBILL
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.house import House
from leakwatch.synth.looks import Looks

URLS = ("/order/detail", "/order/export", "/order/print", "/order/decrypt")
MOST = 100  # orders in a line


@dataclass(frozen=True)
class Page:
    """A line, how many orders it holds, whether it belongs to a leak."""

    line: str
    orders: int
    leaking: bool


def order_pages_of(
    house: House, desk: Desk, looks: Looks, day: int, clock: Clock
) -> Iterator[Page]:
    """The day's lines: what an account does to orders in one second."""
    address, hardware = desk.seats(looks, day)
    rows = zip(
        looks.account.tolist(),
        looks.second.tolist(),
        looks.deed.tolist(),
        looks.leak.tolist(),
        address.tolist(),
        hardware.tolist(),
        (house.shelf.number[looks.item] if len(looks) else blanks(0)).tolist(),
        strict=True,
    )
    for (who, second, deed, leak, place, device), page in groupby(rows, key=lambda row: row[:6]):
        moment, numbers = clock(house.almanac.date(day), second % DAY), {row[6] for row in page}
        for some in batched(sorted(numbers), MOST):
            event = {
                "userId": house.staff.account[who],
                "userIp": place,
                "ati": device.replace(":", ""),
                "topAppKey": "12345678",
                "appName": "测试订单助手",
                "url": URLS[deed - len(WAYBILL)],
                "tradeIds": ";".join(some),
                "operation": ORDER[deed - len(WAYBILL)],
                "time": moment,
            }
            line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            yield Page(line, len(some), leak >= 0)


def batched(numbers: list[str], most: int) -> Iterator[list[str]]:
    """Runs of at most so many."""
    for first in range(0, len(numbers), most):
        yield numbers[first : first + most]
