"""What is known of the real manifesto: its title, its adoption, where that was read. Its full text is not: no article
is written here, and the accounts of its axes stay with their sources (`library.AxesAccount`)."""

import datetime
from typing import Any

FIRST: dict[str, Any] = {
    "code": "1",
    "number": 1,
    "state": "adoptee",
    "title": "Manifeste pour une IA responsable",
    "subtitle": "Faire de l’IA responsable une doctrine politique partagée",
    "source": (
        "Horizons publics, « Forum des interconnectés : les collectivités défendent une IA responsable et sous "
        "contrôle » (2025)"
    ),
    "source_read_on": datetime.date(2026, 11, 22),
    "published_at": datetime.datetime(2025, 3, 11, 12, tzinfo=datetime.UTC),
    "adopted_on": datetime.date(2025, 3, 11),
    "adopted_where": "Rennes",
    "adopted_by": "",
}


def load(versions: Any) -> None:
    """Write it down if it is not there yet. Takes the manager, so that the migration and a test share it."""
    versions.get_or_create(code=FIRST["code"], defaults=FIRST)
