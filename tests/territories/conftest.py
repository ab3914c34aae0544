"""A stand-in for the app above: who is engaged."""

from collections.abc import Collection, Iterator

import pytest
from django.db.models import Q

from commun.territories import panels
from commun.territories.models import Territory
from commun.territories.panels import Engagement, Step


class EngagedByUid:
    """Those whose uid is given are engaged; the first has something late."""

    def __init__(self, *uids: str) -> None:
        self.uids = uids

    def engaged(self) -> Q:
        return Q(uid__in=self.uids)

    def files(self, query) -> list[tuple[str, str]]:
        return []

    def steps(self) -> list[Step]:
        return [Step("retard", "Promesses en retard", Q(uid__in=self.uids[:1]))]

    def of(self, territory_ids: Collection[int]) -> dict[int, Engagement]:
        rows = Territory.objects.filter(self.engaged(), pk__in=territory_ids)
        return {row.pk: Engagement("en_cours", "A signé la charte", notes=("2 concertations",)) for row in rows}


@pytest.fixture(autouse=True)
def _registries_as_they_were(monkeypatch) -> Iterator[None]:
    """Each test begins with nothing registered, and leaves the real registrations as it found them."""
    monkeypatch.setattr(panels, "_panels", [])
    monkeypatch.setattr(panels, "_links", [])
    monkeypatch.setattr(panels, "_engagement", [panels._NobodyYet()])
    yield
