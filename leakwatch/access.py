"""Who may do what: five roles, each a set of rights; whoever lacks one is told so, not shown less.

analyst: triage · investigator: reveal and matters too · supervisor: approves, closes what is
confirmed, assigns · auditor: the trail, nothing else · admin: users and the machine, no alerts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakwatch.store.users import User


class Right(StrEnum):
    """One thing that a role may do."""

    #: alerts, rings, accounts, statistics
    SEE = "see"
    #: take, snooze, dismiss, confirm, note
    TRIAGE = "triage"
    #: give an alert to somebody else
    ASSIGN = "assign"
    #: open matters, add to them, hold
    INVESTIGATE = "investigate"
    #: see who a token is
    REVEAL = "reveal"
    #: second approvals, closing what is confirmed, suppressions and thresholds
    APPROVE = "approve"
    #: quarantine, feeds, runs
    MACHINE = "machine"
    #: run jobs now, pause them; the health of the machine
    OPERATE = "operate"
    TRAIL = "trail"
    USERS = "users"


_ANALYST = frozenset({Right.SEE, Right.TRIAGE, Right.MACHINE})
_INVESTIGATOR = _ANALYST | {Right.INVESTIGATE, Right.REVEAL}
RIGHTS: dict[str, frozenset[Right]] = {
    "analyst": _ANALYST,
    "investigator": _INVESTIGATOR,
    "supervisor": _INVESTIGATOR | {Right.APPROVE, Right.ASSIGN},
    "auditor": frozenset({Right.TRAIL}),
    "admin": frozenset({Right.USERS, Right.MACHINE, Right.OPERATE}),
}


def may_see(user: User, actor: str | None) -> bool:
    """Whether the user may see what is on an account: any but his own; all, where he has none."""
    return user.actor is None or user.actor != actor


def may(user: User, right: Right) -> bool:
    """Whether the user's role has the right.

    >>> [role for role in RIGHTS if Right.TRAIL in RIGHTS[role]]
    ['auditor']
    """
    return right in RIGHTS.get(user.role, frozenset())
