"""Answers and milestones get an identifier of their own, in a column.

Until now it was made of the row's primary key when a file was written: the rows that are there keep what was published
of them, their number being that key.
"""

from django.db import migrations, models


def keep_what_was_published(apps, schema_editor) -> None:
    for name, parent, letter in (("Answer", "proposition", "r"), ("Milestone", "follow_up", "j")):
        model = apps.get_model("concertations", name)
        rows = []
        for row in model.objects.select_related(parent).order_by("pk").iterator(chunk_size=1000):
            row.number = row.pk
            row.uid = f"{getattr(row, parent).uid}-{letter}{row.pk}"
            rows.append(row)
            if len(rows) == 1000:
                model.objects.bulk_update(rows, ["number", "uid"], batch_size=200)
                rows = []
        model.objects.bulk_update(rows, ["number", "uid"], batch_size=200)


def _added(model: str) -> list[migrations.AddField]:
    return [
        migrations.AddField(
            model_name=model,
            name="number",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="numéro"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name=model,
            name="uid",
            field=models.CharField(default="", editable=False, max_length=60, verbose_name="identifiant"),
            preserve_default=False,
        ),
    ]


def _unique(model: str) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=model,
        name="uid",
        field=models.CharField(editable=False, max_length=60, unique=True, verbose_name="identifiant"),
    )


class Migration(migrations.Migration):
    dependencies = [("concertations", "0007_rest_of_the_canevas")]

    operations = [
        *_added("answer"),
        *_added("milestone"),
        migrations.RunPython(keep_what_was_published, migrations.RunPython.noop),
        _unique("answer"),
        _unique("milestone"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("proposition", "number"), name="answer_number_once"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(fields=("follow_up", "number"), name="milestone_number_once"),
        ),
    ]
