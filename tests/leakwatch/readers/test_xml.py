import json
import time
import tracemalloc

import pytest

from leakwatch.connector import RECORD, Connector
from leakwatch.errors import SourceError
from leakwatch.readers import reading
from leakwatch.readers.opening import look
from leakwatch.readers.slices import DEFINED, NO_END, TOO_LONG
from leakwatch.readers.xml import NO_ENTITY, TOO_DEEP, Xml

COLUMNS = {"who": "string", "items": "array<struct<id: string>>"}
NOT_XML = "not well-formed XML"
GOOD = "<Note who='a'/>"


@pytest.fixture
def read(cut):
    """What the reader makes of a text: records by line, wrong ones, how many lines were dropped."""

    def notes(text, size=None, columns=COLUMNS):
        records, wrong, dropped = {}, {}, 0
        for rows in Xml(["Note"], columns, "log.xml").rows(cut(text, size), bytes(16)):
            assert rows.read == len(rows.table) + len(rows.wrong) + sum(rows.skipped.values())
            lines, told = rows.table["line"].to_pylist(), rows.table[RECORD].to_pylist()
            records |= dict(zip(lines, map(json.loads, told), strict=True))
            wrong |= {each.line: each.reason for each in rows.wrong}
            dropped += rows.skipped["dropped"]
        return records, wrong, dropped

    return notes


def test_each_element_is_a_record(read):
    text = f"{GOOD}\n<Note><items id='测㛃'/><items id='2'/></Note>\ntext\n"
    assert read(text) == ({1: {"who": "a"}, 2: {"items": [{"id": "测㛃"}, {"id": "2"}]}}, {}, 1)


def test_the_name_of_the_element_is_its_resource_type(read):
    columns = {"resourceType": "string", "who": "string"}
    assert read(f"<n:Note xmlns:n='u'/>{GOOD}", columns=columns)[0] == {
        1: {"resourceType": "Note"}, 2: {"who": "a", "resourceType": "Note"},
    }  # fmt: skip


def test_prefixes_may_be_declared_around_the_element(read):
    text = "<n:Box xmlns:n='u' xmlns:m='v'>\n<n:Note m:who='a'><m:items id='1'/></n:Note></n:Box>"
    assert read(text) == ({2: {"who": "a", "items": [{"id": "1"}]}}, {}, 0)


def test_an_ampersand_that_begins_no_entity_is_text(read):
    text = "<n:Note who='1^^^a&1.2;&ISO'/>\n<Note who='&amp;&#20013;&#x4e2d; & &'/>"
    assert read(text) == ({1: {"who": "1^^^a&1.2;&ISO"}, 2: {"who": "&中中 & &"}}, {}, 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Note>&who;</Note>", NO_ENTITY),
        ("<Note who='&who;'/>", NO_ENTITY),
        ("<Note>&who;&1.2</Note>", NO_ENTITY),
        ("<Note who='&名;'/>", NO_ENTITY),
        ("<Note><a></Note>", NOT_XML),
        ("<Note who='a' who='b'/>", NOT_XML),
        ("<Note>\x01</Note>", NOT_XML),
        ("<Note>\x00</Note>", NOT_XML),
        ("<Note>&#0;</Note>", NOT_XML),
        ("<Note><!DOCTYPE a></Note>", NOT_XML),
        ("<Note><a", NO_END),
    ],
)
def test_what_is_no_xml_is_set_aside_and_its_neighbour_stays(read, text, reason):
    assert read(f"{text}\n{GOOD}") == ({2: {"who": "a"}}, {1: reason}, 0)


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    "dtd",
    [
        f"<!DOCTYPE Note [<!ENTITY l0 'ha'>{LAUGHS}]>",
        "<!DOCTYPE Note [<!ENTITY l9 SYSTEM '/etc/passwd'>]>",
        "<!DOCTYPE Note [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/a.dtd'> %a;]>",
        "<!DOCTYPE Note PUBLIC '-//A//B' 'http://127.0.0.1:9/a.dtd'>",
    ],
)
def test_nothing_that_a_dtd_defines_is_read(read, dtd):
    records, wrong, _ = read(f"<?xml version='1.0'?>\n{dtd}\n<Note who='&l9;'>&l9;</Note>\n")
    assert (records, wrong) == ({}, {3: DEFINED})


def test_an_element_in_a_dtd_is_no_record(read):
    text = f"<!DOCTYPE Note [<!ENTITY a '{GOOD}'>]>\n<Note>&a;</Note>"
    assert read(text)[:2] == ({}, {1: DEFINED, 2: DEFINED})


