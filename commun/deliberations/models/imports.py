"""Where the reading of a file stands: kept with the rows that it wrote, so that a killed import goes on from there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.deliberations.models.origin import DeliberationSource


class DeliberationImport(models.Model):
    """One file, known by its digest, being read or read to the end.

    `position` is where the next row begins (a byte in CSV and JSON lines, a row elsewhere) and `line` its number;
    they are written with the rows of each batch, or not at all. `reasons` counts the faults by column and reason, and
    holds no value. `faults_size` is how much of the faults file those rows wrote.
    """

    sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    source = models.ForeignKey(DeliberationSource, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(_("fichier"), max_length=300)
    size = models.PositiveBigIntegerField(_("taille"))
    faults_name = models.CharField(_("fichier des fautes"), max_length=500, blank=True)
    faults_size = models.PositiveBigIntegerField(default=0)
    position = models.PositiveBigIntegerField(default=0)
    line = models.PositiveBigIntegerField(default=0)
    read = models.PositiveBigIntegerField(_("lues"), default=0)
    created = models.PositiveBigIntegerField(_("nouvelles"), default=0)
    changed = models.PositiveBigIntegerField(_("modifiées"), default=0)
    unchanged = models.PositiveBigIntegerField(_("inchangées"), default=0)
    faulty = models.PositiveBigIntegerField(_("refusées"), default=0)
    withheld = models.PositiveBigIntegerField(_("retirées, laissées de côté"), default=0)
    remarks = models.PositiveBigIntegerField(_("remarques"), default=0)
    reasons = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import de délibérations")
        verbose_name_plural = _("imports de délibérations")
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sha256", "source"], condition=Q(ended_at=None), name="deliberation_import_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None
