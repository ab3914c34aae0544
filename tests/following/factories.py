"""Readers, told by what they follow."""

from itertools import count

from django.utils import timezone

from commun.following.enums import Rhythm
from commun.following.models import Reader, Subscription

_numbers = count(1)


def reader_following(*topics: str, rhythm: Rhythm = Rhythm.IMMEDIATE, confirmed: bool = True) -> Reader:
    """Someone without an account, who said yes."""
    reader = Reader.objects.create(email=f"lectrice{next(_numbers)}@exemple.fr")
    now = timezone.now()
    for topic in topics:
        Subscription.objects.create(
            reader=reader, topic=topic, label=topic, rhythm=rhythm, confirmed_at=now if confirmed else None
        )
    return reader
