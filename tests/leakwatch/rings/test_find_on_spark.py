"""A cluster finds the rings one machine finds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from leakwatch.rings.find import find

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


def test_the_rings_of_a_small_office_on_spark(office, leads, small_spark):
    made = office(9, accounts=60, daily=3)
    ring = made.plant(4)
    victims = [f"s{6 * 10**6 + 4 + number}" for number in range(12)]
    told = made.tell(leads=leads(victims))
    there = replace(
        told,
        pairs=small_spark.table(told.pairs.to_pyarrow()),
        leads=small_spark.table(told.leads.to_pyarrow()),
    )
    here, beyond = find(told), find(there)
    assert ring in here.together.values()
    pd.testing.assert_frame_equal(beyond.members, here.members)
    pd.testing.assert_frame_equal(beyond.ties, here.ties)
