"""The jury: named, accepting, declaring what links each member to each applicant, scoring with reasons."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import Membership, User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.labels import tasks
from commun.labels.actions import applications, calls
from commun.labels.enums import IN_COMPETITION, MAX_SCORE, State
from commun.labels.models import Application, Call, Criterion, InterestDeclaration, Juror, Score


@transaction.atomic
def name(*, call: Call, user: User, shown_as: str, by: User | None) -> Juror:
    """Ask someone to sit, by mail too. They read nothing before they accept."""
    current = calls.lock(call)
    if current.is_settled:
        raise DomainError(_("Le palmarès est publié : le jury ne change plus."))
    if not shown_as.strip():
        raise DomainError(_("Dites le nom et la fonction qui paraîtront avec le palmarès."))
    try:
        with transaction.atomic():
            juror = Juror.objects.create(call=current, user=user, shown_as=clean(shown_as))
    except IntegrityError as twice:
        raise DomainError(_("Cette personne est déjà du jury.")) from twice
    _record("label_juror.named", current, by=by)
    tasks.invite.enqueue(juror.pk)
    return juror


@transaction.atomic
def dismiss(*, juror: Juror, by: User) -> None:
    """Off the jury, with what they scored; once the results are out, the jury is what it was."""
    call = calls.lock(juror.call)
    if call.is_settled:
        raise DomainError(_("Le palmarès est publié : le jury ne change plus."))
    Juror.objects.filter(pk=juror.pk).delete()
    _record("label_juror.dismissed", call, by=by)


@transaction.atomic
def accept(*, juror: Juror, by: User) -> None:
    """They will sit, and be named with the results."""
    current = _seat(juror, by)
    if current.accepted_at is not None:
        raise DomainError(_("Vous avez déjà accepté."))
    current.accepted_at = timezone.now()
    current.save()
    _record("label_juror.accepted", current.call, by=by)


def known_link(user: User, application: Application) -> str:
    """What links them that we know already: nobody judges their own application, nor their territory's."""
    if application.by_id == user.pk:
        return _("A écrit cette candidature.")
    if application.territory_id and Membership.objects.filter(user=user, territory=application.territory_id).exists():
        return _("Membre de ce territoire.")
    return ""


@transaction.atomic
def declare(*, juror: Juror, application: Application, interest: str | None, by: User) -> InterestDeclaration:
    """Before reading an application; None: nothing links them.

    A link found later may be declared: what was scored goes. A link once declared is not taken back.
    """
    seat = _sitting(juror, by)
    current = _in_competition(application, seat)
    interest = known_link(by, current) or interest
    if interest is not None and not interest.strip():
        raise DomainError(_("Dites quel est ce lien d’intérêt."))
    known = InterestDeclaration.objects.filter(juror=seat, application=current).first()
    if known is not None and known.has_interest:
        raise DomainError(_("Vous avez déclaré un lien avec cette candidature : il vous en tient à l’écart."))
    if interest is not None:
        _refuse_judged(current)
        Score.objects.filter(juror=seat, application=current).delete()
    declaration, _is_new = InterestDeclaration.objects.update_or_create(
        juror=seat,
        application=current,
        defaults={"has_interest": interest is not None, "interest": clean(interest or ""), "at": timezone.now()},
    )
    _record("label_interest.declared", seat.call, by=by)
    return declaration


@transaction.atomic
def score(*, juror: Juror, application: Application, given: Mapping[Criterion, tuple[int, str]], by: User) -> None:
    """Every criterion, each with its reason; written again until the application is judged."""
    seat = _sitting(juror, by)
    current = _in_competition(application, seat)
    _refuse_judged(current)
    declared = InterestDeclaration.objects.filter(juror=seat, application=current).first()
    if declared is None:
        raise DomainError(_("Dites d’abord si quelque chose vous lie à cette candidature."))
    if declared.has_interest or known_link(by, current):
        raise DomainError(_("Un lien d’intérêt vous tient à l’écart de cette candidature."))
    if {one.pk for one in given} != set(seat.call.criteria.values_list("pk", flat=True)):
        raise DomainError(_("Notez chaque critère."))
    for criterion, (value, reason) in given.items():
        if not 0 <= value <= MAX_SCORE or not reason.strip():
            raise DomainError(_("Une note va de 0 à 5, et dit pourquoi."))
        Score.objects.update_or_create(
            juror=seat,
            application=current,
            criterion=criterion,
            defaults={"value": value, "reason": clean(reason), "at": timezone.now()},
        )
    _record("label_application.scored", seat.call, by=by)


def _seat(juror: Juror, by: User) -> Juror:
    seat = Juror.objects.select_for_update(of=("self",)).select_related("call__label").get(pk=juror.pk)
    if seat.user_id != by.pk:
        raise DomainError(_("Cette place au jury est celle de quelqu’un d’autre."))
    return seat


def _sitting(juror: Juror, by: User) -> Juror:
    seat = _seat(juror, by)
    if seat.accepted_at is None:
        raise DomainError(_("Acceptez d’abord de siéger."))
    if seat.call.is_settled or not seat.call.is_over(timezone.localdate()):
        raise DomainError(_("Le jury note entre la fermeture de l’appel et le palmarès."))
    return seat


def _in_competition(application: Application, seat: Juror) -> Application:
    """Locked after the seat: a decision waits for the score, or the score finds the application judged."""
    current = applications.lock(application)
    if current.call_id != seat.call_id or current.state not in IN_COMPETITION:
        raise DomainError(_("Cette candidature n’est pas soumise au jury."))
    return current


def _refuse_judged(application: Application) -> None:
    if application.state != State.ADMISSIBLE:
        raise DomainError(_("Cette candidature est jugée : les notes ne changent plus."))


def _record(verb: str, call: Call, *, by: User | None) -> None:
    """Never public, and on the call: who scored what is read by nobody else."""
    audit.record(verb, target=call, by=by, by_role=by.signature() if by is not None else "", detail={"appel": call.uid})
