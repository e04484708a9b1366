"""Text as a stream of pieces, and a delimited reader of three columns."""

import pytest

from leakwatch.readers.delimited import Delimited

COLUMNS = {"工号": "string", "时间": "string", "号码": "string"}


@pytest.fixture(scope="session")
def cut():
    """Bytes in pieces of so many, each ending between two characters."""

    def pieces(text, size=None):
        data = text.encode()
        starts = range(0, len(text), size) if size else [0]
        parts = [text[at : at + (size or len(text))].encode() for at in starts]
        assert b"".join(parts) == data
        return iter([part for part in parts if part])

    return pieces


@pytest.fixture(scope="session")
def read(cut):
    """What the delimited reader makes of a text: rows by line, wrong ones, skipped ones."""

    def delimited(text, size=None, required=("工号", "时间")):
        reader = Delimited(COLUMNS, required, "log.csv")
        found = list(reader.rows(cut(text, size), bytes(16)))
        rows, wrong, skipped = {}, {}, {}
        for part in found:
            for row in part.table.to_pylist():
                rows[row["line"]] = tuple(row[name] for name in COLUMNS)
            wrong |= {each.line: each.reason for each in part.wrong}
            for kind, count in part.skipped.items():
                skipped[kind] = skipped.get(kind, 0) + count
        wrongs = sum(len(part.wrong) for part in found)
        read = sum(part.read for part in found)
        assert read == len(rows) + wrongs + sum(skipped.values())
        return rows, wrong, skipped

    return delimited
