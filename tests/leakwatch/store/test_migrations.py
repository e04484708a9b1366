"""The steps of the schema make what the models say, and can be undone."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, inspect

from leakwatch import store
from leakwatch.store import database, migrations
from leakwatch.store.model import Model


@pytest.fixture
def connection(nowhere):
    with store.open(nowhere) as opened, opened.engine.begin() as connection:
        yield connection


def differences(connection, metadata):
    return compare_metadata(MigrationContext.configure(connection), metadata)


def test_the_steps_make_exactly_the_models(connection):
    assert differences(connection, Model.metadata) == []


def test_the_comparison_notices_a_column_too_many(connection):
    changed = MetaData(naming_convention=Model.metadata.naming_convention)
    for table in Model.metadata.sorted_tables:
        table.to_metadata(changed)
    changed.tables["runs"].append_column(Column("extra", Integer))
    assert [difference[0] for difference in differences(connection, changed)] == ["add_column"]


def test_constraints_and_indexes_are_named_as_the_models_name_them(connection):
    found = inspect(connection)
    for table in Model.metadata.sorted_tables:
        named = {constraint.name for constraint in table.constraints} | {
            index.name for index in table.indexes
        }
        made = {found.get_pk_constraint(table.name)["name"]} | {
            item["name"]
            for kind in (found.get_indexes, found.get_unique_constraints,
                         found.get_foreign_keys, found.get_check_constraints)
            for item in kind(table.name)
        }  # fmt: skip
        assert made == named, table.name


def test_every_table_is_made(connection):
    assert set(Model.metadata.tables) == {
        "runs", "findings", "alerts", "decisions", "turns",
        "rings", "ring_members", "ring_ties", "ring_changes", "leases", "windows", "pauses",
        "users", "deliveries", "trail", "sign_ins", "wrong_tries", "filters", "notes",
        "api_tokens", "acts",
        "matters", "matter_items", "holds", "suppressions",
        "suspicions", "duties", "measures", "proofs", "proposals", "approvals",
        "matter_evidence",
    }  # fmt: skip


def test_the_program_knows_the_last_step():
    assert migrations.scripts().get_heads() == [database.HEAD]


def test_steps_are_numbered_in_order():
    steps = [step.revision for step in migrations.scripts().walk_revisions()]
    assert steps == sorted(steps, reverse=True)
    assert all(len(step) == 4 and step.isdigit() for step in steps)


def test_undoing_every_step_leaves_no_table(connection):
    migrations.downgrade(connection)
    assert inspect(connection).get_table_names() == ["alembic_version"]


def test_undone_and_done_again_gives_the_models(connection):
    migrations.downgrade(connection)
    migrations.upgrade(connection)
    assert differences(connection, Model.metadata) == []


def test_upgrading_what_is_up_to_date_changes_nothing(connection):
    migrations.upgrade(connection)
    assert differences(connection, Model.metadata) == []
