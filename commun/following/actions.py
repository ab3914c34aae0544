"""Following, confirming, leaving. Nothing here is public, and the trail of public acts keeps no trace of readers."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core.errors import DomainError
from commun.following import searches
from commun.following.declared import followed
from commun.following.enums import Rhythm
from commun.following.models import Delivery, Reader, Subscription
from commun.following.tasks import deliver, look

MOST_TOPICS = 200


@transaction.atomic
def ask(*, email: str, topic: str, rhythm: Rhythm) -> None:
    """Someone without an account asks to follow: a mail goes to the address, once a day for a topic, to say yes.

    Says nothing of whether the address was known. Raises DomainError for what nobody may follow.
    """
    label = _label(topic)
    reader = Reader.objects.filter(email__iexact=email).first() or Reader.objects.create(email=email)
    subscription, _created = Subscription.objects.get_or_create(
        reader=reader, topic=topic, defaults={"label": label, "rhythm": rhythm}
    )
    if subscription.confirmed_at is not None and reader.suspended_at is None:
        return
    if subscription.confirmed_at is not None:
        # An address whose mails came back says yes again.
        subscription.confirmed_at = None
    subscription.rhythm, subscription.label, subscription.asked_at = rhythm, label, timezone.now()
    subscription.save()
    key = f"confirmer/{subscription.pk}/{timezone.localdate().isoformat()}"
    _delivery, is_new = Delivery.objects.get_or_create(reader=reader, key=key, defaults={"batch": key})
    if is_new:
        Reader.objects.filter(pk=reader.pk).update(suspended_at=None, suspended_for="")
        deliver.enqueue(key)


@transaction.atomic
def confirm(*, subscription: int) -> Subscription:
    """The address said yes. Raises DomainError when the request is gone."""
    found = Subscription.objects.select_related("reader").filter(pk=subscription).first()
    if found is None:
        raise DomainError(_("Cette demande a été effacée : demandez de nouveau à suivre."))
    if found.confirmed_at is None:
        _refuse_too_many(found.reader)
        found.confirmed_at = timezone.now()
        found.save(update_fields=["confirmed_at"])
        Reader.objects.filter(pk=found.reader_id).update(bounces=0, suspended_at=None, suspended_for="")
        _begin(found.topic)
    return found


@transaction.atomic
def follow(*, user: User, topic: str, rhythm: Rhythm) -> Subscription:
    """Someone signed in follows: their address has been proved. Raises DomainError for what nobody may follow."""
    label, reader = _label(topic), reader_of(user=user)
    _refuse_too_many(reader)
    subscription, _created = Subscription.objects.update_or_create(
        reader=reader, topic=topic, defaults={"label": label, "rhythm": rhythm, "confirmed_at": timezone.now()}
    )
    _begin(topic)
    return subscription


def _begin(topic: str) -> None:
    """A question that nobody followed is looked at now: what answers it already will not be told."""
    if searches.begin(topic):
        look.enqueue(slot="")


def _refuse_too_many(reader: Reader) -> None:
    if reader.subscriptions.confirmed().count() >= MOST_TOPICS:
        raise DomainError(_("Vous suivez déjà deux cents sujets : quittez-en un d’abord."))


def reader_of(*, user: User) -> Reader:
    """That of this account; what its address followed before the account becomes its own."""
    known = Reader.objects.filter(user=user).first() or Reader.objects.filter(email__iexact=user.email).first()
    if known is None:
        return Reader.objects.create(email=user.email, user=user)
    if known.user_id is None:
        known.user = user
        known.save(update_fields=["user"])
    return known


@transaction.atomic
def change_rhythms(*, reader: Reader, rhythms: Mapping[int, Rhythm | None]) -> None:
    """By subscription; None leaves it for good. Those of a role are kept, silent, not to come back by themselves."""
    for subscription in reader.subscriptions.select_for_update().filter(pk__in=rhythms):
        rhythm = rhythms[subscription.pk]
        if rhythm is None and not subscription.topic.startswith("role:"):
            subscription.delete()
        else:
            subscription.rhythm = rhythm or Rhythm.NONE
            subscription.save(update_fields=["rhythm"])


def leave(*, reader: int, subscriptions: Iterable[int]) -> list[str]:
    """Leave in one click what asked for a mail. What was left, by name; done twice, it changes nothing."""
    rows = Subscription.objects.filter(reader=reader, pk__in=list(subscriptions))
    labels = list(rows.order_by("pk").values_list("label", flat=True))
    rows.update(rhythm=Rhythm.NONE)
    return labels


@transaction.atomic
def forget(*, reader: Reader) -> None:
    """Erase the address and everything that it follows."""
    reader.delete()


def _label(topic: str) -> str:
    found = followed(topic)
    if found is None:
        raise DomainError(_("On ne peut pas suivre cette page : elle n’est plus publique."))
    if found.refusal:
        raise DomainError(found.refusal)
    return found.label[:300]
