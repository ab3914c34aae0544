"""Deciding: which applications the jury judges, which are laureates, and the day when everyone is told."""

from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import mails
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.labels.actions import applications, calls
from commun.labels.actions.applications import record
from commun.labels.actions.jury import known_link
from commun.labels.enums import JUDGED, CallState, State
from commun.labels.mails import result
from commun.labels.models import Application, Call, InterestDeclaration, Juror, Score
from commun.labels.ranking import Given, Rank, ranking


@transaction.atomic
def admit(*, application: Application, is_admissible: bool, reason: str, by: User) -> None:
    """Once the call is closed: does it keep the rules? A refusal says why."""
    current = _to_decide(application, by, state=State.SENT)
    if not is_admissible and not reason.strip():
        raise DomainError(_("Dites pourquoi : la raison est envoyée à qui a candidaté."))
    current.state = State.ADMISSIBLE if is_admissible else State.INADMISSIBLE
    current.reason = "" if is_admissible else clean(reason)
    current.save()
    record("label_application.admitted" if is_admissible else "label_application.refused", current, by=by)


@transaction.atomic
def judge(*, application: Application, is_laureate: bool, reason: str, by: User) -> None:
    """What the jury decided, in its words; it waits for the results. Two decisions at once: the second is told."""
    current = _to_decide(application, by, state=State.ADMISSIBLE)
    if not may_read_scores(by, current):
        raise DomainError(_("Vous siégez à ce jury : dites d’abord si quelque chose vous lie à cette candidature."))
    if not reason.strip():
        raise DomainError(_("Écrivez la raison du jury : elle est publiée pour une lauréate, envoyée aux autres."))
    rank = next(one for one in ranks(current.call) if one.application == current.pk)
    if rank.voters < current.call.quorum:
        raise DomainError(
            _("Le quorum n’est pas atteint : %(voters)s notes complètes, il en faut %(quorum)s.")
            % {"voters": rank.voters, "quorum": current.call.quorum}
        )
    current.state = State.LAUREATE if is_laureate else State.NOT_RETAINED
    current.reason = clean(reason)
    current.save()
    record("label_application.judged", current, by=by)


@transaction.atomic
def take_up_again(*, application: Application, by: User) -> None:
    """Back before the jury, until the results are out."""
    current = _lock_for(application, by)
    if current.state not in JUDGED:
        raise DomainError(_("Cette candidature n’est pas jugée."))
    current.state, current.reason = State.ADMISSIBLE, ""
    current.save()
    record("label_application.taken_up_again", current, by=by)


@transaction.atomic
def settle(*, call: Call, by: User | None) -> None:
    """Publish the results: laureates with the jury's reason, who sat, who stood aside. The others are told by mail."""
    current = calls.lock(call)
    if current.state != CallState.PUBLISHED:
        raise DomainError(_("Le palmarès est déjà publié.") if current.is_settled else _("Cet appel n’est pas publié."))
    if not current.is_over(timezone.localdate()):
        raise DomainError(_("L’appel n’est pas encore fermé."))
    if waiting := current.applications.filter(state__in=(State.SENT, State.ADMISSIBLE)).count():
        raise DomainError(_("%(count)s candidatures attendent encore une décision.") % {"count": waiting})
    current.state, current.settled_at = CallState.SETTLED, timezone.now()
    current.updated_at = current.settled_at
    current.save()
    calls.record("label_call.settled", current, by=by, is_public=True)
    mails.send_after_commit(partial(_tell_everyone, current), what="results of a label")


def ranks(call: Call) -> list[Rank]:
    """Those of the applications before the jury. Two queries; who declared a link counts nowhere."""
    among = call.applications.filter(state__in=(State.ADMISSIBLE, *JUDGED)).values_list("pk", flat=True)
    aside = InterestDeclaration.objects.filter(juror__call=call, has_interest=True)
    apart = set(aside.values_list("juror", "application"))
    rows = Score.objects.filter(juror__call=call).values_list("juror", "application", "criterion", "value")
    given = [Given(*row) for row in rows if (row[0], row[1]) not in apart]
    return ranking(given, weights=dict(call.criteria.values_list("pk", "weight")), among=list(among))


def may_decide(user: User, application: Application) -> bool:
    """Whoever is linked to an applicant neither reads its scores nor decides of it, coordination or not."""
    if known_link(user, application):
        return False
    return not InterestDeclaration.objects.filter(juror__user=user, application=application, has_interest=True).exists()


def may_read_scores(user: User, application: Application) -> bool:
    """Nobody who is linked to an applicant; a coordinator who also sits says first whether something links them."""
    if not may_decide(user, application):
        return False
    seat = Juror.objects.filter(call=application.call_id, user=user).first()
    return seat is None or seat.declarations.filter(application=application, has_interest=False).exists()


def _lock_for(application: Application, by: User) -> Application:
    """The call first, so that results and decisions follow one another."""
    calls.lock(application.call)
    current = applications.lock(application)
    if current.call.state != CallState.PUBLISHED or not current.call.is_over(timezone.localdate()):
        raise DomainError(_("On décide entre la fermeture de l’appel et le palmarès."))
    if not may_decide(by, current):
        raise DomainError(_("Un lien vous unit à cette candidature : une autre personne de la coordination en décide."))
    return current


def _to_decide(application: Application, by: User, *, state: State) -> Application:
    current = _lock_for(application, by)
    if current.state != state:
        raise DomainError(
            _("Quelqu’un a déjà décidé : cette candidature est « %(state)s ».")
            % {"state": str(current.get_state_display()).lower()}
        )
    return current


def _tell_everyone(call: Call) -> list[EmailMessage]:
    """One mail to each author that has an account still: receivers do not see one another."""
    told = (State.LAUREATE, State.NOT_RETAINED, State.INADMISSIBLE)
    rows = call.applications.filter(state__in=told, by__isnull=False).select_related("by", "territory").order_by("pk")
    return [result(call, one) for one in rows]
