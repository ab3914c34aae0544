"""What came from elsewhere: where each text was first written, and how a territory's tables are read."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations.enums import Decision
from commun.concertations.models.charter import web_url
from commun.concertations.models.concertation import Concertation, Sequence
from commun.concertations.models.takeaways import FollowUp, Takeaway
from commun.territories.models import Territory


class ImportedRecord(models.Model):
    """Where a takeaway comes from: the platform, its address there, and what the platform answered to it.

    A text is known again by platform, host and identifier: a second import of it changes or leaves it, and never
    doubles it. `text_sha256` is that of the text as the platform gave it last, which tells who changed what since.
    What the platform answered is a draft: nobody reads it in public before a person signs it.
    """

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="imported_records")
    takeaway = models.OneToOneField(Takeaway, on_delete=models.CASCADE, related_name="imported")
    platform = models.CharField(_("plateforme"), max_length=30)
    host = models.CharField(_("site d’origine"), max_length=253, blank=True)
    source_id = models.CharField(_("identifiant d’origine"), max_length=200)
    source_url = models.URLField(_("adresse d’origine"), max_length=500, blank=True, validators=[web_url])
    locale = models.CharField(_("langue"), max_length=10, blank=True)
    text_sha256 = models.CharField(max_length=64, editable=False)
    imported_at = models.DateTimeField(_("importé le"), default=timezone.now)

    said_state = models.CharField(_("état d’origine"), max_length=60, blank=True)
    said_decision = models.CharField(_("réponse d’origine"), max_length=25, choices=Decision.choices, blank=True)
    said_text = models.TextField(_("motif d’origine"), blank=True)
    said_on = models.DateField(_("date d’origine de la réponse"), null=True, blank=True)

    # None while nobody brought the comments of that platform: zero would be a fact.
    comments_count = models.PositiveIntegerField(_("commentaires là-bas"), null=True, blank=True)
    comments_for = models.PositiveIntegerField(_("dont pour"), null=True, blank=True)
    comments_against = models.PositiveIntegerField(_("dont contre"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["concertation", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concertation", "platform", "host", "source_id"],
                name="imported_record_once_in_its_concertation",
            ),
            models.CheckConstraint(name="imported_record_has_an_identifier", condition=~Q(source_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.host} {self.source_id}".replace("  ", " ")

    @property
    def is_drafted(self) -> bool:
        """Whether the platform answered something that a person could sign."""
        return bool(self.said_state or self.said_decision or self.said_text)


class FromElsewhere(models.Model):
    """Something that another platform tells, known again by platform, host and identifier within its concertation."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="%(class)ss")
    platform = models.CharField(_("plateforme"), max_length=30)
    host = models.CharField(_("site d’origine"), max_length=253, blank=True)
    source_id = models.CharField(_("identifiant d’origine"), max_length=200)
    source_url = models.URLField(_("adresse d’origine"), max_length=500, blank=True, validators=[web_url])
    imported_at = models.DateTimeField(_("importé le"), default=timezone.now)

    class Meta:
        abstract = True
        ordering: ClassVar = ["concertation", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concertation", "platform", "host", "source_id"], name="%(class)s_once_in_its_concertation"
            ),
            models.CheckConstraint(name="%(class)s_has_an_identifier", condition=~Q(source_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.host} {self.source_id}".replace("  ", " ")

    @property
    def identity(self) -> tuple[str, str, str]:
        return (self.platform, self.host, self.source_id)


class ImportedSequence(FromElsewhere):
    """Where a session of the debate comes from. `content_sha256` is that of what the platform gave last, which tells
    who changed what since."""

    sequence = models.OneToOneField(Sequence, on_delete=models.CASCADE, related_name="imported")
    content_sha256 = models.CharField(max_length=64, editable=False)


class ImportedResult(FromElsewhere):
    """What another platform says was done of propositions. Nobody reads it in public: a person promises the action
    that it tells, under the rules of any promise, and `follow_up` is that action."""

    title = models.CharField(_("intitulé"), max_length=300)
    text = models.TextField(_("texte"), blank=True)
    status = models.CharField(_("avancement, en mots"), max_length=100, blank=True)
    progress = models.PositiveSmallIntegerField(_("avancement"), null=True, blank=True)
    starts_on = models.DateField(_("début"), null=True, blank=True)
    ends_on = models.DateField(_("fin"), null=True, blank=True)
    takeaways = models.ManyToManyField(Takeaway, related_name="imported_results", blank=True)
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_results"
    )

    class Meta(FromElsewhere.Meta):
        constraints: ClassVar = [
            *FromElsewhere.Meta.constraints,
            models.CheckConstraint(
                name="imported_result_goes_to_a_hundred", condition=Q(progress=None) | Q(progress__lte=100)
            ),
        ]


class ColumnMemory(models.Model):
    """What a territory said of the columns of a table, for the next table that has the same heads."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    heads_sha256 = models.CharField(max_length=64, editable=False)
    columns = models.JSONField(_("colonnes"))
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "kind", "heads_sha256"], name="column_memory_once_for_its_heads"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.territory}"
