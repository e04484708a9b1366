"""A store with something in every table, of every schema there was, is brought up to date whole."""

import re
import shutil
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import MetaData

from leakwatch import store
from leakwatch.store import database, migrations

REVISIONS = sorted(step.revision for step in migrations.scripts().walk_revisions())
MOMENT = datetime(2026, 3, 7, 1, 2, 3, 456789, tzinfo=UTC)
LISTED = re.compile(r"(\w+)[^']*'(\w+)'")


def listed(table):
    """The first word that a check lets stand in a column."""
    return dict(
        found.groups() for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and (found := LISTED.search(str(check.sqltext)))
    )  # fmt: skip


def value(column, words):
    """Something of its type, that no other column has where it can be helped."""
    if column.name in words:
        return words[column.name]
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.DateTime):
        return MOMENT if kind.timezone else MOMENT.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 3, 7)
    if isinstance(kind, sa.JSON):
        return {"列": [1, None, column.name]}
    if isinstance(kind, sa.Integer):
        return 1
    if isinstance(kind, sa.Numeric | sa.Float):
        return 0.1
    return f"{column.name} 名字 '\""[: kind.length or 200]


def tables(connection):
    """What the database has, in an order in which rows can be added."""
    found = MetaData()
    found.reflect(connection)
    known = ("alembic_version", "turns")
    return [table for table in found.sorted_tables if table.name not in known]


def fill(connection):
    """A row in every table; what points to another points to that one's."""
    rows = {}
    for table in tables(connection):
        words = listed(table)
        row = {column.name: value(column, words) for column in table.columns}
        for column in table.columns:
            for key in column.foreign_keys:
                other = key.column.table
                # nothing comes before the first row of a table
                row[column.name] = None if other is table else rows[other.name][key.column.name]
        connection.execute(table.insert(), row)
        rows[table.name] = row
    return rows


def kept(connection, rows):
    """What is left of these rows, in the columns they had."""
    return {
        table.name: dict(connection.execute(
            sa.select(*[table.c[name] for name in rows[table.name]])
        ).mappings().one())
        for table in tables(connection) if table.name in rows
    }  # fmt: skip


@pytest.fixture
def whole(nowhere, blank):
    """A store of today's schema, that may be taken down to another."""
    if nowhere.startswith("sqlite"):
        shutil.copy(blank, nowhere.removeprefix("sqlite:///"))
    return nowhere


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_older_schema_held_is_there_after_upgrade_and_undoing(whole, revision):
    with store.open(whole) as opened, opened.engine.begin() as connection:
        migrations.downgrade(connection, to=revision)
        fill(connection)
        # as the database gives it, so that its own types are compared with themselves
        written = {
            table.name: dict(connection.execute(sa.select(table)).mappings().one())
            for table in tables(connection)
        }
        migrations.upgrade(connection)
        assert kept(connection, written) == written
        migrations.downgrade(connection, to=revision)
        assert kept(connection, written) == written
    with store.open(whole) as again, again.engine.begin() as connection:
        assert kept(connection, written) == written
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    assert found == database.HEAD


def test_every_table_gets_a_row(whole):
    with store.open(whole) as opened, opened.engine.begin() as connection:
        filled = fill(connection)
    assert len(filled) >= 18
