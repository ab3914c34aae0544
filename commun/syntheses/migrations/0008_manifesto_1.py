"""What is known of the real manifesto stands in every installation; people edit a draft article by article."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from commun.syntheses import manifesto_known


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("syntheses", "ManifestoVersion").objects.using(schema_editor.connection.alias)
    manifesto_known.load(versions)


class Migration(migrations.Migration):
    dependencies = [("syntheses", "0007_mails_of_a_territory")]

    operations = [
        migrations.RemoveField(model_name="manifestoparagraph", name="version"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
