"""A second browser, for what two people do at once."""

import pytest
from django.test import Client


@pytest.fixture
def client_two() -> Client:
    return Client()
