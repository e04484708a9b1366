"""A million rows through every step, beside the same work by hand; `make bench` prints it."""

import resource
import time

import duckdb
import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.synth.bulk import telecom_rows

ROWS = 1_000_000
SETTINGS = """
[sources.crm]
connector = "telecom_crm"
path = "crm.csv"
org = "carrier"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("bench")
    telecom_rows(place / "crm.csv", ROWS)
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text(SETTINGS, encoding="utf-8")
    return place


def by_hand(folder, key) -> float:
    """iconv, one COPY to zstd Parquet, and the tokens of the distinct keys."""
    begun = time.perf_counter()
    plain = folder / "plain.csv"
    with (
        (folder / "crm.csv").open(encoding="gb18030", newline="") as raw,
        plain.open("w", encoding="utf-8", newline="") as text,
    ):
        while piece := raw.read(1 << 24):
            text.write(piece)
    copied = folder / "plain.parquet"
    query = f"COPY (FROM read_csv('{plain}', all_varchar=true)) TO '{copied}' (CODEC zstd)"
    duckdb.execute(query)
    for column in ("工号", "查询号码", "客户证件号", "工单号", "来电流水号", "审批人"):
        for (value,) in duckdb.execute(f'SELECT DISTINCT "{column}" FROM "{copied}"').fetchall():
            key.token("key", value or "")
    return time.perf_counter() - begun


@pytest.mark.benchmark
def test_a_million_rows(folder) -> None:
    with pipeline.opened(settings.read(folder / "leakwatch.toml")) as house:
        floor = by_hand(folder, house.key)
        took, steps = {}, (pipeline.ingest, pipeline.derive, pipeline.detect, pipeline.rings)
        for step in steps:
            begun = time.perf_counter()
            step(house)
            took[step.__name__] = time.perf_counter() - begun
        begun = time.perf_counter()
        pipeline.run(house)
        took["again"] = time.perf_counter() - begun
    print(f"\nby hand {floor:.1f} s; " + "; ".join(f"{k} {v:.1f} s" for k, v in took.items()))
    print(f"ingest {ROWS / took['ingest']:,.0f} rows/s, {took['ingest'] / floor:.2f} × by hand")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3_000_000
