from datetime import UTC, datetime, timedelta

import pytest

from leakwatch.features.explained import explained

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LOOK = {
    "org": "acme", "actor": "a1", "action": "view", "at": NOON, "clock": datetime(2026, 3, 4, 20),
    "case": "c1", "phone": "f1", "id_no": "i1", "subject": "p1",
}  # fmt: skip
CASE = {"org": "acme", "case": "c1", "kind": "工单", "start": NOON, "end": NOON, "phone": "f1"}
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
FLAGS = ["is_explained", "is_called"]


@pytest.fixture
def judged(made, fetched):
    def judge(looks, cases, minutes=10):
        table = None if cases is None else made("cases", cases)
        return fetched(explained(made("events", looks), table, minutes))

    return judge


@pytest.mark.parametrize(
    ("look", "case", "confirmed"),
    [
        ({"case": None}, {}, False),
        ({"case": "c2"}, {}, False),
        ({"org": "bolt"}, {}, True),  # bolt keeps no cases: giving a number is all it can do
        ({"org": "bolt", "case": None}, {}, False),
        ({"at": NOON - DAY - MOMENT}, {}, False),
        ({"at": NOON - DAY}, {}, True),
        ({"at": NOON + DAY}, {}, True),
        ({"at": NOON + DAY + MOMENT}, {}, False),
        ({"at": NOON + 31 * DAY}, {"end": None}, True),
        ({"at": NOON + 31 * DAY + MOMENT}, {"end": None}, False),
        ({"phone": "f2"}, {}, False),
        ({"phone": None}, {}, False),
        ({"phone": None}, {"id_no": "i1"}, True),
        ({"phone": None}, {"person": "p1"}, True),
        ({"phone": None}, {"key": "p1"}, True),
        ({"phone": None, "id_no": None, "subject": None}, {}, False),
        ({"phone": None, "id_no": None, "subject": None}, {"phone": None}, True),
        ({"phone": "f2"}, {"phone": None}, True),
        ({}, {"start": None}, False),
        ({}, {"org": None}, True),
        ({}, {}, True),
    ],
)
def test_a_case_confirms_its_customer_in_its_time(made, look, case, confirmed) -> None:
    table = explained(made("events", [LOOK | look]), made("cases", [CASE | case]), 10)
    assert table.is_explained.to_pyarrow().to_pylist() == [confirmed]


@pytest.mark.parametrize(
    ("look", "call", "called"),
    [
        ({}, {"kind": "工单"}, False),
        ({}, {"kind": None}, False),
        ({}, {"org": "bolt"}, False),
        ({"phone": "f2", "subject": "p2"}, {}, False),
        ({"phone": None, "subject": None}, {"phone": None, "person": None}, False),
        ({"at": NOON - timedelta(minutes=10) - MOMENT}, {}, False),
        ({"at": NOON + timedelta(minutes=10) + MOMENT}, {}, False),
        ({"at": NOON + timedelta(minutes=20)}, {"end": NOON + timedelta(minutes=19)}, False),
        ({"action": "login"}, {}, False),
        ({"case": "c1"}, {}, False),  # explained: nothing to excuse
        ({"at": NOON - timedelta(minutes=10)}, {}, True),
        ({"at": NOON + timedelta(minutes=10)}, {}, True),
        ({"at": NOON + timedelta(minutes=20)}, {"end": NOON + timedelta(minutes=20)}, True),
        ({"phone": "f2"}, {}, True),
        ({"subject": "p2"}, {}, True),
        ({}, {"kind": "客户呼入"}, True),
        ({}, {"kind": "电话回访"}, True),
    ],
)
def test_a_call_covers_unexplained_looks_at_the_caller(made, look, call, called) -> None:
    call = CASE | {"kind": "来电", "person": "p1"} | call
    table = explained(made("events", [LOOK | {"case": None} | look]), made("cases", [call]), 10)
    assert table.is_called.to_pyarrow().to_pylist() == [called]


def test_a_number_written_twice_neither_doubles_the_look_nor_opens_it_to_others(judged) -> None:
    again = [CASE, CASE | {"end": None}, CASE | {"phone": "f9", "start": NOON + 90 * DAY}]
    looks = [LOOK, LOOK | {"phone": "f9"}, LOOK | {"at": NOON + 5 * DAY}]
    rows = judged(looks, again * 2)
    assert len(rows) == 3
    assert [row["phone"] for row in rows if not row["is_explained"]] == ["f9"]


def test_without_cases_a_given_number_is_an_explanation(judged) -> None:
    rows = judged([LOOK, LOOK | {"case": None}], None)
    assert sorted(row["is_explained"] for row in rows) == [False, True]
    assert not any(row["is_called"] for row in rows)


def _end(case):
    return case["end"] or case["start"] + 30 * DAY


def _is_explained(look, cases):
    if not any(case["org"] == look["org"] for case in cases):
        return look["case"] is not None
    given = [c for c in cases if (c["org"], c["case"]) == (look["org"], look["case"])]
    tokens = {look["phone"], look["id_no"], look["subject"]}
    whole = [[c for c in given if token in _names(c, 4)] for token in tokens]
    whole.append([c for c in given if not _names(c, 3)])
    return any(
        min(c["start"] for c in same) - DAY <= look["at"] <= max(map(_end, same)) + DAY
        for same in whole
        if same
    )


def _names(case, columns):
    return {case[c] for c in ("phone", "id_no", "key", "person")[:columns]} - {None}


def _callers(case):
    return {(c, case[c]) for c in ("phone", "person") if case[c] is not None}


def _is_called(look, cases):
    near = timedelta(minutes=10)
    for case in cases:
        same = bool({("phone", look["phone"]), ("person", look["subject"])} & _callers(case))
        rings = any(word in (case["kind"] or "") for word in ("来电", "呼入", "电话"))
        soon = abs(case["start"] - look["at"]) <= near
        during = case["end"] is not None and case["start"] <= look["at"] <= case["end"]
        if same and rings and case["org"] == look["org"] and (soon or during):
            return True
    return False


@pytest.mark.parametrize("seed", range(4))
def test_random_logs_agree_with_a_loop_over_every_case(judged, log, seed) -> None:
    events, cases = log(seed)
    rows = judged(events, cases)
    assert len(rows) == len(events)
    for row in rows:
        look = row["action"] in ("search", "list", "view", "unmask", "print", "export")
        expected = _is_explained(row, cases)
        assert (row["look"], row["is_explained"]) == (look, expected)
        assert row["is_called"] == (look and not expected and _is_called(row, cases))
