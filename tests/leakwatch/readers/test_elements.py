import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from leakwatch.readers.elements import MOST_NAMES, local, struct


def says(dtype, text):
    return struct(ibis.dtype(dtype))(etree.fromstring(text))


@pytest.mark.parametrize(
    ("dtype", "text", "said"),
    [
        ("struct<a: string>", "<x/>", {}),
        ("struct<a: string>", "<x b='1'><c>2</c>text</x>", {}),
        ("struct<a: string>", "<x a=' 1 '/>", {"a": "1"}),
        ("struct<a: string>", "<x><a> 1\n</a></x>", {"a": "1"}),
        ("struct<a: string>", "<x><a value='1'/></x>", {"a": "1"}),
        ("struct<a: string>", "<x><a value='1'>2</a></x>", {"a": "1"}),
        ("struct<a: string>", "<x a=' '><a/></x>", {"a": None}),
        ("struct<a: string>", "<x a=''><a>1</a></x>", {"a": "1"}),
        ("struct<a: string>", "<x><a>1</a><a>2</a></x>", {"a": "1"}),
        ("struct<a: string>", "<x a='1'><a>2</a></x>", {"a": "1"}),
        ("struct<a: array<string>>", "<x><a>1</a><a value='2'/></x>", {"a": ["1", "2"]}),
        ("struct<a: array<string>>", "<x/>", {}),
        ("struct<a: struct<b: string>>", "<x><a b='1'/><a b='2'/></x>", {"a": {"b": "1"}}),
        ("struct<a: array<struct<b: string>>>", "<x><a b='1'/></x>", {"a": [{"b": "1"}]}),
        ("struct<a: array<struct<b: string>>>", "<x><a/></x>", {"a": [{}]}),
        ("struct<csd_code: string>", "<x csd-code='1'/>", {"csd_code": "1"}),
    ],
)
def test_what_is_declared_is_read_from_attributes_and_children(dtype, text, said):
    assert says(dtype, text) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [("true", True), (" 1 ", True), ("FALSE", False), ("0", False), ("yes", None), ("", None)],
)
def test_a_boolean_is_one_word_of_four(written, said):
    assert says("struct<a: boolean>", f"<x a='{written}'/>") == {"a": said}
    assert says("struct<a: boolean>", f"<x><a value='{written}'/></x>") == {"a": said}


@pytest.mark.parametrize(("written", "said"), [("12", 12), ("-1", None), ("1.5", None), ("", None)])
def test_a_whole_number_is_digits(written, said):
    assert says("struct<a: int64>", f"<x a='{written}'/>") == {"a": said}


def test_namespaces_do_not_matter_but_those_of_xml_itself():
    text = """<x xmlns="urn:a" xmlns:b="urn:b" b:a="1"><b:c>2</b:c>
        <d xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="b:e" xml:lang="zh"/></x>"""
    dtype = "struct<a: string, c: string, d: struct<type: string, lang: string>>"
    assert says(dtype, text) == {"a": "1", "c": "2", "d": {}}


def test_a_value_where_a_coded_term_is_declared_is_its_code():
    coded, valued = "struct<a: struct<code: string>>", "struct<a: struct<value: string>>"
    assert says(coded, "<x><a value='1'/></x>") == {"a": {"code": "1"}}
    assert says(coded, "<x><a><code value='1'/></a></x>") == {"a": {"code": "1"}}
    assert says(valued, "<x><a value='1'/></x>") == {"a": {"value": "1"}}
    both = "struct<a: struct<code: string, value: string>>"
    assert says(both, "<x><a value='1'/></x>") == {"a": {"value": "1"}}


def test_an_object_where_text_is_declared_is_told_whole():
    text = "<x><a><b><c value='1'/></b><d>2</d><d value='3'/><d/><e f='4'/></a></x>"
    assert says("struct<a: string>", text) == {
        "a": {"b": {"c": "1"}, "d": ["2", "3", None], "e": None}
    }


NAME = st.text("abcdefgh", min_size=1, max_size=3)
TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]), max_size=5)


@given(st.dictionaries(NAME, TEXT, max_size=5), st.data())
def test_attributes_and_children_say_the_same(fields, data):
    one, other = etree.Element("x"), etree.Element("x")
    for name, value in fields.items():
        one.set(name, value)
        etree.SubElement(other, f"{{urn:{data.draw(NAME)}}}{name}").text = value
    read = struct(ibis.dtype("struct<" + ", ".join(f"{name}: string" for name in fields) + ">"))
    assert (
        read(one) == read(other) == {name: value.strip() or None for name, value in fields.items()}
    )


def test_made_up_names_are_not_all_remembered():
    read = struct(ibis.dtype("struct<a: string>"))
    for number in range(MOST_NAMES + 5):
        assert read(etree.fromstring(f"<x b{number}='1' a='2'/>")) == {"a": "2"}
        assert local(f"{{urn:{number}}}csd-code") == "csd_code"
