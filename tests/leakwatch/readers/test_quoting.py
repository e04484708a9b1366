import csv

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.readers.lines import Records
from leakwatch.readers.quoting import Quoting

COMMA = Quoting(",", 3)


def settled(*texts, quoting=COMMA):
    found, unclosed = quoting.settled(pa.array(texts, pa.large_string()))
    return found.to_pylist(), unclosed.tolist()


@pytest.mark.parametrize(
    "text", ["a,b,c", "", '"a",b,"c,d"', '"say ""yes""",b,c', 'a"b,c"d,e', '"a\nb",c,d', '"",,""']
)
def test_what_every_reader_reads_alike_stays_as_it_is(text):
    assert settled(text, "x,y,z") == ([text, "x,y,z"], [False, False])


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('"a" ,b,c', ["a ", "b", "c"]),
        ('"a"x,b,c', ["ax", "b", "c"]),
        ("a\rb,c,d", ["a b", "c", "d"]),
        ('a,"b\r\nc",d', ["a", "b\nc", "d"]),
    ],
)
def test_what_is_quoted_oddly_is_written_anew(text, cells):
    [found], [unclosed] = settled(text)
    assert not unclosed
    assert next(csv.reader([found], strict=True)) == cells


@pytest.mark.parametrize("text", ['a,"b,c', '"', 'a"b,"c', '"a""', 'a,b,"c\nd'])
def test_a_quote_left_open_is_told(text):
    assert settled(text, "x,y,z")[1] == [True, False]


@given(st.text(alphabet='ab,"\n\r ', max_size=20))
def test_what_remains_is_read_by_every_reader_as_one_row(text):
    if '"' not in text:
        text = text.replace("\n", "")  # only quotes join lines
    [found], [unclosed] = settled(text)
    if not unclosed:
        rows = list(csv.reader([found + ",end"], strict=True))
        assert len(rows) == 1
        assert rows[0][-1] == "end"


@pytest.mark.parametrize("delimiter", [",", "|", "\t", "^", ";"])
def test_only_the_files_own_delimiter_ends_a_cell(delimiter):
    quoting = Quoting(delimiter, 2)
    text = delimiter.join(['"a' + delimiter + 'b"', "c"])
    assert settled(text, quoting=quoting) == ([text], [False])
    other = ";" if delimiter != ";" else ","
    assert settled(f'a{other}"b{delimiter}c', quoting=quoting)[1] == [False]


def records(*texts):
    starts = np.cumsum([1] + [text.count("\n") + 1 for text in texts])[:-1]
    return Records(pa.array(texts, pa.large_string()), starts)


def test_lines_joined_to_a_row_of_this_file_stay_joined():
    found = COMMA.apart(records('a,"b\nc",d', "e,f,g", 'a,"b\nc",d,'))
    assert found.text.to_pylist() == ['a,"b\nc",d', "e,f,g", 'a,"b\nc",d,']


def test_lines_joined_to_no_row_come_apart_each_with_its_number():
    found = COMMA.apart(records("x,y,z", 'a,b;"c\nd,e,f\r\ng",h', "i,j,k"))
    assert found.text.to_pylist() == ["x,y,z", 'a,b;"c', "d,e,f", 'g",h', "i,j,k"]
    assert found.line.tolist() == [1, 2, 3, 4, 5]
