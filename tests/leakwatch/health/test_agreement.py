"""Overdue and failing are the same to all who tell of it: jobs, health, metrics and messages."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from leakwatch.health.gauges import gauges
from leakwatch.health.intake import Intake
from leakwatch.schedule.jobs import NAMES
from leakwatch.schedule.standing import standing
from leakwatch.store import news, pauses, tallies
from leakwatch.store.windows import Window

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
STATES, AGES, ASKED = ("waiting", "running", "done", "failed"), (5, 59, 60, 61, 3000), (
    "clock", "lin",
)  # fmt: skip


def window(number, state, age, asked):
    due = NOW - timedelta(minutes=age, seconds=number)
    ended = due if state in ("done", "failed") else None
    return Window(job=NAMES[number % len(NAMES)], due=due, settings_hash="0" * 64, asked_by=asked,
                  state=state, attempts=1, ended=ended)  # fmt: skip


@pytest.mark.parametrize("grace", [60, 10])
def test_whoever_tells_of_a_late_job_tells_the_same(on_either, grace):
    settings = on_either.set(f"[notify]\noverdue_minutes = {grace}\n")
    store, before = on_either.store, NOW - timedelta(minutes=grace)
    all_of_them = [window(number, *one) for number, one in enumerate(product(STATES, AGES, ASKED))]
    with store.writing() as session:
        session.add_all(all_of_them)
        pauses.pause(session, "rings", who="lin", reason="new CRM")
    with store.reading() as session:
        late, failing = news.overdue(session, before), news.failing(session)
        counted = tallies.overdue(session, before)
    wanted = {name: [one for one in all_of_them if one.job == name and one.due < before
                     and one.asked_by == "clock" and one.state in ("waiting", "running")]
              for name in NAMES if name != "rings"}  # fmt: skip
    assert counted == {name: len(found) for name, found in wanted.items() if found}
    assert late == {name: min(one.due for one in found) for name, found in wanted.items() if found}
    assert late
    assert failing
    told = {family.name: {one.labels["job"]: one.value for one in family.samples if one.value}
            for family in gauges(on_either.grounds, Intake(), NOW)
            if family.name.startswith("leakwatch_windows")}  # fmt: skip
    tried = {name: sum(one.job == name and one.state == "failed" for one in all_of_them)
             for name in NAMES if name != "rings"}  # fmt: skip
    assert told == {"leakwatch_windows_overdue": counted, "leakwatch_windows_failed": tried}
    assert "rings" not in failing
    for one in standing(store, settings, NOW):
        trouble = "failing" if one.job in failing else "overdue" if one.job in late else ""
        assert one.trouble == trouble
        assert one.since == (failing.get(one.job) or late.get(one.job))
