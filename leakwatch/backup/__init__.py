"""Backups of store and lake: made whole or not at all, and brought back whole or not at all."""

from leakwatch.backup.making import Made, make
from leakwatch.backup.restoring import Restored, restore

__all__ = ["Made", "Restored", "make", "restore"]
