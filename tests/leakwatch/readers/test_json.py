import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.json import Json

RECORDS = [{"a": 1}, {"a": 2, "b": "数\n"}, {"c": {"a": 1}}]


@pytest.fixture(scope="session")
def told(cut):
    """Line and text of each record, and how many were blank."""

    def read(text, size=None, envelope=("entry", "resource")):
        found = list(Json(envelope, "log.json").rows(cut(text, size), bytes(16)))
        rows = [(row["line"], row["record"]) for part in found for row in part.table.to_pylist()]
        blanks = sum(part.skipped["blanks"] for part in found)
        assert sum(part.read for part in found) == len(rows) + blanks
        return rows, blanks

    return read


def parsed(rows):
    return [(line, json.loads(text)) for line, text in rows]


NUMBERED = list(enumerate(RECORDS, 1))
DUMPS = [json.dumps(record, ensure_ascii=False) for record in RECORDS]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [None, 1, 7])
def test_an_array_holds_records_by_their_place(told, indent, size):
    text = json.dumps(RECORDS, ensure_ascii=False, indent=indent)
    assert parsed(told(text, size)[0]) == NUMBERED


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [None, 1, 7])
def test_so_does_a_wrapping_document(told, indent, size):
    entries = [{"resource": record} for record in RECORDS]
    bundle = {"resourceType": "Bundle", "entry": [*entries, {"fullUrl": "x"}]}
    assert parsed(told(json.dumps(bundle, ensure_ascii=False, indent=indent), size)[0]) == NUMBERED


@pytest.mark.parametrize("indent", [None, 2])
def test_one_record_is_a_document(told, indent):
    assert parsed(told(json.dumps(RECORDS[1], indent=indent))[0]) == [(1, RECORDS[1])]


def test_a_document_may_begin_with_its_first_key(told):
    text = '{"a": 1,\n "b": 2}'
    assert parsed(told(text)[0]) == [(1, {"a": 1, "b": 2})]


@pytest.mark.parametrize("size", [None, 1, 7])
def test_lines_keep_their_number(told, size):
    rows, blanks = told("\n" + "\r\n".join([DUMPS[0], "", DUMPS[1], DUMPS[2]]) + "\n", size)
    assert parsed(rows) == [(2, RECORDS[0]), (4, RECORDS[1]), (5, RECORDS[2])]
    assert blanks == 2


def test_a_broken_line_is_for_the_engine_to_tell(told):
    broken = '{"a": '
    for lines in ([broken, DUMPS[0]], [DUMPS[0], broken], [DUMPS[0], "x", DUMPS[1]]):
        assert [text for _, text in told("\n".join(lines))[0]] == lines


@given(st.lists(st.sampled_from([*DUMPS, "", "x"]), max_size=6), st.integers(1, 30))
def test_how_lines_are_cut_into_pieces_has_no_impact(told, lines, size):
    text = "\n".join([DUMPS[0], *lines, DUMPS[1]]) + "\n"
    assert told(text, size) == told(text)


@pytest.mark.parametrize("text", ["[{}", '{"entry": [}', '{"entry": 5}', "[1, 2", '{"a": 1'])
def test_a_document_cut_short_is_refused(told, text):
    with pytest.raises(SourceError, match=r"log.json: not JSON: .*; deliver it again"):
        told(text)


@pytest.mark.parametrize("text", ["", "\n", "  \n\r\n"])
def test_nothing_is_refused(told, text):
    with pytest.raises(SourceError, match=r"log.json: the file is empty"):
        told(text)


def test_an_empty_array_is_no_records(told):
    assert told("[]") == ([], 0)
    assert told('{"entry": []}') == ([], 0)


def test_without_an_envelope_entry_is_a_key_like_others(told):
    text = json.dumps({"entry": [1]})
    assert parsed(told(text, envelope=())[0]) == [(1, {"entry": [1]})]
