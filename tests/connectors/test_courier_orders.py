import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.courier_orders import ACTION, CourierOrders
from leakwatch.events import ACTIONS

LINE = {"userId": "u1", "tradeIds": "T1", "operation": "查看订单", "time": 1772845511000}


@pytest.fixture
def events(told):
    return lambda *lines: told(CourierOrders(), *({**LINE, **line} for line in lines))


@pytest.fixture
def orders(events):
    return lambda written: [row["subject"] for row in events({"tradeIds": written})]


@pytest.mark.parametrize("word", sorted(ACTION))
def test_an_operation_is_told_by_its_whole_word(events, word):
    assert ACTION[word] in ACTIONS
    assert events({"operation": word})[0]["action"] == ACTION[word]


@pytest.mark.parametrize("word", ["查看", "查看订单2", "view", "打印订单"])
def test_an_operation_nobody_knows_stays_as_written(events, word):
    assert events({"operation": word})[0]["action"] == word


@pytest.mark.parametrize(
    "written", ["T1", " T1 ", "T1;", ";;T1", "T1;T1", ["T1"], ["T1", None, ""]]
)
def test_one_order_is_one_event(orders, written):
    assert orders(written) == ["T1"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("T1;T2", ["T1", "T2"]),
        ("T2; T1 ;;T3", ["T1", "T2", "T3"]),
        ("T1；T2,T3，T4", ["T1", "T2", "T3", "T4"]),
        (["T1", "T2;T3"], ["T1", "T2", "T3"]),
        ([80000000000000001, 80000000000000002], ["80000000000000001", "80000000000000002"]),
        (800000000006, ["800000000006"]),
    ],
)
def test_each_order_of_a_line_is_an_event(orders, written, found):
    assert orders(written) == found


@pytest.mark.parametrize("count", [100, 101, 1000])
@pytest.mark.parametrize("listed", [False, True])
def test_however_many_orders_a_line_has_all_are_events(orders, count, listed):
    numbers = [f"T{number:06d}" for number in range(count)]
    assert orders(numbers if listed else ";".join(numbers)) == numbers


@pytest.mark.parametrize("nothing", [None, "", " ", ";", " ; ;", [], [None]])
def test_no_orders_are_wrong_but_for_a_log_in(events, nothing):
    rows = events({"tradeIds": nothing}, {"tradeIds": nothing, "operation": "登录"}, {})
    assert [(row["line"], row["wrong"], row["subject"]) for row in rows] == [
        ("1", "tradeIds: blank", ""), ("2", "", ""), ("3", "", "T1"),
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["userId", "operation", "time"])
@pytest.mark.parametrize("nothing", [None, "", " "])
def test_a_line_without_a_required_field_is_wrong_whatever_it_did(events, field, nothing):
    rows = events({}, {field: nothing}, {"operation": "登录", field: nothing})
    assert [row["wrong"] for row in rows] == ["", *[f"{field}: blank"] * 2]


def test_a_line_that_is_no_json_is_called_so(told):
    assert [row["wrong"] for row in told(CourierOrders(), LINE, "{", "1")] == [
        "", "not JSON", "userId: blank",
    ]  # fmt: skip


@pytest.mark.parametrize("time", [1772845511000, "1772845511000", "2026-03-07 09:05:11"])
def test_a_time_may_be_a_number_or_a_text(events, time):
    assert events({"time": time})[0]["clock"] == str(time)


@pytest.mark.parametrize(("operation", "data"), [("查看订单", "transaction"), ("登录", "")])
def test_an_order_is_a_transaction_and_a_log_in_opens_none(events, operation, data):
    assert events({"operation": operation})[0]["data"] == data


IDS = st.lists(st.text(alphabet="T0189-", min_size=1, max_size=4), min_size=1, max_size=8)


@given(IDS, st.sampled_from([";", "; ", ";;", " ;"]))
def test_a_text_and_an_array_give_the_same_orders(duckdb, plain, ids, between):
    import json

    import pyarrow as pa

    lines = [json.dumps({**LINE, "tradeIds": given}) for given in (ids, between.join(ids))]
    raw = duckdb.table(pa.table({"line": [1, 2], "record": lines}))
    rows = plain(duckdb, CourierOrders().rows(duckdb.unpacked(raw, CourierOrders().schema())))
    for line in "12":
        assert [row["subject"] for row in rows if row["line"] == line] == sorted(set(ids))
