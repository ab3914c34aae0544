"""Trades: gathered from what territories publish, each statement with its proof, and nothing of what they hold back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from commun.concertations.models import Takeaway
from commun.core.errors import DomainError, EditConflict
from commun.following.news import latest
from commun.jobs.actions import links, trades
from commun.jobs.models import Trade, TradeLink
from commun.library.actions import publication
from commun.library.enums import Visibility
from commun.library.models import Deployment
from commun.search.documents import sources
from tests.accounts.factories import contributor, coordinator, elected, referent
from tests.concertations.factories import prepared_concertation, restituted_concertation
from tests.jobs.factories import attached, trade, values
from tests.library.factories import draft
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def public_bytes(*more: str) -> str:
    """All that the public may read of this app, as one text."""
    client = Client()
    addresses = ["/metiers/", "/flux/metiers.atom", "/api/v1/metiers", "/donnees/metiers.csv", *more]
    told = [_text(client.get(url)) for url in addresses]
    source = sources()["metiers"]
    told += [f"{one.title} {one.body} {one.words}" for one in source.documents(list(source.keys()))]
    told += [f"{one.title} {one.sentence}" for one in latest(["reseau"])]
    return " ".join(told)


def _text(response: Any) -> str:
    assert response.status_code == 200
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_the_page_gathers_what_a_published_sheet_says_and_nothing_that_it_holds_back() -> None:
    sheet = draft(
        title="Zqusage", task_changes="Zqtâches.", jobs_training="Zqformation.", social_dialogue="Zqdialogue."
    )
    link = attached(sheet)
    page = link.trade.get_absolute_url()
    assert "Zq" not in public_bytes(page), "a draft is nowhere, its link neither"
    assert "Rien n’est encore documenté" in _text(Client().get(page))
    sheet.visibility["social_dialogue"] = {"level": Visibility.NETWORK.value, "reason": "En cours."}
    sheet.save()
    shown = publication.publish(sheet=sheet, by=None)
    told = _text(Client().get(page))
    assert told.count(shown.get_absolute_url()) == 3, "the use, and the proof of each of its two statements"
    assert "Zqtâches." in told
    assert "Zqformation." in told
    assert "Zqdialogue" not in public_bytes(page)
    assert "ne disent pas encore quelle instance" in told
    assert link.trade.title in _text(Client().get(shown.get_absolute_url()))
    assert "1 usage d’IA" in _text(Client().get("/metiers/?touche=oui"))


def test_a_sentence_that_is_not_public_is_not_told() -> None:
    debate = prepared_concertation()
    said = Takeaway.objects.create(
        uid=f"{debate.uid}-p1", concertation=debate, kind="proposition", number=1, text="Zqphrase"
    )
    link = attached(said)
    assert "Zqphrase" not in public_bytes(link.trade.get_absolute_url())
    frozen = restituted_concertation(propositions=1).takeaways.get()
    attached(frozen, link.trade)
    assert frozen.text in _text(Client().get(link.trade.get_absolute_url()))
    assert frozen.uid in _text(Client().get(f"/api/v1/metiers/{link.trade.uid}"))
    assert frozen.uid in _text(Client().get("/donnees/metiers.csv?touche=oui"))
    assert link.trade.uid not in _text(Client().get("/donnees/metiers.csv?touche=non"))


def test_an_invented_use_is_shown_marked_and_counted_nowhere() -> None:
    link = attached(draft(TerritoryFactory(is_fictional=True)))
    assert link.deployment is not None
    publication.publish(sheet=link.deployment, by=None)
    assert "exemple fictif" in _text(Client().get(link.trade.get_absolute_url())).lower()
    assert "un exemple seulement" in _text(Client().get("/metiers/"))
    assert not Trade.objects.touched().exists()
    assert "ia-" not in _text(Client().get("/donnees/metiers.csv"))


def test_an_officer_chooses_by_the_name_of_work_and_only_for_their_territory() -> None:
    known, sheet = trade(), draft()
    trade(title="Adjoints techniques d’essai", other_names=[])
    url = reverse("jobs:of_use", args=[sheet.uid])
    client = Client()
    for outsider in (referent(TerritoryFactory()), elected(sheet.territory)):
        client.force_login(outsider)
        assert client.post(url, {"metier": "agent d’accueil"}).status_code == 403
    client.force_login(contributor(sheet.territory))
    assert "Plusieurs métiers" in _text(client.post(url, {"metier": "adjoints"}))
    assert "Aucun métier" in _text(client.post(url, {"metier": "astronaute"}))
    assert client.post(url, {"metier": "AGENT D'ACCUEIL"}).status_code == 302
    assert "y est déjà" in _text(client.post(url, {"metier": known.title}))
    link = TradeLink.objects.get()
    assert (link.trade, link.deployment) == (known, sheet)
    client.force_login(coordinator())
    assert client.post(reverse("jobs:detach", args=[link.pk])).status_code == 302
    assert not TradeLink.objects.exists()
    with pytest.raises(DomainError, match="déjà retiré"):
        links.detach(link=link, by=coordinator())


def test_two_coordinators_at_once_lose_nothing_and_versions_stay() -> None:
    one = trade()
    trades.edit(trade=one, values=values(other_names=["accueil"]), resources=(), version=1, by=coordinator())
    with pytest.raises(EditConflict):
        trades.edit(trade=one, values=values(title="Autre"), resources=(), version=1, by=coordinator())
    assert "accueil" in _text(Client().get(reverse("jobs:version", args=[one.slug, 2])))
    with pytest.raises(DomainError, match="sa source"):
        trade(source_title=" ")


def test_the_reference_list_is_loaded_once_each_trade_with_its_decree_and_its_source() -> None:
    assert trades.load_reference() == 56
    one = Trade.objects.get(uid="me-0005")
    Trade.objects.filter(pk=one.pk).update(title="Corrigé depuis")
    assert trades.load_reference() == 0
    one.refresh_from_db()
    assert one.title == "Corrigé depuis"
    for each in Trade.objects.all():
        assert each.legal_text.startswith("décret n° "), each
        assert each.source_url, each
        assert each.known_on, each


def test_a_link_leads_to_one_thing(django_assert_max_num_queries) -> None:
    sheet = Deployment.objects.get(pk=draft().pk)
    one = trade()
    with pytest.raises(IntegrityError), transaction.atomic():
        TradeLink.objects.create(trade=one)
    for _number in range(3):
        publication.publish(sheet=draft(), by=None)
    for each in Deployment.objects.exclude(pk=sheet.pk):
        attached(each, one)
    client = Client()
    client.get("/metiers/")
    with django_assert_max_num_queries(12):
        client.get(one.get_absolute_url())


def test_a_trade_is_read_on_the_page_of_the_sentence_and_the_sentence_on_that_of_the_trade() -> None:
    debate = restituted_concertation(propositions=1)
    said = debate.takeaways.get()
    other = Takeaway.objects.create(
        uid=f"{debate.uid}-v1",
        concertation=debate,
        kind="vigilance",
        number=1,
        text="Zqvigilance",
        text_sha256=Takeaway.digest("Zqvigilance"),
        frozen_at=said.frozen_at,
    )
    page, beside = said.get_absolute_url(), debate.get_absolute_url()
    link = attached(said)
    attached(other, link.trade)
    address = f'href="{link.trade.get_absolute_url()}"'
    assert address in _text(Client().get(page))
    assert _text(Client().get(beside)).count(address) == 1, "a proposition says it on its own page"
    links.detach(link=link, by=coordinator())
    assert address not in _text(Client().get(page)), "as soon as it is taken back"


def test_a_table_is_shown_then_attached_whole_and_twice_changes_nothing() -> None:
    one, two = trade(), trade(title="Rédacteurs d’essai", other_names=["instructrice"])
    sheet = draft(title="=Zqusage")
    said = restituted_concertation(territory=sheet.territory, propositions=1).takeaways.get()
    stranger = draft()
    attached(said, two)
    client = Client()
    client.force_login(contributor(sheet.territory))
    given = _text(client.get(reverse("jobs:table", args=[sheet.territory.slug])))
    assert f"{said.uid};Proposition;" in given and given.count(two.title) == 1 and stranger.uid not in given
    filled = given.replace("=Zqusage;", "=Zqusage;agent d’accueil | INSTRUCTRICE")
    url = reverse("jobs:import", args=[sheet.territory.slug])
    sent = client.post(url, {"file": SimpleUploadedFile("m.csv", filled.encode())})
    shown = _text(client.get(sent.headers["Location"]))
    assert "2 métiers à rattacher" in shown and "1 déjà rattaché" in shown
    assert TradeLink.objects.count() == 1
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert client.post(sent.headers["Location"], {"seen": "autre"}).status_code == 409
    assert client.post(sent.headers["Location"], {"seen": seen}).status_code == 302
    assert {link.trade for link in TradeLink.objects.filter(deployment=sheet)} == {one, two}
    sent = client.post(url, {"file": SimpleUploadedFile("m.csv", filled.encode())})
    assert "ne rattache rien de plus" in _text(client.get(sent.headers["Location"]))
    wrong = f"identifiant;metiers\n{stranger.uid};{one.title}\n{sheet.uid};astronaute\n{sheet.uid};{one.title}\n"
    sent = client.post(url, {"file": SimpleUploadedFile("m.csv", wrong.encode())})
    shown = _text(client.get(sent.headers["Location"]))
    assert "Ligne 2, colonne A" in shown and "Ligne 3, colonne B" in shown and "La ligne 3 parle déjà" in shown
    assert 'name="seen"' not in shown, "nothing is confirmed beside a fault"
    client.force_login(contributor(stranger.territory))
    assert client.get(sent.headers["Location"]).status_code == 403
