"""The pages of the manifesto: what they lead to, what they never show, what they cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commun.accounts.desk import desk_of, tasks_of
from commun.accounts.models import User
from commun.library.actions import publication
from commun.library.panels import held_against
from commun.syntheses.actions import amendments, manifesto
from commun.syntheses.enums import AmendmentKind, Choice, FindingState, Verdict
from commun.syntheses.models import Amendment, ManifestoPosition, ManifestoVersion, TextChange
from commun.syntheses.queries.manifesto import text_of
from commun.syntheses.queries.manifesto_checks import tallies, tallies_of
from commun.syntheses.queries.manifesto_words import retained_of
from tests.accounts.factories import coordinator, elected, referent
from tests.library.factories import draft as draft_sheet
from tests.library.factories import published
from tests.syntheses import manifestos
from tests.syntheses.manifestos import FIRST, SECOND, after, amends, article, in_days, says, signatories
from tests.territories.factories import TerritoryFactory


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


# What anyone reads


def test_the_front_shows_every_account_of_the_axes_with_its_source_and_says_the_text_is_not_here(db, client) -> None:
    html = client.get("/manifeste/").content.decode()
    assert "Le texte intégral n’est pas publié ici" in html
    assert "Rennes" in html
    assert "11 mars 2025" in html
    for account in ("Horizons publics", "L’Inspiration politique", "Banque des Territoires"):
        assert account in html
    assert "Gouvernance partagée et territoriale" in html
    assert "Formation et sensibilisation" in html, "accounts differ, and all are shown"


def test_from_an_article_one_reaches_the_sentence_in_three_clicks_and_comes_back(db, client) -> None:
    """Text → article → finding → sentence; then sentence → article."""
    takeaway = manifestos.said_in_public()
    finding = manifestos.public_finding(takeaway, title="On veut savoir.")
    version = manifestos.adopted(finding=finding)
    on_the_text = links(client.get(version.get_absolute_url()).content.decode())
    the_article = article(version).get_absolute_url()
    assert the_article in on_the_text
    page = client.get(the_article).content.decode()
    assert takeaway.text in page, "the sentences stand under the article"
    assert finding.get_absolute_url() in links(page)
    on_the_finding = client.get(finding.get_absolute_url()).content.decode()
    assert takeaway.get_absolute_url() in links(on_the_finding)
    assert the_article in links(on_the_finding), "and back"
    assert the_article in links(client.get(takeaway.get_absolute_url()).content.decode()), "and back in one step"


def test_a_draft_is_read_by_nobody_but_its_writers(db, client) -> None:
    made = manifestos.draft()
    referee = signed_in(referent(TerritoryFactory()))
    for name in ("manifesto_version", "manifesto_amendments"):
        url = reverse(f"syntheses:{name}", args=[made.code])
        assert client.get(url).status_code == referee.get(url).status_code == 404
    assert client.get(f"/manifeste/{made.code}/article-a1/").status_code == 404
    assert client.get(f"/manifeste/{made.code}/texte.json").status_code == 404
    assert client.get(f"/manifeste/comparer/1/{made.code}/").status_code == 404
    assert FIRST not in client.get("/manifeste/").content.decode()
    assert referee.get(reverse("syntheses:manifesto_draft", args=[made.code])).status_code == 403


def test_an_amendment_taken_in_a_draft_does_not_say_so_before_the_draft_is_public(db, client) -> None:
    (territory,) = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    made = amends(territory, version, text="Un texte meilleur.")
    manifestos.carried([territory], version, made)
    following = manifesto.draft_next(by=coordinator())
    amendments.integrate(draft=following, amendments=[made], seen=article(following).version, by=coordinator())
    assert "Entré dans" not in client.get(made.get_absolute_url()).content.decode()
    manifesto.open_vote(manifesto=following, until=in_days(3), by=coordinator())
    assert "Entré dans" in client.get(made.get_absolute_url()).content.decode()
    compared = client.get(f"/manifeste/comparer/{version.code}/{following.code}/").content.decode()
    assert made.get_absolute_url() in links(compared), "each change names its amendment"
    assert "meilleur" in compared


def test_a_withdrawn_finding_stays_named_under_its_article_with_the_reason(db, client) -> None:
    finding = manifestos.public_finding(title="On veut savoir.")
    version = manifestos.adopted(finding=finding)
    type(finding).objects.filter(pk=finding.pk).update(
        state=FindingState.WITHDRAWN, withdrawn_reason="Deux remontées étaient la même."
    )
    html = client.get(article(version).get_absolute_url()).content.decode()
    assert "Deux remontées étaient la même." in html


def test_positions_and_their_history_are_public_and_the_count_is_that_of_the_rule(db, client) -> None:
    territories = signatories(3)
    version = manifestos.open_to_vote()
    objection = says(territories[0], version, Choice.AGAINST, reason="L’article A2 est trop long.")
    amendments.answer_objection(position=objection, answer="Nous le coupons en deux.", by=coordinator())
    says(territories[1], version)
    url = reverse("syntheses:manifesto_vote", args=[version.code])
    html = client.get(url).content.decode()
    assert "1 objection reste : non retenu." in html
    assert "Compte provisoire" in html
    assert "Nous le coupons en deux." in html
    says(territories[0], version)
    html = client.get(url).content.decode()
    assert "Aucune objection ne reste" in html
    assert "L’article A2 est trop long." in html, "the position before stays readable"


def test_pages_cost_the_same_whatever_the_length_of_the_text(db, client) -> None:
    (territory,) = signatories(1)
    version = manifestos.open_to_amendments()
    first = amends(territory, version)

    def costs() -> list[int]:
        found = []
        for url in (
            version.get_absolute_url(),
            article(version).get_absolute_url(),
            reverse("syntheses:manifesto_amendments", args=[version.code]),
            "/manifeste/",
        ):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    for number in range(8):
        made = amends(territory, version, text=f"Texte {number}.")
        says(territory, version, amendment=made, reason="Oui.")
    axis = version.axes.get()
    for number in range(10, 22):
        one = version.articles.create(axis=axis, code=f"a{number}", title="Autre", position=number)
        paragraph = version.paragraphs.create(article=one, key=f"a{number}-1", text="Un texte.", position=1)
        for _finding in range(2):
            one.basis.create(finding=manifestos.public_finding(manifestos.said_in_public()), paragraph=paragraph)
    assert first.pk
    after_more = costs()
    assert after_more == before, (before, after_more)
    assert max(before) < 30


# What a territory sees


def test_a_territory_sees_what_became_of_its_words_and_what_did_not(db, client) -> None:
    territory = TerritoryFactory()
    kept = manifestos.said_in_public(territory)
    other = manifestos.said_in_public(territory)
    elsewhere = manifestos.said_in_public(territory)
    finding = manifestos.public_finding(kept)
    manifestos.public_finding(other, title="Un constat qu’aucun article ne cite.")
    version = manifestos.adopted(finding=finding)
    found = retained_of(territory=territory, with_the_rest=True)
    assert found is not None
    assert [one.uid for one in found.kept] == [kept.uid]
    assert [one.uid for one in found.in_findings] == [other.uid]
    assert [one.uid for one in found.elsewhere] == [elsewhere.uid]
    panel = client.get(territory.get_absolute_url()).content.decode()
    assert "Ce que le manifeste retient d’ici" in panel
    assert article(version).get_absolute_url() in links(panel)
    page = signed_in(elected(territory)).get(reverse("syntheses:manifesto_of_territory", args=[territory.slug]))
    html = page.content.decode()
    assert "Ce qui n’est dans aucun constat public" in html
    assert elsewhere.get_absolute_url() in links(html)


def test_words_not_yet_public_are_retained_nowhere(db) -> None:
    takeaway = manifestos.said_in_public()
    manifestos.adopted(finding=manifestos.public_finding(takeaway))
    assert retained_of(territory=takeaway.concertation.territory) is not None
    type(takeaway.concertation).objects.update(published_at=None)
    assert retained_of(territory=takeaway.concertation.territory) is None


def test_elected_people_are_told_what_is_expected_of_their_territory(db) -> None:
    (territory,) = signatories(1)
    someone = elected(territory)
    version = manifestos.open_to_vote(days=3)

    def titles() -> list[str]:
        return [one.title for one in tasks_of(desk_of(user=someone, on=date.today()))]

    assert "Dire la position du territoire sur le manifeste" in titles()
    says(territory, version)
    assert "Dire la position du territoire sur le manifeste" not in titles()


# Forms


def test_an_elected_person_sees_the_difference_then_deposits_the_amendment(db) -> None:
    (territory,) = signatories(1)
    version = manifestos.open_to_amendments()
    client = signed_in(elected(territory))
    url = reverse("syntheses:manifesto_amend", args=[territory.slug, version.code, "a1"]) + "?paragraphe=a1-2"
    given = {"kind": AmendmentKind.REPLACE, "text": "Une personne nommée peut être jointe.", "reason": "Plus clair."}
    preview = client.post(url, given | {"voir": "1"})
    assert "Rien n’est encore déposé" in preview.content.decode()
    assert not Amendment.objects.exists()
    assert client.post(url, given).status_code == 302
    made = Amendment.objects.get()
    assert made.paragraph is not None
    assert (made.paragraph.key, made.by_role) == ("a1-2", f"Élue ou élu, {territory.name}")
    refused = client.post(url, given | {"reason": ""})
    assert refused.status_code == 200
    assert "Une personne nommée" in refused.content.decode(), "what was typed is still there"


def test_positions_and_support_are_given_from_the_workspace(db) -> None:
    (territory,) = signatories(1)
    version = manifestos.open_to_vote()
    client = signed_in(elected(territory))
    url = reverse("syntheses:manifesto_position", args=[territory.slug, version.code])
    refused = client.post(url, {"choice": "contre", "reason": ""})
    assert "objection sans motif" in refused.content.decode()
    assert client.post(url, {"choice": "pour"}).status_code == 302
    assert ManifestoPosition.objects.get().choice == Choice.FOR
    support = reverse("syntheses:manifesto_endorse", args=[territory.slug])
    assert client.post(support, {"signatory_role": "Maire", "endorsed_on": "2026-01-12"}).status_code == 302
    assert "Maire" in client.get("/manifeste/1/").content.decode()
    assert client.post(support, {"reason": "Une nouvelle équipe."}).status_code == 302
    html = client.get("/manifeste/1/").content.decode()
    assert "Une nouvelle équipe." in html, "the reason of a withdrawal is public"


def test_a_coordinator_writes_a_version_from_nothing_to_the_vote(db) -> None:
    signatories(1)
    finding = manifestos.public_finding()
    client = signed_in(coordinator())
    assert client.post(reverse("syntheses:manifesto_desk")).status_code == 302
    draft = ManifestoVersion.objects.drafts().get()
    client.post(reverse("syntheses:manifesto_axes", args=[draft.code]), {"title": "Un axe"})
    client.post(
        reverse("syntheses:manifesto_article_new", args=[draft.code]),
        {"title": "Dire", "axis": draft.axes.get().pk, "text": f"{FIRST}\r\n\r\n{SECOND}"},
    )
    one = article(draft)
    url = reverse("syntheses:manifesto_rest_on", args=[draft.code, "a1"])
    client.post(url, {"findings": [finding.pk], "version": one.version})
    page = client.get(reverse("syntheses:manifesto_draft", args=[draft.code])).content.decode()
    assert "Ouvrir aux amendements" in page
    step = reverse("syntheses:manifesto_step", args=[draft.code, "ouvrir-vote"])
    client.post(step, {"until": in_days(4).isoformat()})
    text = text_of(ManifestoVersion.objects.get(pk=draft.pk))
    assert text.is_before_the_territories
    assert [one.text for one in text.articles[0].paragraphs] == [FIRST, SECOND]
    assert [one.uid for one in text.articles[0].rests] == [finding.uid]


def test_what_a_second_editor_typed_stays_on_the_page_beside_the_first_one(db) -> None:
    version = manifestos.draft()
    one = article(version)
    url = reverse("syntheses:manifesto_article_edit", args=[version.code, "a1"])
    given = {"title": "Dire", "axis": one.axis_id, "version": one.version, "rang-a1-1": 2, "rang-a1-2": 1}
    first = signed_in(coordinator()).post(url, given | {"texte-a1-1": "Le texte de la première.", "texte-a1-2": SECOND})
    assert first.status_code == 302
    assert list(one.paragraphs.order_by("position").values_list("key", flat=True)) == ["a1-2", "a1-1"]
    late = signed_in(coordinator()).post(url, given | {"texte-a1-1": "Le texte de la seconde.", "texte-a1-2": SECOND})
    html = late.content.decode()
    assert late.status_code == 409
    assert "Le texte de la première." in html
    assert "Le texte de la seconde." in html
    assert article(version).paragraphs.get(key="a1-1").text == "Le texte de la première."


def test_a_collision_is_told_and_settled_by_a_text_that_names_both_amendments(db) -> None:
    (territory,) = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    made = [amends(territory, version, text=f"Texte {number}.") for number in (1, 2)]
    manifestos.carried([territory], version, *made)
    draft = manifesto.draft_next(by=coordinator())
    client = signed_in(coordinator())
    url = reverse("syntheses:manifesto_integrate", args=[draft.code])
    html = client.get(url).content.decode()
    assert "plusieurs changements sur ce paragraphe" in html
    asked = {"amendement": [one.uid for one in made], "version": article(draft).version}
    assert client.post(url, asked).status_code == 409
    assert client.post(url, asked | {"text": "Les deux réunis."}).status_code == 302
    assert sorted(TextChange.objects.values_list("amendment__number", flat=True)) == [1, 2]
    assert "sont entrés" in client.get(url).content.decode()


def test_closing_is_refused_in_words_and_done_after_the_day(db) -> None:
    signatories(1)
    version = manifestos.open_to_amendments(days=1)
    client = signed_in(coordinator())
    url = reverse("syntheses:manifesto_step", args=[version.code, "clore-amendements"])
    assert "se clôt après" in client.post(url, follow=True).content.decode()
    with after(version.amendments_until):
        assert "C’est fait" in client.post(url, follow=True).content.decode()


# Checks


def test_a_check_counts_what_public_sheets_say_beside_a_slow_reading(db) -> None:
    made = manifestos.draft()
    manifesto.add_check(
        article=article(made), question="Revenir en arrière ?", target="usage", field="reversibility",
        condition="renseigne", by=coordinator(),
    )  # fmt: skip
    sheets = [published(reversibility="Oui, en un jour."), published(reversibility=""), published()]
    published(TerritoryFactory(is_fictional=True), reversibility="Inventé.")
    (tally,) = tallies(made, article="a1")
    slow = [sheet.values.get("reversibility") for sheet in sheets]
    assert tally.counts.get(Verdict.YES, 0) == sum(bool(one) for one in slow)
    assert tally.of == sum(
        bool(sheet.values.get("reversibility")) or "reversibility" in sheet.values["_silent"] for sheet in sheets
    )
    assert "usage" in tally.sentence


def test_a_sheet_shows_what_the_manifesto_in_force_asks_of_it_and_nothing_of_an_invented_one(db, client) -> None:
    made = manifestos.draft()
    manifesto.add_check(
        article=article(made), question="Le retour en arrière est-il décrit ?", target="usage",
        field="reversibility", condition="renseigne", by=coordinator(),
    )  # fmt: skip
    (territory,) = signatories(1)
    sheet = published(territory, reversibility="En un jour, à la main.")
    assert held_against(sheet) == (), "a draft asks nothing of anyone"
    version = manifesto.open_vote(manifesto=made, until=in_days(2), by=coordinator())
    says(territory, version)
    manifesto.close_vote(manifesto=version, by=coordinator(), on=date.today(), where="Rennes")
    (asked,) = held_against(sheet)
    assert (asked.question, asked.answer, asked.value) == (
        "Le retour en arrière est-il décrit ?",
        "Oui",
        "En un jour, à la main.",
    )
    html = client.get(sheet.get_absolute_url()).content.decode()
    assert "Face aux articles du manifeste" in html
    rows = client.get(reverse("syntheses:manifesto_check", args=[version.code, "a1", "a1-v1"])).content.decode()
    assert sheet.get_absolute_url() in links(rows)
    invented = published(TerritoryFactory(is_fictional=True), reversibility="x")
    assert held_against(invented) == ()


def test_the_page_of_a_territory_sums_what_its_own_uses_answer_and_no_others(db, client) -> None:
    made = manifestos.draft()
    for question, field in (("Revenir en arrière ?", "reversibility"), ("Qui surveille ?", "oversight_who")):
        manifesto.add_check(
            article=article(made), question=question, target="usage", field=field, condition="renseigne",
            by=coordinator(),
        )  # fmt: skip
    territory, other = signatories(2)
    own = [published(territory, reversibility="En un jour."), published(territory, reversibility="")]
    published(other, reversibility="Ailleurs.")
    page = lambda: client.get(territory.get_absolute_url()).content.decode()  # noqa: E731
    assert "répondent d’ici" not in page(), "a draft asks nothing of anyone"
    version = manifesto.open_vote(manifesto=made, until=in_days(2), by=coordinator())
    for one in (territory, other):
        says(one, version)
    manifesto.close_vote(manifesto=version, by=coordinator(), on=date.today(), where="Rennes")
    found = {one.check.question: one.counts for one in tallies_of(territory)}
    assert found["Revenir en arrière ?"][Verdict.YES] == sum(bool(one.values.get("reversibility")) for one in own) == 1
    assert sum(found["Revenir en arrière ?"].values()) == len(own)
    assert "répondent d’ici" in page()
    assert reverse("syntheses:manifesto_check", args=[version.code, "a1", "a1-v1"]) in links(page())
    assert tallies_of(TerritoryFactory()) == ()
    assert tallies_of(TerritoryFactory(is_fictional=True)) == ()


@pytest.mark.parametrize("held", [True, False])
def test_a_field_held_back_is_said_to_be_and_its_value_never_leaves(db, client, held) -> None:
    made = manifestos.draft()
    check = manifesto.add_check(
        article=article(made), question="Revenir ?", target="usage", field="reversibility", condition="renseigne",
        by=coordinator(),
    )  # fmt: skip
    signatories(1)
    manifesto.open_vote(manifesto=made, until=in_days(2), by=coordinator())
    sheet = draft_sheet(reversibility="zqsecret")
    if held:
        sheet.visibility = {"reversibility": {"level": "territoire", "reason": "Marché en cours"}}
        sheet.save()
    publication.publish(sheet=sheet, by=None)
    html = client.get(reverse("syntheses:manifesto_check", args=[made.code, "a1", check.code])).content.decode()
    assert ("zqsecret" in html) is not held
    assert ("Réservé par le territoire" in html) is held
