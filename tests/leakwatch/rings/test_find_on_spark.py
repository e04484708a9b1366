"""A cluster finds the rings one machine finds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from leakwatch.engine.spark import Spark
from leakwatch.rings.find import find

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[1]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    engine = Spark()
    session.conf.set("spark.sql.shuffle.partitions", "1")
    yield engine
    session.stop()


def test_the_rings_of_a_small_office_on_spark(office, leads, spark):
    made = office(9, accounts=60, daily=3)
    ring = made.plant(4)
    victims = [f"s{6 * 10**6 + 4 + number}" for number in range(12)]
    told = made.tell(leads=leads(victims))
    there = replace(
        told, pairs=spark.table(told.pairs.to_pyarrow()), leads=spark.table(told.leads.to_pyarrow())
    )
    here, beyond = find(told), find(there)
    assert ring in here.together.values()
    pd.testing.assert_frame_equal(beyond.members, here.members)
    pd.testing.assert_frame_equal(beyond.ties, here.ties)
