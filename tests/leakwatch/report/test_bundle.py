"""The evidence bundle: the same bytes twice, every line derived again, nothing touched unseen."""

import csv
import gzip
import hashlib
import io
import json
import re
import zipfile

import pytest

from leakwatch import export, norm, tokens
from leakwatch.errors import ConfigError
from leakwatch.report import handing
from leakwatch.report.checking import check
from leakwatch.report.lines import digests
from leakwatch.report.sheets import LEFT_OUT, sheet
from leakwatch.store import matters, tracks, trail
from leakwatch.store.chain import Head, Row

PHONE = re.compile(rb"100\d{8}")


@pytest.fixture(scope="module")
def whole(matter, tmp_path_factory):
    """A bundle with the raw logs."""
    place = tmp_path_factory.mktemp("bundle") / "M1.zip"
    return matter.made(place, matter.ask("bundle", raw=True, reason="order 17"))


@pytest.fixture(scope="module")
def bare(matter, tmp_path_factory):
    """A bundle without them."""
    return matter.made(tmp_path_factory.mktemp("bundle") / "M1.zip", matter.ask("bundle"))


def files(place):
    with zipfile.ZipFile(place) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def table(data):
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name.partition(" ")[0]: value for name, value in row.items()} for row in rows]


def test_the_same_request_gives_the_same_bytes_whatever_is_said_after_it(matter, whole, tmp_path):
    number = json.loads(files(whole)["method.json"])["asked"]["entry"]
    with matter.house.store.writing() as session:
        made = matters.named(session, "M1")
        matters.hold(session, made, "R1", "ines", "later")
        answered(session, made, matter, "later", "explained", "missing")
    request = handing.again(matter.house.store, "M1", number, "bundle")
    assert matter.made(tmp_path / "again.zip", request).read_bytes() == whole.read_bytes()
    with matter.house.store.writing() as session:
        # the other tests read of it what was said first
        answered(session, made, matter, "what for?", "stands", "met")


def answered(session, made, matter, said, decided, state):
    tracks.answer_account(session, made, matter.accounts["G001"], "ines", asked=said,
                          decided=decided, reason="no ticket")  # fmt: skip
    tracks.answer_duty(session, made, "logs", "ines", state=state, text="kept a year")


def test_another_request_tells_another_moment_and_entry(matter, whole, bare):
    assert files(whole)["manifest.csv"] != files(bare)["manifest.csv"]
    with pytest.raises(ConfigError, match="asks for no casefile of M1"):
        handing.again(matter.house.store, "M1", 1, "casefile")
    with pytest.raises(ConfigError, match="no matter M9"):
        handing.ask(matter.house.store, "M9", "ines", "bundle")


def test_raw_logs_are_byte_for_byte_as_they_were_delivered(matter, whole):
    place = matter.house.lake.path.parent
    delivered = {hashlib.sha256(one.read_bytes()).hexdigest() for one in place.glob("crm*")}
    kept = {hashlib.sha256(data).hexdigest(): path
            for path, data in files(whole).items() if path.startswith("raw/")}  # fmt: skip
    assert set(kept) == delivered
    assert all(path.startswith(f"raw/{digest[:16]}-crm_03") for digest, path in kept.items())


def test_every_line_is_derived_again_and_says_whose_and_of_whom_it_is(matter, whole):
    found, names = files(whole), {token: who for who, token in matter.accounts.items()}
    raw = {hashlib.sha256(data).hexdigest(): data
           for path, data in found.items() if path.startswith("raw/")}  # fmt: skip
    rows = table(found["evidence.csv"])
    assert len(rows) == 2 * 2 * 40
    for row in rows:
        data = raw[row["file_sha256"]]
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        line = data.split(b"\n")[int(row["line"]) - 1].rstrip(b"\r")
        assert hashlib.sha256(line).hexdigest() == row["line_sha256"]
        cells = line.decode("gb18030" if b"\xcd\xf5" in data else "utf-8").split(",")
        assert cells[0] == names[row["account"]]
        assert cells[2].startswith(row["day"])
        assert tokens.read_token(matter.house.key, "phone", cells[4]) == row["phone"]


