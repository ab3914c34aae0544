"""Calls, applications and juries for tests, told by situations; each step is taken by the real action."""

import datetime
from typing import Any

from django.utils import timezone

from commun.accounts.models import User
from commun.labels.actions import applications, calls, jury, results
from commun.labels.enums import For
from commun.labels.models import Application, Call, Juror, Label
from tests.accounts.factories import UserFactory, coordinator

CRITERIA = (("Utilité", 3), ("Preuves", 1))


def label(is_for: For = For.STARTUPS) -> Label:
    calls.load_reference()
    return Label.objects.get(is_for=is_for)


def values(is_for: For = For.STARTUPS, **given: Any) -> dict[str, Any]:
    today = timezone.localdate()
    least: dict[str, Any] = {
        "label": label(is_for),
        "edition": str(2030 + Call.objects.count()),
        "introduction": "Ce que l’on fait de mieux.",
        "rules": "Dire ce qui a été fait.",
        "opens_on": today - datetime.timedelta(days=10),
        "closes_on": today,
        "quorum": 1,
    }
    return least | given


def call_draft(is_for: For = For.STARTUPS, **given: Any) -> Call:
    return calls.create(values=values(is_for, **given), criteria=CRITERIA, by=None)


def open_call(is_for: For = For.STARTUPS, **given: Any) -> Call:
    made = call_draft(is_for, **given)
    calls.publish(call=made, by=None)
    return Call.objects.select_related("label").get(pk=made.pk)


def closed(call: Call) -> Call:
    """The days went by."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Call.objects.filter(pk=call.pk).update(closes_on=yesterday)
    return Call.objects.select_related("label").get(pk=call.pk)


def words(title: str = "L’outil d’essai") -> dict[str, str]:
    return {"title": title, "summary": f"{title}, en bref.", "body": f"{title}, et ses preuves."}


def application(call: Call, by: User | None = None, title: str = "L’outil d’essai", **given: Any) -> Application:
    """A draft, of a start-up unless a territory is given."""
    who = given or {"organisation": "Entreprise d’essai"}
    return applications.write(call=call, values=words(title), by=by or UserFactory(), **who)


def sent(call: Call, by: User | None = None, title: str = "L’outil d’essai", **given: Any) -> Application:
    person = by or UserFactory()
    made = application(call, person, title, **given)
    applications.send(application=made, by=person)
    return again(made)


def admitted(call: Call, *made: Application) -> list[Application]:
    """Before the jury, the call being closed."""
    closed(call)
    for one in made:
        results.admit(application=one, is_admissible=True, reason="", by=coordinator())
    return [again(one) for one in made]


def seated(call: Call, user: User | None = None) -> Juror:
    person = user or UserFactory()
    seat = jury.name(call=call, user=person, shown_as=f"Jury {person.pk}", by=None)
    jury.accept(juror=seat, by=person)
    return Juror.objects.select_related("user", "call__label").get(pk=seat.pk)


def scored(seat: Juror, one: Application, *marks: int) -> None:
    """Nothing links them; a mark for each criterion."""
    assert seat.user is not None
    if not seat.declarations.filter(application=one).exists():
        jury.declare(juror=seat, application=one, interest=None, by=seat.user)
    given = {each: (mark, "Le dossier le montre.") for each, mark in zip(seat.call.criteria.all(), marks, strict=True)}
    jury.score(juror=seat, application=one, given=given, by=seat.user)


def judged(one: Application, *, is_laureate: bool, reason: str = "Le jury l’a voulu.") -> Application:
    results.judge(application=one, is_laureate=is_laureate, reason=reason, by=coordinator())
    return again(one)


def settled_call(**given: Any) -> tuple[Application, Application]:
    """A laureate, and one that was not retained."""
    call = open_call(**given)
    winner, other = admitted(call, sent(call, title="Zqlauréat"), sent(call, title="Zqsecret"))
    seat = seated(call)
    scored(seat, winner, 5, 5)
    scored(seat, other, 1, 1)
    judged(winner, is_laureate=True, reason="Zqraison publique.")
    judged(other, is_laureate=False, reason="Zqraison privée.")
    results.settle(call=call, by=coordinator())
    return again(winner), again(other)


def again(one: Application) -> Application:
    return Application.objects.select_related("call__label", "territory", "by").get(pk=one.pk)
