from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.events import ACTIONS, LOOKS
from leakwatch.features.classes import approved, classes
from leakwatch.features.columns import DEEDS
from leakwatch.features.deeds import KEY, deeds

START = datetime(2026, 3, 2, 9)
CLASSES = ("identity", "communication", "health", "statistics", "credit", None)
EVENT = st.fixed_dictionaries(
    {
        "clock": st.integers(0, 47).map(lambda hour: START + timedelta(hours=hour)),
        "actor": st.sampled_from(["a", "b", None]),
        "branch": st.sampled_from([None, "east", "west"]),
        "action": st.sampled_from([*ACTIONS, "unmask", "export", "reset"]),
        "data": st.sampled_from(CLASSES),
        "subject": st.sampled_from([None, "s", "t"]),
        "approver": st.sampled_from([None, None, "x", "y"]),
        "rows": st.sampled_from([None, 0, 1, 500]),
        "place": st.sampled_from([None, "p"]),
        "ok": st.sampled_from([None, True, False]),
        "is_explained": st.booleans(),
    }
)
SHARED = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _refused(row):
    return row["ok"] is False or row["action"] == "login_failed"


def _shown(row):
    return (1 if row["action"] in LOOKS else 0) if row["rows"] is None else row["rows"]


def _grouped(rows, *keys):
    groups = defaultdict(list)
    for row in rows:
        if row["actor"]:
            groups[tuple({"day": row["clock"].date()}.get(k, row.get(k)) for k in keys)].append(row)
    return groups


@given(rows=st.lists(EVENT, max_size=25))
@SHARED
def test_deeds_agree_with_counting_by_hand(known, fetched, rows) -> None:
    found = fetched(deeds(known(rows)))
    groups = _grouped(rows, *KEY)
    assert len(found) == len(groups)
    for row in found:
        assert list(row) == list(DEEDS)
        mine = groups[tuple(row[key] for key in KEY)]
        times = [one["clock"] - timedelta(hours=8) for one in mine]
        assert {
            name: row[name] for name in ("times", "failed", "unexplained", "rows", "people")
        } == {
            "times": len(mine),
            "failed": len([one for one in mine if _refused(one)]),
            "unexplained": len([one for one in mine if not one["is_explained"]]),
            "rows": sum(map(_shown, mine)),
            "people": len({one["subject"] for one in mine} - {None}),
        }
        assert row["branch"] == min((one["branch"] for one in mine if one["branch"]), default=None)
        assert [row["first"].replace(tzinfo=None), row["last"].replace(tzinfo=None)] == [
            min(times), max(times)
        ]  # fmt: skip


def _facts(mine):
    """What the day's work says, event by event."""
    of = {action: [row for row in mine if row["action"] == action] for action in ACTIONS}
    looks = [row for row in mine if row["action"] in LOOKS]
    bare = {name: [row for row in rows if not row["is_explained"]] for name, rows in of.items()}
    health = [row for row in looks if row["data"] == "health"]
    names = [row["approver"] for row in looks if row["approver"]]
    return {
        **{name: len([row for row in looks if row["data"] == name])
           for name in ("identity", "communication", "property", "statistics")},
        "unmasks": len(of["unmask"]), "unmasks_unexplained": len(bare["unmask"]),
        "exports": len(of["export"]), "exported": sum(map(_shown, of["export"])),
        "prints": len(of["print"]), "resets": len(of["reset"]),
        "resets_unexplained": len(bare["reset"]), "registers": len(of["register"]),
        "changes": len(of["change"]), "approvals": len(of["approve"]),
        "logins": len([row for row in of["login"] if not _refused(row)]),
        "failed_logins": len([r for r in of["login"] + of["login_failed"] if _refused(r)]),
        "health_unexplained": len([row for row in health if not row["is_explained"]]),
        "approved": len(names),
        "approver_share": max(map(names.count, names)) / len(names) if names else 0.0,
    }  # fmt: skip


@given(rows=st.lists(EVENT, max_size=25))
@SHARED
def test_facts_from_deeds_agree_with_counting_by_hand(known, fetched, rows) -> None:
    done = deeds(known(rows))
    found = defaultdict(dict)
    for row in [*fetched(classes(done)), *fetched(approved(done))]:
        found[row["actor"], row["day"]] |= row
    groups = _grouped(rows, "actor", "day")
    assert set(found) == set(groups)
    for key, mine in groups.items():
        expected = _facts(mine)
        assert {name: found[key].get(name) or 0 for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("names", "share"),
    [("", None), ("x", 1.0), ("x y", 0.5), ("x x y", 2 / 3), ("x x x", 1.0)],
)
def test_an_approver_share_is_of_looks_that_name_one(known, fetched, names, share) -> None:
    rows = [{"clock": START, "approver": name} for name in names.split()]
    rows += [{"clock": START}, {"clock": START, "action": "reset", "approver": "z"}]
    found = fetched(approved(deeds(known(rows))))
    assert [row["approver_share"] for row in found] == ([] if share is None else [share])
