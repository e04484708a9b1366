"""Under which source, job and branch an account worked that day."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

KEY = ["actor", "day"]


def named(events: ir.Table) -> ir.Table:
    """Source of most looks; commonest role and branch; ties by name."""
    weights = {"source": "looks", "role": "times", "branch": "times"}
    each = events.group_by([*KEY, *weights]).agg(
        times=events.count(), looks=events.count(where=events.look)
    )
    each = each.mutate(
        **{
            f"of_{name}": each[weight].sum().over(ibis.window(group_by=[*KEY, name]))
            for name, weight in weights.items()
        }
    )
    each = each.mutate(
        **{
            f"most_{name}": each[name]
            .notnull()
            .ifelse(each[f"of_{name}"], None)
            .max()
            .over(ibis.window(group_by=KEY))
            for name in weights
        }
    )
    return each.group_by(KEY).agg(
        **{
            name: each[name].min(where=each[f"of_{name}"] == each[f"most_{name}"])
            for name in weights
        }
    )
