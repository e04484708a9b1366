"""What values look like is told by their form, and nearly the form is not the form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.inferring.values import TESTS, Values, sketch, values

SHAPES = [
    ("time", ["2026-03-07 09:05:11", "20260307090511", "2026/3/7 9:05", "1772845511000",
              "2026年3月7日 9时5分", "2026-03-07T09:05:11.000+0800", "46088.3786"],
     ["2026-03-07", "09:05:11", "10000000001", "12.50", "1024", "2026-13-07 09:00:00"]),
    ("date", ["2026-03-07", "2026/3/7", "20260307"], ["2026-03-07 09:05", "09:05", "100"]),
    ("clock", ["9:05", "09:05:11"], ["2026-03-07 09:05", "9.05", "0905", "9:5:1:1"]),
    ("phone", ["10000000001", "+86 10000000001", "100****0001", "86-10000000001"],
     ["1000000000", "20000000001", "100000000012", "A10000000001", "1.0E+10"]),
    ("id_no", ["99010119900101000X", "990101900101001", "990101********0001"],
     ["99010119901301000X", "10000000001", "FY20260001", "***"]),
    ("ip", ["10.1.1.7", "10.1.1.7:8080", "2001:db8::7"], ["10.1.1", "PC-7", "999.1.1.1", "1.5"]),
    ("mac", ["00-1B-21-00-00-05", "00:1b:21:00:00:05", "001B21000005"], ["00-1B-21", "10.1.1.7"]),
    ("boolean", ["是", "否", "Y", "n", "true", "0", "√", "yes"], ["也许", "2", "ok"]),
    ("integer", ["0", "1,024", "12"], ["1.5", "-1", "1,2", "十"]),
    ("name", ["测试甲", "欧阳测试"], ["G001", "测", "测试甲的账号", "Ann"]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "value"), [(s, v) for s, those, _ in SHAPES for v in those])
def test_a_value_of_the_form_has_it(shape, value):
    assert TESTS[shape](value)


@pytest.mark.parametrize(("shape", "value"), [(s, v) for s, _, those in SHAPES for v in those])
def test_a_value_of_nearly_the_form_has_not(shape, value):
    assert not TESTS[shape](value)


def test_empty_cells_count_for_nothing():
    assert values(["10.1.1.7", "", None]) == Values(("10.1.1.7",), 3)
    assert values([None]).share("ip") == 0


def test_few_different_words_are_a_list_and_many_are_none():
    assert Values(("b", "a", "b"), 3).words == ("a", "b")
    assert Values(tuple(f"w{i}" for i in range(13)), 13).words == ()
    assert Values(("x" * 41,), 1).words == ()
    assert len(Values(tuple(f"w{i % 50}" for i in range(1000)), 1000).words) == 50


def test_check_digits_are_counted_where_there_are_any():
    assert Values(("990101199001010017", "99010119900101000X"), 2).right_digits in (0.0, 0.5, 1.0)
    assert Values(("10.1.1.7",), 1).right_digits == 0


@given(st.text())
def test_a_sketch_holds_no_letter_or_digit_but_its_own(text):
    assert not {sign for sign in sketch(text) if sign.isalnum()} - set("9a字") - {"…"}


@given(st.text(max_size=30))
def test_any_text_can_be_looked_at(text):
    assert all(test(text) in (True, False) for test in TESTS.values())
