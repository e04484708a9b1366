"""What planted.json says of each file, counted again from the file alone."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from itertools import pairwise

import pytest

from leakwatch.synth.dice import dice
from leakwatch.synth.files.systems import TABLES
from leakwatch.synth.files.table import broken

TIME = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{3})?(\+08:?00)?|\d{14}|\d{13}|\d{5}\.\d+"
    r"|\d{4}/\d\d?/\d\d? \d\d?:\d\d(:\d\d)?|\d{4}年\d\d?月\d\d?日 \d\d?时\d\d?分\d\d?秒"
    r"|\d{4}-\d\d?-\d\d? [上下]午 \d\d?:\d\d:\d\d|\d\d:\d\d:\d\d"
)
SHEETS = {
    "crm_": (",", "工号", "操作时间", "查询号码", "业务类型"),
    "register_": ("|", "查询员", "查询时间", "证件号码", None),
    "his_": (",", "工号", "操作时间", "病案号", "操作类型"),
    "waybill_": (",", "工号", "操作时间", "运单号", "操作类型"),
    "policy_": (",", "操作员", "操作时间", "保单号", "功能菜单"),
    "lis_": (",", "Operator", "MakeTime", "LogContent", None),
}


def is_time(text):
    return TIME.fullmatch(text) is not None and "-13-" not in text and "0000" not in text[:4]


def counted_table(lines, yesterday, sheet):
    separator, actor, time, key, operation = sheet
    counts, seen = Counter(), set(yesterday)
    header = next(line for line in lines if actor in line.split(separator))
    names = header.split(separator)
    for number, line in enumerate(lines):
        if line == header:
            counts["headers"] += 1
        elif separator not in line:
            counts["titles" if number == 0 else "totals"] += 1
        elif line in seen:
            counts["duplicates"] += 1
        else:
            seen.add(line)
            cells = next(csv.reader([line], delimiter=separator))
            row = dict(zip(names, cells, strict=False))
            whole = (
                len(cells) == len(names)
                and row[actor]
                and row[key]
                and is_time(row[time])
                and "E+" not in row[key]
            )
            counts["good" if whole else "broken"] += 1
            counts["masked"] += bool(whole) and "*" in row[key]
            if whole and operation:
                counts["unknown_operations"] += "套餐变更" in row[operation]
    counts["repeated_headers"] = counts.pop("headers") - 1
    return counts


def counted_json(lines, yesterday):
    counts, seen = Counter(), set(yesterday)
    for line in lines:
        if line in seen:
            counts["duplicates"] += 1
            continue
        seen.add(line)
        try:
            whole = len(json.loads(line).get("recorded", "")) > 10
        except json.JSONDecodeError:
            whole = False
        counts["good" if whole else "broken"] += 1
        counts["masked"] += whole and "*" in line
    return counts


def counted_orders(lines, yesterday):
    """An event is an order; the numbers of a line are different ones."""
    counts, seen = Counter(), set(yesterday)
    for line in lines:
        if line in seen:
            counts["duplicates"] += 1
            continue
        seen.add(line)
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            event = {}
        whole = event.get("time") and event.get("userId")
        counts["good" if whole else "broken"] += (
            len(set(event["tradeIds"].split(";"))) if whole else 1
        )
    return counts


JSON = {"audit_": counted_json, "orders_": counted_orders}


@pytest.mark.parametrize("part", [*SHEETS, *JSON])
def test_every_count_is_what_an_independent_reader_finds(world, part):
    yesterday = []
    for name in sorted(name for name in world.planted.dirt if part in name):
        lines = world.lines(name)
        found = (
            JSON[part](lines, yesterday)
            if part in JSON
            else counted_table(lines, yesterday, SHEETS[part])
        )
        said = world.planted.dirt[name]
        assert {kind: found[kind] for kind in said} == said, name
        yesterday = lines


@pytest.mark.parametrize("part", SHEETS)
def test_every_line_of_a_table_is_accounted_for(world, part):
    for name, said in world.planted.dirt.items():
        if part in name:
            parts = sum(
                said[kind]
                for kind in ("titles", "repeated_headers", "totals", "duplicates", "broken", "good")
            )
            assert len(world.lines(name)) == parts + 1, name


@pytest.mark.parametrize(
    ("part", "kinds"),
    [
        (
            "crm_",
            {
                "titles",
                "repeated_headers",
                "totals",
                "duplicates",
                "masked",
                "broken",
                "unknown_operations",
            },
        ),
        ("register_", {"titles", "repeated_headers", "totals", "duplicates", "masked", "broken"}),
        ("his_", {"titles", "repeated_headers", "totals", "duplicates", "masked", "broken"}),
        ("waybill_", {"titles", "repeated_headers", "totals", "duplicates", "masked", "broken"}),
        ("policy_", {"titles", "repeated_headers", "totals", "duplicates", "masked", "broken"}),
        ("lis_", {"titles", "repeated_headers", "totals", "duplicates", "broken"}),
        ("audit_", {"duplicates", "masked", "broken"}),
        ("orders_", {"duplicates", "broken"}),
    ],
)
def test_each_kind_of_dirt_occurs_and_most_lines_are_good(world, part, kinds):
    total = Counter()
    for name, said in world.planted.dirt.items():
        if part in name:
            total.update(said)
    assert {kind for kind in kinds if total[kind]} == kinds
    assert total["good"] > 20 * total["broken"]


def test_some_lines_come_again_in_the_next_days_file(world):
    names = sorted(name for name in world.planted.dirt if "crm_" in name)
    shared = [
        len(set(world.lines(one)[2:]) & set(world.lines(other)[2:-2]))
        for one, other in pairwise(names)
    ]
    assert any(shared)
    assert not all(shared)


def test_keys_are_written_in_all_careless_ways(world):
    keys = [
        row.get("查询号码", "")
        for name in world.planted.dirt
        if "crm_" in name
        for row in world.table(name)
    ]
    for sign in ("\t", "'", '="', "１", "*", "E+"):
        assert any(sign in key for key in keys), sign


def test_numbers_hold_thousands_separators_and_full_width_digits(world):
    rows = {
        row.get("返回条数", "")
        for name in world.planted.dirt
        if "crm_" in name
        for row in world.table(name)
    }
    assert any("," in number for number in rows)
    assert "１" in rows


def test_times_come_in_at_least_five_styles(world):
    styles = set()
    for name in world.planted.dirt:
        for part in ("crm_", "register_"):
            if part in name:
                styles |= {
                    re.sub(r"\d+", "9", row[SHEETS[part][2]])
                    for row in world.table(name)[:5]
                    if len(row) > 15
                }
    assert len(styles) >= 5


def test_a_broken_log_in_is_broken_where_a_log_in_can_be():
    layout = TABLES["carrier"][0].layout
    row = ["x"] * len(layout.header)
    row[layout.at("业务类型")], row[layout.at("查询号码")] = "登录", "10012345678"
    for seed in range(40):
        out = broken(dice(seed), layout, row)
        whole = len(out) == len(row) and out[layout.at("工号")] == "x"
        assert not (whole and out[layout.at("操作时间")] == "x")
