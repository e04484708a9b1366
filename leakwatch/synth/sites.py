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
    return {"carrier": carrier_sites, "lender": lender_sites, "hospital": hospital_sites}[org](size)


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
    """Wards, clinics, one emergency room, and the desks."""
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
    return [*wards, *clinics, *(Site(code, name, kind, 0) for code, name, kind in desks)]
