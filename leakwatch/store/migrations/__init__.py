"""Steps of the schema, one file each under versions/, run by Alembic without its command line.

A new step: the next number in `revision` and in `database.HEAD`, the one before in
`down_revision`; the tests compare what the steps make with the models.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection


def scripts() -> ScriptDirectory:
    """The steps as Alembic sees them."""
    return ScriptDirectory(str(Path(__file__).parent))


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the steps a database lacks up to a revision, in the caller's transaction."""

    def steps(current: tuple[str, ...], _context: Any) -> list[MigrationStep]:
        found = scripts()
        missing = list(found.iterate_revisions(to, current or "base"))
        return [
            MigrationStep.upgrade_from_script(found.revision_map, step)
            for step in reversed(missing)
        ]

    _run(connection, steps)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Undo the steps after a revision, in the caller's transaction."""

    def steps(current: tuple[str, ...], _context: Any) -> list[MigrationStep]:
        found = scripts()
        done = found.iterate_revisions(current, to)
        return [MigrationStep.downgrade_from_script(found.revision_map, step) for step in done]

    _run(connection, steps)


def _run(connection: Connection, steps: Any) -> None:
    context = MigrationContext.configure(connection, opts={"fn": steps})
    with Operations.context(context):
        context.run_migrations()
