"""Database triggers that leave a line in the outbox for each watched row written, in the writer's own transaction.

No way of writing forgets them: an action, a bulk update, a shell or a person's own SQL. They are the only place where
SQL is written by hand, once for each of the two databases. Their names hold a digest of what they do: a declaration
that changes makes other names, the new triggers are made and the old ones dropped.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field

from commun.search.documents import Watch, outbox_topic, watches
from commun.search.models import EVERYTHING, OutboxLine

PREFIX = "outbox_"
_LINES = OutboxLine._meta.db_table


@dataclass(frozen=True, slots=True)
class Trigger:
    """Those of one watched column. `needs` are the columns without which they cannot be made."""

    name: str
    topic: str
    table: str
    needs: frozenset[str]
    statements: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The name of each trigger: of rows added, changed, removed."""
        return tuple(f"{self.name}_{letter}" for letter in "iud")


@dataclass(frozen=True, slots=True)
class _Topic:
    name: str
    table: str
    column: str
    columns: tuple[str, ...]
    is_own: bool
    """Whether a row added is a document that no index can hold yet, rather than a part of one that it may."""


def declared() -> tuple[Trigger, ...]:
    """What the sources of this release want, for the database in use."""
    return tuple(_trigger(topic) for topic in _topics())


def install() -> int:
    """Make the triggers that are missing and drop those that are not wanted any more. Returns how many were made.

    Cheap when there is nothing to do: one query. A table that does not exist yet, or not yet in full (migrations that
    stop on the way), is left for the next time. What was written while a trigger was missing is known to nobody: each
    index is then told to read everything again.
    """
    present = installed()
    wanted = {name: trigger for trigger in declared() for name in trigger.parts}
    stale = {name: table for name, table in present.items() if name not in wanted}
    missing = {wanted[name] for name in wanted if name not in present}
    if not (stale or missing):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, stale)
        columns = {table: _columns(cursor, table) for table in {trigger.table for trigger in missing} | {_LINES}}
        if not columns[_LINES]:
            return 0
        made = [trigger for trigger in missing if trigger.needs <= columns[trigger.table]]
        for trigger in made:
            for statement in trigger.statements:
                cursor.execute(statement)
        if made:
            OutboxLine.objects.create(topic=EVERYTHING, key=0, horizon=_now(cursor))
    return len(made)


def uninstall(app_labels: Collection[str] | None) -> None:
    """Drop those on the tables of these apps (of all for None), which are about to change."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if app_labels is None or model._meta.app_label in app_labels
    }
    stale = {name: table for name, table in installed().items() if app_labels is None or table in tables}
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, stale)


def missing() -> tuple[str, ...]:
    """The topics whose changes are being forgotten: none, unless somebody dropped triggers or altered a table."""
    present = installed()
    return tuple(trigger.topic for trigger in declared() if not present.keys() >= set(trigger.parts))


def installed() -> dict[str, str]:
    """Ours in this database: the table of each. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND t.tgenabled <> 'D'"
                " AND c.relnamespace = current_schema()::regnamespace",
                [f"{PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
            )
        return dict(cursor.fetchall())


def _topics() -> Iterator[_Topic]:
    """What several sources watch of one column is written once."""
    groups: dict[str, list[Watch]] = {}
    for _source, watch in watches():
        groups.setdefault(outbox_topic(watch), []).append(watch)
    for name, group in groups.items():
        options: Any = group[0].model._meta
        fields: list[Field[Any, Any]] = list(options.local_concrete_fields)
        key = options.get_field(group[0].column)
        if all(watch.columns for watch in group):
            chosen = {options.get_field(one).column for watch in group for one in watch.columns} | {key.column}
        else:
            chosen = {field.column for field in fields}
        is_own = key.primary_key and all(watch.reach is None for watch in group)
        columns = tuple(str(field.column) for field in fields if field.column in chosen)
        yield _Topic(name, options.db_table, key.column, columns, is_own)


