"""Jobs through the API: run now, pause, go on, do a range again."""

from __future__ import annotations

from fastapi import APIRouter

from leakwatch.inbox.routes import runs
from leakwatch.inbox.routes.runs import SAID, Answer, Calling, Range, Why

router = APIRouter(prefix="/api/v1/jobs/{job}", tags=["machine"])


@router.post("/now")
def now(asking: Calling, job: str) -> Answer:
    """Lets a job be done now, though it is not due; while it pauses, when it goes on."""
    return Answer(job, SAID[runs.run_now(asking, job)])


@router.post("/pause")
def pause(asking: Calling, job: str, why: Why) -> Answer:
    """Holds a job, and what was asked of it, until it is resumed."""
    return Answer(job, SAID[runs.paused(asking, job, why.reason)])


@router.post("/resume")
def resume(asking: Calling, job: str) -> Answer:
    """Lets a job go on with what is held; what was missed is walked."""
    return Answer(job, SAID[runs.resumed(asking, job)])


@router.post("/again")
def again(asking: Calling, job: str, days: Range) -> Answer:
    """Lets every window of a range of days be done again."""
    return Answer(job, SAID[runs.asked_again(asking, job, days.since, days.until)])
