"""What the datasets of this app promise: every public field of the canevas, no private one, and addresses that work."""

from django.db import models
from django.db.models.expressions import Combinable
from django.urls import resolve

from commun.accounts.models import User
from commun.concertations import canevas
from commun.concertations.datasets import CONCERTATIONS, DATASETS
from commun.concertations.models import Concertation, FollowUp, Speaker, Takeaway
from commun.core.datasets import Entry, Many
from commun.opendata import rows
from tests.opendata.world import country

# Rows of the canevas that are datasets of their own, or stay on the page (a name is published with consent only).
NOT_COLUMNS = {"speakers", "sequences", "frame_changes"}


def sources() -> set[str]:
    """The fields of the canevas that the columns read."""
    found = {str(column.source) for column in CONCERTATIONS.columns if isinstance(column.source, str)}
    found |= {str(one) for column in CONCERTATIONS.columns if isinstance(column.source, tuple) for one in column.source}
    related = {"publics": "audiences", "documents": "documents", "co_porteurs": "co_leads"}
    return found | {related[column.name] for column in CONCERTATIONS.columns if column.name in related}


def test_every_public_field_of_the_canevas_is_a_column() -> None:
    public = {field.name for field in canevas.FIELDS if field.is_public} - NOT_COLUMNS
    assert public <= sources(), public - sources()


def test_no_private_field_of_the_canevas_is_a_column() -> None:
    private = {field.name for field in canevas.FIELDS if not field.is_public}
    assert private and not private & sources()


def test_no_column_reads_a_person_or_an_address() -> None:
    followed = 0
    for dataset in DATASETS:
        for column in dataset.columns:
            if isinstance(column.source, (Many, Combinable, Entry)):
                continue  # lists of codes and of links, counts and answers to a question: see what they read above
            for lookup in [column.source] if isinstance(column.source, str) else column.source:
                model = dataset.rows().model
                for part in str(lookup).split("__"):
                    field = model._meta.pk if part == "pk" else model._meta.get_field(part)
                    assert not isinstance(field, models.EmailField), (dataset.slug, column.name)
                    assert field.related_model not in (User, Speaker), (dataset.slug, column.name)
                    model = field.related_model
                    followed += 1
    assert followed > 150


def test_addresses_of_the_rows_are_those_of_the_pages(db) -> None:
    country()
    for dataset in DATASETS:
        for row in rows.read(dataset):
            assert resolve(str(row[1]).removeprefix("http://127.0.0.1:8000").partition("#")[0])
    urls = {row[0]: str(row[1]).removeprefix("http://127.0.0.1:8000") for one in DATASETS for row in rows.read(one)}
    for model in (Takeaway, FollowUp):
        for record in model.objects.all():
            if record.uid in urls:
                assert urls[record.uid] == record.get_absolute_url()
    for concertation in Concertation.objects.published().real():
        assert urls[concertation.uid] == concertation.get_absolute_url()
        assert urls[concertation.territory.uid] == concertation.territory.get_absolute_url()
