"""What happens to a use and to its sheet: stages, reuse, review by another territory, corrections asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.dates import PartialDateField
from commun.core.models import ReminderOnce
from commun.library.enums import AbandonReason, LineageKind, Stage
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.library.models.rows import SheetRow
from commun.territories.models import Territory


class StageChange(SheetRow):
    """A stage that the use entered. Rows are added, never changed; the last one by `number` is where it stands."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(_("étape"), max_length=20, choices=Stage.choices)
    since = PartialDateField(_("depuis"))
    observed_on = PartialDateField(_("constatée"))
    reason = columns.choice(_("motif de l’abandon"), AbandonReason)
    explanation = columns.text(_("explication"))
    source_url = columns.url(_("source"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = columns.line(_("enregistrée par (fonction)"), 200)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "number"], name="stage_number_once"),
            models.CheckConstraint(
                name="stage_abandoned_says_why",
                condition=~Q(stage=Stage.ABANDONED) | ~Q(reason=""),
                violation_error_message=_(
                    "Dites pourquoi cet usage est abandonné : c’est ce que les autres cherchent."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_stage_display())


class Lineage(SheetRow):
    """This use comes from another: taken up, inspired, or given up after it."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="origins")
    kind = models.CharField(_("lien"), max_length=20, choices=LineageKind.choices)
    source = models.ForeignKey(
        Deployment, verbose_name=_("usage d’origine"), on_delete=models.CASCADE, related_name="offspring"
    )
    note = columns.text(_("précision"))
    source_url = columns.url(_("source"))

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "source"], name="lineage_once_between_two_uses"),
            models.CheckConstraint(
                name="lineage_joins_two_uses",
                condition=~Q(deployment=F("source")),
                violation_error_message=_("Un usage ne peut venir de lui-même."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Review(models.Model):
    """Someone of another territory reads the sheet before it is public: would an outsider understand it?"""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="reviews")
    territory = models.ForeignKey(
        Territory, verbose_name=_("territoire relecteur"), on_delete=models.PROTECT, related_name="library_reviews"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_role = columns.line(_("fonction"), 200)
    at = models.DateTimeField(default=timezone.now)
    is_readable = models.BooleanField(_("se comprend"))
    remarks = columns.text(_("ce qui ne se comprend pas"))
    field_remarks = models.JSONField(_("remarques par champ"), default=dict, blank=True)
    texts_sha256 = models.CharField(max_length=64, editable=False, default="")
    """What the first texts said then: a review holds for them, and no longer once they are rewritten."""

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.deployment_id} · {self.at:%Y-%m-%d}"


class CorrectionRequest(models.Model):
    """« Une erreur ? complétez »: what a reader says is wrong or missing. Never public; the territory decides."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="corrections")
    field = columns.line(_("champ"), 60)
    text = models.TextField(_("ce qui est faux ou manque"))
    source_url = columns.url(_("source"))
    email = models.EmailField(_("votre adresse, si vous voulez une réponse"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    by_network = models.BooleanField(_("demandée par la coordination"), default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = columns.text(_("suite donnée"))

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class SheetReminder(ReminderOnce):
    """A mail that a sheet is past the day on which someone was to look at it again."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "due_on", "recipient_sha256"], name="sheet_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.deployment_id} · {self.due_on}"
