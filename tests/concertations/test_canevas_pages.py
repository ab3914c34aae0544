"""The canevas filled in by people: opened, saved as one goes, corrected by two at once."""

from typing import Any

import pytest
from django.urls import reverse

from commun.accounts.enums import Permission
from commun.concertations import canevas
from commun.concertations.actions import concertation as actions
from commun.concertations.canevas import Section
from commun.concertations.enums import Audience, State
from commun.concertations.forms.canevas import GROUPS, Sub
from commun.concertations.models import Concertation
from commun.core import identifiers
from commun.core.dates import PartialDate
from commun.core.models import AuditEvent, Revision
from tests.accounts.factories import contributor, coordinator, elected, referent
from tests.concertations.factories import (
    ConcertationFactory,
    concertation_under_way,
    published_concertation,
    referent_of,
    signed_pledge,
)
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def section_url(record, section=Section.PRACTICAL) -> str:
    return reverse("concertations:workspace_section", args=[record.slug, section.value])


def signed_in(client, user):
    client.force_login(user)
    return client


def typed(record, section=Section.PRACTICAL, **changes) -> dict:
    """What a browser sends back when one opens the page and changes only `changes`."""
    record = Concertation.objects.get(pk=record.pk)
    data = {"version": actions.section_digest(record, section), "then": "here"}
    for field in canevas.of_section(section):
        value: Any = None if field.kind == "rows" else getattr(record, field.name)
        if isinstance(value, PartialDate):
            value = "/".join(reversed(value.iso.split("-")))
        if field.kind == "yes_no":
            value = {True: "oui", False: "non", None: ""}[value]
        if value is not None:
            data[field.name] = value
    if section == Section.PRACTICAL:
        for part in record.audiences.all():
            data[f"public-{part.audience}"] = "on"
            data[f"public-{part.audience}_details"] = part.details
            data[f"public-{part.audience}_count"] = "" if part.people_count is None else part.people_count
    return data | changes


def test_every_field_of_the_canevas_stands_once_on_its_page() -> None:
    for section in Section:
        shown = [
            name
            for group in GROUPS[section]
            for item in group.items
            for name in (item.names if isinstance(item, Sub) else (item,))
        ]
        assert sorted(shown) == sorted(field.name for field in canevas.of_section(section))


def test_opening_a_concertation_leads_to_its_canevas(client) -> None:
    territory = TerritoryFactory()
    by = referent(territory)
    url = reverse("concertations:workspace_new", args=[territory.slug])
    assert by.email in signed_in(client, by).get(url).content.decode()
    answer = client.post(
        url,
        {
            "title": "L’IA à l’école",
            "starts_on_planned": "03/2026",
            "audiences": ["agents", "elus"],
            "referent_email": by.email,
        },
    )
    record = Concertation.objects.get()
    assert answer.url == section_url(record)
    assert (record.slug, record.state, record.starts_on_planned) == (
        "lia-a-lecole",
        State.INTENTION,
        PartialDate("2026-03"),
    )
    assert set(record.audiences.values_list("audience", flat=True)) == {"agents", "elus"}
    assert record.referent_email == by.email
    assert not record.is_published


def test_opening_asks_for_a_title_and_at_most_eight_things(client) -> None:
    territory = TerritoryFactory()
    url = reverse("concertations:workspace_new", args=[territory.slug])
    page = signed_in(client, referent(territory)).post(url, {"starts_on_planned": "31/02/2026"})
    text = page.content.decode()
    assert "Donnez un titre" in text
    assert "n’est pas une date" in text
    assert len(page.context["form"].fields) <= 8
    assert not Concertation.objects.exists()


def test_where_the_charter_is_signed_the_step_is_taken_and_signed() -> None:
    territory = signed_pledge().territory
    by = referent(territory)
    record = actions.create(
        territory=territory, title="Débattre", referent_email=by.email, starts_on_planned=None, by=by
    )
    assert record.state == State.CHARTER_SIGNED
    assert [one.target for one in record.transitions.all()] == [State.CHARTER_SIGNED]


