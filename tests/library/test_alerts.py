"""What an authority said of a use stands beside its sheet, with the address where it can be read."""

from typing import Any

import pytest

from commun.core.errors import DomainError
from commun.core.models import Revision
from commun.library.actions import publication
from commun.library.actions.alerts import raise_alert
from tests.library.factories import SolutionFactory, draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "authority": "CNIL",
    "text": "Ces caméras ne peuvent constater une infraction.",
    "source_url": "https://cnil.exemple.fr/a",
}


def test_an_alert_without_an_address_to_check_is_refused() -> None:
    with pytest.raises(DomainError, match="adresse"):
        raise_alert(sheet=draft(), **{**SAID, "source_url": "CNIL, 2024"}, by=None)
    with pytest.raises(DomainError, match="qui alerte"):
        raise_alert(sheet=draft(), **{**SAID, "authority": " "}, by=None)


def test_an_alert_on_a_published_sheet_is_public_at_once_and_one_on_a_draft_waits() -> None:
    assert raise_alert(sheet=published().deployment, **SAID, by=None).is_public
    here = draft()
    waiting = raise_alert(sheet=here, **SAID, by=None)
    assert not here.alerts.filter(is_public=True).exists()
    publication.publish(sheet=here, by=None)
    assert here.alerts.get() == waiting and here.alerts.filter(is_public=True).exists()
    assert "CNIL" in Revision.objects.of(here).get().fields["Alertes"]


def test_the_page_of_a_system_says_once_what_an_authority_said_of_its_uses(client) -> None:
    cameras = SolutionFactory(name="Caméras mobiles")
    for name in ("Ville des Dunes", "Ville des Pins"):
        raise_alert(sheet=published(TerritoryFactory(name=name), solution=cameras).deployment, **SAID, by=None)
    raise_alert(sheet=draft(solution=cameras), **{**SAID, "text": "Ceci n’est pas public."}, by=None)
    page = client.get(cameras.get_absolute_url()).content.decode()
    assert page.count(SAID["text"]) == 1
    assert "Dit à propos de : Ville des Dunes, Ville des Pins." in page
    assert SAID["source_url"] in page
    assert "Ceci n’est pas public." not in page
