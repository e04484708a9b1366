"""Nobody's phone, number, name or account stands in anything that ingest leaves behind."""

import csv
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.leakwatch_trail import PROGRAMS
from leakwatch import plugins
from leakwatch.ingest.meanings import IDENTITIES

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = plugins.connectors()
#: columns of the raw files that name people, or what belongs to them
PEOPLE = (
    "工号", "操作员姓名", "姓名", "被查询人姓名", "查询号码", "客户证件号", "证件号码",
    "被查询人手机", "查询申请人",
    "内部授权人", "查询员", "审批人", "工单号", "来电流水号", "业务申请编号", "手机", "证件号",
    "住址", "主管工号", "单号",
    "客户手机", "业务键", "受理工号", "投诉人手机", "投诉人证件号", "对方联系方式", "摘要", "甲",
    "乙",
)  # fmt: skip
#: places and devices stay as they are; a few digits may stand in a token by chance
PLAIN = re.compile(r"[0-9a-f]{4,6}$|合计：|Location/|(?:[0-9A-F]{2}-){5}|(?:\d+\.){3}\d+")
#: shorter ones occur by chance in a token, or are words of a table
LEAST = 4


def named(path):
    """Values of the columns of a raw file with a header that name people."""
    text = path.read_bytes()
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = text.decode("gb18030").splitlines()
    delimiter = "|" if any(line.count("|") > 3 for line in lines) else ","
    header = next((line for line in lines if set(line.split(delimiter)) & set(PEOPLE)), "")
    places = [at for at, name in enumerate(header.split(delimiter)) if name in PEOPLE]
    rows = [line.split(delimiter) for line in lines if line != header]
    return [row[at] for row in rows for at in places if at < len(row)]


def identifiers(folder, table):
    """Every value of a golden file that names somebody, as written and bare."""
    [raw] = folder.glob("raw.*")
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        said = list(csv.DictReader(file))
    found = [row[column] for row in said for column in IDENTITIES[table] if row.get(column)]
    found += [value.rpartition("/")[2] for value in found]
    if raw.suffix == ".csv":
        found += named(raw)
    bare = [re.sub(r'^[\s\'="]+|["\s]+$|^\+?86[ -]?', "", value) for value in found]
    digits = [re.sub(r"\D", "", value) for value in bare]
    said = {*found, *bare, *(value for value in digits if len(value) > 6)}
    # what our own programs do is not done by people
    people = said - set(PROGRAMS)
    return {value for value in people if len(value) >= LEAST and not PLAIN.match(value)}


def columns(lake):
    """Every value of every column of every Parquet file of a lake, as text."""
    for place in lake.rglob("*.parquet"):
        table = pq.read_table(place, partitioning=None)
        for column in table.columns:
            yield from map(str, column.cast(pa.string()).unique().to_pylist())


@pytest.fixture(scope="module")
def left(tmp_path_factory, duckdb_engine):
    """What ingest leaves of all golden files: text of columns, bytes of files, what it says."""
    from leakwatch import settings, tokens
    from leakwatch.ingest.sources import ingest
    from leakwatch.lake import Lake

    folder = tmp_path_factory.mktemp("secrets")
    tokens.new(folder / "leakwatch.key")
    parts = []
    for name in NAMES:
        [raw] = (GOLDEN / name).glob("raw.*")
        section = "sources" if plugins.connector(name).table == "events" else "context"
        parts.append(f'[{section}.{name}]\npath = "{raw}"\norg = "golden"\n')
        (folder / f"broken_{raw.name}").write_bytes(raw.read_bytes()[:-3] + b"\xff\xff\n")
        parts.append(f'[{section}.broken_{name}]\nconnector = "{name}"\norg = "golden"\n'
                     f'path = "broken_{raw.name}"\n')  # fmt: skip
    (folder / "leakwatch.toml").write_text("\n".join(parts))
    said = settings.read(folder / "leakwatch.toml")
    lake = Lake(str(folder / "lake"), duckdb_engine)
    result = ingest(said, lake, duckdb_engine, tokens.load(said))
    assert len(result.batches) == len(NAMES)
    assert len(result.refused) >= 1
    values = set(columns(folder / "lake"))
    values |= {str(error) for error in result.refused}
    values |= {repr(batch) for batch in result.batches}
    data = [p.read_bytes() for p in (folder / "lake").rglob("*") if p.is_file()]
    return values, data


@pytest.mark.parametrize("name", NAMES)
def test_no_identifier_of_a_golden_file_is_left_behind(left, name):
    values, data = left
    secrets = identifiers(GOLDEN / name, plugins.connector(name).table)
    assert secrets
    whole = "\n".join(values)
    assert [secret for secret in secrets if secret in whole] == []
    assert [secret for secret in secrets if any(secret.encode() in part for part in data)] == []


def test_the_scan_sees_what_is_there(left):
    values, _ = left
    assert {"golden", "view", "telecom_crm"} <= values
    assert any("blank" in value or "unreadable" in value for value in values)
