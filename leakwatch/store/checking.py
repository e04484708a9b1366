"""Whether somebody touched the trail of a store, held against its mark and heads kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leakwatch.store import chain, trail

if TYPE_CHECKING:
    from leakwatch.store.chain import Checked, Head
    from leakwatch.store.database import Store

MARK = "the mark"


def checked(store: Store, known: Mapping[str, Head] | None = None) -> Checked:
    """The whole trail, read once; `known` are heads by where they were kept."""
    # before the trail: it may only grow meanwhile
    mark = store.mark and store.mark.read()
    heads = {MARK: mark} if isinstance(mark, chain.Head) else {}
    with store.reading() as session:
        told = chain.check(trail.rows(session), {**(known or {}), **heads})
    if isinstance(mark, chain.Flaw):
        told.flaws.append(mark)
    return told
