"""The pages of the workshop: light and counted whatever the corpus, telling what others did, working without script."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from commun.concertations.enums import Audience, Theme
from commun.concertations.models import AudiencePart, Concertation, Takeaway
from commun.syntheses import worker
from commun.syntheses.actions import runs, workshop
from commun.syntheses.enums import Origin, RunKind
from commun.syntheses.models import Corpus, CorpusItem, Group
from commun.syntheses.queries import workshop as queries
from commun.syntheses.queries.corpora import CorpusFilter, chosen, corpus_preview
from commun.territories.enums import Kind
from tests.accounts.factories import coordinator, council_member
from tests.site.test_weight import Elements
from tests.syntheses.worlds import REPORT, corpus_of, debate, fake_engine, grouped, worked
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return coordinator()


@pytest.fixture
def corpus(monkeypatch, ana) -> Corpus:
    return grouped(monkeypatch, by=ana)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", response.content.decode())


def group_page(corpus: Corpus, number: int) -> str:
    return reverse("syntheses:group", args=[corpus.uid, number])


def send(client: Client, corpus: Corpus, **given):
    given.setdefault("vu", Corpus.objects.get(pk=corpus.pk).moves_count)
    given.setdefault("retour", group_page(corpus, 1))
    return client.post(reverse("syntheses:act", args=[corpus.uid]), given, follow=True)


def keys(corpus: Corpus, number: int) -> list[int]:
    return list(corpus.items.filter(group__number=number).order_by("rank").values_list("pk", flat=True))


# --- Choosing --------------------------------------------------------------------------------------------------------


def test_each_filter_keeps_what_reading_each_row_would_keep(ana):
    region = TerritoryFactory(region_body=True)
    debate(takeaways=4, territory=TerritoryFactory(region=region), restituted_on="2025-03-01")
    metropole = debate(takeaways=4, territory=TerritoryFactory(metropole=True), restituted_on="2026-02-01")
    AudiencePart.objects.create(concertation=metropole, audience=Audience.AGENTS)
    debate(takeaways=2, fictional=True)
    Takeaway.objects.filter(pk=metropole.takeaways.order_by("pk")[0].pk).update(audiences=[Audience.USERS.value])
    rows = list(Takeaway.objects.select_related("concertation__territory").prefetch_related("concertation__audiences"))

    def kept(**given) -> set[int]:
        return set(chosen(CorpusFilter(**given)).values_list("pk", flat=True))

    real = [row for row in rows if not row.concertation.territory.is_fictional]
    assert kept() == {row.pk for row in real}
    assert kept(with_fictional=True) == {row.pk for row in rows}
    assert kept(kinds=("frein",)) == {row.pk for row in real if row.kind == "frein"}
    assert kept(themes=("transparence",)) == {row.pk for row in real if row.theme == Theme.TRANSPARENCY}
    assert kept(regions=(region.pk,)) == {row.pk for row in real if row.concertation.territory.region_id == region.pk}
    assert kept(territory_kinds=("metropole",)) == {
        row.pk for row in real if row.concertation.territory.kind == Kind.METROPOLE
    }
    assert kept(territories=(metropole.territory_id,)) == set(metropole.takeaways.values_list("pk", flat=True))
    assert kept(since="2026-01-01") == {row.pk for row in real if row.concertation == metropole}
    assert kept(until="2025-12-31") == {row.pk for row in real if row.concertation != metropole}
    assert kept(text="machine") == {row.pk for row in real if "machine" in row.text}

    def audiences(row) -> set[str]:
        return set(row.audiences) or {one.audience for one in row.concertation.audiences.all()}

    for audience in (Audience.AGENTS, Audience.USERS):
        assert kept(audiences=(audience.value,)) == {row.pk for row in real if audience in audiences(row)}
    preview = corpus_preview(CorpusFilter(with_fictional=True))
    assert (preview.takeaways, preview.territories, preview.concertations, preview.fictional) == (10, 3, 3, 2)


def test_a_choice_is_seen_before_it_is_fixed_then_kept_with_its_words(ana):
    here = debate(takeaways=4)
    client = signed_in(ana)
    url = reverse("syntheses:corpus_new")
    seen = text_of(client.get(url, {"natures": "frein", "collectivites": here.territory.name}))
    assert "<strong>1</strong> remontée" in seen
    assert not Corpus.objects.exists()
    wrong = text_of(client.get(url, {"collectivites": "Nulle-Part"}))
    assert "Aucune collectivité, ou plusieurs, pour : Nulle-Part" in wrong
    made = client.post(
        f"{url}?natures=frein&collectivites={here.territory.name}", {"title": "Les freins", "note": ""}, follow=True
    )
    corpus = Corpus.objects.get()
    assert corpus.filters == {"territories": [here.territory.uid], "kinds": ["frein"]}
    assert made.redirect_chain == [(corpus.get_absolute_url(), 302)]
    page = text_of(made)
    assert "Les groupes ne sont pas encore là" in page
    assert here.territory.name in page
    assert "Frein" in page


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["corpus", "group", "place"])
def test_pages_cost_the_same_number_of_queries_whatever_the_corpus(
    monkeypatch, ana, address, django_assert_max_num_queries
):
    corpus = grouped(monkeypatch, territories=2, takeaways=3, leaves=2, by=ana)
    client = signed_in(ana)
    url = {
        "corpus": corpus.get_absolute_url(),
        "group": group_page(corpus, 1),
        "place": reverse("syntheses:place", args=[corpus.uid, "toutes"]),
    }[address]
    client.get(url)
    most = {"corpus": 22, "group": 18, "place": 15}[address]
    with django_assert_max_num_queries(most) as small:
        text_of(client.get(url))
    large = grouped(monkeypatch, territories=8, takeaways=30, leaves=20, by=ana)
    with django_assert_max_num_queries(len(small)):
        text_of(client.get(url.replace(corpus.uid, large.uid)))


def test_three_thousand_takeaways_in_sixty_groups_stay_under_200_kilobytes(monkeypatch, ana):
    corpus = grouped(monkeypatch, territories=30, takeaways=100, leaves=60, by=ana)
    client = signed_in(ana)
    for url in (
        corpus.get_absolute_url(),
        group_page(corpus, 1),
        reverse("syntheses:place", args=[corpus.uid, "toutes"]),
    ):
        response = client.get(url)
        assert response.status_code == 200
        assert len(response.content) < 200_000, (url, len(response.content))


def test_two_thousand_groups_cost_no_more_than_a_page_of_them(monkeypatch, ana, django_assert_max_num_queries):
    corpus = grouped(monkeypatch, territories=3, takeaways=700, leaves=2100, by=ana)
    client = signed_in(ana)
    last = group_page(corpus, 2100)
    for url in (corpus.get_absolute_url(), last, reverse("syntheses:place", args=[corpus.uid, "toutes"])):
        with django_assert_max_num_queries(22):
            response = client.get(url)
        assert response.status_code == 200
        assert len(response.content) < 130_000, (url, len(response.content))
        assert Elements(response.content.decode()).count < 1_500, url
    page = text_of(client.get(last))
    assert "Groupes 2041 à 2100 sur 2" in page
    assert 'aria-current="page">2100 ·' in page
    searched = client.get(corpus.get_absolute_url(), {"mots": "Thème 1234"})
    assert [one.title for one in searched.context["groups"].lines] == ["thème 1234"]
    assert len(client.get(corpus.get_absolute_url(), {"page": 35}).context["groups"].lines) == 60


def test_a_group_too_small_to_be_offered_is_named_by_its_number(monkeypatch, ana):
    monkeypatch.setattr(queries, "MOST_TARGETS", 1)
    corpus = grouped(monkeypatch, territories=2, takeaways=6, leaves=3, by=ana)
    client, moved = signed_in(ana), keys(corpus, 1)[0]
    assert 'name="numero"' in text_of(client.get(group_page(corpus, 1)))
    both = send(client, corpus, faire="move", vers=2, numero=3, remontees=[moved])
    assert "pas les deux" in text_of(both)
    send(client, corpus, faire="selon", vers="", numero=3, remontees=[moved])
    assert CorpusItem.objects.filter(pk=moved, group__number=3).exists()


def test_counts_are_those_of_the_rows(monkeypatch, ana):
    corpus = grouped(monkeypatch, territories=4, takeaways=5, leaves=3, by=ana)
    workshop.set_aside(corpus=corpus, items=keys(corpus, 1)[:2], reason="Hors sujet", seen=1, by=ana)
    workshop.take_on(corpus=corpus, number=2, seen=2, by=ana)
    groups = queries.group_list(corpus=corpus)
    for line in groups.lines:
        items = list(CorpusItem.objects.filter(group=line.pk).select_related("takeaway__concertation"))
        assert line.items == len(items)
        assert line.territories == len({one.takeaway.concertation.territory_id for one in items})
    counts = queries.corpus_counts(corpus=corpus, groups=groups)
    items = list(corpus.items.select_related("group"))
    assert counts.set_aside == 2
    assert counts.grouped == sum(one.group_id is not None for one in items)
    assert counts.placed == sum(
        one.origin == Origin.PERSON or bool(one.group and one.group.origin == Origin.PERSON) for one in items
    )
    assert (counts.groups, counts.taken) == (3, 1)


def test_what_the_machine_says_looks_like_a_suggestion_until_somebody_signs(ana, corpus):
    first, second = corpus.items.order_by("rank", "pk").filter(group__number=1).select_related("takeaway")[:2]
    CorpusItem.objects.filter(pk=first.pk).update(
        hints={
            "twins": [[second.takeaway.uid, 0.9, True]],
            "theme": ["transparence", 0.83, ["liste"]],
            "kind": ["vigilance", 0.7, ["peur"]],
        }
    )
    Takeaway.objects.filter(pk=first.takeaway_id).update(
        theme="", kind="frein", text="Écrivez à marie.durand@exemple.fr pour en parler."
    )
    client = signed_in(ana)
    page = text_of(client.get(group_page(corpus, 1)))
    assert "Suggéré par la machine" in page
    assert "item-suggested" in page
    assert "Thème suggéré : Transparence et explication (sûr à 83 %), par liste" in page
    assert "La machine y lirait plutôt : Point de vigilance (sûre à 70 %), par peur" in page
    assert "<mark>marie.durand@exemple.fr</mark>" in page
    assert "Dit aussi à" in page
    assert second.takeaway.text[:30] in page
    assert "corrigée depuis" not in page
    workshop.take_on(corpus=corpus, number=1, seen=1, by=ana)
    page = text_of(client.get(group_page(corpus, 1)))
    assert "Suggéré par la machine" not in page
    assert "item-suggested" not in page
    assert f"Repris</span> par {ana.name}" in page


def test_a_takeaway_corrected_or_withdrawn_since_is_told(ana, corpus):
    item = corpus.items.filter(group__number=1).select_related("takeaway").first()
    Takeaway.objects.filter(pk=item.takeaway_id).update(text="Corrigé.", text_sha256=Takeaway.digest("Corrigé."))
    client = signed_in(ana)
    assert "corrigée depuis" in text_of(client.get(group_page(corpus, 1)))
    Concertation.objects.filter(pk=item.takeaway.concertation_id).update(published_at=None)
    assert "n’est plus publique" in text_of(client.get(group_page(corpus, 1)))


def test_sentences_are_read_from_the_heart_or_from_the_margin_and_searched(monkeypatch, ana):
    corpus = grouped(monkeypatch, territories=3, takeaways=30, leaves=1, by=ana)
    client = signed_in(ana)
    first, *_between, last = CorpusItem.objects.filter(corpus=corpus).order_by("rank")
    url = group_page(corpus, 1)
    assert f'value="{first.pk}"' in text_of(client.get(url))
    assert f'value="{last.pk}"' not in text_of(client.get(url))
    assert f'value="{last.pk}"' in text_of(client.get(url, {"ordre": "marge"}))
    found = queries.item_page(corpus=corpus, found=queries.items_of(corpus=corpus, text="énergie"), page=1)
    assert found.total == corpus.items.filter(takeaway__text__contains="énergie").count() > 0
    page = text_of(client.get(url, {"mots": "énergie"}))
    assert page.count("data-item") == found.total


# --- Doing -----------------------------------------------------------------------------------------------------------


def test_a_gesture_says_what_was_done_and_comes_back_to_the_page_with_its_undoing(ana, corpus):
    client = signed_in(ana)
    page = text_of(send(client, corpus, faire="move", remontees=keys(corpus, 1)[:1], vers=2))
    assert "1 remontée mise dans « thème 2 »." in page
    undo = reverse("syntheses:move_undo", args=[corpus.uid, 2])
    assert undo in page
    back = client.post(undo, {"retour": group_page(corpus, 1)}, follow=True)
    assert "Défait : 1 remontée mise dans « thème 2 »" in text_of(back)
    assert len(keys(corpus, 1)) == 4


def test_enter_in_a_field_does_the_gesture_of_that_field(ana, corpus):
    client = signed_in(ana)
    send(client, corpus, faire="selon", remontees=keys(corpus, 1)[:1], titre="À part", vers="", motif="")
    assert Group.objects.filter(corpus=corpus, title="À part").exists()
    page = text_of(send(client, corpus, faire="selon", remontees=keys(corpus, 1)[:1], titre="Un", motif="Deux"))
    assert "Remplissez un seul champ" in page


def test_all_the_list_is_moved_at_once_pages_and_search_included(monkeypatch, ana):
    corpus = grouped(monkeypatch, territories=3, takeaways=40, leaves=1, by=ana)
    client = signed_in(ana)
    wanted = corpus.items.filter(takeaway__text__contains="énergie").count()
    here = f"{group_page(corpus, 1)}?mots=%C3%A9nergie"
    send(client, corpus, faire="split", tout="1", titre="Énergie", retour=here)
    assert len(keys(corpus, 2)) == wanted
    send(client, corpus, faire="set_aside", tout="1", motif="Hors sujet", retour=group_page(corpus, 1))
    assert corpus.items.exclude(set_aside_reason="").count() == 120 - wanted


def test_a_stale_page_is_told_what_others_did_and_loses_nothing_typed(ana, corpus):
    luc = council_member(second_factor=True)
    luc.name = "Luc"
    luc.save()
    client = signed_in(ana)
    items = keys(corpus, 1)
    workshop.move(corpus=corpus, items=items[:1], to=2, seen=1, by=luc)
    page = text_of(send(client, corpus, vu=1, faire="set_aside", remontees=items[:1], motif="Hors sujet"))
    assert "Rien n’a changé" in page
    assert "Vous aviez écrit : « Hors sujet »" in page
    assert re.search(r"Luc, \d\d:\d\d : 1 remontée mise dans « thème 2 »", page)
    page = text_of(send(client, corpus, vu=1, faire="set_aside", remontees=items[1:2], motif="Hors sujet"))
    assert "1 remontée écartée" in page
    assert re.search(r"Luc, \d\d:\d\d : 1 remontée mise", page), "independent, yet told"
    said = client.get(reverse("syntheses:moves_since", args=[corpus.uid, 1])).json()
    assert said["compte"] == 3
    assert [one["geste"] for one in said["gestes"]] == ["1 remontée mise dans « thème 2 »"]


@pytest.mark.parametrize("where", ["https://ailleurs.exemple/", "//ailleurs.exemple/espace/", "/charte/", ""])
def test_a_gesture_never_leads_out_of_its_corpus(ana, corpus, where):
    client = signed_in(ana)
    response = client.post(
        reverse("syntheses:act", args=[corpus.uid]),
        {"vu": 1, "faire": "rename", "groupe": 1, "titre": "Savoir", "retour": where},
    )
    assert response.headers["Location"] == corpus.get_absolute_url()


@pytest.mark.parametrize(
    "given",
    [
        {"faire": "effacer"},
        {"faire": "stance:peut-être", "remontees": [1]},
        {"faire": "move", "remontees": ["x"], "vers": 1},
        {"faire": "move", "vu": "-1"},
        {"faire": "move", "remontees": ["9" * 30], "vers": 1},
    ],
)
def test_an_unreadable_gesture_is_refused_with_a_sentence(ana, corpus, given):
    response = send(signed_in(ana), corpus, **given)
    assert 'class="alert alert-error"' in response.content.decode()
    assert Corpus.objects.get(pk=corpus.pk).moves_count == 1


def test_the_page_of_a_run_shows_its_cost_and_proposes_its_groups_once_people_worked(ana, corpus):
    client = signed_in(ana)
    url = reverse("syntheses:run", args=[corpus.uid, 1])
    page = text_of(client.get(url))
    assert "Secondes de processeur" in page
    assert "Faire entrer ce groupe" not in page
    cut = client.post(reverse("syntheses:run_cut", args=[corpus.uid, 1]), {"vu": 1, "groupes": 2}, follow=True)
    assert "2 groupes suggérés par le calcul 1" in text_of(cut)
    workshop.split(corpus=corpus, items=keys(corpus, 1)[:1], title="À part", seen=2, by=ana)
    page = text_of(client.get(url, {"groupes": 3}))
    assert "Faire entrer ce groupe" in page
    given = {"vu": 3, "coupe": 3, "cle": "f0"}
    adopted = client.post(reverse("syntheses:run_adopt", args=[corpus.uid, 1]), given, follow=True)
    assert "est entré dans l’atelier" in text_of(adopted)


def test_the_page_of_suggestions_says_what_they_are_worth_and_which_words_weighed(monkeypatch, ana, corpus):
    monkeypatch.setattr(worker, "MIN_EXAMPLES", 1)
    first, second, *_rest = sorted(corpus.items.values_list("takeaway__uid", flat=True))
    rows = [
        [first, "transparence", 0.83, None, [["liste", 0.4], ["ville", -0.2]]],
        [second, None, 0.2, None, []],
    ]
    fake_engine(monkeypatch, {"suggestions": rows})
    runs.request(corpus=corpus, kind=RunKind.SUGGESTIONS, by=ana)
    run = worked()
    page = text_of(signed_in(ana).get(reverse("syntheses:run", args=[corpus.uid, run.number])))
    for told in (
        "Apprises de 40 remontées déjà classées",
        "transparence et explication (25)",
        "suggestions justes quand elle parle",
        "elle suggère 1 fois sur 2",
        "pour : liste · contre : ville",
        "une estimation, non une mesure",
        "12 remontées du corpus",
    ):
        assert told in page.replace("\xa0", " "), told


def test_a_machine_that_could_not_be_right_says_that_it_keeps_silent(monkeypatch, ana, corpus):
    monkeypatch.setattr(worker, "MIN_EXAMPLES", 1)
    fake_engine(monkeypatch, {"suggestions": [], "report": {**REPORT, "coverage": 0.0, "precision": 0.0}})
    runs.request(corpus=corpus, kind=RunKind.SUGGESTIONS, by=ana)
    run = worked()
    page = text_of(signed_in(ana).get(reverse("syntheses:run", args=[corpus.uid, run.number])))
    assert "La machine se tait" in page
    assert "justes quand elle parle" not in page


def test_a_run_is_asked_for_and_made_again_from_its_pages(ana, corpus):
    client = signed_in(ana)
    client.post(reverse("syntheses:runs", args=[corpus.uid]), {"calcul": "suggestions"})
    client.post(reverse("syntheses:run_again", args=[corpus.uid, 1]))
    assert list(corpus.runs.order_by("number").values_list("kind", "state")) == [
        ("groupes", "terminee"),
        ("suggestions", "en_attente"),
        ("groupes", "en_attente"),
    ]
    page = text_of(client.post(reverse("syntheses:run_again", args=[corpus.uid, 1]), follow=True))
    assert "déjà demandé" in page


def test_all_gestures_are_listed_and_undone_from_their_page(ana, corpus):
    workshop.take_on(corpus=corpus, number=1, seen=1, by=ana)
    client = signed_in(ana)
    page = text_of(client.get(reverse("syntheses:moves", args=[corpus.uid])))
    assert "« thème 1 » repris, avec 4 remontées" in page
    client.post(reverse("syntheses:move_undo", args=[corpus.uid, 2]))
    page = text_of(client.get(reverse("syntheses:moves", args=[corpus.uid])))
    assert "défait depuis" in page
    assert "Refaire" in page


def test_the_list_of_corpora_costs_the_same_whatever_their_number(ana, django_assert_max_num_queries):
    client = signed_in(ana)
    corpus_of(by=ana)
    client.get(reverse("syntheses:workshop"))
    with django_assert_max_num_queries(12) as few:
        assert "Ce que disent les territoires" in text_of(client.get(reverse("syntheses:workshop")))
    for _number in range(4):
        corpus_of(by=ana, territories=1)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("syntheses:workshop"))
