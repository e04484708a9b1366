"""What a feed suffers from and how the machine stands, as others write it, in the reader's
language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakwatch.language import Say

#: what feeds.table and health write → what is said of it
SENTENCES = {re.compile(written): said for written, said in {
    r"silent since (.+)": "silent since {0}",
    r"lost (.+)": "lost {0}",
    r"few events on (\S+) \((\d+) of (\d+)\)": "few events on {0} ({1} of {2})",
    r"(\d+) numbers missing": "{0} numbers missing",
    r"answers in (\d+) ms": "answers in {0} ms",
    r"(\d+) tables can be read": "{0} tables can be read",
    r"lake ([\d.]+) GB free": "lake {0} GB free",
    r"store ([\d.]+) GB free": "store {0} GB free",
    r"backup ([\d.]+) GB free": "backup {0} GB free",
    r"the least is (.+)": "the least is {0}",
    r"(.+) leads under number (\d+), seen (.+)": "{0} leads under number {1}, seen {2}",
    r"paused: (.+)": "paused: {0}",
    r"(\S+) failing since ([\d-]+ [\d:]+)(.*)": "{0} failing since {1}{2}",
    r"(\S+) overdue since ([\d-]+ [\d:]+)(.*)": "{0} overdue since {1}{2}",
    r"(\S+) is silent since (.+)": "{0} is silent since {1}",
    r"(\S+) never said anything": "{0} never said anything",
    r"(\d+) sources, none is silent": "{0} sources, none is silent",
    r"(\d+) wait, none given up this week": "{0} wait, none given up this week",
    r"(\d+) given up on (\S+) this week": "{0} given up on {1} this week",
    r"(\d+) given up on (\S+)": "{0} given up on {1}",
    r"none in (/.+)": "none in {0}",
    r"the newest is of (.+)": "the newest is of {0}",
    r"(\d+) entries, its end fits the mark": "{0} entries, its end fits the mark",
}.items()}  # fmt: skip


def trouble(written: str, say: Say) -> str:
    """Each of its troubles, translated.

    >>> trouble("silent since 2026-03-07 09:00; log wiped", lambda said: said.upper())
    'SILENT SINCE 2026-03-07 09:00; LOG WIPED'
    """
    return say("; ").join(_one(each, say) for each in written.split("; "))


def _one(written: str, say: Say) -> str:
    found = _sentence(written, say)
    if found is None and ", " in written:
        parts = [_sentence(each, say) for each in written.split(", ")]
        found = say("; ").join(filter(None, parts)) if all(parts) else None
    return say(written) if found is None else found


def _sentence(written: str, say: Say) -> str | None:
    for pattern, sentence in SENTENCES.items():
        if found := pattern.fullmatch(written):
            return say(sentence).format(*found.groups())
    return None
