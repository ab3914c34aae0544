"""People heard by the network, members of its scientific council, and the opinions that they sign."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.dates import PartialDateField
from commun.core.models import SearchedModel, VersionedModel
from commun.library.models import Deployment, PublishedSheet
from commun.resources.models import Resource
from commun.syntheses.models import Finding


class HearingQuerySet(models.QuerySet["Hearing"]):
    def public(self) -> "HearingQuerySet":
        return self.filter(published_at__isnull=False)

    def real(self) -> "HearingQuerySet":
        return self.filter(is_fictional=False)


class Hearing(SearchedModel, VersionedModel):
    """An *audition*: someone heard on a question, by whom, and what was said.

    The name of the person is kept with the day on which they agreed to it, or not at all; withdrawn, it is erased.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("sujet"), max_length=200)
    heard_on = PartialDateField(_("date"))
    heard_by = models.CharField(_("entendue par"), max_length=200)
    person_name = models.CharField(_("personne entendue"), max_length=120, blank=True)
    person_role = models.CharField(_("fonction"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    consented_on = models.DateField(_("accord donné le"), null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    questions = models.TextField(_("questions"), blank=True)
    is_transcript = models.BooleanField(_("mot pour mot"), default=False)
    body = models.TextField(_("compte rendu"), blank=True)
    file = models.FileField(upload_to="auditions", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    findings = models.ManyToManyField(Finding, blank=True, related_name="hearings")
    deployments = models.ManyToManyField(Deployment, blank=True, related_name="hearings")
    resources = models.ManyToManyField(Resource, blank=True, related_name="hearings")
    is_fictional = models.BooleanField(default=False, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("audition")
        verbose_name_plural = _("auditions")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hearing_named_with_consent",
                condition=Q(person_name="") | Q(consented_on__isnull=False, consent_withdrawn_at=None),
                violation_error_message=_("Un nom se garde avec la date à laquelle la personne l’a accepté."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def words(self) -> Iterable[str]:
        return (self.title, self.questions, self.body, self.who, self.uid)

    def get_absolute_url(self) -> str:
        return reverse("hearings:hearing", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def who(self) -> str:
        """ "Jeanne Exemple, urbaniste, Agence d’essai"; empty when nobody is named."""
        if not self.person_name:
            return ""
        return ", ".join(filter(None, (self.person_name, self.person_role, self.organisation)))


class CouncilMember(VersionedModel):
    """Someone who sits, or sat, on the scientific council: listed from the day on which they agreed to it.

    Withdrawn, what is said of them is erased; their opinions stay, unnamed.
    """

    name = models.CharField(_("nom"), max_length=120, blank=True)
    discipline = models.CharField(_("domaine"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    starts_on = models.DateField(_("depuis le"), null=True, blank=True)
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    consented_on = models.DateField(_("accord donné le"), null=True, blank=True)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="council_member", editable=False
    )
    is_fictional = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("membre du conseil scientifique")
        verbose_name_plural = _("membres du conseil scientifique")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="council_member_named_with_consent",
                condition=Q(name="") | Q(consented_on__isnull=False),
                violation_error_message=_("Un nom se garde avec la date à laquelle la personne l’a accepté."),
            ),
            models.CheckConstraint(
                name="council_term_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Le mandat finit avant de commencer."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("membre du conseil scientifique"))


class OpinionQuerySet(models.QuerySet["CouncilOpinion"]):
    def public(self) -> "OpinionQuerySet":
        """Published by their author, on something that is public now."""
        return self.filter(
            Q(finding__published_at__isnull=False) | Q(deployment__public__isnull=False), published_at__isnull=False
        )

    def real(self) -> "OpinionQuerySet":
        """Those on something that exists."""
        return self.exclude(finding__is_fictional=True).exclude(deployment__public__is_fictional=True)


class CouncilOpinion(SearchedModel, VersionedModel):
    """What a member of the council says of a finding or of a sheet: theirs alone until they publish it."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="council_opinions")
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.CASCADE, related_name="council_opinions"
    )
    deployment = models.ForeignKey(
        Deployment, null=True, blank=True, on_delete=models.CASCADE, related_name="council_opinions"
    )
    text = models.TextField(_("avis"))
    has_interest = models.BooleanField(_("lien d’intérêt"))
    interest = models.CharField(_("lequel"), max_length=300, blank=True)
    signed_as = models.CharField(_("signature"), max_length=250, blank=True, editable=False)
    is_named = models.BooleanField(_("signé de mon nom"), default=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_role = models.CharField(max_length=200, blank=True, editable=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis du conseil scientifique")
        verbose_name_plural = _("avis du conseil scientifique")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="council_opinion_on_one_thing",
                condition=Q(finding__isnull=False, deployment=None) | Q(finding=None, deployment__isnull=False),
            ),
            models.CheckConstraint(
                name="council_opinion_says_its_interest",
                condition=(Q(has_interest=True) & ~Q(interest="")) | Q(has_interest=False, interest=""),
                violation_error_message=_("Dites quel est ce lien d’intérêt."),
            ),
            models.CheckConstraint(
                name="council_opinion_answered_when_published",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    def words(self) -> Iterable[str]:
        return (self.text, self.answer, self.uid)

    def get_absolute_url(self) -> str:
        return reverse("hearings:opinion", args=[self.uid])

    @property
    def about(self) -> Finding | PublishedSheet:
        """What it speaks of, as the public reads it."""
        if self.finding is not None:
            return self.finding
        assert self.deployment is not None
        return self.deployment.public

    @property
    def title(self) -> str:
        """As the pages of versions name any record."""
        return self.about.title

    @property
    def is_fictional(self) -> bool:
        return self.about.is_fictional

    @property
    def signature(self) -> str:
        return self.signed_as if self.is_named and self.signed_as else str(_("Un membre du conseil scientifique"))
