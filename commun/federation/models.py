"""Sites that publish our schemas, what they gave, when, and what was wrong with it. Their rows stay theirs to edit."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.federation.enums import Signature, SourceState, Verdict
from commun.territories.models import Territory


class HarvestSourceQuerySet(models.QuerySet["HarvestSource"]):
    def public(self) -> "HarvestSourceQuerySet":
        """Those that someone approved, paused ones included: what they gave is still shown."""
        return self.exclude(state=SourceState.PROPOSED)


class HarvestSource(models.Model):
    """Another site: the address of its catalogue, for whom it speaks, its key, and how the last harvests went.

    `validators` keeps, for each address, what a conditional request needs and the digest of the last version taken.
    `claimed_until`: someone harvests it now; a claim of a process that died expires.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("nom"), max_length=150)
    url = models.URLField(
        _("adresse"),
        max_length=500,
        unique=True,
        help_text=_("Son paquet de données (datapackage.json), son catalogue DCAT (.ttl, .jsonld) ou un fichier CSV."),
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("collectivité pour qui elle parle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="harvest_sources",
    )
    public_key = models.CharField(
        _("clé publique"),
        max_length=60,
        blank=True,
        help_text=_("Ed25519, en base64. Donnée, elle est exigée : une moisson mal signée est refusée."),
    )
    every_hours = models.PositiveSmallIntegerField(_("toutes les (heures)"), default=24)
    state = models.CharField(_("état"), max_length=12, choices=SourceState.choices, default=SourceState.PROPOSED)
    host = models.CharField(max_length=255, editable=False)
    validators: "models.JSONField[Any, Any]" = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("prochaine moisson"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True, editable=False)
    taken_at = models.DateTimeField(_("dernière version bonne"), null=True, editable=False)
    failing_since = models.DateTimeField(_("en panne depuis"), null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = HarvestSourceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="harvest_source_every_hour_at_most",
                condition=Q(every_hours__gte=1, every_hours__lte=24 * 30),
                violation_error_message=_("Entre une heure et trente jours (720 heures)."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("federation:source", args=[self.slug])


class Harvest(models.Model):
    """One reading of a source, with its verdict. Rows are added, never rewritten. A rehearsal wrote nothing else."""

    source = models.ForeignKey(HarvestSource, on_delete=models.CASCADE, related_name="harvests")
    at = models.DateTimeField(default=timezone.now)
    is_rehearsal = models.BooleanField(_("essai à blanc"), default=False)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    why = models.TextField(_("pourquoi"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=8, choices=Signature.choices, default=Signature.NONE)
    read = models.PositiveIntegerField(_("lignes lues"), default=0)
    added = models.PositiveIntegerField(_("nouvelles"), default=0)
    changed = models.PositiveIntegerField(_("modifiées"), default=0)
    withdrawn = models.PositiveIntegerField(_("retirées par la source"), default=0)
    refused = models.PositiveIntegerField(_("refusées"), default=0)
    ignored: "models.JSONField[Any, Any]" = models.JSONField(_("laissé de côté"), default=list)
    differences: "models.JSONField[Any, Any]" = models.JSONField(default=list, editable=False)
    """Of a version in quarantine, what it would change: `[what, dataset, identifier]`, the withdrawals first.

    Nothing of what the rows say: what the source withdrew must not stay here.
    """

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="harvest_says_why",
                condition=~Q(verdict__in=[Verdict.QUARANTINED, Verdict.FAILED]) | ~Q(why=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.at:%Y-%m-%d %H:%M}"

    @property
    def waits_for_someone(self) -> bool:
        """Whole and well written, but so different from what is known that a person must read it first."""
        return self.verdict == Verdict.QUARANTINED and bool(self.differences) and not self.is_rehearsal


class QuarantinedRow(models.Model):
    """A line that our schema refuses: where it stands, and why. The last good version of the row stays."""

    harvest = models.ForeignKey(Harvest, on_delete=models.CASCADE, related_name="quarantined")
    dataset = models.CharField(max_length=60)
    line = models.PositiveIntegerField(_("ligne"))
    identifier = models.CharField(max_length=200, blank=True)
    column = models.CharField(_("colonne"), max_length=100, blank=True)
    why = models.CharField(_("pourquoi"), max_length=300)

    class Meta:
        ordering: ClassVar = ["harvest", "pk"]

    def __str__(self) -> str:
        return f"{self.dataset}:{self.line} {self.why}"


class HarvestedRecordQuerySet(models.QuerySet["HarvestedRecord"]):
    def public(self) -> "HarvestedRecordQuerySet":
        """Those of approved sources; what the source withdrew is shown as withdrawn."""
        return self.exclude(source__state=SourceState.PROPOSED)

    def standing(self) -> "HarvestedRecordQuerySet":
        return self.public().filter(withdrawn_at=None)


class HarvestedRecord(models.Model):
    """A row of one of our datasets, published elsewhere: its cells to the letter, and where and when they were read.

    `values` holds what the source says and is emptied when the source withdraws the row: its trace stays.
    """

    uid = models.CharField(max_length=300, unique=True)
    source = models.ForeignKey(HarvestSource, on_delete=models.PROTECT, related_name="records")
    dataset = models.CharField(max_length=60)
    identifier = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    file_url = models.URLField(max_length=500)
    is_signed = models.BooleanField(_("signée"), default=False)
    first_seen_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(_("lue le"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True)

    objects = HarvestedRecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["source", "dataset", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "dataset", "identifier"], name="harvested_record_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("federation:record", args=[self.pk])
