"""How often an account did each thing, and looked at each class of information."""

from __future__ import annotations

import ibis.expr.types as ir

from leakwatch.events import LOOKS

KEY = ["actor", "day"]
LOOKED_AT = ("identity", "communication", "property", "transaction", "lodging", "statistics")
WEIGHTY = ("health", "biometric", "call_record", "location")
DONE = {
    "unmasks": "unmask", "exports": "export", "prints": "print", "resets": "reset",
    "registers": "register", "changes": "change", "approvals": "approve",
}  # fmt: skip
ENTERS = ("login", "login_failed")


def classes(deeds: ir.Table) -> ir.Table:
    """Facts of (actor, day) that the deeds tell: deeds by action, looks by class.

    A deed the system refused counts like any other, but a refused log-in is a failed one.
    """
    look, times, bare = deeds.action.isin(LOOKS), deeds.times, deeds.unexplained
    facts = {
        **{name: times.sum(where=look & (deeds.data == name)) for name in LOOKED_AT},
        **{name: times.sum(where=deeds.action == action) for name, action in DONE.items()},
        **{f"{name}_unexplained": bare.sum(where=look & (deeds.data == name)) for name in WEIGHTY},
        "unmasks_unexplained": bare.sum(where=deeds.action == "unmask"),
        "resets_unexplained": bare.sum(where=deeds.action == "reset"),
        "exported": deeds.rows.sum(where=deeds.action == "export"),
        "logins": (times - deeds.failed).sum(where=deeds.action == "login"),
        "failed_logins": deeds.failed.sum(where=deeds.action.isin(ENTERS)),
    }
    return deeds.group_by(KEY).agg(**facts)


def approved(deeds: ir.Table) -> ir.Table:
    """Looks that name an approver, and the share of them that name the most frequent one."""
    given = deeds.filter(deeds.action.isin(LOOKS) & deeds.approver.notnull())
    each = given.group_by([*KEY, "approver"]).agg(times=given.times.sum().cast("float64"))
    return each.group_by(KEY).agg(
        approved=each.times.sum(), approver_share=each.times.max() / each.times.sum()
    )
