"""Between the inbox and notebooks: a filled one goes out, a table of tokens comes back."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from leakwatch.errors import ConfigError
from leakwatch.notebook.exhibit import MOST_ROWS, exhibit
from leakwatch.notebook.matter import Matter
from leakwatch.store import matters, trail, users
from leakwatch.store.rings import save_rings

PHONE, ID_NO = "10000000001", "99010119900101000X"

MEMBERS = ["ring", "p", "member", "kind", "side", "role", "because", "permutation_p"]
TIES = ["ring", "a", "b", "kind", "because", "shared", "expected", "p"]


def ringed(store, actors):
    members = [("R1", 1e-6, one, "actor", "inside", "source", "nine", 0.001) for one in actors]
    ties = [("R1", actors[0], one, "people", "the same", 9.0, 0.5, 1e-6) for one in actors[1:]]
    save_rings(store, pd.DataFrame(members, columns=MEMBERS), pd.DataFrame(ties, columns=TIES),
               now=datetime(2026, 3, 20, tzinfo=UTC))  # fmt: skip


@pytest.fixture
def frame(inbox):
    return pd.DataFrame({
        "actor": list(inbox.accounts.values())[:3], "people": [40, 30, 2],
        "share": [0.5, None, 0.25], "said": ["=HYPERLINK(1)", "<b>", "ok"],
    })  # fmt: skip


@pytest.fixture
def matter(inbox):
    with inbox.store.writing() as session:
        one = matters.open_matter(session, "one", "ines")
        matters.add_item(session, one, "A2", "ines")
    return Matter.of(inbox.store, users.named(inbox.store, "ines"), "M1")


def test_a_table_comes_back_on_the_page_as_a_file_and_in_the_papers(inbox, matter, frame):
    number = matter.add_evidence(frame, note="looked up at night")
    pd.testing.assert_frame_equal(matter.table(number), frame, check_dtype=False)
    ines = inbox.as_("ines")
    page = ines.get("/matters/M1").text
    assert "looked up at night" in page
    assert "&lt;b&gt;" in page
    [told] = ines.get("/api/v1/matters/M1").json()["evidence"]
    assert (told["rows"], told["added_by"], told["columns"]) == (3, "ines", [*frame])
    sheet = ines.get(f"/matters/M1/evidence/{number}.csv")
    assert sheet.headers["content-disposition"].startswith("attachment")
    assert sheet.text.splitlines()[1].endswith(",40,0.5,'=HYPERLINK(1)")
    bundle = zipfile.ZipFile(BytesIO(ines.get("/matters/M1/bundle.zip").content))
    assert bundle.read(f"notebooks/E{number}.csv") == sheet.content
    assert told["sha256"] in bundle.read("notebooks.csv").decode()
    assert ines.get("/matters/M1/casefile.docx").status_code == 200
    with inbox.store.reading() as session:
        [row] = [one for one in trail.rows(session) if one.what == "evidence_added"]
    said = json.loads(row.details)
    assert (row.who, row.whom, said["sha256"]) == ("ines", "M1", told["sha256"])


def test_a_matter_takes_tables_of_those_who_may_work_on_it(inbox, matter, frame):
    store = inbox.store
    for name in ("ana", "aude", "adam"):
        with pytest.raises(ConfigError, match="works on no matters"):
            Matter.of(store, users.named(store, name), "M1")
        assert inbox.as_(name).get("/matters/M1/evidence/1.csv").status_code == 403
        assert inbox.as_(name).get("/matters/M1/notebook.ipynb").status_code == 403
    with pytest.raises(ConfigError, match="worked on by somebody"):
        Matter.of(store, None, "M1")
    with pytest.raises(ConfigError, match="no matter 'M2'"):
        Matter.of(store, users.named(store, "ines"), "M2")
    with store.writing() as session:
        session.get(matters.Matter, "M1").status = "closed"
    with pytest.raises(ConfigError, match="no open matter"):
        matter.add_evidence(frame, note="late")


@pytest.mark.parametrize("column", [
    [PHONE], [int(PHONE)], [float(PHONE), None], [f"rang +86 {PHONE} twice"], ["0571-88888888"],
    [ID_NO], ["110105491231002"], ["１００００００００１２"], [["nested", PHONE]],
    [np.array(["nested", PHONE])],
])  # fmt: skip
def test_what_shows_a_person_in_plain_is_refused_and_not_repeated(column):
    with pytest.raises(ConfigError, match="in plain") as refused:
        exhibit(pd.DataFrame({"x": column}), "note")
    assert PHONE not in str(refused.value)


@pytest.mark.parametrize(("frame", "note", "said"), [
    (pd.DataFrame({"actor": ["G001"]}), "n", "takes tokens"),
    (pd.DataFrame({"n": [1]}, index=pd.Index(["G001"], name="actor")), "n", "takes tokens"),
    (pd.DataFrame({PHONE: [1]}), "n", "in plain"),
    (pd.DataFrame({"n": [1]}), f"see {PHONE}", "in plain"),
    (pd.DataFrame({"n": [1]}), " ", "a note"),
    (pd.DataFrame({"n": range(MOST_ROWS + 1)}), "n", "rows of"),
    (pd.DataFrame({"n": ["x" * 501]}), "n", "letters"),
    (pd.DataFrame({f"c{n}": ["x" * 499] * 100 for n in range(12)}), "n", "KiB"),
    (pd.DataFrame({"n": []}), "n", "empty"),
    (pd.DataFrame([[1, 2]], columns=["n", "n"]), "n", "one name"),
])  # fmt: skip
def test_what_nobody_reads_beside_a_matter_is_refused(frame, note, said):
    with pytest.raises(ConfigError, match=said):
        exhibit(frame, note)


def test_numbers_moments_and_tokens_are_no_identifiers():
    frame = pd.DataFrame({
        "subject": ["0123456789abcdef" * 2, None], "at": pd.Timestamp("2026-03-12 09:30", tz="UTC"),
        "p": [0.10000000001, float("nan")], "bytes": [20_000_000_000, 1_773_301_234_567],
        "said": ["20260312093000", "R12: 412 people, 91 %"],
    })  # fmt: skip
    found = exhibit(frame, "fine")
    assert json.loads(found.lines[0]) == [
        "0123456789abcdef" * 2, "2026-03-12T09:30:00+00:00", 0.10000000001, 20_000_000_000,
        "20260312093000",
    ]  # fmt: skip
    assert json.loads(found.lines[1])[2] is None
    assert exhibit(frame, "fine").digest == found.digest
    assert exhibit(frame.head(1), "fine").digest != found.digest


def test_a_notebook_that_the_inbox_fills_runs_and_is_on_the_trail(shared_inbox, monkeypatch):
    inbox, store = shared_inbox, shared_inbox.store
    actor = inbox.accounts["G002"]
    ringed(store, list(inbox.accounts.values())[1:4])
    with store.writing() as session:
        one = matters.open_matter(session, "one", "ines")
        matters.add_item(session, one, "R1", "ines")
    monkeypatch.setenv("LEAKWATCH_SETTINGS", inbox.desk.settings.place("leakwatch.toml"))
    ines, told = inbox.as_("ines"), {}
    for place in ("/alerts/A2", "/rings/R1", f"/actors/{actor}", "/matters/M1"):
        assert f'href="{place}/notebook.ipynb"' in ines.get(place).text
        answer = ines.get(f"{place}/notebook.ipynb")
        assert answer.headers["content-disposition"].endswith(".ipynb")
        cells = answer.json()["cells"]
        assert not any(one.get("outputs") for one in cells)
        told[place] = {}
        for one in cells:
            if one["cell_type"] == "code":
                exec("".join(one["source"]), told[place])
    assert set(told["/alerts/A2"]["events"].to_pandas()["actor"]) == {actor}
    assert told["/matters/M1"]["matter"].title == "one"
    for names in told.values():
        names["lw"].close()
    with store.reading() as session:
        said = [json.loads(one.details) for one in trail.rows(session) if one.what == "exported"]
    assert [one["of"] for one in said] == ["A2", "R1", actor, "M1"]
    # nobody is led to himself
    for place in (f"/actors/{inbox.accounts['G001']}", "/alerts/A1"):
        assert inbox.as_("mo").get(f"{place}/notebook.ipynb").status_code == 404
