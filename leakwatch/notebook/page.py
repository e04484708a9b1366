"""A ring as one file: its drawings and tables, offline, without scripts, all as tokens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch.charts.svg import tag, words

if TYPE_CHECKING:
    from leakwatch.language import Say

STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:980px;margin:2rem auto;padding:0 1rem;
color:#1f2328;background:#fff}table{border-collapse:collapse;font-size:13px}
td,th{border-bottom:1px solid #d0d7de;padding:2px 8px;text-align:left;vertical-align:top}"""
#: nothing is fetched, nothing runs
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def written(path: Path, title: str, shown: list[str], say: Say, lang: str) -> Path:
    """Writes what is shown, escaped already; where it is."""
    head = tag(
        "head", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        tag("title", words(title)), tag("style", STYLE),
    )  # fmt: skip
    lead = say("lead material: accounts and people are tokens, and none of it is proof")
    body = tag("body", tag("h1", words(title)), tag("p", words(lead)), *shown)
    whole = "<!doctype html>\n" + tag("html", head, body, lang=lang) + "\n"
    path.write_text(whole, encoding="utf-8")
    return path
