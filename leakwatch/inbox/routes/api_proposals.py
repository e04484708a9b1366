"""Proposals through the API: all of them, putting forward, deciding, withdrawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends

from leakwatch.access import Right
from leakwatch.inbox import forward, proposing
from leakwatch.inbox.desk import Visitor, calls
from leakwatch.inbox.forward import Answer, Back, Forward
from leakwatch.inbox.machine import AtMachine
from leakwatch.inbox.proposed import Proposals
from leakwatch.inbox.routes.proposals import Before, Number, Seeing

router = APIRouter(prefix="/api/v1/proposals", tags=["proposals"])
Working = Annotated[Visitor, Depends(calls(Right.TRIAGE))]
Approving = Annotated[Visitor, Depends(calls(Right.APPROVE))]


@dataclass(frozen=True)
class Put:
    """The number of what waits now."""

    number: int


@dataclass(frozen=True)
class Decided:
    """What was said of it."""

    number: int
    verdict: str


@router.get("")
def everything(asking: Seeing, machine: AtMachine, before: Before = 0) -> Proposals:
    """What waits, is suggested, is in force, and thirty that were answered before a number."""
    return proposing.told(asking, machine, before)


@router.post("", status_code=201)
def put(asking: Working, later: BackgroundTasks, order: Forward) -> Put:
    """Puts a threshold or a suppression forward; nothing changes before it is approved."""
    number = forward.put(asking, order)
    later.add_task(proposing.try_all, asking.desk.store)
    return Put(number)


@router.post("/{number}/decision")
def decide(asking: Approving, number: Number, answer: Answer) -> Decided:
    """Approves or refuses what another put forward."""
    forward.decide(asking, number, answer)
    return Decided(number, answer.verdict)


@router.post("/{number}/withdrawal", status_code=201)
def withdraw(asking: Working, later: BackgroundTasks, number: Number, why: Back) -> Put:
    """Puts forward that what was approved ends; a second person decides that too."""
    made = forward.withdraw(asking, number, why)
    later.add_task(proposing.try_all, asking.desk.store)
    return Put(made)
