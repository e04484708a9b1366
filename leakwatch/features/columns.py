"""The columns of the tables made from events, and the facts among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

from leakwatch.events import UTC

DAYS = {
    "actor": "string", "source": "string", "org": "string", "role": "string", "branch": "string",
    "day": "date",
    "looks": "int64", "subjects": "int64", "rows": "int64", "new_subjects": "int64",
    "unexplained": "int64", "unexplained_share": "float64", "unexplained_subjects": "int64",
    "foreign": "int64", "foreign_share": "float64", "unexplained_foreign": "int64",
    "off_hours": "int64", "off_hours_share": "float64",
    "misses": "int64", "taken": "int64",
    "credit": "int64", "location": "int64", "call_record": "int64", "biometric": "int64",
    "health": "int64", "credit_off_hours": "int64", "credit_off_hours_unexplained": "int64",
    "credit_nights": "int64", "minors": "int64",
    "repeats": "int64", "called": "int64", "places": "int64", "devices": "int64",
    "gap_median": "float64", "resting": "boolean",
}  # fmt: skip
FACTS = tuple(name for name, dtype in DAYS.items() if dtype in ("int64", "float64"))

SPANS = (7, 28, 90)
SUMMED = (
    "active", "looks", "subjects", "new_subjects", "unexplained", "unexplained_foreign",
    "off_hours", "credit", "credit_off_hours", "called",
)  # fmt: skip
WINDOWS = {
    "actor": "string", "day": "date",
    **{f"{name}_{span}": "int64" for span in SPANS for name in SUMMED},
}  # fmt: skip

PAIRS = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64", "foreign": "int64", "first": UTC,
}  # fmt: skip
SUBJECTS = {
    "subject": "string", "day": "date",
    "actors": "int64", "looks": "int64", "orgs": "int64", "unexplained": "int64",
}  # fmt: skip
HOURS = {
    "actor": "string", "org": "string", "role": "string", "branch": "string", "day": "date",
    "hour": "int64", "looks": "int64",
}  # fmt: skip


def shaped(table: ir.Table, columns: Mapping[str, str]) -> ir.Table:
    """Exactly these columns, in order and type."""
    # Ibis takes DuckDB's sum of int64 for an int64 and drops the cast; it is a 128-bit number,
    # which Parquet stores as a double. Through float64 the cast is real.
    return table.select(
        **{
            name: (table[name].cast("float64") if dtype == "int64" else table[name]).cast(dtype)
            for name, dtype in columns.items()
        }
    )
