"""Leaked samples: what planted.json says of their sources, looked up in the files."""

from __future__ import annotations

import re

import pytest

from connectors.leads import Leads
from leakwatch.synth.dice import dice
from leakwatch.synth.files.samples import mistyped
from leakwatch.synth.make import make
from leakwatch.synth.settings import settings

NAMES = ("slow", "bulk", "several", "ring", "nobody")


def sample(world, name):
    [one] = [one for one in world.planted.samples if one.file == f"samples/{name}.csv"]
    header, *lines = (world.folder / one.file).read_text(encoding="utf-8-sig").splitlines()
    return one, [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def covered(world, rows, account):
    """The share of rows that name somebody the account opened."""
    opened = world.opened(account)
    keys = [
        [world.phones.get(row[one], row[one]) for one in ("手机", "证件号", "业务键") if row[one]]
        for row in rows
    ]
    return sum(bool(opened & set(few)) for few in keys) / len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_is_a_leads_file_that_nobody_takes_in(world, gangs, name):
    for one in (world, gangs):
        _, rows = sample(one, name)
        assert list(rows[0]) == list(Leads().schema())
        assert all(row["手机"] or row["证件号"] or row["业务键"] for row in rows)
        assert "samples/" not in settings(one.folder)


@pytest.mark.parametrize("name", NAMES[:4])
def test_sources_opened_their_share_of_the_people_and_leak(world, gangs, name):
    for one in (world, gangs):
        found, rows = sample(one, name)
        leaking = {f"{leak.org}/{leak.account}" for leak in one.planted.leaks}
        assert found.sources
        for account, share in found.sources.items():
            assert account in leaking
            assert 0 < share <= 1
            assert covered(one, rows, account) >= share - 0.25


def test_the_slow_source_takes_a_few_a_day_and_the_bulk_one_many(world, gangs):
    for one in (world, gangs):
        by = {f"{leak.org}/{leak.account}": leak for leak in one.planted.leaks}
        [slow], [bulk] = (sample(one, name)[0].sources for name in ("slow", "bulk"))
        assert by[slow].people / len(by[slow].by_day) <= 12
        assert by[bulk].people == max(leak.people for leak in by.values()) or (
            by[bulk].people > 3 * by[slow].people
        )


def test_several_have_shares_that_differ_and_belong_to_no_ring(gangs):
    found, _ = sample(gangs, "several")
    inside = {name for ring in gangs.planted.rings for name in ring.inside}
    shares = sorted(found.sources.values())
    assert len(shares) in (2, 3)
    assert not set(found.sources) & inside
    assert 0.7 < sum(shares) <= 1.1
    assert shares[-1] > shares[0]


def test_a_rings_list_has_a_part_of_each_member_and_more_than_one_for_a_person(gangs):
    found, _ = sample(gangs, "ring")
    [ring] = [one for one in gangs.planted.rings if set(found.sources) <= set(one.inside)]
    assert len(found.sources) >= len(ring.inside) - 2
    assert sum(found.sources.values()) > 1.5


def test_nobodys_sample_has_no_source_and_no_account_covers_it(gangs):
    found, rows = sample(gangs, "nobody")
    assert found.sources == {}
    leaking = {f"{leak.org}/{leak.account}" for leak in gangs.planted.leaks}
    assert max(covered(gangs, rows, account) for account in leaking) < 0.1


def test_people_are_shown_by_phone_by_id_number_by_both_and_by_key(world, gangs):
    rows = [row for one in (world, gangs) for name in NAMES for row in sample(one, name)[1]]
    shown = {(bool(row["手机"]), bool(row["证件号"]), bool(row["业务键"])) for row in rows}
    assert shown == {(True, False, False), (False, True, False), (True, True, False),
                     (False, False, True)}  # fmt: skip
    assert all(re.fullmatch(r"100\d{8}", row["手机"]) for row in rows if row["手机"][:3] == "100")


def test_some_rows_are_of_people_no_house_knows(gangs):
    known = set(gangs.phones) | set(gangs.phones.values())
    _, rows = sample(gangs, "bulk")
    unknown = [row for row in rows if not {row["手机"], row["证件号"], row["业务键"]} & known]
    assert 0 < len(unknown) < len(rows) * 0.4


def test_a_typing_error_is_one_digit():
    for seed in range(40):
        wrong = mistyped(dice(seed), "10012345678")
        assert sum(a != b for a, b in zip(wrong, "10012345678", strict=True)) == 1
        assert wrong.startswith("100")
    assert mistyped(dice(1), "") == ""
    assert len(mistyped(dice(2), "33010619900101001X")) == 18


def test_without_leaks_there_is_only_nobodys_sample(tmp_path):
    planted = make(tmp_path, size=0.05, days=14, scenarios=[])
    assert [one.file for one in planted.samples] == ["samples/nobody.csv"]
