"""The case file of a matter: one paper, in English or Chinese, with tokens only."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from leakwatch.report.chapters.accounts import accounts, compared, innocent, sure
from leakwatch.report.chapters.answers import answers
from leakwatch.report.chapters.closing import closing
from leakwatch.report.chapters.exposed import exposed
from leakwatch.report.chapters.happened import happened
from leakwatch.report.chapters.opening import opening
from leakwatch.report.chapters.ringed import ringed
from leakwatch.report.chapters.sent import sent
from leakwatch.report.paper import Paper

if TYPE_CHECKING:
    from leakwatch.report.case import Case

CHAPTERS = (
    opening,
    happened,
    accounts,
    compared,
    innocent,
    sure,
    exposed,
    ringed,
    sent,
    answers,
    closing,
)
#: one paper for those who read the other language too
LEAD = "线索材料 · lead material"


def casefile(case: Case) -> Paper:
    """The whole paper."""
    say, matter = case.say, case.found.matter
    title = say("Case file of matter {matter}").format(matter=matter.id)
    foot = f"{LEAD} · {case.organisation} · {matter.id} · {case.moment(case.request.at)}"
    blocks = chain.from_iterable(chapter(case) for chapter in CHAPTERS)
    return Paper(title, foot, case.language, case.request.at, tuple(blocks))
