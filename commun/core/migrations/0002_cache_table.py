"""The table of the shared cache: rate limits must hold across processes and machines."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "core_cache"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django's own command: it does nothing when the table exists (as in its test databases)."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(schema_editor.sql_delete_table % {"table": schema_editor.quote_name(TABLE)})


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
