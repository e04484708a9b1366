"""Files meant to harm: each is taken in or refused clearly, within bounds of time and memory."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leakwatch.readers import packing
from leakwatch.readers.header import MOST_COLUMNS
from leakwatch.readers.json import TOO_LARGE
from leakwatch.readers.quoting import UNCLOSED
from leakwatch.readers.slices import DEFINED, NO_END
from leakwatch.readers.slices import TOO_LONG as LONG_ELEMENT
from leakwatch.readers.xml import TOO_DEEP, TOO_MANY

MOST_MEGABYTES = 1500
MIB, GIB = 1 << 20, 1 << 30
TOO_LONG = f"longer than {MIB} bytes"
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数\n".encode()
NAMES = HEADER.strip()
ROW = "G001,A01,2026-03-07 09:00:01,机主信息查询,10000000001,,1\n".encode()
AUDIT = b'{"resourceType":"AuditEvent","a":'
BEGUN, ENDED = b"<AuditMessage>", b"</AuditMessage>"
HTML_ROW = b"<tr><td>" + NAMES.replace(b",", b"</td><td>") + b"</td></tr>"
LOG = ("a.csv", HEADER + ROW)
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TITLES = "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
    for letter, name in zip("ABCDEFG", NAMES.decode().split(","), strict=True)
).encode()
TITLES = b'<row r="1">' + TITLES + b"</row>"
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"%s>%s</sst>'


def packed(*parts):
    """Zstandard of texts so many times each; what repeats packs to a ten-thousandth."""
    codec, frames = pa.Codec("zstd"), []
    for text, times in parts:
        at_once = min(times, max((8 * MIB) // len(text), 1))
        frames += [codec.compress(text * at_once, asbytes=True)] * (times // at_once)
        if rest := times % at_once:
            frames.append(codec.compress(text * rest, asbytes=True))
    return b"".join(frames)


@pytest.fixture(scope="module")
def ask():
    """Asks the process next door, which does it in a child within limits."""
    script = Path(__file__).with_name("attacked.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:

        def asked(*what):
            server.stdin.write(json.dumps([str(word) for word in what]) + "\n")
            server.stdin.flush()
            said = json.loads(server.stdout.readline())
            assert "died" not in said
            assert said["megabytes"] < MOST_MEGABYTES
            return said

        yield asked
        server.stdin.close()


@pytest.fixture
def read(ask, tmp_path):
    """What the readers make of bytes: rows and what stands beside them; or why not."""

    def reading(connector, content):
        path = tmp_path / "raw"
        path.write_bytes(content)
        said = ask("read", connector, path)
        return said.get("error") or (said["rows"], said["beside"])

    return reading


@pytest.fixture
def take(ask, house):
    """What a whole ingest makes of bytes."""

    def taking(connector, content):
        house.toml = f'[sources.a]\nconnector = "{connector}"\npath = "raw*"\norg = "carrier"\n'
        house.write("raw", content)
        assert house.settings
        said = ask("ingest", house.path)
        return said.get("error") or (said["rows"], said["skipped"], said["wrong"])

    return taking


@pytest.mark.parametrize(
    ("parts", "rows", "beside"),
    [
        ([(ROW, 3), (b"x", GIB - 2 * MIB), (b"\n", 1), (ROW, 2)], 5, {TOO_LONG: 1}),
        ([(b'"', 99 * MIB), (b"\n", 1), (ROW, 2)], 2, {"blanks": 1}),
        ([(b'"x\n', 1), *[(b"x", 31 * MIB), (b"\n", 1)] * 9, (ROW, 2)], 2,
         {UNCLOSED: 1, TOO_LONG: 9}),
        ([(b'"', 1), (ROW, MIB // 2)], MIB // 2 - 1, {UNCLOSED: 1}),
        ([(b'G001,"A01,2026-03-07\n', 100_000), (ROW, 1)], 1, {UNCLOSED: 100_000}),
        ([(b"," * 1_000_000 + b"\n" + b"a" + b"," * 1_000_000 + b"\n", 20), (ROW, 1)], 1,
         {"blanks": 20, "too many cells": 20}),
        ([(b'"' * 99_999 + b"\n" + b',"x' * 300_000 + b"\n", 9), (ROW, 1)], 1,
         {"blanks": 9, "too many cells": 9}),
        ([(b"\n", 9 * MIB), (ROW, 1)], 1, {"blanks": 9 * MIB}),
        ([(HEADER, 300_000), (ROW, 1)], 1, {"headers": 300_000}),
        ([(b"\xef\xbb\xbf" + HEADER + ROW, 1)], 1, {"headers": 1}),
        ([(b"G001,A\x0001,2026-03-07,x,1,,1\n", 1), (ROW, 1)], 1,
         {"a NUL byte, or a character cut off": 1}),
    ],
)  # fmt: skip
def test_lines_and_quotes_without_end_cost_their_own_lines(read, parts, rows, beside):
    assert read("telecom_crm", packed((HEADER, 1), *parts)) == (rows, beside)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed((NAMES, 1), (b",", 1_000_000), (b"\n", 1), (ROW, 5)), "columns"),
        (packed((NAMES, 1), (b",name", 20 * MIB), (b"\n", 1), (ROW, 5)), "columns"),
        (NAMES + b"".join(b",%d" % n for n in range(MOST_COLUMNS)) + b"\n" + ROW, "columns"),
        (packed((b"a,", 99 * MIB)), "no header with 工号"),
        (packed((b"\xff", GIB)), "neither UTF-8 (from byte 0 on) nor GB18030"),
        (HEADER + ROW + b"\xed\xa0\x80" + ROW, "neither UTF-8 (from byte 154 on) nor GB18030"),
        (packed((HEADER, 1), (ROW, 600_000), (b"\xff", 1)), "nor GB18030"),
        ((HEADER + ROW).decode().encode("utf-16-le"), "no text, or UTF-16"),
        ((HEADER + ROW).decode().encode("utf-16") + b"\x00\xd8a\x00", "not utf-16-le"),
        (packed((b"\0", GIB)), "no text, or UTF-16"),
    ],
)
def test_what_is_no_table_of_text_is_refused(read, content, said):
    assert said in read("telecom_crm", content)


@pytest.mark.parametrize(
    "content",
    [
        packed((HEADER, 1), (b"x", 2 * GIB)),
        gzip.compress(HEADER, 1) + gzip.compress(b"x" * 32 * MIB, 1) * 33,
    ],
)
def test_what_unpacks_to_far_more_than_it_is_is_refused(read, content):
    assert len(content) < packing.MOST_BYTES // packing.MOST_TIMES
    assert "unpacks to more than" in read("telecom_crm", content)


@pytest.mark.parametrize(
    "content", [gzip.compress(HEADER + ROW, mtime=0)[:-9], packed((ROW, 9))[:-3]]
)
def test_what_is_packed_and_cut_short_is_refused(read, content):
    assert "cut short or broken" in read("telecom_crm", content)


@pytest.mark.parametrize(
    ("connector", "content", "said"),
    [
        ("hospital_fhir", packed((AUDIT + b'"', 1), (b"x", GIB - MIB), (b'"}\n', 1)), TOO_LARGE),
        ("hospital_fhir", packed((b"[", 1), (b'{"a":1},\n', GIB // 10), (b"{}]", 1)), TOO_LARGE),
        ("hospital_fhir", packed((b"[", 1), (b"{},", 30 * MIB), (b"{}]", 1)), TOO_LARGE),
        ("hospital_fhir", packed((b"[", 1), (b"1,", 17 * MIB), (b"1]", 1)), TOO_LARGE),
        ("table", packed((b"[", 1), (b"1,", 17 * MIB), (b"1]", 1)), TOO_LARGE),
        ("hospital_fhir", b"[" * 900_000, "not JSON"),
        ("hospital_fhir", b'{"entry":' * 100_000 + b"1" + b"}" * 100_000, "not JSON"),
        ("hospital_fhir", b'{"entry":[{"resource":' + b"[" * 99_999 + b"]" * 99_999 + b"}]}",
         "not JSON"),
        ("table", b'{"clock":' + b"[" * 99_999 + b"]" * 99_999 + b"}", "not JSON"),
    ],
)  # fmt: skip
def test_a_document_that_memory_or_the_stack_does_not_hold_is_refused(
    read, connector, content, said
):
    assert said in read(connector, content)


def test_a_document_as_large_as_is_read_stays_in_bounds(read):
    record = b'{"resourceType":"AuditEvent","a":"%s"},' % (b"x" * 100)
    content = packed((b"[", 1), (record, 90 * MIB // len(record)), (b"{}]", 1))
    assert read("hospital_fhir", content) == (90 * MIB // len(record) + 1, {})


HARMFUL = [
    (AUDIT + b"[" * 100_000 + b"]" * 100_000 + b"}", "no recorded time"),
    (AUDIT + b"[" * 900_000, "not JSON"),
    (b'{"resourceType":"AuditEvent","agent":' + b"[" * 99_999 + b"]" * 99_999 + b"}",
     "no recorded time"),
    (AUDIT + b'"' + b"x" * MIB + b'"}', TOO_LONG),
    (AUDIT + b"1}" + b" " * MIB + b"x", TOO_LONG),
    (b'{"resourceType":"AuditEvent","recorded":1e999999}', "no agent with an identifier"),
    (b'{"resourceType":"AuditEvent","recorded":%s}' % (b"9" * 99_999),
     "no agent with an identifier"),
    (b'{"resourceType":"AuditEvent","recorded":"\\ud800"}', "not JSON"),
    (b'{"resourceType":"AuditEvent","\\udc00":1}', "not JSON"),
    (b'{"resourceType":"AuditEvent","recorded":"a\\u0000b"}', "no agent with an identifier"),
    (b'{"resourceType":"AuditEvent","recorded":"a\0b"}', "not JSON"),
    (b'{"resourceType":"AuditEvent","resourceType":"AuditEvent"}', "no recorded time"),
    (b'\xef\xbb\xbf{"resourceType":"AuditEvent"}', "not JSON"),
    (b'{"resourceType":"AuditEvent"}{}', "not JSON"),
]  # fmt: skip


def test_a_line_of_json_that_harms_is_set_aside_and_its_neighbours_are_not(take):
    text = b"{}\n" + b"\n".join(line for line, _ in HARMFUL) + b'\n{"a":1}\n'
    wrong = {str(line): reason for line, (_, reason) in enumerate(HARMFUL, 2)}
    assert take("hospital_fhir", text) == (0, {"dropped": 2}, wrong)


def test_a_first_line_that_harms_is_a_line_all_the_same(take):
    line = AUDIT + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    assert take("hospital_fhir", line + b"{}\n") == (0, {"dropped": 1}, {"1": "no recorded time"})


def test_cells_of_a_megabyte_are_read_as_fast_as_others(take):
    """A pattern that went back over a cell from each of its characters would take days."""
    times = [b"2026-03-07" + b" " * 300_000 + b"x", b"2026-03-07" + b"\tT" * 99_999, b"7" * 900_000,
             b"46088." + b"1" * 900_000, "\ufdfa".encode() * 300_000,
             b"Mar 07" + b" " * 900_000 + b"2026"]  # fmt: skip
    keys = [b"1" * 300_000, b"Aa" * 150_000, b"/Aa" * 100_000, b"A/" * 150_000, b'=""' * 99_999,
            b"(-) " * 70_000, b".0" * 150_000, b"1e" * 150_000, b"^^^" * 99_999,
            b"\t'" * 99_999]  # fmt: skip
    lines = [b"G001,A01,%s,x,10000000001,,1\n" % time for time in times]
    lines += [b"%s,A01,2026-03-07 09:00:01,x,%s,%s,9\n" % (key, key, key) for key in keys]
    lines += [b"G001,A01,2026-03-07 09:00:01,x,10000000001,,%s\n" % (b"9" * 900_000)]
    rows, skipped, wrong = take("telecom_crm", HEADER + b"".join(lines))
    assert (rows, skipped) == (1, {})
    assert len(wrong) == len(times) + len(keys)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ([(BEGUN, 1), (b"<a/>", 8 * MIB)], {LONG_ELEMENT: 1}),
        ([(BEGUN, 1), (b"<", 40 * MIB)], {LONG_ELEMENT: 1}),
        ([(b"<AuditMessage ", 99_999)], {NO_END: 99_999}),
        ([(BEGUN + b"<a>" * 99_999 + b"</a>" * 99_999 + ENDED, 1)], {TOO_DEEP: 1}),
        ([(b"<AuditMessage" + b"".join(b" a%d=''" % n for n in range(90_000)) + b"/>", 1)],
         {TOO_MANY: 1}),
        ([(b"<!DOCTYPE a [<!ENTITY b 'c'>%s]>" % b"".join(
            b"<!ENTITY b%d '%s'>" % (n, b"&b%d;" % (n - 1) * 9) for n in range(1, 99)), 1),
          (BEGUN + b"&b98;" + ENDED, 1)], {DEFINED: 1}),
        ([(b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'>", 1), (BEGUN + ENDED, 1)],
         {DEFINED: 1}),
        ([(b"text\n", MIB)], {"dropped": MIB}),
    ],
)  # fmt: skip
def test_xml_that_harms_costs_its_own_element(read, text, beside):
    assert read(
        "hospital_atna", packed(*text, (b"\n<?xml version='1.0'?>" + BEGUN + ENDED, 1))
    ) == (1, beside)


@pytest.mark.parametrize(
    ("content", "beside"),
    [
        (packed((b"CEF:0" + b"|a=b " * 200_000 + b"\n", 9)), {}),
        (packed((b"x", 99 * MIB)), {TOO_LONG: 1}),
        (packed((b"CEF:0|abcdefgh\0\n", 99_999)), {"a NUL byte, or a character cut off": 99_999}),
    ],
)
def test_lines_of_a_log_that_harm_cost_themselves(read, content, beside):
    rows, told = read("siem_cef", content)
    assert (rows > 0, told) == (not beside, beside)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<tr>" * 10_000_000, "a page of more than 4000000 tags"),
        (b"<table><tr><td>" * MIB, "a page of more than a table in a table"),
        (b"x" * (257 * MIB), "a page of more than 256 MiB"),
        (b"<!--" * MIB, "a page with a <!-- that nobody closes"),
        (b"<script " * 3_900_000, "a page with a <script that nobody closes"),
    ],
)
def test_a_page_that_harms_is_refused(read, page, said):
    assert said in read("telecom_crm", b"<table>" + HTML_ROW + page)


MANY = b"".join(b" a%d='>'" % n for n in range(300_000))
HTML_CELLS = b"</td><td>".join(ROW.strip().split(b",")) + b"</td></tr>"


@pytest.mark.parametrize(
    "row",
    [
        b"<tr><td%s>" % MANY, b"<tr%s><td>" % MANY, b'<tr><td "%s>' % MANY, b"<tr><TD\n/%s>" % MANY,
        b"<tr><td%s>" % MANY.replace(b"'>'", b'=">"'), b"<tr><td%s>" % MANY.replace(b"='>'", b""),
        b'<!-- <a b="--><tr><td%s>' % MANY, b"<!--><tr><td%s>" % MANY,
        b"<script%s>a<b; c='</script ><tr><td%s>" % (MANY, MANY), b"<?x '?><tr><td%s>" % MANY,
        b"<tr><td></td%s><tr><td>" % MANY, b"<!-- --><!a%s><tr><td>" % MANY,
    ],
)  # fmt: skip
def test_attributes_without_end_are_not_looked_at(read, row):
    """A parser that looks for each among those before would take minutes."""
    rows, beside = read("telecom_crm", b"<table>" + HTML_ROW + row + HTML_CELLS + HTML_ROW)
    assert (rows, beside.get("headers")) == (1, 1)


@pytest.mark.parametrize("sign", [b"<a", b"<a ", b"<a='", b'<a="', b"<a b=", b"<title ", b"<a/"])
def test_tags_that_nobody_closes_take_no_longer_than_others(read, sign):
    assert read("telecom_crm", b"<table>" + HTML_ROW + sign * 3_900_000) == (0, {})


def test_a_page_as_large_as_is_read_stays_in_bounds(read):
    page = b"<table>" + HTML_ROW + (b"<tr>" + b"<td>" * 7) * 60_000
    assert read("telecom_crm", page) == (0, {"blanks": 60_000})


def parquet(rows, times=1, **more):
    """A file whose every row says the same; its groups of rows stand `times` in its footer."""
    one = pa.array(np.zeros(rows, np.int32))
    columns = dict.fromkeys(NAMES.decode().split(","), "a") | more
    table = pa.table({
        name: pa.DictionaryArray.from_arrays(one, [text]) for name, text in columns.items()
    })  # fmt: skip
    told, footer = io.BytesIO(), io.BytesIO()
    pq.write_table(table, told)
    meta = pq.read_metadata(told)
    for _ in range(times - 1):
        meta.append_row_groups(pq.read_metadata(told))
    meta.write_metadata_file(footer)
    head = len(told.getvalue()) - pq.read_metadata(told).serialized_size - 8
    return told.getvalue()[:head] + footer.getvalue()[4:]


def test_a_text_that_every_row_of_parquet_repeats_stays_in_bounds(read):
    """Said once in the file, it would be laid out for each of a quarter of a million rows."""
    content = parquet(6_000, more="x" * 100_000)
    assert len(content) < MIB
    assert read("telecom_crm", content) == (6_000, {})


@pytest.mark.parametrize(
    ("rows", "times", "more"),
    [(1 << 20, 2049, {}), (1 << 20, 147, {}), (12_000, 1, {"more": "x" * 100_000})],
)
def test_parquet_that_says_the_same_without_end_is_refused(read, rows, times, more):
    """Of 2 ** 31 rows, which fit in a megabyte or two, none is decoded."""
    content = parquet(rows, times=times, **more)
    assert len(content) < 2 * MIB
    assert "unpacks to more than" in read("telecom_crm", content)


def test_parquet_that_repeats_what_logs_repeat_is_read(read):
    assert read("telecom_crm", parquet(MIB)) == (MIB, {})


def book(rows, strings=b""):
    """A workbook of one sheet, its XML as given."""
    space = b'xmlns="http://schemas.openxmlformats.org/package/2006/'
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = b'<Relationships %srelationships">%s</Relationships>'
    one = b'<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>'
    parts = {
        "_rels/.rels": related % (space, one % (1, office, b"officeDocument", b"xl/workbook.xml")),
        "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        b'main" xmlns:r="%s"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
        % office,
        "xl/_rels/workbook.xml.rels": related % (space, b"".join([
            one % (1, office, b"worksheet", b"worksheets/sheet1.xml"),
            one % (2, office, b"sharedStrings", b"sharedStrings.xml"),
        ])),
        "xl/worksheets/sheet1.xml": SHEET + TITLES + rows + b"</sheetData></worksheet>",
        "xl/sharedStrings.xml": strings or STRINGS % (b"", b""),
    }  # fmt: skip
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return told.getvalue()


FAR = b'<row r="1048576">%s</row>'
CELL = b"<c><v>1</v></c>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (book(FAR % b'<c r="XFD1048576"><v>1</v></c>'), "most of them empty"),
        (book(FAR % b"<c x='<' r = 'XFD1048576'><v>1</v></c>"), "most of them empty"),
        (book(FAR % b"<c x=' r=\"A1\"' r='XFD1048576'><v>1</v></c>"), "most of them empty"),
        (book(b"<row r='2'>" + CELL * 9999 + b"</row>" + FAR % CELL), "most of them empty"),
        (book(b"<row>" + CELL * 9999 + b"</row>" + b"<row><c/></row>" * 9999),
         "most of them empty"),
        (book(FAR % (b"<c x=' r=\"A1\"'><v>1</v></c>" * 9999)), "most of them empty"),
        (book(b'<row r="2">' + b"".join(
            b'<c r="A2" t="s"><v>%s0</v></c>' % (b" " * odd) for odd in (0, 1)) * 900 + b"</row>",
            STRINGS % (b"", b"<si><t>" + b"x" * MIB + b"</t></si>")), "MiB of text in its cells"),
        (book(b"", STRINGS % (b' uniqueCount="9999999999"', b"")), "a part that says it holds"),
        (book(b'<row r="2"><c r="A2" t="str"><v>&b;</v></c></row>'), "unrecognized entity"),
    ],
)  # fmt: skip
def test_a_workbook_that_would_end_the_process_is_refused(read, content, said):
    assert said in read("telecom_crm", content)


def test_a_workbook_is_not_refused_for_texts_that_few_cells_share(read):
    shared = STRINGS % (b' count="30001"', b"<si><t>%s</t></si><si><t>a</t></si>" % (b"x" * 99_999))
    cells = b"".join(b'<c r="%c2" t="s"><v>%d</v></c>' % (65 + at, at > 0) for at in range(7))
    assert read("telecom_crm", book(b'<row r="2">' + cells + b"</row>", shared)) == (1, {})


def archived(*members, level=None):
    """An archive of these names and bytes."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        for name, data in members:
            made.writestr(name, data)
    return told.getvalue()


