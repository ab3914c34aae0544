"""Labels of the network: a call with its criteria, applications, a jury that declares its interests, laureates."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.dates import PartialDateField
from commun.core.models import ReminderOnce, VersionedModel
from commun.core.text import folded
from commun.labels.enums import MAX_SCORE, CallState, For, State
from commun.library.models import Solution
from commun.territories.models import Territory


class Label(models.Model):
    """A distinction that the network gives, edition after edition."""

    slug = models.SlugField(_("adresse"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=120, unique=True)
    is_for = models.CharField(_("pour"), max_length=20, choices=For)
    source_title = models.CharField(_("source"), max_length=300)
    known_on = PartialDateField(_("date de la source"))

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> "CallQuerySet":
        return self.exclude(state=CallState.DRAFT)

    def real(self) -> "CallQuerySet":
        return self.filter(is_fictional=False)

    def open(self, on: datetime.date) -> "CallQuerySet":
        return self.filter(state=CallState.PUBLISHED, opens_on__lte=on, closes_on__gte=on)


class Call(VersionedModel):
    """One edition of a label: its rules and its criteria never change once published."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    label = models.ForeignKey(Label, verbose_name=_("label"), on_delete=models.PROTECT, related_name="calls")
    edition = models.CharField(_("édition"), max_length=60)
    introduction = models.TextField(_("présentation"))
    rules = models.TextField(_("règlement"))
    opens_on = models.DateField(_("ouvre le"))
    closes_on = models.DateField(_("ferme le"))
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3)
    state = models.CharField(max_length=20, choices=CallState, default=CallState.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_fictional = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    search_text = models.TextField(editable=False, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel d’un label")
        verbose_name_plural = _("appels des labels")
        ordering: ClassVar = ["-opens_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["label", "edition"], name="label_call_edition_once"),
            models.CheckConstraint(
                name="label_call_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("L’appel ferme avant d’ouvrir."),
            ),
            models.CheckConstraint(name="label_call_has_a_quorum", condition=Q(quorum__gte=1)),
            models.CheckConstraint(
                name="label_call_published_says_when",
                condition=Q(state=CallState.DRAFT, published_at=None)
                | (~Q(state=CallState.DRAFT) & Q(published_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="label_call_settled_says_when",
                condition=Q(state=CallState.SETTLED, settled_at__isnull=False)
                | (~Q(state=CallState.SETTLED) & Q(settled_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is searched follows what is written."""
        self.search_text = folded(" ".join((self.title, self.introduction, self.rules, self.uid)))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("labels:call", args=[self.slug])

    @property
    def title(self) -> str:
        """ "Territoires innovants, édition 2027"."""
        return f"{self.label.name}, édition {self.edition}"

    def is_open(self, on: datetime.date) -> bool:
        """The last day counts whole."""
        return self.state == CallState.PUBLISHED and self.opens_on <= on <= self.closes_on

    def is_over(self, on: datetime.date) -> bool:
        return self.state != CallState.DRAFT and on > self.closes_on

    @property
    def is_settled(self) -> bool:
        return self.state == CallState.SETTLED


class Criterion(models.Model):
    """What the jury scores, from 0 to 5, and how much it weighs."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("critère"), max_length=200)
    weight = models.PositiveSmallIntegerField(_("poids"), default=1)

    class Meta:
        verbose_name = _("critère d’un label")
        verbose_name_plural = _("critères des labels")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "number"], name="label_criterion_number_once"),
            models.CheckConstraint(name="label_criterion_weighs", condition=Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class ApplicationQuerySet(models.QuerySet["Application"]):
    def laureates(self) -> "ApplicationQuerySet":
        """Those that the published results name."""
        return self.filter(state=State.LAUREATE, call__state=CallState.SETTLED)

    def shown(self) -> "ApplicationQuerySet":
        """Those that were not retained and said that they want to be read all the same."""
        return self.filter(state=State.NOT_RETAINED, call__state=CallState.SETTLED, shown_at__isnull=False)

    def real(self) -> "ApplicationQuerySet":
        return self.filter(call__is_fictional=False)


class Application(VersionedModel):
    """What a territory, or a start-up, sends to a call: nobody but its authors, the coordination and the jury reads it
    before the results; only a laureate is public then, and whoever asks to be."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="label_applications")
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="label_applications"
    )
    organisation = models.CharField(_("start-up"), max_length=200, blank=True)
    solution = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.SET_NULL, related_name="label_applications"
    )
    title = models.CharField(_("projet"), max_length=200)
    summary = models.TextField(_("en quelques phrases"))
    body = models.TextField(_("ce qui a été fait, et ses preuves"), blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(_("raison du jury"), blank=True, editable=False)
    shown_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    search_text = models.TextField(editable=False, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidature à un label")
        verbose_name_plural = _("candidatures aux labels")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="label_application_of_one_body",
                condition=Q(territory__isnull=False, organisation="", solution=None)
                | (Q(territory=None) & ~Q(organisation="")),
            ),
            models.CheckConstraint(
                name="label_application_sent_says_when",
                condition=Q(state__in=(State.DRAFT, State.WITHDRAWN)) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="label_application_settled_says_why",
                condition=~Q(state__in=(State.INADMISSIBLE, State.LAUREATE, State.NOT_RETAINED)) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="label_application_shown_once_not_retained",
                condition=Q(shown_at=None) | Q(state=State.NOT_RETAINED),
            ),
            models.UniqueConstraint(
                fields=["call", "territory"],
                condition=~Q(state=State.WITHDRAWN),
                name="label_application_of_a_territory_once",
            ),
        ]

    def __str__(self) -> str:
        return self.uid

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = folded(" ".join((self.title, self.summary, self.applicant, self.uid)))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("labels:laureate", args=[self.uid])

    @property
    def applicant(self) -> str:
        return self.territory.name if self.territory is not None else self.organisation

    @property
    def is_public(self) -> bool:
        is_named = self.state == State.LAUREATE or (self.state == State.NOT_RETAINED and self.shown_at is not None)
        return is_named and self.call.is_settled


class Juror(models.Model):
    """Someone that the coordination asked to judge a call: they sit once they accepted, knowing that the results name
    them as `shown_as`."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="jurors")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="label_seats")
    shown_as = models.CharField(_("nom et fonction, tels qu’ils paraîtront"), max_length=200, blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membre d’un jury")
        verbose_name_plural = _("membres des jurys")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["call", "user"], name="label_juror_once")]

    def __str__(self) -> str:
        return self.shown_as or str(_("un membre du jury"))


class JurorMailOnce(ReminderOnce):
    """The mail that proposes to sit, sent once."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("courriel à un membre d’un jury")
        verbose_name_plural = _("courriels aux membres des jurys")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["juror", "recipient_sha256"], name="label_juror_mail_once"),
        ]

    def __str__(self) -> str:
        return str(self.juror_id)


class InterestDeclaration(models.Model):
    """What links a juror to an applicant, said before reading its application: with a link, they read nothing of it,
    score nothing, and see no score."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="declarations")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="declarations")
    has_interest = models.BooleanField(_("lien d’intérêt"))
    interest = models.CharField(_("lequel"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("déclaration d’intérêts d’un jury")
        verbose_name_plural = _("déclarations d’intérêts des jurys")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["juror", "application"], name="label_interest_once"),
            models.CheckConstraint(
                name="label_interest_says_which",
                condition=(Q(has_interest=True) & ~Q(interest="")) | Q(has_interest=False, interest=""),
                violation_error_message=_("Dites quel est ce lien d’intérêt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} · {self.application_id}"


class Score(models.Model):
    """What a juror gives to an application for one criterion, and why."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="scores")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    value = models.PositiveSmallIntegerField(_("note"))
    reason = models.TextField(_("pourquoi"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note d’un jury")
        verbose_name_plural = _("notes des jurys")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["juror", "application", "criterion"], name="label_score_once"),
            models.CheckConstraint(name="label_score_within_five", condition=Q(value__lte=MAX_SCORE)),
            models.CheckConstraint(name="label_score_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} · {self.application_id} · {self.criterion_id}"
