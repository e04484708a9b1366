"""The further rings: how many accounts, from where, and how they work their lists."""

from __future__ import annotations

from dataclasses import dataclass

COUNTER = ("营业员", "客服")
FLOOR = ("客服",)
WAYBILLS = ("网点客服", "总部客服", "仲裁", "中转操作员")
POLICIES = ("客服", "内勤", "续期专员")
CREDIT = ("客户经理", "贷后管理", "审批员")
PATIENTS = ("收费员", "护士")


@dataclass(frozen=True)
class Seats:
    """So many accounts of an organisation with these jobs; `together`: all of one site."""

    org: str
    count: int
    jobs: tuple[str, ...]
    role: str = "source"
    together: bool = False


Seating = tuple[Seats, ...]


@dataclass(frozen=True)
class Gang:
    """`seatings`: the first one that the world has room for is taken; `people` on the lists,
    `days` over which they come, and the share of false numbers `cover` lie between two bounds;
    `order`: kept, shuffled, or split (each person goes to two); `outside`: who is there;
    `least`: the size of the smallest world that has it.
    """

    name: str
    seatings: tuple[Seating, ...]
    people: tuple[int, int]
    days: tuple[int, int]
    cover: tuple[float, float]
    order: str
    outside: str
    least: float = 0.0


def one_site(org: str, *jobs: str) -> Seating:
    """The hardest: four who sit side by side."""
    return (Seats(org, 4, jobs, together=True),)


GANGS = (
    Gang(
        "ring-3",
        (
            (
                Seats("carrier", 2, COUNTER),
                Seats("courier", 1, WAYBILLS),
                Seats("insurer", 1, POLICIES),
                Seats("carrier", 1, COUNTER, "relay"),
            ),
        ),
        (28, 50), (6, 20), (0.0, 0.3), "kept", "chain",
    ),
    Gang(
        "ring-4",
        (
            one_site("carrier", "营业员"),
            one_site("carrier", "客服"),
            one_site("lender", *CREDIT),
            one_site("hospital", *PATIENTS),
            one_site("insurer", *POLICIES),
        ),
        (24, 44), (8, 28), (0.3, 0.6), "shuffled", "contact",
    ),
    Gang(
        "ring-5",
        (
            (
                Seats("lender", 4, CREDIT),
                Seats("lender", 1, CREDIT, "lender"),
                Seats("lender", 1, ("审批员", "风控", "贷后管理"), "approver"),
            ),
        ),
        (36, 60), (5, 16), (0.1, 0.4), "split", "former",
    ),
    Gang(
        "ring-6",
        (
            (
                Seats("carrier", 2, COUNTER, together=True),
                Seats("carrier", 2, COUNTER),
                Seats("courier", 3, WAYBILLS),
                Seats("insurer", 2, POLICIES),
                Seats("lender", 1, CREDIT),
                Seats("hospital", 1, PATIENTS),
                Seats("carrier", 1, COUNTER, "relay"),
            ),
        ),
        (56, 60), (12, 28), (0.1, 0.5), "kept", "chain", 1.0,
    ),
    Gang(
        "ring-7",
        (
            (
                Seats("hospital", 2, PATIENTS),
                Seats("insurer", 2, POLICIES),
                Seats("carrier", 1, COUNTER),
            ),
        ),
        (20, 32), (4, 10), (0.2, 0.6), "shuffled", "contact", 0.25,
    ),
    Gang(
        "ring-8",
        (
            (
                Seats("carrier", 4, COUNTER),
                Seats("carrier", 1, ("营业员",), "approver"),
                Seats("carrier", 1, COUNTER, "lender"),
            ),
        ),
        (30, 50), (5, 14), (0.0, 0.5), "shuffled", "former", 0.5,
    ),
    Gang(
        "ring-9",
        ((Seats("courier", 4, WAYBILLS),),),
        (24, 40), (6, 18), (0.0, 0.4), "kept", "chain", 1.0,
    ),
    Gang(
        "ring-10",
        (
            (
                Seats("carrier", 2, COUNTER),
                Seats("lender", 2, CREDIT),
                Seats("carrier", 1, COUNTER, "relay"),
            ),
        ),
        (24, 44), (8, 24), (0.1, 0.5), "split", "former", 1.0,
    ),
)  # fmt: skip