def overlapping(log):
    """An archive whose entries all point to the same bytes."""
    plain = bytearray(archived(("a", log), ("b", log)))
    first = plain.index(b"PK\x01\x02")
    second = plain.index(b"PK\x01\x02", first + 1)
    plain[second + 42 : second + 46] = plain[first + 42 : first + 46]
    return bytes(plain)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: archived(("a.csv", b"x" * (GIB + MIB)), level=1), "unpacks to more than"),
        (lambda: archived(("a.zip", archived(LOG))), "an archive in an archive"),
        (lambda: archived(LOG)[:-30], "cut short or broken"),
        (lambda: overlapping(HEADER + ROW), "cut short or broken"),
        (archived, "the archive holds no file"),
    ],
)
def test_an_archive_that_harms_is_refused(take, made, said):
    assert said in take("telecom_crm", made())


def test_a_name_in_an_archive_is_no_place_to_write_to(take, tmp_path):
    rows, skipped, wrong = take("telecom_crm", archived(("../../evil.csv", LOG[1])))
    assert (rows, skipped, wrong) == (1, {}, {})
    assert not [*tmp_path.rglob("evil*"), *tmp_path.parent.glob("evil*")]
    assert not [*tmp_path.parents[1].glob("evil*"), *Path.cwd().glob("evil*")]