def test_every_finding_names_its_rows_of_evidence(whole):
    found = files(whole)
    rows = table(found["evidence.csv"])
    said = table(found["findings.csv"])
    assert [one["finding"] for one in said] == [f"F{n}" for n in range(1, 9)]
    for one in said:
        mine = [row for row in rows if one["finding"] in row["findings"].split(";")]
        assert len(mine) == int(one["evidence_rows"]) == 40
        assert {(row["account"], row["day"]) for row in mine} == {(one["account"], one["day"])}


def test_every_row_of_a_file_is_accounted_for_and_what_was_set_aside_named(whole):
    found = files(whole)
    for row in table(found["parse_report.csv"]):
        skipped = sum(int(row[name]) for name in ("titles", "headers", "totals", "blanks",
                                                  "duplicates", "dropped"))  # fmt: skip
        kept = int(row["events"]) - int(row["exploded"]) + int(row["quarantined"])
        assert int(row["rows"]) == kept + skipped
        assert row["original"] == row["path"]
    aside = table(found["quarantine.csv"])
    assert len(aside) == 2
    assert all(row["reason"] for row in aside)


def test_people_are_counted_once_and_what_was_dropped_is_told(matter, whole):
    rows = {row["scope"]: row for row in table(files(whole)["counting.csv"])}
    assert rows["all"]["looks"] == "160"
    assert (rows["all"]["least"], rows["all"]["most"]) == ("0", "160")
    assert rows[matter.accounts["G001"]]["most"] == "80"
    assert (rows["A1"]["least"], rows["A1"]["most"], rows["A1"]["masked"]) == ("39", "40", "1")


def test_the_method_tells_program_settings_thresholds_and_rules(whole):
    found = files(whole)
    said = json.loads(found["method.json"])
    assert said["law"]["records"] == {str(tier): count for tier, count in norm.RECORDS.items()}
    assert {"rules/bulk_lookup.py", "rules/no_case.py"} <= set(found)
    assert b"class BulkLookup" in found["rules/bulk_lookup.py"]


def test_the_trail_in_it_is_of_the_matter_alone_and_ends_with_the_request(matter, whole):
    entries = [json.loads(line) for line in files(whole)["trail.jsonl"].splitlines()]
    named = {"M1", "A1", "A2", "R1", *matter.accounts.values()}
    assert {one["whom"] for one in entries} <= named
    assert entries[-1]["what"] == "export_asked"
    assert json.loads(entries[-1]["details"]) == {
        "what": "bundle",
        "raw": True,
        "reason": "order 17",
    }


def test_the_trail_tells_which_bundle_was_handed_out(matter, whole):
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    with matter.house.store.reading() as session:
        told = [json.loads(row.details) for row in trail.rows(session) if row.what == "exported"]
    assert next(one["raw"] for one in told if one["sha256"] == digest) is True


def test_without_the_raw_logs_nobody_is_named_and_no_digest_tells_of_a_line(bare):
    found = files(bare)
    assert not [path for path in found if path.startswith("raw/")]
    assert [path for path, data in found.items() if PHONE.search(data)] == []
    rows = table(found["evidence.csv"])
    assert {row["reason"] for row in rows} == {"", LEFT_OUT}
    assert {row["line_sha256"] for row in rows} == {""}
    assert {row["line_kind"] for row in rows} == {"the raw logs are not in this bundle"}
    assert all(len(row["file_sha256"]) == 64 for row in rows)


def test_words_of_logs_name_nobody_and_numbers_stay_numbers():
    import pyarrow as pa

    said = {"file": ["10000000001.csv", "b.csv"], "place": ["10.31.3.141", None], "bytes": ["", ""],
            "session": ["20260312110000001", "99010119800101101X"]}  # fmt: skip
    told = pa.table(said).set_column(2, "bytes", pa.array(["10000000001", "1"]))
    rows = table(b"".join(sheet(dict.fromkeys(said, ""), told)))
    assert [row["file"] for row in rows] == [LEFT_OUT, "b.csv"]
    assert [row["place"] for row in rows] == ["10.31.3.141", ""]
    assert [row["bytes"] for row in rows] == ["10000000001", "1"]
    assert [row["session"] for row in rows] == ["20260312110000001", LEFT_OUT]


def test_it_says_lead_material_and_the_forms_are_blank(whole):
    found = files(whole)
    assert "线索材料" in found["README.txt"].decode()
    assert "guilt" not in found["README.txt"].decode()
    from docx import Document

    form = Document(io.BytesIO(found["forms/extraction_record.docx"]))
    assert form.paragraphs[0].text.startswith("电子数据提取笔录")
    assert {row.cells[1].text for row in form.tables[0].rows[1:]} == {""}
    listed = Document(io.BytesIO(found["forms/data_list.docx"])).tables[0]
    assert {cell.text for row in listed.rows[1:] for cell in row.cells} == {""}


