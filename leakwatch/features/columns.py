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
    "identity": "int64", "communication": "int64", "property": "int64", "transaction": "int64",
    "lodging": "int64", "statistics": "int64",
    "unmasks": "int64", "unmasks_unexplained": "int64",
    "exports": "int64", "exported": "int64", "prints": "int64", "taken_unexplained": "int64",
    "resets": "int64", "resets_unexplained": "int64", "registers": "int64", "changes": "int64",
    "approvals": "int64", "failed_logins": "int64", "logins": "int64",
    "minors_unapproved": "int64", "health_unexplained": "int64", "biometric_unexplained": "int64",
    "call_record_unexplained": "int64", "location_unexplained": "int64",
    "new_places": "int64", "new_devices": "int64", "switches": "int64",
    "approver_share": "float64", "approved": "int64",
    "gap_mode": "float64", "gap_mode_share": "float64", "gap_cv": "float64",
    "longest_run": "int64", "night_looks": "int64", "far": "int64",
    "others_failed": "int64", "others_failed_accounts": "int64",
}  # fmt: skip
#: null where there are too few gaps to say
GAPS = ("gap_median", "gap_mode", "gap_mode_share", "gap_cv")
FACTS = tuple(name for name, dtype in DAYS.items() if dtype in ("int64", "float64"))

SPANS = (7, 28, 90)
SUMMED = (
    "active", "looks", "subjects", "new_subjects", "unexplained", "unexplained_foreign",
    "off_hours", "credit", "credit_off_hours", "called",
    "taken", "exported", "unmasks", "resets", "registers", "minors",
    "credit_off_hours_unexplained", "foreign", "health", "biometric",
)  # fmt: skip
WINDOWS = {
    "actor": "string", "day": "date",
    **{f"{name}_{span}": "int64" for span in SPANS for name in SUMMED},
}  # fmt: skip

PAIRS = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64", "foreign": "int64", "first": UTC,
    "role": "string", "called": "int64", "minors": "int64", "sensitive": "int64",
    "resets_unexplained": "int64",
}  # fmt: skip
SUBJECTS = {
    "subject": "string", "day": "date",
    "actors": "int64", "looks": "int64", "orgs": "int64", "unexplained": "int64",
    "unexplained_actors": "int64", "foreign_actors": "int64", "sensitive": "int64",
}  # fmt: skip
DEEDS = {
    "actor": "string", "source": "string", "org": "string", "role": "string", "branch": "string",
    "day": "date", "action": "string", "data": "string",
    "place": "string", "device": "string", "approver": "string",
    "times": "int64", "failed": "int64", "unexplained": "int64", "rows": "int64",
    "people": "int64", "first": UTC, "last": UTC,
}  # fmt: skip
REGIONS = {
    "org": "string", "branch": "string", "day": "date", "region": "string", "looks": "int64",
}  # fmt: skip
HOMES = {"org": "string", "branch": "string", "region": "string"}
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
