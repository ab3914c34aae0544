"""Version 1 of the charter stands in every installation. Its wording never changes once published, so reading it
from the code is as good as copying it here."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from commun.concertations.charter_text import CHARTER_1


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    charters = apps.get_model("concertations", "CharterVersion").objects.using(schema_editor.connection.alias)
    charter, is_new = charters.get_or_create(
        number=CHARTER_1.number,
        defaults={
            "title": CHARTER_1.title,
            "introduction": CHARTER_1.introduction,
            "published_on": CHARTER_1.published_on,
            "source": CHARTER_1.source,
        },
    )
    if is_new:
        for position, one in enumerate(CHARTER_1.commitments, start=1):
            charter.commitments.create(
                code=one.code,
                party=one.party,
                phase=one.phase,
                text=one.text,
                expected_proof=one.proof,
                position=position,
            )


class Migration(migrations.Migration):
    dependencies = [("concertations", "0002_clock")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
