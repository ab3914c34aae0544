"""The charter, its commitments, and what each territory did about them."""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.enums import CommitmentState, Party, Phase, PledgeState
from commun.core.dates import PartialDateField
from commun.territories.models import Territory

web_url = URLValidator(schemes=["http", "https"])


class CharterVersionQuerySet(models.QuerySet["CharterVersion"]):
    def published(self) -> "CharterVersionQuerySet":
        return self.exclude(published_on=None)

    def current(self) -> "CharterVersion":
        """The version that one signs today. Raises CharterVersion.DoesNotExist."""
        return self.published().latest("published_on", "pk")


class CharterVersion(models.Model):
    """One version of the charter; once published it never changes, and those who signed it stay bound to it."""

    number = models.CharField(_("version"), max_length=10, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    published_on = models.DateField(_("publiée le"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = CharterVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("concertations:charter_version", args=[self.number])


class Commitment(models.Model):
    """One thing that the charter asks of the territory, or of the network (DOMAIN 5.3)."""

    charter = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="commitments")
    code = models.CharField(_("repère"), max_length=4)
    party = models.CharField(_("qui s’engage"), max_length=12, choices=Party.choices)
    phase = models.CharField(_("moment"), max_length=10, choices=Phase.choices)
    text = models.TextField(_("engagement"))
    expected_proof = models.TextField(_("preuve attendue"), blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["charter", "code"], name="commitment_code_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.text}"


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def standing(self) -> "PledgeQuerySet":
        """Announced or signed, not withdrawn."""
        return self.exclude(state=PledgeState.WITHDRAWN)

    def signed(self) -> "PledgeQuerySet":
        return self.filter(state=PledgeState.SIGNED)

    def real(self) -> "PledgeQuerySet":
        return self.filter(territory__is_fictional=False)


class Pledge(models.Model):
    """The engagement of one territory: announced first, then signed, version after version."""

    territory = models.OneToOneField(Territory, on_delete=models.PROTECT, related_name="pledge")
    state = models.CharField(_("état"), max_length=12, choices=PledgeState.choices, default=PledgeState.INTENTION)
    announced_on = PartialDateField(_("annoncé"))
    source_label = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True, validators=[web_url])
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("motif du retrait"), blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="pledge_withdrawn_says_when_and_why",
                condition=~Q(state=PledgeState.WITHDRAWN) | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                violation_error_message=_("Dites quand et pourquoi le territoire se retire."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.get_state_display()}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def standing(self) -> "SignatureQuerySet":
        return self.filter(withdrawn_on=None)

    def binding_first(self) -> "SignatureQuerySet":
        """Those that stand before those withdrawn, the latest version first."""
        return self.order_by(F("withdrawn_on").desc(nulls_first=True), "-charter__published_on", "-charter_id", "-pk")


class Signature(models.Model):
    """A territory signs one version of the charter. Kept for ever, with the version it signed and, when the territory
    left, the day it did: coming back is another signature."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="signatures")
    charter = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="signatures")
    signatory_role = models.CharField(_("qualité du signataire"), max_length=200)
    signed_on = models.DateField(_("signée le"))
    decision_reference = models.CharField(_("référence de la décision"), max_length=120, blank=True)
    decision_url = models.URLField(_("adresse de la décision"), max_length=500, blank=True, validators=[web_url])
    withdrawn_on = models.DateField(_("retirée le"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-signed_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pledge", "charter"],
                name="signature_stands_once_per_version",
                condition=Q(withdrawn_on=None),
                violation_error_message=_("Ce territoire a déjà signé cette version de la charte."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pledge.territory} · {self.charter.number}"


class CommitmentEvidence(models.Model):
    """What was done about one commitment, on a date. Rows are added, never changed: the last one is the state.

    The commitments of the network bind it without a signature: theirs is null.
    """

    signature = models.ForeignKey(Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    concertation = models.ForeignKey(
        "concertations.Concertation", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    state = models.CharField(_("état"), max_length=12, choices=CommitmentState.choices)
    on = models.DateField(_("date"), default=timezone.localdate)
    text = models.TextField(_("ce qui le prouve, ou pourquoi"), blank=True)
    url = models.URLField(_("adresse du justificatif"), max_length=500, blank=True, validators=[web_url])
    by_role = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_is_given_or_its_absence_explained",
                condition=Q(state=CommitmentState.TAKEN) | ~Q(text="") | ~Q(url=""),
                violation_error_message=_("Joignez une preuve ou expliquez en une phrase."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code} · {self.get_state_display()}"
