"""What rings are found from is counted on a cluster as on one machine."""

from __future__ import annotations

import pandas as pd
import pytest

from leakwatch.rings import dealt
from leakwatch.rings.joining import seen_by
from leakwatch.rings.overlap import first_days, overlap, shared_people
from leakwatch.rings.victims import Victims

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]


def tables(evidence, ring):
    """Everything the search asks an engine for, by name, in one order."""
    pairs, members = evidence.pairs, sorted(ring)
    counted = overlap(pairs)
    asked = {
        "actors": counted.actors, "degrees": counted.degrees, "shared": counted.shared,
        "met": shared_people(pairs, members), "began": first_days(pairs, members, ["s6000004"]),
    }  # fmt: skip
    frames = {name: table.to_pandas() for name, table in asked.items()}
    frames["joining"] = seen_by(evidence, [frozenset(members[:3])])
    frames["dealt"] = dealt.table(pairs, members, all_looks=False)
    frames["seen"] = Victims(evidence).seen
    return {
        name: frame.sort_values(list(frame.columns), ignore_index=True).astype("str")
        for name, frame in frames.items()
    }


def test_the_tables_of_a_small_office_on_spark(office, leads, small_spark):
    made = office(9, accounts=60, daily=3)
    ring = made.plant(4)
    told = made.tell(leads=leads([f"s{6 * 10**6 + 4 + number}" for number in range(12)]))
    there = type(told)(
        small_spark.table(told.pairs.to_pyarrow()), told.suspicion,
        leads=small_spark.table(told.leads.to_pyarrow()),
    )  # fmt: skip
    here, beyond = tables(told, ring), tables(there, ring)
    assert all(len(frame) for frame in here.values())
    for name, frame in here.items():
        pd.testing.assert_frame_equal(beyond[name], frame)