def test_identifiers_follow_one_another_and_addresses_never_collide() -> None:
    territory = TerritoryFactory(slug="vertou")
    by = referent(territory)
    records = [
        actions.create(territory=territory, title="IA & nous", referent_email="", starts_on_planned=None, by=by)
        for _number in range(3)
    ]
    year = records[0].created_at.year
    assert [one.uid for one in records] == [f"cta-{year}-{number:04d}" for number in (1, 2, 3)]
    assert [one.slug for one in records] == ["ia-nous", "ia-nous-vertou", "ia-nous-vertou-2"]


def test_losing_the_race_for_a_number_takes_the_next_one(monkeypatch) -> None:
    territory = TerritoryFactory()
    by = referent(territory)
    first = actions.create(territory=territory, title="Un", referent_email="", starts_on_planned=None, by=by)
    real, calls = identifiers.next_uid, []

    def late(model: type, prefix: str) -> str:
        calls.append(prefix)
        return first.uid if len(calls) == 1 else real(model, prefix)

    monkeypatch.setattr(identifiers, "next_uid", late)
    second = actions.create(territory=territory, title="Deux", referent_email="", starts_on_planned=None, by=by)
    assert (len(calls), second.uid != first.uid) == (2, True)


def test_the_first_section_is_filled_and_completeness_follows(client) -> None:
    record = ConcertationFactory(starts_on_planned=None, state=State.PREPARATION)
    signed_in(client, referent_of(record))
    page = client.get(section_url(record))
    before = page.context["whole"]
    assert "Avez-vous recours à une assistance" in page.content.decode()
    changes = {
        "starts_on_planned": "15/04/2026",
        "uses_support": "oui",
        "support_name": "Missions publiques",
        "support_scope": ["cadrage"],
        "public-agents": "on",
        "public-agents_details": "Accueil et état civil",
        "public-agents_count": "1 200",
    }
    answer = client.post(section_url(record), typed(record, **changes), follow=True)
    assert answer.redirect_chain == [(section_url(record), 302)]
    record.refresh_from_db()
    assert record.uses_support is True
    assert record.support_scope == ["cadrage"]
    assert record.starts_on_planned == PartialDate("2026-04-15")
    agents = record.audiences.get()
    assert (agents.audience, agents.details, agents.people_count) == (Audience.AGENTS, "Accueil et état civil", 1200)
    after = answer.context["whole"]
    assert after.filled == before.filled + 5  # the two fields on support became due, and were filled
    assert {field.name for field in canevas.completeness(record, Section.PRACTICAL).missing} == set()


def test_saving_and_continuing_leads_through_the_sections_to_the_overview(client) -> None:
    record = ConcertationFactory()
    signed_in(client, referent_of(record))
    found = [client.post(section_url(record, section), typed(record, section, then="next")).url for section in Section]
    assert found == [
        section_url(record, Section.METHOD),
        section_url(record, Section.RESULTS),
        reverse("concertations:workspace", args=[record.slug]),
    ]


def test_saving_what_is_already_there_leaves_no_trace(client) -> None:
    record = published_concertation()
    signed_in(client, referent_of(record))
    events, versions = AuditEvent.objects.count(), Revision.objects.count()
    for section in Section:
        assert client.post(section_url(record, section), typed(record, section)).status_code == 302
    assert (AuditEvent.objects.count(), Revision.objects.count()) == (events, versions)


def test_the_order_of_what_is_ticked_is_not_a_change(client) -> None:
    record = published_concertation()
    Concertation.objects.filter(pk=record.pk).update(recruitment=["appel_a_manifestation", "tirage_au_sort"])
    signed_in(client, referent_of(record))
    versions = Revision.objects.count()
    ticked = typed(record, Section.METHOD, recruitment=["tirage_au_sort", "appel_a_manifestation"])
    client.post(section_url(record, Section.METHOD), ticked)
    assert Revision.objects.count() == versions


