"""The case file: tokens only, suspected and not proven, text from logs as text, the same bytes."""

import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from leakwatch.errors import ConfigError
from leakwatch.report import handing
from leakwatch.report.case import case
from leakwatch.report.casefile import casefile
from leakwatch.report.paper import Heading, Paper, Points, Said, Table
from leakwatch.report.print import pdf
from leakwatch.report.word import docx
from leakwatch.store import trail

AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
PHONE = re.compile(r"100\d{8}")


@pytest.fixture(scope="module")
def request_(matter):
    return matter.ask("casefile")


@pytest.fixture(scope="module")
def papers(matter, request_):
    """The paper in both languages."""
    return {said: casefile(case(matter.house, matter.lookup, request_, said))
            for said in ("en", "zh")}  # fmt: skip


def texts(made):
    """All text of a DOCX, paragraphs and cells."""
    opened = Document(io.BytesIO(made))
    cells = (cell.text for one in opened.tables for row in one.rows for cell in row.cells)
    return [*(one.text for one in opened.paragraphs), *cells]


def test_the_same_request_gives_the_same_bytes_in_one_language(matter, papers, request_):
    again = casefile(case(matter.house, matter.lookup, request_, "en"))
    assert again == papers["en"]
    assert docx(again) == docx(papers["en"]) != docx(papers["zh"])


def test_what_is_let_go_after_it_was_asked_for_was_held_then(matter, papers, request_):
    told = case(matter.house, matter.lookup, request_, "en")
    for since, same in ((1, True), (-1, False)):
        for one in told.found.holds:
            one.released = AT + timedelta(days=since)
        assert (casefile(told) == papers["en"]) is same


def test_its_properties_are_those_of_the_request(papers):
    core = Document(io.BytesIO(docx(papers["en"]))).core_properties
    assert (core.created, core.modified, core.author) == (AT, AT, "leakwatch")
    with zipfile.ZipFile(io.BytesIO(docx(papers["en"]))) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in parts.namelist() if "vba" in name.lower()]
        assert not re.search(rb'TargetMode="External"', b"".join(map(parts.read, parts.namelist())))


@pytest.mark.parametrize("said", ["en", "zh"])
def test_it_has_every_chapter_and_says_suspected(papers, said):
    heads = [one.text for one in papers[said].blocks if isinstance(one, Heading) and one.level == 1]
    assert len(heads) == len({*heads}) == 15
    every = "\n".join(texts(docx(papers[said])))
    assert {"en": "suspected, not proven", "zh": "涉嫌，未经证实"}[said] in every
    assert not re.search(r"guilty|有罪|犯罪嫌疑人", every)


def test_the_whole_matter_is_held_against_the_thresholds_too(papers):
    for said, word in (("en", "all together"), ("zh", "合计")):
        rows = [row for one in papers[said].blocks if isinstance(one, Table) for row in one.rows]
        people, law = (row for row in rows if row[0] == word)
        # of two accounts with 39 to 40 people each, who may be the same
        assert people[2] == "39–80"
        assert len(law) == 4


def test_it_tells_what_people_said_and_what_is_late(papers):
    rows = [row for one in papers["en"].blocks if isinstance(one, Table) for row in one.rows]
    [measure] = [row for row in rows if "mask by default" in row]
    assert "late" in measure
    [account] = [row for row in rows if "what for?" in row]
    assert {"the suspicion stands", "no ticket"} <= set(account)
    [duty] = [row for row in rows if "kept a year" in row]
    assert duty[0] == "网络安全法 23(三)"
    [tie] = [row for row in rows if "opened the same people" in row]
    assert tie[2:] == ("9", "0.5", "1e-06")
    assert [row for row in rows if row[-2:] == ("look at A01", "ines")]


def test_in_chinese_nothing_of_ours_stays_english(papers):
    ours = [one.text for one in papers["zh"].blocks if isinstance(one, Heading) and one.level == 1]
    ours += [name for one in papers["zh"].blocks if isinstance(one, Table) for name in one.names]
    assert [one for one in ours if not re.search(r"[\u4e00-\u9fff]", one)] == ["p", "p"]


def test_nobody_is_named(matter, papers):
    for paper in papers.values():
        every = "\n".join(texts(docx(paper)))
        assert not PHONE.search(every)
        assert not [who for who in matter.accounts if who in every]
        assert matter.accounts["G001"] in every


def test_what_logs_and_people_wrote_is_text_and_nothing_else(papers):
    with zipfile.ZipFile(io.BytesIO(docx(papers["en"]))) as parts:
        body = etree.fromstring(parts.read("word/document.xml"))
    assert not body.xpath("//*[local-name()='script']")
    assert not body.xpath("//*[local-name()='hyperlink' or local-name()='instrText']")
    every = "\n".join(texts(docx(papers["en"])))
    assert "<script>alert(1)</script> & #evil[x] \ufffd\ufffd" in every
    assert "opened 40 people <w:p/> =HYPERLINK(1)" in every


ANY = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=10)
@given(ANY)
def test_any_text_makes_a_paper_that_opens(text):
    blocks = (Said(text, "strong"), Heading(text), Points((text,)), Table((text,), ((text,),)))
    made = docx(Paper(text, text, "en", AT, blocks))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        etree.fromstring(parts.read("word/document.xml"))
        etree.fromstring(parts.read("docProps/core.xml"))


def test_of_a_long_table_the_paper_says_how_much_more_there_is(matter, request_):
    one = case(matter.house, matter.lookup, request_)
    many = replace(one, found=replace(one.found, notes=one.found.notes * 205))
    told = [each.text for each in casefile(many).blocks if isinstance(each, Said)]
    assert "5 more rows are in the evidence bundle" in told


def test_a_pdf_is_the_same_twice_and_takes_markup_for_text(papers):
    pytest.importorskip("typst")
    made = pdf(papers["zh"])
    assert made.startswith(b"%PDF")
    assert made == pdf(papers["zh"])
    blocks = (Said('#panic() $x$ *b* \\ #read("/etc/passwd") ${'), Table(("<a>",), (("#x",),)))
    assert pdf(Paper("#panic()", "#panic()", "en", AT, blocks)).startswith(b"%PDF")


def test_without_the_extra_a_pdf_says_what_to_install(papers, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ConfigError, match=r"needs the extra `pdf`.*leakwatch\[pdf\]"):
        pdf(papers["en"])


def test_it_is_handed_out_only_with_an_ending_that_is_known_and_then_the_trail_tells(
    matter, request_, tmp_path
):
    with pytest.raises(ConfigError, match=r"cannot write \.doc"):
        matter.made(tmp_path / "M1.doc", request_)
    with pytest.raises(ConfigError, match="cannot be written"):
        matter.made(tmp_path / "none" / "M1.docx", request_)
    assert list(tmp_path.iterdir()) == []
    place = tmp_path / "M1.docx"
    handed = handing.hand_out(matter.house, matter.lookup, request_, place, who="ines")
    with matter.house.store.reading() as session:
        *_, last = trail.rows(session)
    told = json.loads(last.details)
    assert (last.what, last.whom, told["sha256"]) == ("exported", "M1", handed.digest)
    assert [one.name for one in tmp_path.iterdir()] == ["M1.docx"]
