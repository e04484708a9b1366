"""What a feed suffers from, as the table of feeds has it, in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakwatch.language import Say

#: what feeds.table writes → what is said of it
SENTENCES = {
    re.compile(r"silent since (.+)"): "silent since {0}",
    re.compile(r"lost (.+)"): "lost {0}",
    re.compile(r"few events on (\S+) \((\d+) of (\d+)\)"): "few events on {0} ({1} of {2})",
    re.compile(r"(\d+) numbers missing"): "{0} numbers missing",
}


def trouble(written: str, say: Say) -> str:
    """Each of its troubles, translated.

    >>> trouble("silent since 2026-03-07 09:00; log wiped", lambda said: said.upper())
    'SILENT SINCE 2026-03-07 09:00; LOG WIPED'
    """
    return say("; ").join(_one(each, say) for each in written.split("; "))


def _one(written: str, say: Say) -> str:
    for pattern, sentence in SENTENCES.items():
        if found := pattern.fullmatch(written):
            return say(sentence).format(*found.groups())
    return say(written)
