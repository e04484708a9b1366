"""The same files give the same facts on DuckDB and on a local Spark, through a real lake."""

import shutil
from pathlib import Path

import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.features.columns import DAYS, DEEDS, PAIRS

GOLDEN = Path(__file__).parents[2] / "golden"
SETTINGS = """
[engine]
name = "{engine}"
[sources.crm]
connector = "telecom_crm"
path = "telecom_crm.csv"
org = "c"
[sources.audit]
connector = "hospital_fhir"
path = "hospital_fhir.ndjson"
org = "c"
[context.cases]
path = "cases.csv"
org = "c"
[context.staff]
path = "staff.csv"
org = "c"
[context.roster]
path = "roster.csv"
org = "c"
"""


@pytest.mark.spark
def test_duckdb_and_spark_take_in_and_count_the_same(tmp_path, small_spark) -> None:
    for name in ("telecom_crm", "hospital_fhir", "cases", "staff", "roster"):
        raw = next((GOLDEN / name).glob("raw.*"))
        shutil.copy(raw, tmp_path / f"{name}{'.ndjson' if name == 'hospital_fhir' else '.csv'}")
    tokens.new(tmp_path / "leakwatch.key")
    told = {}
    for engine in ("duckdb", "spark"):
        (tmp_path / "leakwatch.toml").write_text(SETTINGS.format(engine=engine), encoding="utf-8")
        shutil.rmtree(tmp_path / "lake", ignore_errors=True)
        with pipeline.opened(settings.read(tmp_path / "leakwatch.toml")) as house:
            small_spark.session.conf.set("spark.sql.shuffle.partitions", "1")
            batches = pipeline.ingest(house).batches
            assert pipeline.derive(house) > 0
            rows = {
                name: sorted(
                    map(repr, house.lake.engine.arrow(house.lake.read(name, columns)).to_pylist())
                )
                for name, columns in (("days", DAYS), ("pairs", PAIRS), ("deeds", DEEDS))
            }
            told[engine] = ([batch.row() for batch in batches], rows)
    assert told["duckdb"][1]["days"]
    assert told["duckdb"] == told["spark"]
