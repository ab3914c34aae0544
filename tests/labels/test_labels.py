"""Labels: deadlines that hold, conflicts that keep away, decisions taken once, and nothing private that leaks."""

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from commun.accounts import actions as account_actions
from commun.core.errors import DomainError, EditConflict
from commun.following.news import latest
from commun.labels import tasks
from commun.labels.actions import applications, calls, jury, results
from commun.labels.enums import For, State
from commun.labels.models import Application, Call, Juror, Score
from commun.library.actions import publication
from commun.search.documents import sources
from tests.accounts.factories import UserFactory, contributor, coordinator, elected, referent
from tests.labels.factories import (
    CRITERIA,
    admitted,
    again,
    application,
    call_draft,
    closed,
    judged,
    open_call,
    scored,
    seated,
    sent,
    settled_call,
    values,
    words,
)
from tests.library.factories import SolutionFactory, draft
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def public_bytes(*more: str) -> str:
    """All that the public may read of this app, as one text."""
    client = Client()
    addresses = ["/labels/", "/flux/labels.atom", "/api/v1/laureats", "/donnees/laureats.csv", *more]
    told = [_text(client.get(url)) for url in addresses]
    for kind in ("labels", "laureats"):
        source = sources()[kind]
        told += [f"{one.title} {one.body} {one.context} {one.words}" for one in source.documents(list(source.keys()))]
    told += [f"{one.title} {one.sentence}" for one in latest(["reseau"])]
    return " ".join(told)