def test_no_cell_is_a_formula(whole):
    found = files(whole)
    cells = [value for path, data in found.items() if path.endswith(".csv") and "/" not in path
             for row in table(data) for value in row.values()]  # fmt: skip
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")] == []


def test_no_cell_of_exported_events_is_either(matter, tmp_path):
    place = tmp_path / "events.csv"
    export.export("events", place, matter.house.lake, matter.house.store, who="shell:x")
    cells = [value for row in table(place.read_bytes()) for value in row.values()]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t")] == []


def test_a_bundle_nobody_touched_is_whole(whole, bare):
    told = check(whole)
    assert told.flaws == []
    assert (told.files, told.lines) == (len(files(whole)), 160)
    assert told.digest == hashlib.sha256(whole.read_bytes()).hexdigest()
    assert check(bare).flaws == []
    assert check(whole, {"printed": told.head}).flaws == []


def remade(place, into, changed, mode="x"):
    """A copy in which some files say something else; None takes one out."""
    with zipfile.ZipFile(into, mode) as packed:
        for path, data in (files(place) | changed).items():
            if data is not None:
                packed.writestr(path, data)
    return check(into)


def summed(place, changed):
    """The same, its list of digests made anew."""
    found = {path: data for path, data in (files(place) | changed).items() if data is not None}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n"
             for path, data in found.items() if path != "manifest.sha256"]  # fmt: skip
    return changed | {"manifest.sha256": "".join(lines).encode()}


@pytest.mark.parametrize("path", ["findings.csv", "README.txt", "method.json", "evidence.csv"])
def test_a_file_that_says_something_else_is_found(whole, tmp_path, path):
    told = remade(whole, tmp_path / "b.zip", {path: files(whole)[path] + b" "})
    assert (path, "is not what its digest says") in told.flaws


@pytest.mark.parametrize("path", ["findings.csv", "trail.jsonl", "manifest.csv", "manifest.sha256"])
def test_a_file_taken_out_is_found_though_the_list_was_made_anew(whole, tmp_path, path):
    anew = {} if path == "manifest.sha256" else summed(whole, {path: None})
    told = remade(whole, tmp_path / "b.zip", anew | {path: None})
    assert (path, "is not there") in told.flaws


def test_a_file_put_in_is_found(whole, tmp_path):
    told = remade(whole, tmp_path / "b.zip", {"raw/other.csv": b"x"})
    assert ("raw/other.csv", "is not in manifest.sha256") in told.flaws


def test_a_raw_line_changed_is_found_though_the_list_was_made_anew(whole, tmp_path):
    found = files(whole)
    path = next(path for path in found if path.endswith("crm_0312.csv"))
    other = {path: found[path].replace(b"09:00", b"09:01")}
    told = remade(whole, tmp_path / "b.zip", summed(whole, other))
    assert any(said.startswith("rests on a file that is not there") for _, said in told.flaws)


def test_a_digest_of_a_line_changed_is_found_though_all_lists_were_made_anew(whole, tmp_path):
    found = files(whole)
    row = table(found["evidence.csv"])[0]
    said = found["evidence.csv"].replace(row["line_sha256"].encode(), b"0" * 64, 1)
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (found["evidence.csv"], said))
    listed = found["manifest.csv"].replace(old, new)
    told = remade(whole, tmp_path / "b.zip",
                  summed(whole, {"evidence.csv": said, "manifest.csv": listed}))  # fmt: skip
    assert next(said for path, said in told.flaws if path == "evidence.csv").startswith("line ")


def test_an_entry_of_the_trail_edited_or_moved_is_found(whole, tmp_path):
    lines = files(whole)["trail.jsonl"].splitlines(keepends=True)
    edited = b"".join(lines).replace(b"order 17", b"order 18")
    told = remade(whole, tmp_path / "b.zip", summed(whole, {"trail.jsonl": edited}))
    assert any(said.endswith("was edited") for path, said in told.flaws if path == "trail.jsonl")
    moved = b"".join([lines[1], lines[0], *lines[2:]])
    told = remade(whole, tmp_path / "c.zip", summed(whole, {"trail.jsonl": moved}))
    assert any("stands after" in said for path, said in told.flaws if path == "trail.jsonl")


