"""Plain lines are read at once, the odd ones with care; how they are read makes no difference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers import quick
from leakwatch.readers.cutting import Cutter
from leakwatch.readers.header import Header
from leakwatch.readers.lines import Block, Records, blocks
from leakwatch.readers.page import Page

SALT = bytes(range(16))
NAMES = ("工号", "时间", "查询号码")
TITLES = ["操作日志导出", "工号说明,,"]
CELL = st.sampled_from(
    ["", "a", "7", " b", "c ", "\u3000d", "e\u00a0", "'x", "合计", "合计：3", "打印人：甲", "工号",
     "时间", "查询号码", "操作日志导出", "工号说明", "\t", "|", "总计 ", "=1", " ", "合计款项"],
)  # fmt: skip
LINE = st.lists(CELL, min_size=1, max_size=5).map(",".join)


def page():
    header = Header(0, ",", NAMES)
    columns = dict.fromkeys((*NAMES, "无此列"), "string")
    return Page(Cutter(header, columns), TITLES, NAMES[:1], "log.csv", SALT)


def block(lines):
    data = "".join(f"{line}\n" for line in lines).encode()
    return Block(data, np.flatnonzero(np.frombuffer(data, np.uint8) == 10), 11)


def said(reader, part):
    """What comes out, or why nothing does."""
    try:
        rows = reader.rows(part)
    except SourceError as error:
        return str(error)
    return (
        rows.table.to_pylist(), rows.read, sorted((row.line, row.reason) for row in rows.wrong),
        dict(rows.skipped), rows.names,
    )  # fmt: skip


@given(st.lists(LINE, max_size=8), st.booleans())
def test_plain_lines_read_at_once_are_what_care_would_read(lines, patient):
    whole = block(lines)
    before, quick.MOST_ODD = quick.MOST_ODD, 1.0 if patient else 0.02
    try:
        fast = said(page(), whole)
    finally:
        quick.MOST_ODD = before
    assert fast == said(page(), whole.first(len(whole)))


def test_most_lines_need_no_care(monkeypatch):
    seen = []
    careful = Page._careful
    monkeypatch.setattr(
        Page, "_careful", lambda self, some: (seen.append(len(some)), careful(self, some))[1]
    )
    lines = ["G1,2026-03-07 09:05:11,10000000001"] * 500
    lines[100], lines[200], lines[300] = "合计：3,,", "G1,x", ",,"
    rows = page().rows(block(lines))
    assert seen == [3]
    assert (len(rows.table), rows.read, rows.skipped["totals"], rows.skipped["blanks"]) == (
        497,
        500,
        1,
        1,
    )
    assert [(row.line, row.reason) for row in rows.wrong] == [(211, "too few cells")]


@pytest.mark.parametrize("sign", ['"', "\0", "\r"])
def test_a_sign_that_needs_care_makes_records_of_its_piece(sign):
    plain, odd = b"a,b\nc,d\n", f"e{sign}g,f\n".encode()
    kinds = [type(part) for part in blocks(iter([plain, odd, plain]))]
    assert kinds == [Block, Records, Block]


def test_line_ends_of_windows_need_no_care():
    [part] = blocks(iter([b"a,b\r\nc,d\r\n"]))
    assert isinstance(part, Block)
    assert part.data == b"a,b\nc,d\n"


@given(st.lists(st.sampled_from(["a", "é", "行", "\n", "xyz"]), max_size=40), st.integers(1, 7))
def test_a_line_without_an_end_is_cut_and_the_others_stay(signs, size):
    from leakwatch.readers import bounds

    text = "".join(signs)
    data = text.encode()
    pieces, at = [], 0
    while at < len(data):
        end = min(at + size, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end += 1
        pieces.append(data[at:end])
        at = end
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "KEPT", 8)
        kept = b"".join(bounds.bounded(iter(pieces))).decode()
    for written, left in zip(text.split("\n"), kept.split("\n"), strict=True):
        # of a long one enough is left to tell, and of its characters each is whole
        assert len(left.encode()) in range(6, 9) if len(written.encode()) > 8 else left == written
