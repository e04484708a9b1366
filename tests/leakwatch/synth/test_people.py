"""The population: nobody real, families, unequal fame."""

from __future__ import annotations

import pytest

from leakwatch.synth.dice import dice
from leakwatch.synth.people import CHECKS, WEIGHTS, population, wrong_id


@pytest.fixture(scope="module")
def people():
    return population(3, 0.05, towns=4)


def test_phones_are_of_the_range_no_carrier_assigns(people):
    assert all(len(phone) == 11 and phone.startswith("100") for phone in people.phone)


def test_no_id_number_has_the_right_check_digit(people):
    for number in people.id_no:
        total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
        assert number[17] != CHECKS[total % 11]
        assert len(number) == 18


@pytest.mark.parametrize("slip", range(1, 11))
def test_a_known_number_never_comes_out_right(slip):
    assert wrong_id("11010519491231002", slip) != "11010519491231002X"


def test_families_share_a_phone_and_people_without_family_do_not(people):
    shared = len(people) - len(set(people.phone))
    assert 0.08 < shared / len(people) < 0.2


def test_people_are_customers_of_several_organisations(people):
    several = people.customer["carrier"] & people.customer["lender"] & people.customer["hospital"]
    assert several.sum() > 200


def test_unused_phones_belong_to_nobody(people):
    assert not set(people.unused_phones(dice(1), 500)) & set(people.phone)


def test_record_numbers_are_different(people):
    assert len(set(people.record)) == len(people)
