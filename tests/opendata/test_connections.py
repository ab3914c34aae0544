import pytest
from django.db import connection
from django.test import Client

from tests.opendata.test_files import content, read_csv
from tests.opendata.world import country


@pytest.mark.django_db(transaction=True)
def test_a_download_gives_its_connection_back(client: Client) -> None:
    """The rows are read while the response streams, after the view has returned: outside of any transaction."""
    country()
    response = client.get("/donnees/propositions.csv")
    assert not connection.in_atomic_block
    assert len(read_csv(content(response))) == 19
    assert not connection.in_atomic_block
