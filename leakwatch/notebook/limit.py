"""An engine that gives out only so many rows at once: a lake does not fit into a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    from leakwatch.engine import Engine

#: rows that leave the engine, if nobody says how many
MOST = 1_000_000


def limited(machine: Engine, most: int = MOST) -> None:
    """From now on results of more rows are refused, unless they are asked for with a `limit`.

    Whatever is made of a table of this engine goes through it: filters, joins, sums.
    """
    connection: Any = vars(machine)["connection"]
    for name in ("execute", "to_pyarrow"):
        setattr(connection, name, _counted(getattr(connection, name), most))


def _counted(give: Callable[..., Any], most: int) -> Callable[..., Any]:
    def given(expr: Any, /, *, params: Any = None, limit: Any = None, **more: Any) -> Any:
        import ibis.expr.types as ir

        asked = limit if limit != "default" else None
        if asked is not None or isinstance(expr, ir.Scalar):
            return give(expr, params=params, limit=asked, **more)
        found = give(expr, params=params, limit=most + 1, **more)
        if len(found) > most:
            raise ConfigError(
                f"more than {most:,} rows", where="to_pandas",
                hint="ask for fewer days or accounts (since=, until=, actor=), sum them up first, "
                "or say how many: to_pandas(limit=…)",
            )  # fmt: skip
        return found

    return given
