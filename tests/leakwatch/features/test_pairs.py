from collections import defaultdict

import pytest

from leakwatch.features.columns import PAIRS, SUBJECTS
from leakwatch.features.explained import explained
from leakwatch.features.pairs import first_seen, pairs
from leakwatch.features.subjects import subjects, watched


@pytest.fixture
def events(made, log):
    rows, cases = log(11)
    return explained(made("events", rows), made("cases", cases), 10)


SENSITIVE = (
    "credit", "location", "communication", "call_record", "property", "health", "biometric",
)  # fmt: skip


def _abroad(event):
    return event["owner"] and event["branch"] and event["owner"] != event["branch"]


def _grouped(rows, *keys):
    groups = defaultdict(list)
    for row in rows:
        if row["look"] and row["subject"]:
            groups[tuple(row[key] for key in keys)].append(row)
    return groups


def test_pairs_count_looks_of_one_actor_at_one_person_on_one_day(events, fetched) -> None:
    groups = _grouped(fetched(events), "actor", "day", "subject")
    rows = fetched(pairs(events))
    assert list(rows[0]) == list(PAIRS)
    assert len(rows) == len(groups) < 150
    for row in rows:
        looks = groups[row["actor"], row["day"], row["subject"]]
        assert row["looks"] == len(looks)
        assert row["unexplained"] == len([e for e in looks if not e["is_explained"]])
        assert row["foreign"] == len([e for e in looks if _abroad(e)])
        assert row["first"] == min(e["at"] for e in looks)
        assert row["branch"] == min((e["branch"] for e in looks if e["branch"]), default=None)
        assert row["role"] == min((e["role"] for e in looks if e["role"]), default=None)
        assert row["called"] == len([e for e in looks if e["is_called"]])
        assert row["minors"] == len([e for e in looks if e["minor"]])
        assert row["sensitive"] == len([e for e in looks if e["data"] in SENSITIVE])


def test_the_first_day_is_the_earliest(events, fetched) -> None:
    groups = _grouped(fetched(events), "actor", "subject")
    rows = fetched(first_seen(pairs(events)))
    assert len(rows) == len(groups)
    for row in rows:
        looks = groups[row["actor"], row["subject"]]
        assert row["day"] == min(e["day"] for e in looks)


def test_subjects_count_who_looked_at_them(events, fetched) -> None:
    groups = _grouped(fetched(events), "subject", "day")
    rows = fetched(subjects(events))
    assert list(rows[0]) == list(SUBJECTS)
    assert len(rows) == len(groups)
    for row in rows:
        looks = groups[row["subject"], row["day"]]
        assert row["actors"] == len({e["actor"] for e in looks})
        assert row["orgs"] == len({e["org"] for e in looks})
        assert row["looks"] == len(looks)
        assert row["unexplained"] == len([e for e in looks if not e["is_explained"]])
        assert row["sensitive"] == len([e for e in looks if e["data"] in SENSITIVE])
        by_actor = _grouped(looks, "actor").values()
        bare = [each for each in by_actor if not any(e["is_explained"] for e in each)]
        assert row["unexplained_actors"] == len(bare)
        assert row["foreign_actors"] == len([each for each in by_actor if all(map(_abroad, each))])
    assert fetched(watched(pairs(events))) == rows
