"""The people outside a ring, and the rows of evidence an investigator has about them."""

from __future__ import annotations

from leakwatch.synth.arrays import Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.plot import Plot

Outside = list[tuple[str, str]]


def outsiders_of_the_first(plot: Plot, members: list[tuple[House, int]], victims: Ints) -> Outside:
    """A broker with phone, WeChat and card; the former colleague who brought him in."""
    rng = dice(members[0][0].seed, "outsiders", 1)
    broker, second_phone = members[0][0].people.unused_phones(rng, 2)
    chat, card = f"wx_{rng.integers(10**8):08d}", f"6200{rng.integers(10**12):012d}"
    names = [f"{house.name}/{house.staff.account[account]}" for house, account in members]
    house = members[0][0]
    former = plot.casts["carrier"].leavers(1)
    accounts = [f"carrier/{house.staff.account[one]}" for one in former]
    plot.links += [
        (broker, "手机", names[0], "账号", "通话", "41", "话单调取"),
        (broker, "手机", names[4], "账号", "通话", "7", "话单调取"),
        (chat, "微信", names[2], "账号", "聊天", "126", "手机勘验"),
        (names[0], "账号", card, "银行卡", "转账", "9", "银行流水"),
        (broker, "手机", chat, "微信", "聊天", "1", "实名登记"),
        (broker, "手机", second_phone, "手机", "通话", "18", "话单调取"),
        *((one, "账号", names[1], "账号", "通话", "33", "话单调取") for one in accounts),
        *((broker, "手机", one, "账号", "转账", "4", "银行流水") for one in accounts),
    ]
    plot.victims += [(victims[::2], broker), (victims[1::4], second_phone)]
    return [
        ("手机", broker),
        ("手机", second_phone),
        ("微信", chat),
        ("银行卡", card),
        *(("账号", one) for one in accounts),
    ]


def outsiders_of_the_second(plot: Plot, members: list[tuple[House, int]], victims: Ints) -> Outside:
    """One buyer with a phone and a card."""
    rng = dice(members[0][0].seed, "outsiders", 2)
    [buyer] = members[0][0].people.unused_phones(rng, 1)
    card = f"6200{rng.integers(10**12):012d}"
    house, account = members[0]
    first = f"{house.name}/{house.staff.account[account]}"
    plot.links += [
        (buyer, "手机", first, "账号", "通话", "12", "话单调取"),
        (first, "账号", card, "银行卡", "转账", "5", "银行流水"),
    ]
    plot.victims.append((victims[::3], buyer))
    return [("手机", buyer), ("银行卡", card)]