def test_an_include_and_a_processing_instruction_are_not_followed(read, tmp_path):
    (tmp_path / "b.xml").write_text("<who>secret</who>", encoding="utf-8")
    place = (tmp_path / "b.xml").as_uri()
    text = f"""<Note xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{place}"/>
        <?xml-stylesheet href="{place}"?><?who secret?><items id="1"/></Note>"""
    assert read(text) == ({1: {"items": [{"id": "1"}]}}, {}, 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"<Note>{'<a>' * 10_000}{'</a>' * 10_000}</Note>", TOO_DEEP),
        (f"<Note>{'<items>' * 10_000}{'</items>' * 10_000}</Note>", TOO_DEEP),
        (f"<Note>{'<a>' * 10_000}", NO_END),
        (f"<Note who='{'x' * (2 << 20)}'/>", TOO_LONG),
        (f"<Note><{'a' * 60_000}/></Note>", NOT_XML),
        (f"<Note>{'&amp;' * (1 << 18)}</Note>", TOO_LONG),
    ],
)
def test_what_is_too_deep_or_too_long_takes_little_time_and_is_told_of(read, text, reason):
    begun = time.process_time()
    assert read(f"{text}\n{GOOD}") == ({2: {"who": "a"}}, {1: reason}, 0)
    assert time.process_time() - begun < 2


def test_a_great_attribute_and_many_children_are_read(read):
    long, many = "x" * 900_000, "<items id='1'/>" * 50_000
    assert read(f"<Note who='{long}'/>\n<Note>{many}</Note>") == (
        {1: {"who": long}, 2: {"items": [{"id": "1"}] * 50_000}}, {}, 0,
    )  # fmt: skip


def test_memory_does_not_grow_with_the_file():
    message = f"<85>1 - - {GOOD}\n".encode() * 1000

    def peak(pieces):
        tracemalloc.start()
        reader = Xml(["Note"], COLUMNS, "log.xml")
        count = sum(len(rows.table) for rows in reader.rows(iter([message] * pieces), bytes(16)))
        assert count == 1000 * pieces
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(40) < 1.3 * peak(4)


@pytest.mark.parametrize("nothing", ["", " \n\t\n"])
def test_nothing_is_refused(read, nothing):
    with pytest.raises(SourceError, match=r"log.xml: the file is empty"):
        read(nothing, 1)


def test_a_file_without_a_record_is_no_rows(read):
    assert read("<Box>\n</Box>\n") == ({}, {}, 0)


def test_equal_elements_have_equal_marks(cut):
    text = f"one {GOOD}\ntwo {GOOD}\n<Note who='b'/>"
    [rows] = Xml(["Note"], COLUMNS, "log.xml").rows(cut(text), bytes(16))
    first, again, other = rows.table["fingerprint"].to_pylist()
    assert first == again != other


class Notes(Connector):
    name = "notes"
    format = "json"
    roots = ("Note",)
    columns = COLUMNS

    def rows(self, raw):
        return raw


class NotesOfXml(Notes):
    format = "xml"


def told(connector, path):
    rows = reading.read(connector, look(path), bytes(16))
    return [json.loads(record) for part in rows for record in part.table[RECORD].to_pylist()]


@pytest.mark.parametrize("kind", [Notes, NotesOfXml])
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "utf-8"), ("gb18030", "GBK"), ("gb18030", "utf-8"),
     ("utf-16", "UTF-16"), ("big5", "Big5"), ("utf-8", "iso-8859-1")],
)  # fmt: skip
def test_the_encoding_is_what_reads_it_and_else_what_is_declared(
    kind, encoding, declared, tmp_path
):
    path = tmp_path / "raw.xml"
    text = f"<?xml version='1.0' encoding='{declared}'?>\n<Note who='病歷一二三'/>\n"
    path.write_bytes(text.encode(encoding))
    assert told(kind(), path) == [{"who": "病歷一二三"}]


def test_a_western_file_says_so_itself(tmp_path):
    path = tmp_path / "raw.xml"
    text = "<?xml version='1.0' encoding='ISO-8859-1'?><Note who='Zoë Müller'/>"
    path.write_bytes(text.encode("latin-1"))
    assert told(Notes(), path) == [{"who": "Zoë Müller"}]


@pytest.mark.parametrize(
    "text", ['{"who": "a"}\n', '\n[{"who": "a"}]', '\ufeff{"who": "a"}', '{"who": "<Note/>"}\n']
)
def test_json_stays_json(text, tmp_path):
    path = tmp_path / "raw.json"
    path.write_text(text, encoding="utf-8")
    assert [record["who"] for record in told(Notes(), path)] in (["a"], ["<Note/>"])


def test_a_line_that_begins_with_a_number_in_brackets_is_no_xml(tmp_path):
    """Lines of JSON behind a header of syslog are no JSON, and are told of as such."""
    path = tmp_path / "raw.json"
    path.write_text('<85>1 - - {"who": "a"}\n', encoding="utf-8")
    [rows] = reading.read(Notes(), look(path), bytes(16))
    assert rows.table[RECORD].to_pylist() == ['<85>1 - - {"who": "a"}']
