"""Two people on the same page: the second is told what the first saved, and loses nothing of what they typed."""

import pytest
from django.urls import reverse

from commun.concertations.actions import charter, takeaways
from commun.concertations.actions.takeaways import TakeawayChanged, order_digest
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Pledge
from commun.core.errors import EditConflict
from commun.territories import actions as territories
from tests.accounts.factories import coordinator
from tests.concertations.factories import (
    TakeawayFactory,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def test_second_erratum_is_told_of_the_first(client) -> None:
    record = restituted_concertation(propositions=1)
    takeaway, by = record.takeaways.get(), referent_of(record)
    url = reverse("concertations:workspace_erratum", args=[record.slug, takeaway.uid])
    client.force_login(by)
    seen = takeaway.text_sha256
    assert f'name="version" value="{seen}"' in client.get(url).content.decode()
    takeaways.correct(takeaway=takeaway, text="Publier toute la liste.", reason="Un mot oublié.", by=by, seen=seen)
    with pytest.raises(TakeawayChanged):
        takeaways.correct(takeaway=takeaway, text="Publier la liste.", reason="Faute.", by=by, seen=seen)
    mine = {"text": "Publier la liste entière.", "reason": "Une faute.", "version": seen}
    answer = client.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Publier toute la liste." in page
    assert "Publier la liste entière." in page
    takeaway.refresh_from_db()
    assert takeaway.text == "Publier toute la liste."
    assert client.post(url, mine | {"version": takeaway.text_sha256}).status_code == 302
    assert [one.previous_text for one in takeaway.errata.all()][-1] == "Publier toute la liste."


def test_order_of_a_list_renumbered_meanwhile_is_refused(client) -> None:
    record = concertation_under_way()
    first, second = TakeawayFactory(concertation=record), TakeawayFactory(concertation=record)
    by, seen = referent_of(record), order_digest([first, second])
    takeaways.reorder(concertation=record, kind=TakeawayKind.PROPOSITION, order=[second.pk, first.pk], by=by, seen=seen)
    with pytest.raises(EditConflict, match="a changé"):
        takeaways.reorder(
            concertation=record, kind=TakeawayKind.PROPOSITION, order=[first.pk, second.pk], by=by, seen=seen
        )
    client.force_login(by)
    url = reverse("concertations:workspace_takeaway_order", args=[record.slug, "proposition"])
    ranks = {f"rank_{first.pk}": 1, f"rank_{second.pk}": 2}
    assert "a changé" in client.post(url, ranks | {"version": seen}).content.decode()
    fresh = order_digest(record.takeaways.all())
    assert client.post(url, ranks | {"version": fresh}).status_code == 302
    first.refresh_from_db()
    assert first.number == 1


def test_second_announcement_is_told_of_the_first(client) -> None:
    territory, by = TerritoryFactory(), coordinator()
    client.force_login(by)
    url = reverse("concertations:pledge_announce", args=[territory.slug])
    charter.announce(territory=territory, by=by, source_label="Communiqué", seen="")
    answer = client.post(url, {"source_label": "Discours", "announced_on": "", "version": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Communiqué" in page
    assert "Discours" in page
    pledge = Pledge.objects.get(territory=territory)
    assert pledge.source_label == "Communiqué"
    version = charter.pledge_digest(pledge)
    assert f'value="{version}"' in page
    assert client.post(url, {"source_label": "Discours", "announced_on": "", "version": version}).status_code == 302


def test_second_correction_of_a_territory_is_told_of_the_first() -> None:
    codev = territories.create_territory(by=None, kind="codev", name="Conseil du pays")
    seen = territories.territory_digest(codev)
    territories.correct_territory(territory=codev, by=None, name="Conseil de la vallée", seen=seen)
    with pytest.raises(territories.TerritoryChanged) as refused:
        territories.correct_territory(territory=codev, by=None, name="Conseil du littoral", seen=seen)
    assert refused.value.current.name == "Conseil de la vallée"


def test_page_of_a_territory_shows_what_the_first_person_saved(client) -> None:
    codev = territories.create_territory(by=None, kind="codev", name="Conseil du pays")
    seen = territories.territory_digest(codev)
    territories.correct_territory(territory=codev, by=None, name="Conseil de la vallée", seen=seen)
    client.force_login(coordinator())
    url = reverse("concertations:territory_correct", args=[codev.slug])
    typed = {"kind": codev.kind, "name": "Conseil du littoral", "country": "FR", "version": seen}
    page = client.post(url, typed).content.decode()
    assert "Conseil de la vallée" in page
    assert "Conseil du littoral" in page
    codev.refresh_from_db()
    assert client.post(url, typed | {"version": territories.territory_digest(codev)}).status_code == 302
