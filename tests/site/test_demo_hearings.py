"""The demo's hearings and its opinion: whole to look at, marked, and counted nowhere."""

from django.test import Client

from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing
from commun.site.demo import fiction, hearings
from commun.syntheses.models import Finding
from tests.syntheses.manifestos import public_finding
from tests.territories.factories import TerritoryFactory


def test_invented_hearings_are_shown_marked_and_counted_nowhere(db: None) -> None:
    Finding.objects.filter(pk=public_finding().pk).update(is_fictional=True)
    people = fiction.load_people(TerritoryFactory(is_fictional=True))
    assert (hearings.load_fiction(people), hearings.load_fiction(people)) == (2, 0)
    assert (Hearing.objects.public().count(), CouncilOpinion.objects.public().count()) == (2, 1)
    assert not (Hearing.objects.real().exists() or CouncilOpinion.objects.real().exists())
    assert all(one.is_fictional for one in CouncilMember.objects.all())
    one = Hearing.objects.get(consented_on__isnull=False)
    for url in ("/auditions/", "/conseil-scientifique/", one.get_absolute_url()):
        page = Client().get(url).content.decode()
        assert "Exemple fictif" in page or "exemple fictif" in page, url
        assert "Exemple" in page
