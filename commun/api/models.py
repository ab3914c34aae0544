"""What the API remembers: the answers already given, so that a request sent twice is done once."""

from typing import ClassVar

from django.db import models

from commun.keys.models import ApiKey


class KeptAnswer(models.Model):
    """The answer to a request that bore an `Idempotency-Key`, given again to the same request for a day.

    The row is claimed before the work, in a transaction of its own, so that others see that it is being done; the
    answer is written in the transaction of the work: both are certain, or neither. `attempt` tells whose claim it is: a
    claim whose process died is taken over after a while, and what that process would still write is undone.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="kept_answers")
    name = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    attempt = models.CharField(max_length=32)
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    version = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "name"], name="kept_answer_once_for_its_key")]

    def __str__(self) -> str:
        return f"{self.key_id} · {self.name}"