def _text(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_draft_call_is_nowhere_and_published_its_rules_never_change() -> None:
    made = call_draft(introduction="Zqappel")
    assert "Zqappel" not in public_bytes()
    assert Client().get(made.get_absolute_url()).status_code == 404
    calls.edit(call=made, values=values(introduction="Zqappel"), criteria=CRITERIA, version=1, by=coordinator())
    with pytest.raises(EditConflict):
        calls.edit(call=made, values=values(), criteria=CRITERIA, version=1, by=coordinator())
    calls.publish(call=made, by=coordinator())
    assert "Zqappel" in public_bytes(made.get_absolute_url())
    with pytest.raises(DomainError, match="ne change plus"):
        calls.edit(call=made, values=values(), criteria=CRITERIA, version=2, by=coordinator())
    with pytest.raises(DomainError, match="déjà publié"):
        calls.publish(call=made, by=coordinator())


def test_the_last_day_counts_and_the_next_one_is_too_late() -> None:
    call, author = open_call(), UserFactory()
    made = application(call, author)
    assert call.is_open(call.closes_on)
    after = closed(call)
    for act in (
        lambda: applications.send(application=made, by=author),
        lambda: applications.edit(application=made, values=words("Autre"), version=1, by=author),
        lambda: application(after),
    ):
        with pytest.raises(DomainError, match="fermé"):
            act()
    applications.withdraw(application=made, by=author)
    assert again(made).state == State.WITHDRAWN


def test_a_territory_applies_once_by_those_who_may_and_its_team_shares_it() -> None:
    call, place = open_call(For.TERRITORIES), TerritoryFactory()
    with pytest.raises(DomainError, match="pour ce territoire"):
        application(call, contributor(place), territory=place)
    author = referent(place)
    made = sent(call, author, territory=place)
    with pytest.raises(DomainError, match="déjà une candidature"):
        application(call, elected(place), territory=place)
    url = reverse("labels:application", args=[made.uid])
    assert signed_in(elected(place)).get(url).status_code == 200
    for outsider in (contributor(place), referent(TerritoryFactory()), coordinator(), UserFactory()):
        assert signed_in(outsider).get(url).status_code == 404
    applications.edit(application=made, values=words("Un"), version=1, by=author)
    with pytest.raises(EditConflict):
        applications.edit(application=made, values=words("Deux"), version=1, by=elected(place))
    with pytest.raises(DomainError, match="pas pour vous"):
        application(call)


def test_nothing_of_an_application_is_public_before_the_results_nor_after_unless_it_says_so() -> None:
    call, author = open_call(), UserFactory()
    one = sent(call, author, title="Zqsecret", organisation="Zqentreprise")
    [one] = admitted(call, one)
    seat = seated(call, UserFactory(name="Zqjurée"))
    Juror.objects.filter(pk=seat.pk).update(shown_as="Zqjurée, juriste")
    scored(seat, one, 2, 2)
    judged(one, is_laureate=False, reason="Zqraison")
    assert "Zq" not in public_bytes(call.get_absolute_url())
    results.settle(call=call, by=coordinator())
    told = public_bytes(call.get_absolute_url())
    assert "Zqjurée, juriste" in told
    for mark in ("Zqsecret", "Zqentreprise", "Zqraison"):
        assert mark not in told
    assert Client().get(one.get_absolute_url()).status_code == 404
    assert "Zqraison" in _text(signed_in(author).get(reverse("labels:application", args=[one.uid])))
    signed_in(author).post(reverse("labels:show", args=[one.uid]), {"montrer": "oui"})
    told = public_bytes(call.get_absolute_url(), one.get_absolute_url())
    assert "Zqsecret" in told
    assert "Zqraison" not in told
    assert "Zqsecret, et ses preuves" not in told
    signed_in(author).post(reverse("labels:show", args=[one.uid]), {"montrer": "non"})
    assert "Zqsecret" not in public_bytes(call.get_absolute_url())


def test_results_name_laureates_their_reason_who_judged_who_stood_aside_and_tell_the_others_by_mail(
    django_capture_on_commit_callbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        winner, other = settled_call()
    page = _text(Client().get(winner.get_absolute_url()))
    assert "Zqraison publique." in page
    assert Juror.objects.get().shown_as in page
    assert "nul n’a déclaré de lien" in page
    assert public_bytes().count("Zqlauréat") >= 6
    assert "Zqsecret" not in public_bytes(winner.call.get_absolute_url())
    assert winner.by is not None
    assert other.by is not None
    told = {one.to[0]: one.body for one in mail.outbox}
    assert set(told) == {winner.by.email, other.by.email}
    assert "Zqraison privée." in told[other.by.email]
    assert "Zqraison privée." not in told[winner.by.email]


def test_a_juror_reads_nothing_before_declaring_and_nothing_ever_once_linked() -> None:
    call = open_call()
    linked_to, free = sent(call, title="Zqlié"), sent(call, title="Zqlibre")
    admitted(call, linked_to, free)
    seat, other = seated(call), seated(call)
    assert seat.user is not None
    client, url = signed_in(seat.user), reverse("labels:judged", args=[seat.pk, linked_to.uid])
    assert "Zqlié" not in _text(client.get(url))
    with pytest.raises(DomainError, match="Dites d’abord"):
        jury.score(juror=seat, application=linked_to, given={}, by=seat.user)
    scored(seat, linked_to, 5, 5)
    jury.declare(juror=seat, application=linked_to, interest="Un contrat.", by=seat.user)
    assert not Score.objects.exists(), "a link found later takes away what was scored"
    assert "Zqlié" not in _text(client.get(url))
    assert "Zqlié" not in _text(client.get(reverse("labels:seat", args=[seat.pk])))
    with pytest.raises(DomainError, match="à l’écart"):
        jury.declare(juror=seat, application=linked_to, interest=None, by=seat.user)
    client.post(url, {})
    assert not Score.objects.exists()
    scored(other, linked_to, 4, 4)
    judged(linked_to, is_laureate=True)
    scored(other, free, 1, 1)
    judged(free, is_laureate=False)
    results.settle(call=call, by=coordinator())
    page = _text(Client().get(linked_to.get_absolute_url()))
    judges, _dt, aside = page.partition("Se sont tenus à l’écart")
    assert other.shown_as in judges
    assert seat.shown_as in aside
    assert "Un contrat." not in page
    assert signed_in(UserFactory()).get(url).status_code == 404


def test_whoever_is_of_the_territory_is_linked_without_saying_so_coordination_too() -> None:
    call, place = open_call(For.TERRITORIES), TerritoryFactory()
    one = sent(call, referent(place), title="Zqchez nous", territory=place)
    admitted(call, one)
    colleague = coordinator()
    colleague.memberships.create(territory=place, role="elu")
    seat = seated(call, colleague)
    assert jury.declare(juror=seat, application=one, interest=None, by=colleague).has_interest
    page = _text(signed_in(colleague).get(reverse("labels:desk_application", args=[one.uid])))
    assert "Un lien vous unit" in page
    assert "Zqchez nous, et ses preuves" not in page
    with pytest.raises(DomainError, match="Un lien vous unit"):
        results.judge(application=one, is_laureate=True, reason="Pour nous.", by=colleague)


def test_a_coordinator_who_sits_reads_no_score_before_declaring() -> None:
    call, person = open_call(), coordinator()
    [one] = admitted(call, sent(call))
    seat = seated(call, person)
    scored(seated(call), one, 5, 0)
    page = reverse("labels:desk_application", args=[one.uid])
    desk = reverse("labels:desk_call", args=[call.slug])
    client = signed_in(person)
    assert "Le dossier le montre." not in _text(client.get(page))
    assert "3,75" not in _text(client.get(desk))
    with pytest.raises(DomainError, match="dites d’abord"):
        results.judge(application=one, is_laureate=True, reason="Oui.", by=person)
    jury.declare(juror=seat, application=one, interest=None, by=person)
    assert "Le dossier le montre." in _text(client.get(page))
    assert "3,75" in _text(client.get(desk))


def test_a_decision_waits_for_the_quorum_and_is_taken_once() -> None:
    call = open_call(quorum=2)
    [one] = admitted(call, sent(call))
    scored(seated(call), one, 5, 5)
    with pytest.raises(DomainError, match="quorum"):
        judged(one, is_laureate=True)
    late = seated(call)
    scored(late, one, 3, 3)
    with pytest.raises(DomainError, match="attendent"):
        results.settle(call=call, by=coordinator())
    first, second = again(one), again(one)
    author = one.by
    assert author is not None
    judged(first, is_laureate=True, reason="Premier.")
    with pytest.raises(DomainError, match="déjà décidé"):
        judged(second, is_laureate=False, reason="Second.")
    assert again(one).reason == "Premier."
    with pytest.raises(DomainError, match="jugée"):
        scored(late, one, 0, 0)
    results.settle(call=call, by=coordinator())
    for act in (
        lambda: results.settle(call=call, by=coordinator()),
        lambda: results.take_up_again(application=one, by=coordinator()),
        lambda: applications.withdraw(application=one, by=author),
        lambda: jury.dismiss(juror=late, by=coordinator()),
    ):
        with pytest.raises(DomainError):
            act()


def test_no_decision_and_no_score_while_the_call_is_open() -> None:
    call = open_call()
    one, seat = sent(call), seated(call)
    assert seat.user is not None
    with pytest.raises(DomainError, match="entre la fermeture"):
        results.admit(application=one, is_admissible=True, reason="", by=coordinator())
    with pytest.raises(DomainError, match="entre la fermeture"):
        jury.declare(juror=seat, application=one, interest=None, by=seat.user)
    with pytest.raises(DomainError, match="pas encore fermé"):
        results.settle(call=call, by=coordinator())
    closed(call)
    with pytest.raises(DomainError, match="pourquoi"):
        results.admit(application=one, is_admissible=False, reason=" ", by=coordinator())


def test_a_draft_and_a_juror_who_has_not_accepted_stay_closed_to_the_coordination_and_the_jury() -> None:
    call = open_call()
    made = application(call, title="Zqbrouillon")
    assert signed_in(coordinator()).get(reverse("labels:desk_application", args=[made.uid])).status_code == 404
    page = _text(signed_in(coordinator()).get(reverse("labels:desk_call", args=[call.slug])))
    assert "Zqbrouillon" not in page
    assert "1 brouillon" in page
    one = sent(call, title="Zqenvoyée")
    admitted(call, one)
    person = UserFactory()
    seat = jury.name(call=call, user=person, shown_as="Zqnom", by=None)
    with pytest.raises(DomainError, match="Acceptez"):
        jury.declare(juror=seat, application=one, interest=None, by=person)
    assert "Zqenvoyée" not in _text(signed_in(person).get(reverse("labels:judged", args=[seat.pk, one.uid])))


def test_erasing_an_account_takes_back_what_waits_and_the_name_of_who_sat() -> None:
    winner, _other = settled_call()
    seat = Juror.objects.get()
    assert seat.user is not None
    assert seat.shown_as in public_bytes(winner.call.get_absolute_url())
    account_actions.erase(user=seat.user)
    assert seat.shown_as not in public_bytes(winner.call.get_absolute_url(), winner.get_absolute_url())
    waiting = sent(open_call())
    draft = application(Call.objects.get(pk=waiting.call_id), waiting.by, title="Brouillon")
    assert waiting.by is not None
    account_actions.erase(user=waiting.by)
    assert again(waiting).state == State.WITHDRAWN
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_the_database_itself_refuses_what_no_action_would_write() -> None:
    one = application(open_call())
    for change in (
        {"organisation": ""},
        {"state": State.SENT},
        {"state": State.LAUREATE, "sent_at": one.updated_at},
        {"shown_at": one.updated_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=one.pk).update(**change)


def test_a_label_is_read_on_the_page_of_its_territory_of_its_system_and_of_the_uses_of_that_system() -> None:
    place, system = TerritoryFactory(), SolutionFactory()
    sheet = publication.publish(sheet=draft(solution=system), by=None)
    pages = [place.get_absolute_url(), system.get_absolute_url(), sheet.get_absolute_url()]
    calls_of = {For.TERRITORIES: open_call(For.TERRITORIES), For.STARTUPS: open_call(For.STARTUPS)}
    own = sent(calls_of[For.TERRITORIES], referent(place), title="Zqterritoire", territory=place)
    other = sent(calls_of[For.STARTUPS], title="Zqsystème", organisation="Fabrique", solution=system)
    won = {pages[0]: own, pages[1]: other, pages[2]: other}
    for one in (own, other):
        admitted(one.call, one)
        scored(seated(one.call), one, 5, 5)
        judged(one, is_laureate=True)
    for page in pages:
        assert won[page].get_absolute_url() not in _text(Client().get(page)), "nothing before the results"
    for call in calls_of.values():
        results.settle(call=call, by=coordinator())
    for page in pages:
        assert won[page].get_absolute_url() in _text(Client().get(page))


def test_whoever_is_asked_to_sit_is_written_to_once_with_the_door_of_their_desk() -> None:
    call, person = open_call(), UserFactory()
    seat = jury.name(call=call, user=person, shown_as="Zqnom, juriste", by=coordinator())
    assert (tasks.invite.call(seat.pk), tasks.invite.call(seat.pk)) == (1, 0)
    letters: list[Any] = mail.outbox
    [letter] = letters
    door = reverse("labels:seat", args=[seat.pk])
    html = str(letter.alternatives[0].content)
    assert letter.to == [person.email]
    for told in (str(letter.body), html):
        assert door in told and "Zqnom, juriste" in told and call.title.split(",")[0] in told
    assert f'{door}">Répondre, puis juger</a>' in html
    assert signed_in(person).get(door).status_code == 200
    sat = seated(call)
    assert tasks.invite.call(sat.pk) == 0, "who has answered is not asked again"
