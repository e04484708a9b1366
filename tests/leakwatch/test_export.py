"""Exported tables: no cell is a formula to a spreadsheet, whoever wrote it."""

import csv
from datetime import UTC, date, datetime

import pandas as pd
import pyarrow as pa
import pytest

from leakwatch import store
from leakwatch.alerts import raise_alerts
from leakwatch.export import export, guarded
from leakwatch.findings import FINDINGS
from leakwatch.store.rings import COLUMNS, save_rings
from leakwatch.store.ties import COLUMNS as TIES

AT, DAY = datetime(2026, 3, 7, tzinfo=UTC), date(2026, 3, 6)
SIGNS = "=+-@\t\r\n＝＋－＠"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def opened(tmp_path):
    """A store in which logs and people have written formulas wherever they can."""
    with store.open(f"sqlite:///{tmp_path / 'made.db'}") as made:
        found = pd.DataFrame([("a", DAY, "bulk", 0.9, 0.001, FORMULA, 3, None),
                              ("b", DAY, "bulk", 0.9, 0.001, "-", 3, FORMULA)],
                             columns=list(FINDINGS))  # fmt: skip
        days = pd.DataFrame([(one, "@org", "+branch", "\tcrm", DAY) for one in "ab"],
                            columns=["actor", "org", "branch", "source", "day"])  # fmt: skip
        raise_alerts(made, found, days, _exposed, now=AT)
        members = [("R1", 0.001, one, "actor", "inside", "source", FORMULA, 0.004)
                   for one in ("a", FORMULA)]  # fmt: skip
        for some in (members[:1], members):
            kept = pd.DataFrame(some, columns=COLUMNS)
            save_rings(made, kept, pd.DataFrame(columns=TIES), now=AT)
        yield made


def _exposed(asked):
    return pd.DataFrame({"actor": asked["actor"].unique(), "subjects": 1, "records": 1})


@pytest.mark.parametrize("what", ["alerts", "findings", "rings", "changes"])
def test_a_spreadsheet_takes_no_cell_of_a_table_for_a_formula(opened, tmp_path, what):
    place = tmp_path / f"{what}.csv"
    assert export(what, place, None, opened, who="shell:x") > 0
    with place.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in list(csv.reader(file))[1:] for cell in row]
    assert [cell for cell in cells if cell and cell[0] in SIGNS] == []
    assert [cell for cell in cells if cell[:1] == "'"]


def test_other_endings_say_what_is_said(opened, tmp_path):
    place = tmp_path / "alerts.jsonl"
    export("alerts", place, None, opened, who="shell:x")
    assert '"@org"' in place.read_text("utf-8")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_only_text_that_begins_with_a_sign_is_marked(kind):
    plain = ["", "1=1", "'=1", "a-b", " =1", None, "王"]
    marked = [f"{sign}1" for sign in SIGNS]
    given = pa.record_batch({"text": pa.array(plain + marked, kind), "n": [-1] * 18})
    told = guarded(given).to_pydict()
    assert told == {"text": plain + [f"'{one}" for one in marked], "n": [-1] * 18}
