"""Pictures of the docs are there, wanted, small, and said in words for who sees none."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PICTURES = sorted((HOUSE / "docs" / "pictures").iterdir())
DOCUMENTS = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
MOST_BYTES, MOST_WIDE = 60_000, 900


def shown():
    """Each picture that a document shows, and what is said of it."""
    for document in DOCUMENTS:
        for said, where in SHOWN.findall(document.read_text(encoding="utf-8")):
            yield (document.parent / where).resolve(), said


def test_every_picture_is_shown_and_every_one_shown_is_there():
    assert {path for path, _ in shown()} == set(PICTURES)


def test_every_picture_is_said_in_words():
    assert [path.name for path, said in shown() if not said.strip()] == []


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_small(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert path.stat().st_size <= MOST_BYTES
    assert int.from_bytes(head[16:20], "big") <= MOST_WIDE
