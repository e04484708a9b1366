"""What every reader promises of bytes that nobody wrote: rows that balance, or a clear refusal.

`fuzzing.py` asks it of what libFuzzer makes up, `tests/leakwatch/readers/test_fuzz.py` of what
hypothesis does.
"""

import gzip
import io
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from leakwatch import plugins
from leakwatch.errors import ConfigError, EventError, SourceError
from leakwatch.readers import archive, opening, reading
from leakwatch.readers.decoding import MisreadError

GOLDEN = Path(__file__).parents[1] / "golden"
REFUSALS = (SourceError, EventError, ConfigError)
ARCHIVE = "archive"
#: signs that some reader takes for more than text
SIGNS = (
    b'"', b'""', b"'", b",", b"|", b"\t", b"^", b";", b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"{",
    b"}", b"[", b"]", b":", b"\\", b"\\ud800", b"\\u0000", b"1e999999", b"<", b">", b"</", b"/>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&", b"=",
    b"<AuditMessage", b"</AuditMessage>", b"<AuditEvent>", b"<13>", b"<?xml version='1.0'?>",
    b"<table>", b"<tr><td>", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", "数".encode(),
    "㛃".encode("gb18030"), b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1", b"CEF:0|",
    b"LEEF:2.0|", b"AUDIT: SESSION,", b"\xe2\x80\xa8", b"\x0b", b"\x1f", b"99999999999999999999",
)  # fmt: skip


def seeds():
    """Each target with the bytes that it is made to read."""
    found = [
        (folder.name, path.read_bytes())
        for folder in sorted(GOLDEN.iterdir()) if folder.is_dir()
        for path in sorted(folder.glob("raw*"))
    ]  # fmt: skip
    [crm] = [data for name, data in found if name == "telecom_crm"]
    return found + [("telecom_crm", data) for data in packed(crm)] + [(ARCHIVE, zipped(crm))]


def packed(log):
    """A delimited log in every other form it may come in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = log.decode("gb18030")
    rows = [line.split(",") for line in text.splitlines()[1:]]
    width = max(map(len, rows))
    columns = {name: [(row + [""] * width)[at] for row in rows] for at, name in enumerate(rows[0])}
    parquet = io.BytesIO()
    pq.write_table(pa.table(columns), parquet)
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return [gzip.compress(log, mtime=0), pa.Codec("zstd").compress(log, asbytes=True),
            text.encode("utf-16"), parquet.getvalue(), book(rows),
            f"<table>{cells}</table>".encode()]  # fmt: skip


def book(rows):
    """Rows as a workbook."""
    from openpyxl import Workbook

    made, told = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(told)
    return told.getvalue()


def zipped(*files):
    """Files as an archive."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as made:
        for number, data in enumerate(files):
            made.writestr(zipfile.ZipInfo(f"{number}.csv"), data)
    return told.getvalue()


def told(target, path, piece):
    """What is read of a file in pieces of so many bytes: rows by line, wrong ones, skipped ones."""
    raw = opening.look(path)
    usual, opening.PIECE = opening.PIECE, piece
    try:
        return _told(target, raw)
    except MisreadError as error:
        return _told(target, error.raw)
    finally:
        opening.PIECE = usual


def _told(target, raw):
    rows, wrong, skipped, names = {}, [], Counter(), None
    for part in reading.read(plugins.connector(target), raw, bytes(16)):
        lines = part.table["line"].to_pylist()
        assert part.read == len(lines) + len(part.wrong) + part.skipped.total()
        assert names in (None, part.table.column_names)
        names = part.table.column_names
        part.table.validate(full=True)
        for line, row in zip(lines, part.table.to_pylist(), strict=True):
            assert line not in rows
            rows[line] = row
        wrong += [(each.line, each.reason) for each in part.wrong]
        skipped.update(part.skipped)
    return rows, sorted(wrong), skipped


def unpacked(path):
    """How many bytes the members of an archive hold."""
    with archive.opened(path, "raw") as packed:
        for entry in archive.members(packed, "raw"):
            archive.member_name(entry).encode()
            yield sum(map(len, archive.unpacked(packed, entry, "raw")))


def kept(target, data, piece):
    """The promise: rows that balance, whatever the pieces, or a refusal in one line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "raw")
        path.write_bytes(data)
        if target == ARCHIVE:
            return _refused(lambda: list(unpacked(path)))
        whole = _refused(lambda: told(target, path, opening.PIECE))
        # how many NULs are too many is asked of the first piece
        if b"\0" not in data:
            cut = _refused(lambda: told(target, path, piece))
            assert whole == cut, (whole, cut)
        return whole


def _refused(read):
    """What is read, or nothing where it is refused."""
    try:
        return read()
    except REFUSALS as error:
        said = str(error)
    assert "\n" not in said, said
    return None
