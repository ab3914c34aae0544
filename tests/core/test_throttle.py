from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from commun.core.throttle import is_allowed, is_under, visitor_address

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nobody_came_yet(db) -> None:
    cache.clear()


def test_each_is_counted_apart() -> None:
    assert [is_under("essai", "une", limit=2, per=HOUR) for _number in range(3)] == [True, True, False]
    assert is_under("essai", "autre", limit=2, per=HOUR)
    assert is_under("autre essai", "une", limit=2, per=HOUR)


def test_two_visitors_behind_our_proxy_are_two_visitors(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    one, other = (
        RequestFactory().get("/", headers={"X-Forwarded-For": address}, REMOTE_ADDR="10.0.0.1")
        for address in ("192.0.2.1", "192.0.2.2")
    )
    assert is_allowed(one, "essai", limit=1, per=HOUR)
    assert not is_allowed(one, "essai", limit=1, per=HOUR)
    assert is_allowed(other, "essai", limit=1, per=HOUR)


def test_visitor_cannot_choose_an_address_by_forging_the_header(settings) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert visitor_address(RequestFactory().get("/", headers=forged, REMOTE_ADDR="10.0.0.1")) == "192.0.2.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert visitor_address(RequestFactory().get("/", headers=forged, REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"
