"""The participants' own view of an answer: given without a name, read by the network before it is public.

Never moderated by the territory that answered: it would judge its own critics.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.enums import Moderation, Rating
from commun.concertations.models import ParticipantView, Takeaway
from commun.core import audit
from commun.core.errors import DomainError

MAX_LENGTH = 1500


@transaction.atomic
def give_view(*, proposition: Takeaway, rating: Rating, text: str) -> ParticipantView:
    """Keep what a participant thinks of the answer, until the network has read it. Nothing about the person is kept."""
    text = text.strip()
    if not proposition.is_frozen or not proposition.concertation.is_published:
        raise DomainError(_("Cette proposition n’est pas publique."))
    if not proposition.decision:
        raise DomainError(_("Cette proposition n’a pas encore de réponse : il n’y a rien à apprécier pour l’instant."))
    if len(text) > MAX_LENGTH:
        raise DomainError(_("Votre texte dépasse %(max)d caractères : raccourcissez-le.") % {"max": MAX_LENGTH})
    waiting = proposition.participant_views.filter(moderation=Moderation.PENDING, rating=rating, text=text).first()
    if waiting is not None and text:
        return waiting
    view = ParticipantView.objects.create(proposition=proposition, rating=rating, text=text)
    audit.record("participant_view.given", target=proposition, by=None)
    return view


def publish_view(*, view: ParticipantView, by: User) -> ParticipantView:
    """Show the view beside the official answer, word for word."""
    return _moderate(view, Moderation.PUBLISHED, reason="", by=by)


def refuse_view(*, view: ParticipantView, reason: str, by: User) -> ParticipantView:
    """Keep the view out of the public, saying why."""
    if not reason.strip():
        raise DomainError(_("Dites pourquoi cet avis n’est pas publié."))
    return _moderate(view, Moderation.REFUSED, reason=reason.strip(), by=by)


@transaction.atomic
def _moderate(view: ParticipantView, to: Moderation, *, reason: str, by: User) -> ParticipantView:
    view = (
        ParticipantView.objects.select_for_update(of=("self",))
        .select_related("proposition__concertation__territory")
        .get(pk=view.pk)
    )
    territory = view.proposition.concertation.territory
    if by.memberships.filter(territory=territory).exists():
        raise DomainError(_("Vous êtes membre de ce territoire : une autre personne du réseau doit relire cet avis."))
    if view.moderation == to:
        return view
    if view.moderation != Moderation.PENDING:
        raise DomainError(_("Cet avis a déjà été relu par quelqu’un d’autre."))
    view.moderation, view.refusal_reason = to, reason
    view.moderated_at, view.moderated_by = timezone.now(), by
    view.save(update_fields=["moderation", "refusal_reason", "moderated_at", "moderated_by"])
    published = to == Moderation.PUBLISHED
    audit.record(
        "participant_view.published" if published else "participant_view.refused",
        target=view.proposition,
        by=by,
        by_role=by.signature(),
        detail={"avis": view.rating} if published else {},
        public=published,
    )
    return view
