"""One navigation on every page of the workspace; nobody is led where they may not go."""

import re

import pytest
from django.urls import resolve, reverse

from commun.accounts.access import opens
from commun.accounts.enums import Permission
from tests.accounts.factories import contributor, coordinator, council_member, elected, referent
from tests.concertations.factories import ConcertationFactory, concertation_awaiting_answer, published_concertation

pytestmark = pytest.mark.django_db

LINKS = re.compile(r'href="(/espace/[^"#?]*|/documents/[^"#?]*)')


def pages(record):
    proposition = record.takeaways.propositions().first()
    return {
        "overview": reverse("concertations:workspace", args=[record.slug]),
        "territory": reverse("concertations:workspace_territory", args=[record.territory.slug]),
        "follow_ups": reverse("concertations:follow_ups", args=[record.slug]),
        "answers": reverse("concertations:answers", args=[record.slug]),
        "answer": reverse("concertations:answer", args=[proposition.uid]),
        "promise": reverse("concertations:promise", args=[proposition.uid]),
        "section": reverse("concertations:workspace_section", args=[record.slug, "methode"]),
        "takeaways": reverse("concertations:workspace_takeaways", args=[record.slug]),
        "offline": reverse("concertations:canevas_import", args=[record.slug]),
        "charter": reverse("concertations:pledge_sign", args=[record.territory.slug]),
        "team": reverse("accounts:team", args=[record.territory.slug]),
        "desk": reverse("concertations:workspace_todo"),
        "network": reverse("concertations:network"),
    }


def navigation(html):
    found = re.search(r'<div class="subnav">(.*?)</div>', html, re.DOTALL)
    assert found is not None
    return re.findall(r'href="([^"]+)"', found[1])


@pytest.mark.parametrize(
    "person", [contributor, referent, elected, lambda territory: coordinator(), lambda territory: council_member()]
)
def test_no_page_of_the_workspace_leads_where_its_reader_may_not_go(client, person):
    record = concertation_awaiting_answer()
    user = person(record.territory)
    client.force_login(user)
    rights = user.rights(record.territory)
    seen = 0
    for url in pages(record).values():
        page = client.get(url)
        if page.status_code != 200:
            continue
        seen += 1
        for link in set(LINKS.findall(page.content.decode())):
            if f"/{record.slug}/" in link or f"/{record.territory.slug}/" in link or "/reseau/" in link:
                assert opens(link, rights), f"{url} leads to {link}"
    assert seen >= 3


def test_an_elu_is_not_shown_offline_work_and_a_contributor_is(client):
    record = published_concertation()
    overview = reverse("concertations:workspace", args=[record.slug])
    client.force_login(elected(record.territory))
    html = client.get(overview).content.decode()
    assert "Travailler hors ligne" not in html
    assert "Réponses" in html
    client.force_login(contributor(record.territory))
    html = client.get(overview).content.decode()
    assert "Travailler hors ligne" in html
    assert reverse("concertations:answers", args=[record.slug]) not in html


def test_every_page_of_a_concertation_has_the_same_navigation(client):
    record = concertation_awaiting_answer()
    client.force_login(referent(record.territory))
    shown = pages(record)
    expected = navigation(client.get(shown["overview"]).content.decode())
    assert len(expected) == 9
    for name in ("follow_ups", "answers", "answer", "promise", "section", "takeaways", "offline"):
        assert navigation(client.get(shown[name]).content.decode()) == expected, name
    of_territory = navigation(client.get(shown["territory"]).content.decode())
    for name in ("charter", "team"):
        assert navigation(client.get(shown[name]).content.decode()) == of_territory, name


def test_the_network_navigation_is_that_of_the_role(client):
    client.force_login(coordinator())
    links = navigation(client.get(reverse("concertations:network")).content.decode())
    assert reverse("concertations:participant_views") in links
    assert reverse("accounts:network_roles") not in links
    for link in links:
        assert resolve(link)


def test_rights_are_what_may_grants(db):
    territory = ConcertationFactory().territory
    for user in (contributor(territory), referent(territory), elected(territory), coordinator()):
        for place in (territory, None):
            assert user.rights(place) == {one for one in Permission if user.may(one, place)}
