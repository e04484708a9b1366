import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leakwatch.readers.slices import DEFINED, MOST_BYTES, NO_END, TOO_LONG, Slicer

ONE = "<Note>a</Note>"
HEADER = "<85>1 2026-03-07T09:05:11Z host app 1 - - "


def cut(text, size=None):
    """Slices as (line, text or reason), and how many lines hold other text."""
    data = text.encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)] if size else [data]
    found = list(Slicer(["Note", "Memo"]).cut(iter(pieces)))
    slices = [
        (line, text.decode() or reason) for each in found for line, text, reason in each.slices
    ]
    return slices, sum(each.beside for each in found)


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        (ONE, [(1, ONE)]),
        (f"\n\n {ONE} ", [(3, ONE)]),
        ("<Note/>", [(1, "<Note/>")]),
        ('<Note a="/>" b="1"/>x</Note>', [(1, '<Note a="/>" b="1"/>')]),
        ('<Note a="/>">x</Note>', [(1, '<Note a="/>">x</Note>')]),
        ("<Note\n a='1'\n>\n</Note\n>", [(1, "<Note\n a='1'\n>\n</Note\n>")]),
        ("<n:Note>a</n:Note>", [(1, "<n:Note>a</n:Note>")]),
        ("<Memo>a</Memo>", [(1, "<Memo>a</Memo>")]),
        ("<Note><!-- </Note> -->a</Note>", [(1, "<Note><!-- </Note> -->a</Note>")]),
        ("<Note><![CDATA[</Note>]]></Note>", [(1, "<Note><![CDATA[</Note>]]></Note>")]),
        ("<Note><!-- a --></Note>", [(1, "<Note><!-- a --></Note>")]),
        (f"{ONE}\n{ONE}", [(1, ONE), (2, ONE)]),
        (f"{ONE}{ONE}\n\n\n{ONE}", [(1, ONE), (2, ONE), (4, ONE)]),
        (f"<Box>\n<in>\n{ONE}\n</in>\n<in>{ONE}</in></Box>", [(3, ONE), (5, ONE)]),
    ],
)
def test_an_element_is_found_wherever_it_stands(text, slices):
    assert cut(text) == (slices, 0)


@pytest.mark.parametrize(
    "text",
    ["<Notes>a</Notes>", "<note>a</note>", "< Note>a</Note>", "</Note>", "&lt;Note>", "<a.Note/>",
     "<xNote>"],
)  # fmt: skip
def test_what_only_looks_like_it_is_none(text):
    assert cut(f"{text}\n{ONE}")[0] == [(2, ONE)]


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        ("<Note>a", [(1, NO_END)]),
        (f"<Note>a\n{ONE}", [(1, NO_END), (2, ONE)]),
        (f"<Note><!-- a</Note>\n{ONE}", [(1, NO_END), (2, ONE)]),
        (f"{ONE}\n<Note a='\n{ONE}", [(1, ONE), (2, NO_END), (3, ONE)]),
        (f"<Note>a</Memo>\n{ONE}", [(1, "<Note>a</Memo>"), (2, ONE)]),
        ("<Note><Note>a</Note></Note>", [(1, NO_END), (2, "<Note>a</Note>")]),
    ],
)
def test_a_start_without_its_end_is_told_of_and_its_neighbours_stay(text, slices):
    assert cut(text) == (slices, 0)


def test_a_comment_outside_hides_nothing():
    """Whoever can write a line of a log could hide the messages below it."""
    assert cut(f"user <!-- unknown\n{ONE}\n--> x\n") == ([(2, ONE)], 2)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        (f"{HEADER}{ONE}\n", 0),
        (f"{HEADER}\ufeff{ONE}\n", 0),
        (f"{HEADER}<?xml version='1.0'?>\n{ONE}\n", 0),
        (f"{HEADER}\n<?xml version='1.0'?>\n\n{ONE} trailing\n", 0),
        (f"{HEADER}text\n{HEADER}{ONE}\n{HEADER}text\n\nmore\n", 3),
        (f"<13>Mar  7 09:05:11 host sshd: text\n<85>Mar  7 09:05:11 host app: {ONE}\n", 1),
        (f"{HEADER}text\n{HEADER}\n{ONE}", 1),
        (f"<Box>\n <id value='1'/>\n {ONE}\n <p>text</p>\n</Box>\n", 1),
        ("\ufeff<Box>\n\n</Box>", 0),
        ("one\ntwo", 2),
    ],
)
def test_lines_of_other_text_are_counted(text, beside):
    assert cut(text)[1] == beside


def test_messages_with_counted_octets_need_no_line_ends():
    def framed(message):
        return f"{len(message.encode())} {message}"

    text = "".join(map(framed, [HEADER + ONE, HEADER + "text 7", HEADER + "x", HEADER + ONE]))
    assert cut(text) == ([(1, ONE), (2, ONE)], 2)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (f"<!DOCTYPE a [<!ENTITY b 'c'>]>{ONE}", DEFINED),
        (f"<!DOCTYPE a>\n<Box>{ONE}</Box>\n<Box>{ONE}</Box>", DEFINED),
        (f"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'b'>\n{ONE}", DEFINED),
        (f"<!DOCTYPE a>\n{ONE}\n<?xml version='1.0'?>\n{ONE}", ONE),
        (f"<!DOCTYPE a>\n{HEADER}{ONE}", ONE),
    ],
)
def test_a_dtd_is_of_the_document_it_begins(text, last):
    assert cut(text)[0][-1][1] == last


def test_too_long_an_element_is_told_of_once_and_let_go():
    long = f"<Note>{'x' * MOST_BYTES}</Note>"
    for text in (f"{long}\n{ONE}", f"<Note>{'x' * MOST_BYTES}\n{ONE}"):
        for size in (None, 1 << 16, MOST_BYTES + 3):
            assert cut(text, size) == ([(1, TOO_LONG), (2, ONE)], 0)


def test_a_line_without_end_is_not_kept():
    text = "x" * (MOST_BYTES + 5)
    assert cut(f"{text}\n{ONE}\n{text}", 1 << 16) == ([(2, ONE)], 2)


PARTS = st.lists(
    st.sampled_from([
        ONE, "<Note a='>'/>", "<m:Memo>\n</m:Memo>", "<Note>", "</Note>", "<!--", "-->",
        "<![CDATA[", "]]>", "\n", " ", "text", HEADER, f"57 {HEADER}",
        "<?xml version='1.0'?>", "<!DOCTYPE a>", "<Box>", "</Box>", "\ufeff", "<", "'", "测",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


@given(PARTS, st.integers(1, 30))
@example(f"{HEADER}\n<?xml version='1.0'?>\n{ONE}", 7)
def test_how_the_text_is_cut_into_pieces_has_no_impact(text, size):
    assert cut(text, size) == cut(text)


@given(PARTS)
def test_lines_go_up_and_no_start_is_lost(text):
    slices, _ = cut(text)
    lines = [line for line, _ in slices]
    assert lines == sorted(set(lines))
    starts = text.count("<Note>") + text.count("<Note a") + text.count("<m:Memo>")
    assert len(slices) == starts


def test_text_of_nothing_but_openings_takes_no_longer_than_other_text():
    signs = ("<!--", "<![CDATA[", "<Note ", "<Note '", "'", '"', "1 <13>", "<!DOCTYPE ", "<a:", "&")
    for sign in signs:
        assert cut(f"{sign * 100_000}\n{ONE}")[0][-1][0] >= 2
