import io
import zipfile

import pytest

from leakwatch.errors import SourceError
from leakwatch.readers import archive, packing


@pytest.fixture
def packed(tmp_path):
    """An archive of these members."""

    def pack(members, method=zipfile.ZIP_DEFLATED):
        place = tmp_path / "logs.zip"
        with zipfile.ZipFile(place, "w", method) as written:
            for name, data in members.items():
                written.writestr(name, data)
        return place

    return pack


def contents(place):
    """The members of an archive by name; the first error is raised."""
    with archive.opened(place, "logs.zip") as opened:
        return {
            archive.member_name(entry): b"".join(archive.unpacked(opened, entry, "logs.zip!x"))
            for entry in archive.members(opened, "logs.zip")
        }


def refused(place):
    with pytest.raises(SourceError) as error:
        contents(place)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_members_come_out_as_they_went_in(packed, method):
    members = {"a.csv": b"x" * 5000, "日志/b.csv": b"", "../../etc/c.csv": b"c"}
    assert contents(packed(members, method)) == members


def test_folders_and_what_macs_add_are_no_files(packed):
    place = packed({"logs/": b"", "logs/a.csv": b"a", "__MACOSX/logs/._a.csv": b"x"})
    assert contents(place) == {"logs/a.csv": b"a"}


@pytest.mark.parametrize("members", [{}, {"logs/": b""}, {"__MACOSX/a": b"a"}])
def test_an_archive_without_files_is_refused(packed, members):
    assert refused(packed(members)) == "logs.zip: the archive holds no file; deliver it again"


@pytest.mark.parametrize("at", [4, 40, 200, -30, -5])
def test_an_archive_cut_short_is_refused(packed, at):
    place = packed({"a.csv": bytes(range(256)) * 20})
    place.write_bytes(place.read_bytes()[:at])
    assert "the archive is cut short or broken" in refused(place)


def test_a_member_with_a_wrong_checksum_is_refused(packed):
    place = packed({"a.csv": b"abcdefgh" * 50}, zipfile.ZIP_STORED)
    place.write_bytes(place.read_bytes().replace(b"abcdefgh", b"abcdefgX", 1))
    assert "the archive is cut short or broken (Bad CRC-32" in refused(place)


def test_a_member_under_a_password_is_refused(packed):
    place = packed({"a.csv": b"a"})
    data = bytearray(place.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= archive.ENCRYPTED
    place.write_bytes(data)
    assert "logs.zip!x: a password protects it; deliver it without" in refused(place)


def test_a_packing_nobody_knows_is_refused(packed):
    place = packed({"a.csv": b"a" * 50})
    data = bytearray(place.read_bytes())
    for header, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(header) + method] = 97
    place.write_bytes(data)
    assert "the archive is cut short or broken" in refused(place)


def test_what_would_unpack_beyond_bounds_is_refused_before_it_is_unpacked(packed, monkeypatch):
    monkeypatch.setattr(packing, "MOST_BYTES", 1 << 12)
    monkeypatch.setattr(packing, "MOST_TIMES", 20)
    assert contents(packed({"a": bytes(1 << 12)}))
    bomb = packed({f"{n}": bytes(1 << 10) for n in range(20)} | {"z": bytes(1 << 20)})
    assert "unpacks to more than 20 times its size" in refused(bomb)


def test_a_member_larger_than_it_says_gives_no_more_than_it_says(packed):
    place = packed({"a": bytes(1 << 16)})
    data = bytearray(place.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    place.write_bytes(data)
    assert "the archive is cut short or broken" in refused(place)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("日志.csv".encode("gb18030").decode("cp437"), "日志.csv"),
        ("日志.csv".encode().decode("cp437"), "日志.csv"),
        ("log.csv", "log.csv"),
        ("a\nb\x00.csv", "a\ufffdb\ufffd.csv"),
    ],
)
def test_names_are_read_as_they_were_meant_and_on_one_line(written, shown):
    entry = zipfile.ZipInfo("x")
    entry.orig_filename = written
    assert archive.member_name(entry) == shown


@pytest.mark.parametrize(
    ("data", "zipped"), [(b"", False), (b"PK", False), (b"PK\x03\x04", True), (b"a,b\n", False)]
)
def test_an_archive_is_told_by_its_first_bytes(tmp_path, data, zipped):
    (tmp_path / "x").write_bytes(data)
    assert archive.zipped(tmp_path / "x") == zipped


def test_an_archive_with_a_workbook_in_it_is_none(packed):
    inner = io.BytesIO(packed({archive.WORKBOOK: b"<workbook/>"}).read_bytes())
    assert archive.workbook(packed({archive.WORKBOOK: b"<workbook/>"}), "x")
    assert not archive.workbook(packed({"book.xlsx": inner.getvalue()}), "x")
