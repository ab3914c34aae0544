"""Version 1 of the evaluation grid and the accounts of the axes stand in every installation. A published version never
changes, so reading it from its files is as good as copying it here."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from commun.library import grids


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    grids.load(
        accounts=apps.get_model("library", "AxesAccount").objects.using(alias),
        grids=apps.get_model("library", "Grid").objects.using(alias),
    )


class Migration(migrations.Migration):
    dependencies = [("library", "0008_evaluation")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
