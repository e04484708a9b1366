import gzip
import os

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers import decoding, opening
from leakwatch.readers.opening import look

#: rare names: two four-byte characters of GB18030, and one Python's `gbk` does not know
TEXT = "工号,姓名\nG1,𬎆㛃䶮\nG2,a\r\n"
PACKINGS = {
    "plain": lambda data: data,
    "gz": gzip.compress,
    "gz in two members": lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]),
    "zst": zstandard.ZstdCompressor().compress,
    "zst in two frames": lambda data: b"".join(
        zstandard.ZstdCompressor().compress(part) for part in (data[:9], data[9:])
    ),
}


@pytest.fixture
def said(tmp_path):
    def text(data):
        (tmp_path / "log").write_bytes(data)
        raw = look(tmp_path / "log")
        try:
            return b"".join(decoding.utf8(raw)).decode()
        except decoding.MisreadError as error:
            return b"".join(decoding.utf8(error.raw)).decode()

    return text


@pytest.fixture
def refused(said):
    def message(data):
        with pytest.raises(SourceError) as error:
            said(data)
        assert "\n" not in str(error.value)
        return str(error.value)

    return message


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_in_every_packing_is_the_same_text(said, packing, encoding):
    assert said(PACKINGS[packing](TEXT.encode(encoding))) == TEXT


def test_a_bom_of_big_endians(said):
    assert said("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be")) == TEXT


@given(
    st.text(min_size=1, max_size=60).filter(lambda text: "\ufeff" not in text), st.integers(1, 9)
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_large_the_pieces_are_has_no_impact(said, monkeypatch, text, size):
    monkeypatch.setattr(decoding, "MOST_NULS", 1)
    whole = said(text.encode())
    monkeypatch.setattr(opening, "PIECE", size)
    assert said(text.encode()) == whole == text


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("packing", PACKINGS)
def test_a_character_may_lie_across_pieces(said, monkeypatch, size, packing):
    monkeypatch.setattr(opening, "PIECE", size)
    assert said(PACKINGS[packing](TEXT.encode("gb18030"))) == TEXT


@pytest.mark.parametrize("size", [4, 1 << 20])
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n" * 9 + b"\xff\xff", "neither UTF-8 (from byte 36 on) nor GB18030 at byte 36"),
        ("名,".encode() * 5 + b"caf\xe9\n\xff", "neither UTF-8 (from byte 23 on) nor GB18030 at"),
        ("工号".encode("gb18030") + b"\xff\xff", "nor GB18030 at byte 4"),
        ("﻿工号".encode() + b"\xff", "not utf-8, as its first bytes promise, at byte 9"),
        (b"\xff\xfea\x00\x00\xdcb\x00", "not utf-16-le, as its first bytes promise, at byte 4"),
    ],
)  # fmt: skip
def test_a_byte_that_is_no_text_is_named(refused, monkeypatch, size, data, says):
    monkeypatch.setattr(opening, "PIECE", size)
    assert says in refused(data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["G1,2026\n" * 50, "工号,时间\nG1,2026-03-07\n"])
def test_utf_16_that_does_not_say_so_is_refused_at_its_first_nul(refused, encoding, text):
    data = text.encode(encoding)
    says = refused(data)
    assert f"a NUL at byte {data.index(0)}: no text, or UTF-16; deliver it in UTF-8" in says


def test_a_stray_nul_does_not_refuse_the_file(said):
    assert said(b"G1,2026\x00-03-07,10000000001\n") == "G1,2026\x00-03-07,10000000001\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_character_cut_off_by_the_end_is_a_nul(said, encoding):
    bom = "\ufeff" if encoding == "utf-16-le" else ""
    assert said((bom + "G1,成").encode(encoding)[:-1]) == "G1,\x00"


@pytest.mark.parametrize("packing", ["gz", "zst", "gz in two members", "zst in two frames"])
def test_a_packing_cut_anywhere_is_refused(refused, packing):
    data = PACKINGS[packing](os.urandom(300_000).hex().encode())
    cuts = [len(data) - 1, len(data) // 2, 20]
    for at in cuts:
        assert "the compressed file is cut short or broken" in refused(data[:at])


def test_a_broken_packing_is_refused(refused):
    data = bytearray(gzip.compress(TEXT.encode() * 99))
    data[len(data) // 2] ^= 0xFF
    assert "cut short or broken" in refused(bytes(data))
    assert "cut short or broken" in refused(zstandard.FRAME_HEADER + b"\xff" * 30)
