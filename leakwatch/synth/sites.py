"""The places people work in: shops, call floors, branches, wards, offices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """A branch as its organisation's log writes it; `town` is whose customers come there."""

    code: str
    name: str
    kind: str
    town: int


def towns(size: float) -> int:
    """How many towns the carrier has shops in."""
    return max(4, round(24 * size))


def sites(org: str, size: float) -> list[Site]:
    """All sites of one organisation."""
    return MAKERS[org](size)


def carrier_sites(size: float) -> list[Site]:
    """A shop in each town; town 1 is the far west, two hours behind the sun."""
    shops = [
        Site(f"0571ZJ{town:02d}" if town != 1 else "0991XJ01", f"测试{town}号营业厅", "shop", town)
        for town in range(towns(size))
    ]
    floors = [
        Site(f"0571KF{n:02d}", f"测试客服中心{n}区", "floor", 0)
        for n in range(1, 2 + round(2 * size))
    ]
    return [*shops, *floors, Site("0571GS00", "测试省公司", "office", 0)]


def lender_sites(size: float) -> list[Site]:
    """Branches that each serve a few of the carrier's towns, and the head office."""
    count = max(3, round(12 * size))
    branches = [Site(f"L{n:02d}", f"测试{n}支行", "branch", n) for n in range(count)]
    return [*branches, Site("L99", "测试总行", "office", 0)]


def hospital_sites(size: float) -> list[Site]:
    """Wards, clinics, one emergency room, the desks; mothers and children apart."""
    wards = [Site(f"W{n:02d}", f"测试{n}病区", "ward", n) for n in range(max(3, round(12 * size)))]
    clinics = [
        Site(f"M{n:02d}", f"测试{n}门诊", "clinic", n) for n in range(max(2, round(6 * size)))
    ]
    desks = [
        ("J01", "急诊科", "emergency"),
        ("S01", "收费处", "cashier"),
        ("B01", "病案室", "records"),
        ("X01", "信息科", "office"),
    ]
    young = [
        *(Site(f"C{n:02d}", f"测试{n}产科", "maternity", 0) for n in range(1, 3)),
        Site("E01", "测试儿科", "children", 0),
    ]
    return [*wards, *clinics, *(Site(code, name, kind, 0) for code, name, kind in desks), *young]


def courier_sites(size: float) -> list[Site]:
    """An outlet in each town, hubs, the call floor and the desks of the head office."""
    outlets = [
        Site(f"571{town:03d}", f"测试{town}号网点", "outlet", town) for town in range(towns(size))
    ]
    hubs = [Site(f"57190{n}", f"测试{n}转运中心", "hub", 0) for n in range(max(2, round(3 * size)))]
    return [
        *outlets,
        *hubs,
        Site("571800", "测试总部客服", "floor", 0),
        Site("571801", "测试总部", "office", 0),
        Site("571802", "测试商家平台", "merchant", 0),
    ]


def insurer_sites(size: float) -> list[Site]:
    """Branches that each serve some towns; calls, claims and the head office beside them."""
    count = max(3, round(10 * size))
    branches = [Site(f"8633{n:02d}00", f"测试{n}支公司", "branch", n) for n in range(count)]
    return [
        *branches,
        Site("86339000", "测试客服中心", "floor", 0),
        Site("86339100", "测试理赔部", "claims", 0),
        Site("86339900", "测试分公司", "office", 0),
    ]


MAKERS = {
    "carrier": carrier_sites,
    "lender": lender_sites,
    "hospital": hospital_sites,
    "courier": courier_sites,
    "insurer": insurer_sites,
}
