"""A merge, a commune nouvelle, a foreign code: entered by hand, public, and safe from an older list."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from commun.core.models import AuditEvent
from commun.territories import actions
from commun.territories.actions import TerritoryRefused
from commun.territories.enums import Kind
from commun.territories.forms import TerritoryForm
from tests.accounts.factories import coordinator
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-22T10:00:00+01:00", tick=False):
        yield


def succeeded(old, new, on=DAY):
    return actions.correct_territory(territory=old, by=None, ended_on=on, successor=new)


def test_a_coordinator_says_that_a_commune_was_replaced_and_everybody_reads_it(client) -> None:
    old = TerritoryFactory(vintage="COG 2026", name="Petit-Bourg")
    new = TerritoryFactory(name="Grand-Bourg")
    client.force_login(coordinator())
    url = reverse("concertations:territory_correct", args=[old.slug])
    form = {
        "version": client.get(url).context["version"],
        "siren": old.siren,
        "ended_on": "01/03/2026",
        "successor": new.name,
    }
    assert client.post(url, form).status_code == 302
    old.refresh_from_db()
    assert (old.ended_on, old.successor) == (DAY, new)
    event = AuditEvent.objects.get(verb="territory.corrected")
    assert event.is_public
    assert set(event.detail["fields"]) == {"ended_on", "successor"}
    client.logout()
    page = client.get(old.get_absolute_url()).content.decode()
    assert "Cette collectivité n’existe plus" in page
    assert f'href="{new.get_absolute_url()}"' in page
    heir = client.get(new.get_absolute_url()).content.decode()
    assert "Succède à" in heir
    assert f'href="{old.get_absolute_url()}"' in heir


def test_what_was_said_may_be_taken_back(client) -> None:
    old, new = TerritoryFactory(), TerritoryFactory()
    succeeded(old, new)
    back = actions.correct_territory(territory=old, by=None, ended_on=None, successor=None)
    assert (back.ended_on, back.successor) == (None, None)


@pytest.mark.parametrize(
    ("ended_on", "successor", "field", "message"),
    [
        (None, "other", "ended_on", "depuis quand"),
        (datetime.date(2027, 1, 1), "other", "ended_on", "futur"),
        (DAY, "itself", "successor", "ne se remplace pas"),
        (DAY, "heir", "successor", "ni par ceux"),
    ],
)
def test_an_impossible_succession_is_refused_by_the_form_and_by_the_action(ended_on, successor, field, message) -> None:
    old, other, heir = TerritoryFactory(codev=True), TerritoryFactory(), TerritoryFactory()
    succeeded(heir, old)
    chosen = {"other": other, "itself": old, "heir": heir}[successor]
    with pytest.raises(TerritoryRefused) as refused:
        succeeded(old, chosen, on=ended_on)
    assert message in refused.value.errors[field][0]
    data = {"kind": old.kind, "name": old.name, "country": "FR", "successor": f"{chosen.name} ({chosen.uid})"}
    form = TerritoryForm(data | ({"ended_on": ended_on.isoformat()} if ended_on else {}), territory=old)
    assert not form.is_valid()
    assert message in form.errors[field][0]
    old.refresh_from_db()
    assert old.ended_on is None


def test_the_successor_may_bear_the_siren_of_the_one_that_is_no_more() -> None:
    old = TerritoryFactory(metropole=True)
    siren = old.siren
    new = TerritoryFactory(metropole=True)
    succeeded(old, new)
    actions.correct_territory(territory=new, by=None, siren=siren)
    old.refresh_from_db()
    kept = actions.correct_territory(territory=old, by=None, short_name="L’ancienne")
    assert (kept.siren, kept.short_name) == (siren, "L’ancienne")


def test_one_does_not_enter_a_body_to_say_that_it_is_no_more() -> None:
    assert not {"ended_on", "successor"} & TerritoryForm().fields.keys()


def test_a_foreign_city_has_the_code_of_its_country() -> None:
    given = {"kind": "ville_etrangere", "name": "Namur", "country": "BE"}
    form = TerritoryForm(given | {"foreign_scheme": "NIS", "foreign_code": "92094"})
    assert form.is_valid(), form.errors
    city = actions.create_territory(by=None, **form.cleaned_data)
    assert (city.kind, city.uid, city.official_code) == (Kind.VILLE_ETRANGERE, "nis:92094", "92094")
    without = TerritoryForm(given | {"name": "Dinant"})
    assert without.is_valid(), without.errors


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"foreign_scheme": "NIS"}, "foreign_code"),
        ({"foreign_code": "92094"}, "foreign_scheme"),
        ({"foreign_scheme": "nis", "foreign_code": "92094"}, "foreign_code"),
        ({"kind": "codev", "country": "FR", "foreign_scheme": "NIS", "foreign_code": "1"}, "foreign_code"),
    ],
)
def test_a_foreign_code_that_says_nothing_is_refused(given, field) -> None:
    actions.create_territory(
        by=None, kind="ville_etrangere", name="Namur", country="BE", foreign_scheme="NIS", foreign_code="92094"
    )
    form = TerritoryForm({"kind": "ville_etrangere", "name": "Dinant", "country": "BE"} | given)
    assert not form.is_valid()
    assert set(form.errors) == {field}


def test_two_coordinators_do_not_overwrite_one_another(client) -> None:
    old, new = TerritoryFactory(codev=True), TerritoryFactory()
    seen = actions.territory_digest(old)
    succeeded(old, new)
    with pytest.raises(actions.TerritoryChanged):
        actions.correct_territory(territory=old, by=None, seen=seen, short_name="Autre")
