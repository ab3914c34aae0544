"""What `/sante/` tells of the search."""

import os
import time

from commun.search import index, triggers
from commun.search.indexer import Indexer
from tests.territories.factories import TerritoryFactory


def told(client) -> tuple[int, str]:
    response = client.get("/sante/", headers={"accept": "application/json"})
    return response.status_code, response.json()["controles"]["recherche"]["detail"]


def test_an_index_is_told_with_what_it_does_not_know_yet(territories, client) -> None:
    assert told(client) == (200, "pas d’index, la base répond, personne ne suit : lancez commun indexer")
    TerritoryFactory()
    Indexer().catch_up()
    index.tell(index.ALIVE)
    assert told(client) == (200, "1 documents")
    TerritoryFactory.create_batch(2)
    a_minute_ago = time.time() - 60
    os.utime(index.folder() / index.UP_TO_DATE, (a_minute_ago, a_minute_ago))
    status, detail = told(client)
    assert status == 200
    assert detail.startswith("1 documents, 2 changements en attente depuis 6")


def test_triggers_that_are_missing_are_a_fault(territories, client) -> None:
    index.tell(index.ALIVE)
    triggers.uninstall({"territories"})
    status, detail = told(client)
    assert status == 503
    assert "déclencheurs absents (1)" in detail
