"""Back to the territories first: what is published together, who reads it before everyone, and what they say of it."""

import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.models import Takeaway
from commun.core.models import ReminderOnce, VersionedModel
from commun.syntheses.enums import SynthesisMailKind, SynthesisState
from commun.syntheses.models.findings import Finding
from commun.territories.models import Territory

FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 7, 21, 120
_S = SynthesisState


class SynthesisQuerySet(models.QuerySet["Synthesis"]):
    def public(self) -> "SynthesisQuerySet":
        return self.filter(state=_S.PUBLIC)

    def real(self) -> "SynthesisQuerySet":
        return self.filter(is_fictional=False)

    def told(self) -> "SynthesisQuerySet":
        """Those that the contributing territories may read: in preview, or public since."""
        return self.exclude(state=_S.DRAFT)


class Synthesis(VersionedModel):
    """Findings and recommendations published together, after the territories whose words they rest on read them.

    `preview_days` is how long they have; it may be shortened only when each of them said it has nothing more to say.
    """

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    state = models.CharField(_("état"), max_length=20, choices=_S.choices, default=_S.DRAFT, editable=False)
    title = models.CharField(_("titre"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    is_fictional = models.BooleanField(_("exemple fictif"), default=False, editable=False)
    preview_days = models.PositiveSmallIntegerField(
        _("jours laissés aux territoires"),
        default=USUAL_DAYS,
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    preview_opened_at = models.DateTimeField(_("envoyée aux territoires le"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)
    findings = models.ManyToManyField(
        Finding, through="SynthesisFinding", related_name="syntheses", verbose_name=_("constats")
    )

    objects = SynthesisQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("synthèse")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="synthesis_dates_follow_its_state",
                condition=Q(state=_S.DRAFT, preview_opened_at=None, published_at=None)
                | Q(state=_S.PREVIEW, preview_opened_at__isnull=False, published_at=None)
                | Q(state=_S.PUBLIC, preview_opened_at__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="synthesis_leaves_time_to_read",
                condition=Q(preview_days__gte=FEWEST_DAYS, preview_days__lte=MOST_DAYS),
                violation_error_message=_("Laissez aux territoires de 7 à 120 jours pour lire."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("syntheses:synthesis", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.state == _S.DRAFT

    @property
    def is_in_preview(self) -> bool:
        return self.state == _S.PREVIEW

    @property
    def is_public(self) -> bool:
        return self.state == _S.PUBLIC

    @property
    def preview_until(self) -> datetime.date | None:
        """The last day on which territories may comment."""
        if self.preview_opened_at is None:
            return None
        return timezone.localdate(self.preview_opened_at) + datetime.timedelta(days=self.preview_days)

    def is_preview_over(self, on: datetime.date) -> bool:
        until = self.preview_until
        return until is not None and on > until


class SynthesisFinding(models.Model):
    """The place of a finding in a synthesis."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="parts")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding"], name="finding_published_by_one_synthesis"),
        ]

    def __str__(self) -> str:
        return f"{self.synthesis_id} · {self.finding_id}"


class NotRetained(models.Model):
    """Why a sentence that was read is cited by no finding, said to the territory where it was said."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="not_retained")
    takeaway = models.ForeignKey(Takeaway, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("pourquoi elle n’est pas retenue"), max_length=300)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["synthesis", "takeaway"], name="not_retained_once"),
            models.CheckConstraint(name="not_retained_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class LeftOut(models.Model):
    """A finding that left a synthesis while territories were reading it: what they read, and why it left.

    Its title is kept as they read it: the finding may be written anew since, for the network alone.
    """

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="left_out")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("constat, comme il a été lu"), max_length=300)
    reason = models.CharField(_("pourquoi il quitte la synthèse"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by_role = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["synthesis", "finding"], name="finding_leaves_a_synthesis_once"),
            models.CheckConstraint(name="finding_left_out_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.title


class Contributor(models.Model):
    """A territory whose words a synthesis read: fixed when the preview opens. It may say that it has read enough."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="contributors")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="contributions")
    done_at = models.DateTimeField(_("n’a plus rien à dire depuis le"), null=True, blank=True)
    done_role = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["territory__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["synthesis", "territory"], name="contributor_once"),
            models.CheckConstraint(name="contributor_done_says_who", condition=Q(done_at=None) | ~Q(done_role="")),
        ]

    def __str__(self) -> str:
        return f"{self.synthesis_id} · {self.territory_id}"


class PreviewComment(models.Model):
    """What a territory says of a finding before it is public, or of the whole; and what the coordination answers.

    Read by that territory and by the network, never by the public.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="comments")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("votre commentaire"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_role = models.CharField(max_length=200)
    answer = models.TextField(_("réponse de la coordination"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_role = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="preview_comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="preview_comment_answer_has_its_date",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} · {self.at:%Y-%m-%d}"


class SynthesisMail(ReminderOnce):
    """A mail of a synthesis to one référent, sent once."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="mails")
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SynthesisMailKind.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["synthesis", "territory", "kind", "recipient_sha256"], name="synthesis_mail_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.synthesis_id}"
