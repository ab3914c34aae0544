"""The invented meetings and groups of the demo: of the fictional territory alone, and loaded once."""

import datetime

from django.utils import timezone

from commun.agenda.models import Event
from commun.groups.models import Group
from commun.site.demo import agenda, fiction


def test_invented_meetings_and_groups_belong_to_the_fictional_territory_and_come_once(db, client):
    territory = fiction.load_fiction()
    people = fiction.load_people(territory)
    added = agenda.load_fiction(territory, people)
    assert added == Event.objects.filter(territory=territory).count() == Event.objects.count()
    assert agenda.load_fiction(territory, people) == 0
    today = timezone.localdate()
    assert Event.objects.filter(starts_on__gt=today).count() > Event.objects.filter(starts_on__lt=today).count() > 0
    assert Event.objects.filter(starts_on__gt=today + datetime.timedelta(days=90)).count() == 0
    assert set(Group.objects.values_list("territory", flat=True)) == {territory.pk}
    for group in Group.objects.all():
        page = client.get(group.get_absolute_url()).content.decode()
        assert territory.name in page
        assert "Mots que personne" not in page
        assert "Inventaire : qui relit quoi" not in page
    assert "annulée" in client.get("/agenda/").content.decode().lower()
