"""What the network learned: a sentence that a person signed, and the sentences said in rooms that it rests on."""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.enums import Theme
from commun.concertations.models import Takeaway
from commun.core.models import VersionedModel
from commun.syntheses.enums import Category, FindingKind, FindingState, FlagReason, Stance
from commun.syntheses.models.corpus import Corpus, Group


class FindingQuerySet(models.QuerySet["Finding"]):
    def public(self) -> "FindingQuerySet":
        """What anyone may read, those withdrawn included: their page says why."""
        return self.filter(published_at__isnull=False)

    def standing(self) -> "FindingQuerySet":
        """Public, and not withdrawn."""
        return self.filter(state=FindingState.PUBLIC)

    def real(self) -> "FindingQuerySet":
        """Those that rest on what was really said: the demo's invented ones do not count."""
        return self.filter(is_fictional=False)


class Finding(VersionedModel):
    """A *constat* or a recommendation. Its counts are those of its evidence: computed, never typed.

    One that was learned elsewhere (a published report) has sources instead of evidence, and says so.
    """

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(_("nature"), max_length=15, choices=FindingKind.choices, default=FindingKind.FINDING)
    state = models.CharField(max_length=20, choices=FindingState.choices, default=FindingState.DRAFT, editable=False)
    title = models.CharField(_("ce qui est constaté, en une phrase"), max_length=300)
    text = models.TextField(_("explication"), blank=True)
    dissent = models.TextField(_("ce qui a été dit contre"), blank=True)
    theme = models.CharField(_("thème"), max_length=20, choices=Theme.choices, blank=True)
    category = models.CharField(_("famille"), max_length=15, choices=Category.choices, blank=True)
    is_fictional = models.BooleanField(_("exemple fictif"), default=False, editable=False)
    corpus = models.ForeignKey(Corpus, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    rests_on = models.ManyToManyField(
        "self",
        verbose_name=_("constats sur lesquels elle s’appuie"),
        symmetrical=False,
        blank=True,
        related_name="led_to",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    signed_at = models.DateTimeField(_("signé le"), null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    signed_role = models.CharField(_("signé par (fonction)"), max_length=200, blank=True, editable=False)
    machine_part = models.TextField(_("part de la machine"), blank=True, editable=False)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("pourquoi il est retiré"), max_length=300, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["uid"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="finding_is_signed_before_others_read_it",
                condition=Q(state=FindingState.DRAFT) | (Q(signed_at__isnull=False) & ~Q(signed_role="")),
                violation_error_message=_("Une personne signe un constat avant que d’autres ne le lisent."),
            ),
            models.CheckConstraint(
                name="finding_public_has_its_date",
                condition=~Q(state=FindingState.PUBLIC) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_withdrawn_says_why",
                condition=~Q(state=FindingState.WITHDRAWN) | ~Q(withdrawn_reason=""),
                violation_error_message=_("Dites pourquoi ce constat est retiré."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("syntheses:finding", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Anyone may read it, withdrawn or not."""
        return self.published_at is not None

    @property
    def is_recommendation(self) -> bool:
        return self.kind == FindingKind.RECOMMENDATION

    @property
    def is_withdrawn(self) -> bool:
        return self.state == FindingState.WITHDRAWN


class Evidence(models.Model):
    """One sentence said in a room that a finding rests on, or that says the contrary.

    `text_sha256` is that of the sentence when it was chosen: an erratum since then flags the finding.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    takeaway = models.ForeignKey(Takeaway, on_delete=models.PROTECT, related_name="cited_in")
    stance = models.CharField(_("position"), max_length=10, choices=Stance.choices, default=Stance.SUPPORTS)
    is_quoted = models.BooleanField(_("citée dans le texte"), default=False)
    position = models.PositiveIntegerField(default=0)
    text_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering: ClassVar = ["finding", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "takeaway"], name="evidence_once_in_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} · {self.takeaway_id}"


class FindingSource(models.Model):
    """Where a finding was read, when it was learned elsewhere: it then carries no counted evidence."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("source"), max_length=300)
    url = models.URLField(
        _("adresse"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    said_on = models.CharField(_("date de la source"), max_length=10, blank=True)
    read_on = models.DateField(_("lu le"))

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class FindingFlag(models.Model):
    """A reason to read a finding again, until a person says what became of it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(_("motif"), max_length=20, choices=FlagReason.choices)
    takeaway = models.ForeignKey(Takeaway, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cited = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settlement = models.CharField(_("ce qui a été décidé"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    settled_role = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="finding_flag_settled_says_how",
                condition=Q(settled_at=None) | ~Q(settlement=""),
                violation_error_message=_("Dites ce que vous avez décidé."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
