"""Nobody sees an alert on himself, or closes one of a colleague in his own branch.

Every page that shows an alert asks here, so that there is one rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.access import may_see

if TYPE_CHECKING:
    from leakwatch.store.users import User

#: what is said of an alert on oneself, and of one that does not exist
ABSENT = "there is no such alert"


def may_close(user: User, actor: str | None, branch: str | None) -> bool:
    """False for the user's own account and for accounts of his own branch.

    A branch that two organisations have by one name counts as his: who is refused too often asks
    somebody else, who is let too often tells nobody.
    """
    return may_see(user, actor) and (user.branch is None or user.branch != branch)


def visible(user: User, actor: str | None) -> None:
    """404 for the user's own account, as for an alert that does not exist."""
    if not may_see(user, actor):
        raise HTTPException(404, ABSENT)
