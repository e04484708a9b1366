"""The people outside a further ring, and what an investigator has about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leakwatch.synth.gangs.hiring import Member
from leakwatch.synth.gangs.roll import Roll
from leakwatch.synth.plot import Plot

PHONE, CHAT, CARD, ACCOUNT, ADDRESS = "手机", "微信", "银行卡", "账号", "地址"
CALLS, TALKS, PAYS, PARCELS = "通话", "聊天", "转账", "收件"
SOURCE = {CALLS: "话单调取", TALKS: "手机勘验", PAYS: "银行流水", PARCELS: "快递调取"}
Node = tuple[str, str]  # kind, value


@dataclass
class Contacts:
    """Who is outside so far, and what each is there."""

    rng: np.random.Generator
    plot: Plot
    roll: Roll
    members: list[Member]
    roles: dict[Node, str] = field(default_factory=dict)

    def new(self, role: str, *kinds: str) -> list[Node]:
        """Numbers that nobody else has, one of each kind."""
        people = self.members[0].house.people
        made = {
            PHONE: lambda: people.unused_phones(self.rng, 1)[0],
            CHAT: lambda: f"wx_{self.rng.integers(10**8):08d}",
            CARD: lambda: f"6200{self.rng.integers(10**12):012d}",
            ADDRESS: lambda: f"测试路{self.rng.integers(1000, 9000)}号仓库",
        }
        nodes = [(kind, str(made[kind]())) for kind in kinds]
        self.roles |= dict.fromkeys(nodes, role)
        return nodes

    def tie(self, one: Node, other: Node, how: str, low: int, high: int) -> None:
        """A link between two, so many times."""
        times = str(int(self.rng.integers(low, high + 1)))
        self.plot.later_links.append((one[1], one[0], other[1], other[0], how, times, SOURCE[how]))

    def accuse(self, node: Node, share: float) -> None:
        """Some of those on the lists complain of a phone."""
        some = np.flatnonzero(self.rng.random(len(self.roll.person)) < share)
        self.plot.later_victims.append((self.roll.person[some], self.roll.sent[some], node[1]))

    def inside(self, *roles: str) -> list[Node]:
        """The accounts that are this in the ring, in order."""
        return [(ACCOUNT, one.name) for one in self.members if one.role in roles]


def chain(all_: Contacts) -> None:
    """A broker with two phones, a chat and a card; behind him a buyer whom no insider knows."""
    phone, other, chat, card = all_.new("broker", PHONE, PHONE, CHAT, CARD)
    buyer, purse, store = all_.new("buyer", PHONE, CARD, ADDRESS)
    sources = all_.inside("source")
    relays = all_.inside("relay")
    for relay in relays:
        all_.tie(chat, relay, TALKS, 90, 300)
        for one in sources:
            all_.tie(relay, one, TALKS if all_.rng.random() < 0.5 else CALLS, 15, 60)
    for one in sources[:2] if not relays else sources[:1]:
        all_.tie(phone, one, CALLS, 9, 40)
    all_.tie((relays or sources)[-1], card, PAYS, 4, 12)
    for one, how in ((chat, TALKS), (other, CALLS), (card, PAYS)):
        all_.tie(phone, one, how, 3, 20)
    all_.tie(purse, card, PAYS, 3, 9)
    all_.tie(buyer, purse, PAYS, 1, 3)
    all_.tie(other, buyer, PARCELS, 2, 6)
    all_.tie(buyer, store, PARCELS, 3, 30)
    all_.accuse(buyer, 0.4)
    all_.accuse(other, 0.15)


def former(all_: Contacts) -> None:
    """Somebody who has left is the broker; his card is paid by a buyer."""
    chat, card = all_.new("broker", CHAT, CARD)
    buyer, purse = all_.new("buyer", PHONE, CARD)
    sources = all_.inside("source", "relay")
    for node in leaver(all_):
        all_.tie(node, sources[0], CALLS, 20, 80)
        all_.tie(node, sources[-1], CALLS, 8, 30)
        all_.tie(node, chat, TALKS, 2, 9)
        all_.tie(card, node, PAYS, 2, 6)
    all_.tie(chat, sources[1], TALKS, 60, 200)
    all_.tie(sources[0], card, PAYS, 4, 10)
    all_.tie(purse, card, PAYS, 2, 8)
    all_.tie(buyer, purse, PAYS, 1, 3)
    all_.accuse(buyer, 0.4)


def leaver(all_: Contacts) -> list[Node]:
    """The account of somebody of the same organisation that has ended, if there is one free."""
    house = all_.members[0].house
    free = all_.plot.casts[house.name].free & (house.staff.left < house.almanac.days)
    some = all_.rng.permutation(np.flatnonzero(free & (house.staff.hired < 0)))[:1]
    all_.plot.casts[house.name].free[some] = False
    nodes = [(ACCOUNT, f"{house.name}/{house.staff.account[one]}") for one in some.tolist()]
    all_.roles |= dict.fromkeys(nodes, "broker")
    return nodes


def contact(all_: Contacts) -> None:
    """One phone that victims complain of and a member calls, and a card."""
    phone, card = all_.new("broker", PHONE, CARD)
    sources = all_.inside("source")
    all_.tie(phone, sources[0], CALLS, 6, 25)
    all_.tie(sources[-1], card, PAYS, 2, 7)
    all_.tie(phone, card, PAYS, 1, 3)
    all_.accuse(phone, 0.45)


OUTSIDE = {"chain": chain, "former": former, "contact": contact}