def test_a_head_kept_elsewhere_tells_that_the_trail_is_another(whole):
    head = check(whole).head
    told = check(whole, {"printed": Head(head.number, "0" * 64)})
    assert told.flaws == [("trail.jsonl", f"entry {head.number} is not the one that printed knows")]
    assert check(whole, {"here": head, "there": Head(10**6, head.hash)}).held == {"here"}


def test_what_was_packed_is_not_unpacked(whole, tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files(whole).items():
            packed.writestr(path, data)
    assert ("README.txt", "is packed, where a bundle stores") in check(tmp_path / "b.zip").flaws


@pytest.mark.parametrize("raw", [
    b"\x1f\x8b\x08\x00junkjunkjunk", b"\x1f\x8b\x99", gzip.compress(b"a\n" * 99, mtime=0)[:-9],
    b"\x28\xb5\x2f\xfdjunkjunk",
])  # fmt: skip
def test_a_raw_file_whose_packing_is_broken_is_a_flaw_and_no_crash(bare, tmp_path, raw):
    rests = f"file_sha256 x,line x,line_sha256 x\n{hashlib.sha256(raw).hexdigest()},1,{'0' * 64}\n"
    changed = {"raw/a.gz": raw, "evidence.csv": rests.encode()}
    told = remade(bare, tmp_path / "b.zip", summed(bare, changed))
    [said] = [said for path, said in told.flaws if path == "raw/a.gz" and "manifest" not in said]
    assert said.startswith("cannot be read: the compressed file is cut short or broken")


def test_a_line_that_is_no_number_is_a_flaw(bare, tmp_path):
    rests = f"file_sha256 x,line x,line_sha256 x\n{'0' * 64},{'9' * 5000},{'0' * 64}\n"
    told = remade(bare, tmp_path / "b.zip", summed(bare, {"evidence.csv": rests.encode()}))
    assert ("evidence.csv", "names a line that is no number") in told.flaws


@pytest.mark.parametrize("line", [
    b"[" * 100_000, b'{"number": 1' + b"0" * 5000 + b"}", b"\xff", b"[]", b'{"number": "1"}',
    json.dumps(dict.fromkeys(Row._fields, "\ud800") | {"number": 1}).encode(),
])  # fmt: skip
def test_what_is_no_entry_of_the_trail_is_a_flaw_and_no_crash(bare, tmp_path, line):
    told = remade(bare, tmp_path / "b.zip", summed(bare, {"trail.jsonl": line + b"\n"}))
    assert ("trail.jsonl", "entry 1 was edited") in told.flaws


@pytest.mark.parametrize("path", ["trail.jsonl", "manifest.sha256", "manifest.csv", "findings.csv"])
@pytest.mark.parametrize("how", ["a bit", "a lock"])
def test_what_the_zip_itself_cannot_read_is_a_flaw_and_no_crash(bare, tmp_path, path, how):
    data = bytearray(bare.read_bytes())
    with zipfile.ZipFile(bare) as packed:
        here, end = packed.getinfo(path).header_offset, packed.start_dir
    if how == "a bit":
        data[here + 30 + len(path) + 3] ^= 1
    else:
        # bit 0 of the flags, in both heads of the file
        data[here + 6] |= 1
        data[data.index(path.encode(), end) - 46 + 8] |= 1
    (tmp_path / "b.zip").write_bytes(data)
    assert any(one == path and said.startswith("cannot be read")
               for one, said in check(tmp_path / "b.zip").flaws)  # fmt: skip


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"PK")
    with pytest.raises(ConfigError, match="not a bundle"):
        check(tmp_path / "b.zip")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_digests_of_lines_do_not_depend_on_how_a_file_is_read(monkeypatch, ending):
    lines = [b"one", b"", b"a\rb", b"x" * 30, b"last"]
    data = ending.join(lines)
    said = {n: hashlib.sha256(line).hexdigest() for n, line in enumerate(lines, 1)}
    for size in (1, 2, 3, 7, 100):
        monkeypatch.setattr("leakwatch.report.lines.HASHED", size)
        for wanted in ([1, 3, 4, 5], [2], [4], [5, 9]):
            told = digests(io.BytesIO(data), len(data), wanted)
            assert told == {n: said[n] for n in wanted if n in said}
