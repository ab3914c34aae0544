"""Applying to a label: written, sent before the deadline, taken back; public only if it wins, or says so."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.labels.actions import calls
from commun.labels.enums import CallState, For, State
from commun.labels.models import Application, Call
from commun.library.models import Solution
from commun.territories.models import Territory

PREFIX = "cl-"
FACTS = ("title", "summary", "body")


def may_handle(user: User, application: Application) -> bool:
    """Its author, and whoever may apply for its territory."""
    if application.by_id == user.pk:
        return application.territory is None or user.may(Permission.LABEL_APPLY, application.territory)
    return application.territory is not None and user.may(Permission.LABEL_APPLY, application.territory)


def write(
    *,
    call: Call,
    values: Mapping[str, Any],
    by: User,
    territory: Territory | None = None,
    organisation: str = "",
    solution: Solution | None = None,
) -> Application:
    """A draft that its authors alone read. Raises DomainError once the call is closed."""
    _refuse_late(call)
    if (territory is not None) != (call.label.is_for == For.TERRITORIES):
        raise DomainError(_("Ce label n’est pas pour vous : relisez à qui il s’adresse."))
    if territory is not None and not by.may(Permission.LABEL_APPLY, territory):
        raise DomainError(_("Vous ne pouvez pas candidater pour ce territoire."))
    if territory is None and not organisation.strip():
        raise DomainError(_("Dites quelle start-up candidate."))

    def insert() -> Application:
        application = Application(
            uid=identifiers.next_uid(Application, PREFIX),
            call=call,
            by=by,
            territory=territory,
            organisation="" if territory is not None else clean(organisation),
            solution=None if territory is not None else solution,
        )
        _fill(application, values)
        application.save(force_insert=True)
        record("label_application.written", application, by=by)
        return application

    if territory is not None and _of(call, territory):
        raise DomainError(_("%(territory)s a déjà une candidature à cet appel.") % {"territory": territory.name})
    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, application: Application, values: Mapping[str, Any], version: int, by: User) -> None:
    """Until the deadline, even once sent. Raises EditConflict when someone saved since `version`."""
    current = _own(application, by)
    _refuse_late(current.call)
    if current.state not in (State.DRAFT, State.SENT):
        raise DomainError(_("Cette candidature ne peut plus changer."))
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré cette candidature avant vous. Vos mots sont ci-dessous : relisez-les.")
        )
    _fill(current, values)
    current.version += 1
    current.updated_at = timezone.now()
    current.save()
    record("label_application.edited", current, by=by)


@transaction.atomic
def send(*, application: Application, by: User) -> None:
    current = _own(application, by)
    _refuse_late(current.call)
    if current.state != State.DRAFT:
        raise DomainError(_("Cette candidature est déjà envoyée."))
    if not current.body.strip():
        raise DomainError(_("Dites d’abord ce qui a été fait, et ce qui le prouve : c’est ce que le jury note."))
    current.state = State.SENT
    current.sent_at = current.updated_at = timezone.now()
    current.save()
    record("label_application.sent", current, by=by)


@transaction.atomic
def withdraw(*, application: Application, by: User) -> None:
    """Until the results: what was written stays with its authors, and the jury reads nothing more of it."""
    current = _own(application, by)
    if current.call.is_settled or current.state == State.WITHDRAWN:
        raise DomainError(_("Cette candidature ne peut plus être retirée."))
    current.state, current.reason = State.WITHDRAWN, ""
    current.updated_at = timezone.now()
    current.save()
    record("label_application.withdrawn", current, by=by)


@transaction.atomic
def show(*, application: Application, is_shown: bool, by: User) -> None:
    """Not retained, its authors may still want it to be read: they say so, and may change their mind."""
    current = _own(application, by)
    if not current.call.is_settled or current.state != State.NOT_RETAINED:
        raise DomainError(_("Cela se décide une fois le palmarès publié, pour une candidature non retenue."))
    current.shown_at = timezone.now() if is_shown else None
    current.updated_at = timezone.now()
    current.save()
    verb = "label_application.shown" if is_shown else "label_application.hidden"
    record(verb, current, by=by, is_public=True)


def lock(application: Application) -> Application:
    """The row and its call as they are now; the application is held until the end of the transaction."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__label", "territory", "by")
    return rows.get(pk=application.pk)


def record(verb: str, application: Application, *, by: User | None, is_public: bool = False) -> None:
    """What is not public says the call alone: not who applied."""
    role = by.signature() if by is not None else ""
    detail = {"candidature": application.uid}
    audit.record(verb, target=application, by=by, by_role=role, detail=detail, public=is_public)


def _own(application: Application, by: User) -> Application:
    calls.lock(application.call)  # first: results and what authors do follow one another
    current = lock(application)
    if not may_handle(by, current):
        raise DomainError(_("Cette candidature est celle de quelqu’un d’autre."))
    return current


def _of(call: Call, territory: Territory) -> bool:
    return Application.objects.filter(call=call, territory=territory).exclude(state=State.WITHDRAWN).exists()


def _refuse_late(call: Call) -> None:
    today = timezone.localdate()
    if call.state == CallState.PUBLISHED and today < call.opens_on:
        raise DomainError(_("Cet appel n’est pas encore ouvert."))
    if not call.is_open(today):
        raise DomainError(_("Cet appel est fermé : rien ne peut plus être envoyé ni changé."))


def _fill(application: Application, values: Mapping[str, Any]) -> None:
    if not values["title"].strip() or not values["summary"].strip():
        raise DomainError(_("Dites le nom du projet, et ce qu’il est en quelques phrases."))
    for name in FACTS:
        setattr(application, name, clean(values[name]))
