"""The rings the store keeps, as a search gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.found import Ring, Rings
from leakwatch.store.rings import rings_table
from leakwatch.store.ties import ties_table

if TYPE_CHECKING:
    from leakwatch.store import Store


def rings(store: Store) -> Rings:
    """The rings that stand."""
    return Rings(rings_table(store), ties_table(store))


def ring(store: Store, name: str) -> Ring:
    """One ring, whether it still stands or not; KeyError for one there never was."""
    return Rings(rings_table(store, name), ties_table(store, name))[name]