def _trigger(topic: _Topic) -> Trigger:
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    digest = hashlib.sha256("".join(make(PREFIX, topic)).encode()).hexdigest()[:16]
    name = f"{PREFIX}{digest}"
    needs = frozenset({topic.column, *topic.columns})
    return Trigger(name, topic.name, topic.table, needs, tuple(make(name, topic)))


def _sqlite(name: str, topic: _Topic) -> Sequence[str]:
    table, column = _quoted(topic.table), _quoted(topic.column)
    into = f"INSERT INTO {_quoted(_LINES)} (topic, key, horizon, is_new)"
    changed = " OR ".join(f"OLD.{_quoted(one)} IS NOT NEW.{_quoted(one)}" for one in topic.columns)
    line = f"SELECT '{topic.name}', {{}}.{column}, 0, {{}} WHERE {{}}.{column} IS NOT NULL"
    new, old = line.format("NEW", 0, "NEW"), line.format("OLD", 0, "OLD")
    added = line.format("NEW", int(topic.is_own), "NEW")
    return (
        f"CREATE TRIGGER {name}_i AFTER INSERT ON {table} BEGIN {into} {added}; END",
        f"CREATE TRIGGER {name}_u AFTER UPDATE ON {table} WHEN {changed} BEGIN {into} {new};"
        f" {into} {old} AND OLD.{column} IS NOT NEW.{column}; END",
        f"CREATE TRIGGER {name}_d AFTER DELETE ON {table} BEGIN {into} {old}; END",
    )


def _postgresql(name: str, topic: _Topic) -> Sequence[str]:
    """Rows added or removed are told once for the statement: a bulk insert costs one more, not one a row."""
    table, column = _quoted(topic.table), _quoted(topic.column)
    into = f"INSERT INTO {_quoted(_LINES)} (topic, key, horizon, is_new)"
    changed = " OR ".join(f"OLD.{_quoted(one)} IS DISTINCT FROM NEW.{_quoted(one)}" for one in topic.columns)
    now = "pg_current_xact_id()::text::bigint"
    rows = f"SELECT DISTINCT '{topic.name}', {column}, {now}, {{}} FROM {{}} WHERE {column} IS NOT NULL"  # noqa: S608
    line = f"SELECT '{topic.name}', {{0}}.{column}, {now}, FALSE WHERE {{0}}.{column} IS NOT NULL"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $outbox$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN {into} {rows.format(str(topic.is_own).upper(), 'added')};"
        f" ELSIF TG_OP = 'DELETE' THEN {into} {rows.format('FALSE', 'removed')};"
        f" ELSE {into} {line.format('NEW')};"
        f" {into} {line.format('OLD')} AND OLD.{column} IS DISTINCT FROM NEW.{column};"
        f" END IF; RETURN NULL; END $outbox$",
        f"CREATE OR REPLACE TRIGGER {name}_i AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        f"CREATE OR REPLACE TRIGGER {name}_u AFTER UPDATE ON {table}"
        f" FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {name}()",
        f"CREATE OR REPLACE TRIGGER {name}_d AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


def _drop(cursor: Any, stale: dict[str, str]) -> None:
    for name, table in stale.items():
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {_quoted(name)} ON {_quoted(table)}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {_quoted(name.rpartition('_')[0])}() CASCADE")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_quoted(name)}")


def _columns(cursor: Any, table: str) -> frozenset[str]:
    """Those that `table` has; none when it does not exist."""
    if table not in connection.introspection.table_names(cursor):
        return frozenset()
    cursor.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0")  # noqa: S608
    return frozenset(one[0] for one in cursor.description)


def _now(cursor: Any) -> int:
    if connection.vendor != "postgresql":
        return 0
    cursor.execute("SELECT pg_current_xact_id()::text::bigint")
    return int(cursor.fetchone()[0])


@cache
def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
