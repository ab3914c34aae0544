"""What changed and is not yet known to every index: written with the records, in their transaction."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EVERYTHING = "*"
"""The topic of a line that asks for everything to be read again: what was written before it may be unknown."""


class OutboxLine(models.Model):
    """A watched row was written: `topic` is its table and column, `key` that column's value.

    Triggers write these lines, so that no way of writing forgets them. `horizon` orders them: on PostgreSQL the number
    of the transaction (identifiers are committed out of order), on SQLite, whose writers are one at a time, zero.
    `is_new` tells those of a row added that is itself a document: no index can hold it yet, none has it to hide.
    """

    topic = models.CharField(max_length=120)
    key = models.BigIntegerField()
    horizon = models.BigIntegerField(default=0, db_default=0)
    is_new = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("ligne à indexer")
        verbose_name_plural = _("lignes à indexer")
        indexes: ClassVar = [
            models.Index(fields=["horizon", "id"], name="outbox_in_order"),
            models.Index(fields=["horizon", "id"], name="outbox_changes", condition=models.Q(is_new=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic}={self.key}"


class Follower(models.Model):
    """An index that follows the outbox, by the names of its machine and its own. Lines go behind the slowest.

    `announced` is written before the index goes further than `watermark`. It is what the database remembers: an index
    that is beyond was made from a database that was since put back to an earlier state.
    """

    name = models.CharField(max_length=120, unique=True)
    watermark = models.BigIntegerField(default=0)
    announced = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)
    documents = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("index qui suit")
        verbose_name_plural = _("index qui suivent")

    def __str__(self) -> str:
        return f"{self.name} ({self.watermark})"
