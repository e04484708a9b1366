"""A proposal as the lines of leakwatch.toml to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from leakwatch.inferring.proposal import Proposal

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml(proposal: Proposal, path: Path, blanks: Sequence[str] = ()) -> str:
    """The section of a source; `blanks` are columns the file has under their names by chance."""
    return "\n".join(_lines(proposal, path, blanks)) + "\n"


def name(path: Path) -> str:
    """A name for the source, from the file's.

    >>> name(Path("logs/CRM-2026.csv")), name(Path("日志.xlsx"))
    ('crm_2026', 'log')
    """
    stem = path.name.partition(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "_", stem).strip("_") or "log"


def _lines(proposal: Proposal, path: Path, blanks: Sequence[str]) -> Iterator[str]:
    section = f"{proposal.section}.{name(path)}"
    yield f"[{section}]"
    yield f'connector = "{proposal.connector}"'
    yield f"path = {_text(path.as_posix())}"
    if proposal.lines:
        yield ""
        yield f"[{section}.columns]"
        for line in proposal.lines:
            headers = [_text(header) for header in line.headers]
            said = headers[0] if len(headers) == 1 else f"[{', '.join(headers)}]"
            yield f"{_key(line.column)} = {said}  # {line.sure} %"
        yield from (f'{column} = ""  # the file has another of this name' for column in blanks)
    if proposal.options:
        yield ""
        yield f"[{section}.options]"
        yield from (f"{key} = {_value(value)}" for key, value in proposal.options.items())
        if proposal.unknown:
            yield f"# no list knows: {', '.join(proposal.unknown)}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_text(said)}" for key, said in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return _text(str(value))


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
