"""Who a token is, as pages and the API ask it (see disclosing)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch import disclosing
from leakwatch.disclosing import Asker, RefusedError, Shown

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.approvals import Approval, Wish

STATUS = {"unfit": 422, "absent": 404, "not now": 409}


def ask(asking: Visitor, wish: Wish) -> Shown | Approval:
    """Reveals, or asks a second person where it takes one; HTTPException for what cannot be."""
    with _answered():
        return disclosing.ask(_asker(asking), wish)


def use(asking: Visitor, number: int) -> Shown:
    """Reveals what another approved, once."""
    with _answered():
        return disclosing.use(_asker(asking), number)


def _asker(asking: Visitor) -> Asker:
    house, desk = asking.desk.house, asking.desk
    return Asker(asking.user, desk.store, house.settings, house.key, desk.lookup, asking.today())


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except RefusedError as error:
        raise HTTPException(STATUS[error.why], error.what) from error
