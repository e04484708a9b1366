"""The rings the store keeps, as a search gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.found import Rings
from leakwatch.store.rings import rings_table
from leakwatch.store.ties import ties_table

if TYPE_CHECKING:
    from leakwatch.store import Store


def rings(store: Store) -> Rings:
    """The rings that stand."""
    return Rings(rings_table(store), ties_table(store))
