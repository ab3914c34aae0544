"""The gallery shows every component there is."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from commun.ui.specimens import FAMILIES
from commun.ui.templatetags.ui import register
from commun.ui.tokens import SWATCHES
from commun.ui.views import gallery
from tests.ui.test_stylesheet import CSS, tokens

WORKSPACE = Path(str(finders.find("ui/workspace.css"))).read_text()


def test_every_registered_tag_and_filter_has_its_specimen() -> None:
    shown = [specimen.name for family in FAMILIES for specimen in family.specimens]
    assert sorted(shown) == sorted([*register.tags, *register.filters])


def test_every_specimen_uses_the_component_it_shows() -> None:
    for family in FAMILIES:
        for specimen in family.specimens:
            assert all(specimen.name in source for source in specimen.sources), specimen.name


def test_gallery_is_public() -> None:
    assert {getattr(view, "access", None) for view in (gallery.gallery, gallery.gallery_family)} == {"public"}


def test_index_leads_to_each_component_and_shows_each_colour(client: Client) -> None:
    html = client.get(reverse("gallery")).content.decode()
    for family in FAMILIES:
        for specimen in family.specimens:
            assert f'/composants/{family.slug}/#{specimen.name}"' in html
    for swatch in SWATCHES:
        assert f"swatch-{swatch.token}" in html
        assert f".swatch-{swatch.token} " in WORKSPACE
        assert swatch.token in tokens(CSS)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.slug)
def test_family_shows_each_component_with_its_source_and_asks_no_row(client: Client, family) -> None:
    response = client.get(reverse("gallery-family", args=[family.slug]))
    html = response.content.decode()
    for specimen in family.specimens:
        assert f'id="{specimen.name}"' in html
    assert "<script>" not in html
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_unknown_family_is_not_found(client: Client, db) -> None:
    assert client.get("/composants/inconnue/").status_code == 404
