import pytest

from leakwatch.connector import Connector, text
from leakwatch.readers import growing
from leakwatch.readers.growing import Growing
from leakwatch.readers.opening import look

HEADER = "工号,时间,号码\n"


class Log(Connector):
    name = "log"
    columns = text("工号*, 时间*, 号码")

    def rows(self, raw):
        return raw


class Bare(Log):
    format = "headless"


class Records(Log):
    format = "json"
    envelope = ("entry", "resource")


class Table(Log):
    format = "table"


class Lines(Log):
    format = "lines"


class Blocks(Lines):
    starts = r"^\d{4}-\d\d-\d\d "


class Document(Log):
    format = "xml"


@pytest.fixture
def raw(tmp_path):
    def write(data):
        (tmp_path / "log").write_bytes(data if isinstance(data, bytes) else data.encode())
        return look(tmp_path / "log")

    return write


@pytest.mark.parametrize(
    ("kind", "data", "head"),
    [
        (Log, "a,b\n1,2\n", None),
        (Log, b"\x1f\x8b" + HEADER.encode(), None),
        (Log, "<html><table>" + HEADER, None),
        (Log, HEADER.encode("utf-16"), None),
        (Log, HEADER.encode("utf-16-le"), None),
        (Table, '{"工号": "G1"}\n', None),
        (Document, "<a/>\n", None),
        (Records, '[{"a": 1},\n', None),
        (Records, '{"entry": []}\n', None),
        (Records, '{\n"a": 1}\n', None),
        (Log, HEADER + "G1,x,1\n", len(HEADER.encode())),
        (Table, HEADER + "G1,x,1\n", len(HEADER.encode())),
        (Log, HEADER.strip(), len(HEADER.strip().encode())),
        (Log, "日志\n\n" + HEADER + "G1", len(("日志\n\n" + HEADER).encode())),
        (Log, '日志\n"工\n号",时间,工号\nG1', len('日志\n"工\n号",时间,工号\n'.encode())),
        (Log, (HEADER + "G1,成").encode("gb18030"), len(HEADER.encode("gb18030"))),
        (Records, '{"a": 1}\n', 0),
        (Bare, "1|2|3\n", 0),
        (Lines, "x\n", 0),
    ],
)  # fmt: skip
def test_what_a_file_must_keep_to_stand_on_its_own(raw, kind, data, head):
    assert Growing(kind()).head(raw(data)) == head


def test_a_header_by_other_names(raw):
    named = Growing(Log(), {"工号": ("user",), "时间": ("day", "hour")})
    assert named.head(raw("user,day,hour\nG1")) == len("user,day,hour\n")
    assert named.head(raw(HEADER)) is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("kind", "data", "held"),
    [
        (Log, "G1,x,1|", ""),
        (Log, 'G1,x,"1"|', ""),
        (Log, 'G1,x"y,1|', ""),
        (Log, 'G1,"x|y",1|', ""),
        (Lines, 'say "x|', ""),
        (Records, '{"a": "x|', ""),
        (Blocks, "no record|", ""),
        (Log, "G1,x,1|G2,y", "G2,y"),
        (Log, 'G1,x,1|G2,"y|', 'G2,"y|'),
        (Log, 'G1,"x|y",1|G2,"y|z', 'G2,"y|z'),
        (Bare, 'G1,x,1|G2,"y|', 'G2,"y|'),
        (Records, '{"a": 1}|{"a', '{"a'),
        (Blocks, "2026-03-07 a|  b|2026-03-08 c|  d|", "2026-03-08 c|  d|"),
        (Blocks, "2026-03-07 a|  b|2026-03-08 c", "2026-03-08 c"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_where_the_last_record_is_still_open(raw, kind, data, held, end, encoding):
    written = ("员" + end + data.replace("|", end)).encode(encoding)
    found = Growing(kind()).open(raw(written).path, len(written))
    open_at = len(written) - len(held.replace("|", end).encode(encoding)) if held else None
    assert found == open_at


def test_only_the_last_bytes_are_looked_at_and_they_tell(raw, monkeypatch):
    monkeypatch.setattr(growing, "LAST", 40)
    written = b"G1,x,1\n" * 99
    assert Growing(Log()).open(raw(written).path, len(written)) is None
    assert Growing(Log()).open(raw(written + b"G2").path, len(written) + 2) == len(written)


@pytest.mark.parametrize(
    ("kind", "record", "following", "ends"),
    [
        (Log, b'G2,"y\n', b"z", False),
        (Blocks, b"2026-03-07 a\n", b"  b", False),
        (Log, b"G2,y,1\n", b"G3", True),
        (Log, b'G2,"y\nz",1\n', b"", True),
        (Blocks, b"2026-03-07 a\n", b"2026-03-08 b", True),
        (Blocks, b"2026-03-07 a\n", b"", True),
    ],
)
def test_whether_a_record_was_whole_shows_when_more_comes(kind, record, following, ends):
    assert Growing(kind()).ends(record, following) == ends