def test_two_people_on_one_section_lose_nothing(client, client_two) -> None:
    record = ConcertationFactory()
    signed_in(client, referent_of(record))
    signed_in(client_two, contributor(record.territory))
    url = section_url(record, Section.METHOD)
    mine, hers = typed(record, Section.METHOD), typed(record, Section.METHOD)
    assert client_two.post(url, hers | {"brief": "La question d’Ana", "angles": "Ses angles"}).status_code == 302
    page = client.post(url, mine | {"brief": "Ma question", "tools": "Café IA"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "avant vous" in text
    for kept in ("Ma question", "Café IA", "La question d’Ana", "Ses angles"):
        assert kept in text
    record.refresh_from_db()
    assert (record.brief, record.tools) == ("La question d’Ana", "")
    again = mine | {
        "brief": "Ma question",
        "tools": "Café IA",
        "angles": "Ses angles",
        "version": page.context["version"],
    }
    assert client.post(url, again).status_code == 302
    record.refresh_from_db()
    assert (record.brief, record.tools, record.angles) == ("Ma question", "Café IA", "Ses angles")


def test_two_people_on_two_sections_do_not_hinder_each_other(client) -> None:
    record = ConcertationFactory()
    signed_in(client, referent_of(record))
    practical, method = typed(record), typed(record, Section.METHOD)
    assert client.post(section_url(record), practical | {"title": "Autre titre"}).status_code == 302
    assert client.post(section_url(record, Section.METHOD), method | {"angles": "Angles"}).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.angles) == ("Autre titre", "Angles")


def test_two_people_on_the_audiences_are_told(client) -> None:
    record = ConcertationFactory()
    signed_in(client, referent_of(record))
    mine, hers = typed(record), typed(record)
    client.post(section_url(record), hers | {"public-elus": "on", "public-elus_details": "Conseil"})
    page = client.post(section_url(record), mine | {"public-agents": "on"})
    assert page.status_code == 200
    assert "Élus · Conseil" in page.content.decode()


@pytest.mark.parametrize(
    ("section", "changes", "message"),
    [
        (Section.PRACTICAL, {"title": ""}, "obligatoire"),
        (Section.PRACTICAL, {"starts_on": "32/01/2026"}, "n’est pas une date"),
        (Section.PRACTICAL, {"starts_on": "0000"}, "n’est pas une date"),
        (Section.PRACTICAL, {"starts_on": "1402"}, "hors de portée"),
        (Section.PRACTICAL, {"referent_email": "moi"}, "prenom.nom@exemple.fr"),
        (Section.PRACTICAL, {"public-agents": "", "public-agents_count": "12"}, "Cochez ce public"),
        (Section.PRACTICAL, {"public-agents": "on", "public-agents_count": "-3"}, "positif"),
        (Section.PRACTICAL, {"public-agents": "on", "public-agents_count": "9" * 40}, "trop grand"),
        (Section.METHOD, {"recruitment": ["autre"]}, "dites lequel"),
        (Section.METHOD, {"recruitment": ["loterie"]}, "Sélectionnez un choix valide"),
        (Section.METHOD, {"invited_count": "10", "accepted_count": "11"}, "Plus de personnes ont accepté"),
        (Section.METHOD, {"plenary_on": "11-03"}, "11/03/2025"),
        (Section.RESULTS, {"ends_on": "2019", "participants_count": "12"}, "précède le début réel"),
        (Section.RESULTS, {"answer_due_on": "01/01/2026", "ends_on": "03/2026"}, "précède la fin"),
        (Section.RESULTS, {"participants_count": "douze"}, "en chiffres"),
        (Section.RESULTS, {"summary": "x" * 20_001}, "20000"),
    ],
)
def test_bad_input_is_told_in_french_and_kept_on_the_page(client, section, changes, message) -> None:
    record = ConcertationFactory(starts_on=PartialDate("2020-05"))
    signed_in(client, referent_of(record))
    version = record.version
    page = client.post(section_url(record, section), typed(record, section, **changes))
    text = page.content.decode()
    assert page.status_code == 200
    assert message in text
    assert 'id="erreurs"' in text
    record.refresh_from_db()
    assert record.version == version


def test_audiences_may_not_outnumber_different_people(client) -> None:
    record = ConcertationFactory(participants_count=20, count_method="uniques")
    signed_in(client, referent_of(record))
    counts = {"public-agents": "on", "public-agents_count": "15", "public-elus": "on", "public-elus_count": "6"}
    page = client.post(section_url(record), typed(record, **counts))
    assert "21 personnes, pour 20 personnes différentes" in page.content.decode()
    Concertation.objects.update(count_method="presences")
    assert client.post(section_url(record), typed(record, **counts)).status_code == 302


def test_a_fault_of_another_section_does_not_prevent_saving_this_one(client) -> None:
    record = ConcertationFactory(starts_on=PartialDate("2026-05"), ends_on=PartialDate("2026-01"))
    signed_in(client, referent_of(record))
    assert (
        client.post(section_url(record, Section.METHOD), typed(record, Section.METHOD, angles="A")).status_code == 302
    )


@pytest.mark.parametrize(
    ("section", "changes", "caution"),
    [
        (Section.PRACTICAL, {"starts_on": "01/2026"}, "avant la signature de la charte"),
        (Section.METHOD, {"level": "codecision"}, "sans la prendre"),
    ],
)
def test_what_surprises_is_saved_and_said(client, section, changes, caution) -> None:
    record = ConcertationFactory(territory=signed_pledge().territory)
    signed_in(client, referent_of(record))
    page = client.post(section_url(record, section), typed(record, section, **changes), follow=True)
    assert page.redirect_chain
    assert caution in page.content.decode()


def test_each_save_of_a_public_record_keeps_a_version_and_a_draft_none(client) -> None:
    draft, public = ConcertationFactory(), concertation_under_way()
    for record in (draft, public):
        signed_in(client, referent_of(record))
        client.post(section_url(record, Section.METHOD), typed(record, Section.METHOD, tools="Bataille de l’IA"))
    assert not Revision.objects.of(draft).exists()
    last = Revision.objects.of(public)[0]
    assert last.fields["Outils utilisés"] == "Bataille de l’IA"
    assert last.reason == "Objectifs et méthodologie"


def test_the_trace_of_a_save_names_fields_and_never_what_they_say(client) -> None:
    record = published_concertation()
    signed_in(client, referent_of(record))
    client.post(section_url(record), typed(record, referent_email="nouvelle.privee@exemple.fr"))
    event = AuditEvent.objects.about(record)[0]
    assert event.detail == {"section": "informations", "champs": ["referent_email"]}
    assert not event.is_public
    assert not Revision.objects.filter(content__icontains="privee@").exists()


def test_an_elected_person_and_the_coordination_read_the_workspace_and_edit_nothing(client) -> None:
    record = ConcertationFactory()
    overview = reverse("concertations:workspace", args=[record.slug])
    signed_in(client, elected(record.territory))
    assert client.get(overview).status_code == 200
    assert client.get(section_url(record)).status_code == 403
    stranger = referent(TerritoryFactory())
    signed_in(client, stranger)
    assert client.get(overview).status_code == 403
    assert Permission.WORKSPACE_VIEW in coordinator().network_permissions()
    assert Permission.CONCERTATION_EDIT not in coordinator().network_permissions()


def test_a_co_lead_does_not_edit_the_record_of_the_lead(client) -> None:
    record = ConcertationFactory()
    co_lead = TerritoryFactory()
    record.co_leads.add(co_lead)
    assert signed_in(client, referent(co_lead)).get(section_url(record)).status_code == 403


def test_a_section_costs_the_same_number_of_queries_whatever_its_lines(client, django_assert_max_num_queries) -> None:
    record = concertation_under_way()
    record.sequences.bulk_create([record.sequences.model(concertation=record, title=f"S{n}") for n in range(40)])
    signed_in(client, referent_of(record))
    with django_assert_max_num_queries(16):
        client.get(section_url(record, Section.RESULTS))
