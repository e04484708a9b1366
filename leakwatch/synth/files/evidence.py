"""Links and complaints: what the rings left behind, among what means nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.dice import dice
from leakwatch.synth.files.context import Stamp
from leakwatch.synth.files.lines import put
from leakwatch.synth.house import House
from leakwatch.synth.people import People
from leakwatch.synth.plot import Plot

LINKS = "甲,甲类型,乙,乙类型,关系,开始,结束,次数,来源"
COMPLAINTS = "时间,投诉人手机,投诉人证件号,类型,对方联系方式,渠道,摘要"
KINDS = ("骚扰", "骚扰", "诈骗", "冒名", "其他")
TOLD = 0.85  # share of people who named somebody
CHANNELS = ("热线", "网站", "营业厅", "12321")
SUMMARIES = (
    "多次来电推销贷款",
    "对方知道我的姓名和住址",
    "自称客服要求转账",
    "频繁短信",
    "不明来电",
)


def write_evidence(plot: Plot, folder: Path) -> None:
    """context/links.csv and context/complaints.csv."""
    house = plot.houses["carrier"]
    links = mixed(plot, link_lines(plot, house.almanac), later_links(plot, house.almanac))
    put(folder / "context/links.csv", [LINKS, *links], encoding="utf-8")
    told = complaint_lines(plot, house.people, house.almanac)
    told += later_complaints(plot, house.people, house.almanac)
    put(
        folder / "context/complaints.csv",
        [COMPLAINTS, *sorted(told, key=lambda line: line.split(",")[0])],
        encoding="gb18030",
    )


def link_lines(plot: Plot, almanac: Almanac) -> list[str]:
    """Planted and meaningless links in one shuffled list."""
    rng = dice(plot.houses["carrier"].seed, "links")
    rows = [*plot.links]
    for house in plot.houses.values():
        rows += colleagues(rng, house, plot.several(40))
        rows += families(rng, house)
    return dated(rng, rows, almanac)


def later_links(plot: Plot, almanac: Almanac) -> list[str]:
    """What came later, by its own dice."""
    return dated(dice(plot.houses["carrier"].seed, "links", "later"), plot.later_links, almanac)


def dated(rng: np.random.Generator, rows: list[tuple[str, ...]], almanac: Almanac) -> list[str]:
    """Lines with a begin and an end each, shuffled."""
    begin = rng.integers(-200, almanac.days // 2, len(rows)).tolist()
    end = rng.integers(almanac.days // 2, almanac.days, len(rows)).tolist()
    return [
        ",".join(
            (
                *rows[place][:5],
                almanac.date(begin[place]).isoformat(),
                almanac.date(end[place]).isoformat(),
                *rows[place][5:],
            )
        )
        for place in rng.permutation(len(rows)).tolist()
    ]


def mixed(plot: Plot, lines: list[str], later: list[str]) -> list[str]:
    """The later lines anywhere among the others, whose order stays."""
    rng = dice(plot.houses["carrier"].seed, "links", "mixed")
    place = np.concatenate([np.arange(len(lines)), rng.uniform(0, len(lines), len(later))])
    both = [*lines, *later]
    return [both[one] for one in np.argsort(place, kind="stable").tolist()]


def colleagues(rng: np.random.Generator, house: House, count: int) -> list[tuple[str, ...]]:
    """Calls, chats and small debts between people of one organisation, whoever they are."""
    people = np.flatnonzero(~house.staff.batch)
    pairs = rng.choice(people, (count, 2))
    relation = rng.choice(["通话", "通话", "聊天", "同事", "转账"], count)
    times = rng.geometric(0.1, count)
    name = [f"{house.name}/{account}" for account in house.staff.account]
    return [
        (name[one], "账号", name[other], "账号", str(how), str(often), "话单调取")
        for (one, other), how, often in zip(pairs.tolist(), relation, times, strict=True)
        if one != other
    ]


def families(rng: np.random.Generator, house: House) -> list[tuple[str, ...]]:
    """Whom people named as next of kin when they were hired: two of them at most, not by all."""
    people, staff = house.people, house.staff
    named = np.flatnonzero(~staff.batch & (rng.random(len(staff)) < TOLD))
    return [
        (f"{house.name}/{staff.account[one]}", "账号", *paper, relation, "1", "人事档案")
        for one in named.tolist()
        for relative in people.kin(int(staff.person[one]))[:2].tolist()
        for paper, relation in [told(rng, people, int(staff.person[one]), relative)]
    ]


def told(
    rng: np.random.Generator, people: People, person: int, relative: int
) -> tuple[tuple[str, str], str]:
    """A relative's phone or ID number, with its type, and how they belong together."""
    relation = "同住" if people.head[relative] == people.head[person] else "亲属"
    if rng.random() < 0.7:
        return (str(people.phone[relative]), "手机"), relation
    return (str(people.id_no[relative]), "证件"), relation


def complaint_lines(plot: Plot, people: People, almanac: Almanac) -> list[str]:
    """Victims complain of the brokers' phones; everybody is pestered by others as well."""
    rng = dice(plot.houses["carrier"].seed, "complaints")
    callers = people.unused_phones(rng, max(12, plot.several(120)))
    count = max(120, round(500 * plot.size))
    noise = zip(
        rng.integers(0, len(people), count).tolist(),
        (callers[n] for n in rng.zipf(1.6, count) % len(callers)),
        rng.integers(0, almanac.days * 86_400, count).tolist(),
        strict=True,
    )
    rows = [*noise]
    for victims, phone in plot.victims:
        late = rng.integers(almanac.days * 2 // 3 * 86_400, almanac.days * 86_400, len(victims))
        rows += zip(victims.tolist(), [phone] * len(victims), late.tolist(), strict=True)
    return [complaint(rng, people, Stamp(almanac), *row) for row in sorted(rows, key=when)]


def later_complaints(plot: Plot, people: People, almanac: Almanac) -> list[str]:
    """Whom later victims name, some days after each was opened."""
    rng, clock = dice(plot.houses["carrier"].seed, "complaints", "later"), Stamp(almanac)
    out = []
    for victims, since, phone in plot.later_victims:
        last = np.full(len(victims), almanac.days * 86_400)
        told = rng.integers(np.minimum(since + 3_600, last - 1), last)
        rows = zip(victims.tolist(), told.tolist(), strict=True)
        out += [complaint(rng, people, clock, one, phone, second) for one, second in rows]
    return out


def when(row: tuple[int, str, int]) -> tuple[int, int]:
    """By time."""
    return row[2], row[0]


def complaint(
    rng: np.random.Generator, people: People, clock: Stamp, person: int, caller: str, second: int
) -> str:
    """One line; half the people give an ID number, a tenth no number of the caller."""
    id_no = people.id_no[person] if rng.random() < 0.5 else ""
    shown = caller if rng.random() < 0.9 else ""
    kind, channel, summary = (str(rng.choice(words)) for words in (KINDS, CHANNELS, SUMMARIES))
    return f"{clock(second)},{people.phone[person]},{id_no},{kind},{shown},{channel},{summary}"
