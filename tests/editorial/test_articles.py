"""A text: nobody reads it before someone else signed it, it appears at its hour, once, and goes everywhere at once."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.core.errors import DomainError, EditConflict
from commun.core.models import AuditEvent, Revision
from commun.core.uploads import UploadRefused
from commun.editorial.actions import articles, pictures, reference, terms
from commun.editorial.actions.terms import Said
from commun.editorial.enums import ArticleKind, ArticleState
from commun.editorial.models import Article, Picture, PublishedArticle, Term
from commun.editorial.tasks import keep_hours
from commun.following.news import latest
from commun.opendata.registry import datasets
from commun.search.documents import sources
from tests.accounts.factories import coordinator
from tests.editorial.factories import draft, photograph, picture, published, to_review, written

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 22, 11, 0, tzinfo=datetime.UTC)


def everywhere(mark: str) -> list[str]:
    """The public places that hold this mark."""
    client = Client()
    found = [
        url
        for url in ("/", "/actualites/", "/flux/actualites.atom", "/sitemap/pages.xml", "/api/v1/publications",
                    "/donnees/publications.csv", f"/recherche/?q={mark}")
        if mark in "".join(_text(client.get(url)).lower().split(f'value="{mark}"'))
        .replace(f"q={mark}", "").replace(f"q%3d{mark}", "").replace(f"« {mark} »", "").replace(f"«\xa0{mark}\xa0»", "")
    ]  # fmt: skip
    if any(mark in one.title.lower() for one in latest(["reseau"])):
        found.append("news stream")
    keys = list(sources()["actualites"].keys())
    if any(mark in one.title.lower() for one in sources()["actualites"].documents(keys)):
        found.append("search")
    return found


def _text(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def test_a_draft_is_nowhere_and_what_was_retired_neither() -> None:
    article = to_review(title="Zqmarque paraît")
    assert everywhere("zqmarque") == []
    assert Client().get(article.get_absolute_url()).status_code == 404
    articles.approve(article=article, version=article.version, by=coordinator())
    assert {"/", "/actualites/", "/flux/actualites.atom", "/sitemap/pages.xml", "/api/v1/publications", "news stream",
            "search", "/donnees/publications.csv"} <= set(everywhere("zqmarque"))  # fmt: skip
    articles.edit(article=article, written=written(title="Zqmarque et zqcache"), version=1, by=coordinator())
    assert everywhere("zqcache") == []
    articles.unpublish(article=article, by=coordinator())
    assert everywhere("zqmarque") == []
    assert Client().get(article.get_absolute_url()).status_code == 410


def test_someone_else_signs_unless_nobody_else_may() -> None:
    author = coordinator()
    alone = to_review(by=author)
    articles.approve(article=alone, version=alone.version, by=author)
    other = coordinator()
    mine = to_review(by=author, title="Deux")
    with pytest.raises(DomainError, match="quelqu’un d’autre"):
        articles.approve(article=mine, version=mine.version, by=author)
    articles.approve(article=mine, version=mine.version, by=other)
    shown = PublishedArticle.objects.get(article=mine)
    assert shown.signed_role == other.signature()
    assert other.name not in Client().get(mine.get_absolute_url()).content.decode()


def test_two_editors_at_once_lose_nothing_and_an_edit_ends_the_approval() -> None:
    article = to_review()
    articles.edit(article=article, written=written(body="Le premier."), version=1, by=coordinator())
    with pytest.raises(EditConflict):
        articles.edit(article=article, written=written(body="Le second."), version=1, by=coordinator())
    with pytest.raises(EditConflict):
        articles.approve(article=article, version=1, by=coordinator())
    article.refresh_from_db()
    assert (article.state, article.body) == (ArticleState.DRAFT, "Le premier.")
    client, person = Client(), coordinator()
    client.force_login(person)
    typed = {"title": "Titre", "summary": "Chapô.", "body": "Le second.", "position": "", "version": "1"}
    page = client.post(reverse("editorial:edit", args=[article.slug]), typed).content.decode()
    assert "Le premier." in page
    assert "Le second." in page


def test_published_at_the_minute_once_then_retired() -> None:
    with time_machine.travel(NOON, tick=False):
        article = to_review()
        at, until = NOON + datetime.timedelta(hours=1), NOON + datetime.timedelta(hours=2)
        articles.approve(article=article, version=1, by=coordinator(), publish_at=at, unpublish_at=until)
    with time_machine.travel(at - datetime.timedelta(seconds=1), tick=False):
        keep_hours.func(slot="")
        assert not PublishedArticle.objects.exists()
    with time_machine.travel(at, tick=False):
        keep_hours.func(slot="")
        keep_hours.func(slot="")
        assert PublishedArticle.objects.get().published_at == at
    with time_machine.travel(until, tick=False):
        keep_hours.func(slot="")
        keep_hours.func(slot="")
    verbs = AuditEvent.objects.filter(is_public=True, verb__startswith="article.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["article.published", "article.unpublished"]


def test_what_was_scheduled_then_changed_does_not_appear() -> None:
    article = to_review()
    at = timezone.now() + datetime.timedelta(minutes=5)
    articles.approve(article=article, version=1, by=coordinator(), publish_at=at)
    articles.edit(article=article, written=written(body="Non."), version=1, by=coordinator())
    assert articles.do_what_is_due(at + datetime.timedelta(days=1)) == (0, 0)


def test_previous_versions_stay_and_say_what_changed() -> None:
    article = published(body="Le délai est long.")
    articles.edit(article=article, written=written(body="Le délai est court."), version=1, by=coordinator())
    article.refresh_from_db()
    articles.submit(article=article, version=2, by=coordinator())
    articles.approve(article=article, version=2, by=coordinator())
    assert list(Revision.objects.of(article).values_list("number", flat=True)) == [2, 1]
    page = Client().get(reverse("editorial:versions", args=[article.slug]), {"de": 1, "a": 2}).content.decode()
    assert "<del>" in page
    assert "court." in page


def test_a_picture_is_bare_and_public_with_its_text_alone() -> None:
    article = draft()
    made = picture(article)
    with made.file.open() as kept:
        content = kept.read()
    assert b"zqsecret" not in content
    assert (made.width, made.height) == (1200, 750)
    url = reverse("editorial:picture", args=[made.sha256])
    assert Client().get(url).status_code == 404
    with pytest.raises(DomainError, match="Aucune image"):
        articles.edit(article=article, written=written(body="![](image:9)"), version=1, by=coordinator())
    articles.edit(article=article, written=written(body="Voici.\n\n![](image:1)"), version=1, by=coordinator())
    articles.submit(article=article, version=2, by=coordinator())
    articles.approve(article=article, version=2, by=coordinator())
    page = Client().get(article.get_absolute_url()).content.decode()
    assert f'src="{url}" alt="Une salle pleine."' in page
    assert "Crédit : Ville d’essai. CC BY 4.0." in page
    shown: Any = Client().get(url)
    assert shown["Content-Type"] == "image/webp"
    assert b"".join(shown.streaming_content) == content
    with pytest.raises(DomainError):
        pictures.remove(picture=made, by=coordinator())
    articles.unpublish(article=article, by=coordinator())
    assert Client().get(url).status_code == 404


def test_a_picture_says_what_it_shows_or_that_it_is_decorative() -> None:
    article = draft()
    for wrong in ({"alt": ""}, {"alt": "Une salle", "is_decorative": True}):
        with pytest.raises(DomainError, match="décorative"):
            picture(article, **wrong)
    with pytest.raises(UploadRefused):
        picture(article, file=photograph("salle.png"))
    assert not Picture.objects.exists()


def test_a_release_never_overwrites_what_an_editor_wrote(monkeypatch) -> None:
    first = reference.load_reference()
    assert first.pages == len(reference.page_files())
    assert reference.load_reference() == reference.Loaded(0, 0)
    mine = Article.objects.get(origin="guide-elus")
    articles.edit(article=mine, written=written(title="Le mien"), version=1, by=coordinator())
    word = Term.objects.get(slug="concertation")
    terms.edit(term=word, said=Said("Concertation", "La mienne."), see_also=(), version=1, by=coordinator())
    Article.objects.update(origin_sha256="older")
    Term.objects.update(origin_sha256="older")
    again = reference.load_reference()
    assert again == reference.Loaded(first.pages - 1, first.terms - 1)
    mine.refresh_from_db()
    word.refresh_from_db()
    assert (mine.title, word.definition) == ("Le mien", "La mienne.")
    assert mine.public.title != "Le mien"
    assert Client().get("/pages/ce-que-veut-dire-en-retard/").status_code == 200


@pytest.mark.once("counts queries")
def test_pages_cost_the_same_number_of_queries_whatever_their_length(django_assert_num_queries) -> None:
    for number in range(3):
        published(title=f"Nouvelle {number}")
    published(kind=ArticleKind.METHOD, title="Méthode", body="## A")
    client = Client()
    for url in ("/actualites/", "/methode/", "/glossaire/"):
        with django_assert_num_queries(3, exact=False):
            client.get(url)
    assert len(datasets()["publications"].rows()) == 4


def test_news_of_the_demo_are_read_on_pages_marked_and_told_nowhere_else() -> None:
    author = coordinator()
    made = articles.create(
        kind=ArticleKind.NEWS, written=written(title="Zqinventée paraît"), by=author, is_fictional=True
    )
    articles.submit(article=made, version=made.version, by=author)
    articles.approve(article=made, version=made.version, by=coordinator())
    assert set(everywhere("zqinventée")) <= {"/", "/actualites/", "search", "/recherche/?q=zqinventée"}
    keys = list(sources()["actualites"].keys())
    assert all(one.is_fictional for one in sources()["actualites"].documents(keys))
    for url in ("/", "/actualites/", made.get_absolute_url()):
        assert "exemple fictif" in _text(Client().get(url)).lower(), url


def test_a_picture_that_is_also_something_else_is_only_a_picture_once_kept() -> None:
    photo, hidden = photograph(), b"<script>alert(1)</script>PK\x03\x04%PDF-1.7"
    made = picture(draft(), file=SimpleUploadedFile("salle.jpg", photo.read() + hidden))
    with made.file.open() as kept:
        content = kept.read()
    assert content[:4] == b"RIFF"
    assert not any(part in content for part in (b"<script", b"PK\x03\x04", b"%PDF"))
    for name, wrong in (("a.svg", b"<svg onload='alert(1)'/>"), ("a.png", b"GIF89a/*<script>*/=1"), ("a.jpg", hidden)):
        with pytest.raises(UploadRefused):
            picture(draft(), file=SimpleUploadedFile(name, wrong))
