"""The canevas: one record of a public debate, typed field for field (DOMAIN 5.4, seeds/003)."""

import datetime
import secrets
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.concertations.enums import (
    CLOCK_STATES,
    Audience,
    CountMethod,
    DocumentKind,
    FollowUpPledge,
    Licence,
    ParticipationLevel,
    State,
)
from commun.concertations.models.charter import web_url
from commun.concertations.small_counts import masked
from commun.core.dates import PartialDateField, duration
from commun.core.models import VersionedModel
from commun.territories.models import Territory


def owes_an_answer(path: str = "") -> Q:
    """The one rule of the public clock: it runs from the restitution until the answer is declared complete, is
    suspended while the concertation is interrupted, and never runs for a record that the network documented from
    public sources. `path` leads to the concertation ("concertation__"); `is_owing` says the same of one row's values.
    """
    return Q(
        **{f"{path}state__in": [one.value for one in State if one in CLOCK_STATES]},
        **{f"{path}is_documented_by_network": False},
    )


def is_owing(state: str, *, is_documented: bool) -> bool:
    """The rule of `owes_an_answer`, on the values of one row."""
    return state in CLOCK_STATES and not is_documented


def is_past_its_date(on: datetime.date, path: str = "") -> Q:
    """Whose promised answer date has passed while the clock runs; the counterpart of `Concertation.days_late`."""
    return owes_an_answer(path) & Q(**{f"{path}answer_due_on__lt": on})


class ConcertationQuerySet(models.QuerySet["Concertation"]):
    def published(self) -> "ConcertationQuerySet":
        return self.exclude(published_at=None)

    def real(self) -> "ConcertationQuerySet":
        """Those that count in national figures."""
        return self.filter(territory__is_fictional=False)

    def within(self, territory: Territory) -> "ConcertationQuerySet":
        return self.led_by(territory.pk)

    def led_by(self, territory: int) -> "ConcertationQuerySet":
        """Led or co-led by the territory of this key. No join: a record that several lead is not doubled."""
        co_led = Concertation.co_leads.through.objects.filter(territory=territory).values("concertation")
        return self.filter(Q(territory=territory) | Q(pk__in=co_led))

    def keys(self) -> list[int]:
        return list(self.order_by().values_list("pk", flat=True))

    def awaiting_answer(self) -> "ConcertationQuerySet":
        return self.filter(owes_an_answer())

    def late(self, on: datetime.date) -> "ConcertationQuerySet":
        """Whose promised answer date has passed without the answer."""
        return self.filter(is_past_its_date(on))


class Concertation(VersionedModel):
    """A public debate led by a territory, documented with the shared canevas."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    territory = models.ForeignKey(
        Territory, verbose_name=_("collectivité"), on_delete=models.PROTECT, related_name="concertations"
    )
    co_leads = models.ManyToManyField(
        Territory, verbose_name=_("co-porteurs"), blank=True, related_name="co_led_concertations"
    )
    title = models.CharField(_("titre"), max_length=200)
    state = models.CharField(_("état"), max_length=20, choices=State.choices, default=State.INTENTION)
    interrupted_from = models.CharField(max_length=20, choices=State.choices, blank=True)
    interrupted_on = models.DateField(_("interrompue le"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_documented_by_network = models.BooleanField(
        _("reconstituée par le réseau à partir de sources publiques"), default=False
    )

    # 1. Informations pratiques
    referent_email = models.EmailField(_("adresse électronique de la personne référente"), blank=True)
    starts_on_planned = PartialDateField(_("date de début prévue"))
    starts_on = PartialDateField(_("date de début réelle"))
    uses_support = models.BooleanField(_("recours à une assistance (AMO)"), null=True, blank=True)
    support_name = models.CharField(_("nom de l’assistance"), max_length=200, blank=True)
    support_scope = models.JSONField(_("périmètre de l’assistance"), default=list, blank=True)

    # 2. Objectifs et méthodologie
    angles = models.TextField(_("angles abordés"), blank=True)
    expectations = models.TextField(_("attentes du commanditaire"), blank=True)
    objectives = models.JSONField(_("objectifs de la démarche"), default=list, blank=True)
    level = models.CharField(
        _("niveau de participation"), max_length=20, choices=ParticipationLevel.choices, blank=True
    )
    arbitration = models.TextField(_("comment les propositions pèseront sur la décision"), blank=True)
    recruitment = models.JSONField(_("recrutement"), default=list, blank=True)
    recruitment_other = models.CharField(_("autre recrutement"), max_length=200, blank=True)
    sortition_base = models.CharField(_("base du tirage au sort"), max_length=200, blank=True)
    sortition_quotas = models.CharField(_("critères du tirage au sort"), max_length=300, blank=True)
    invited_count = models.PositiveIntegerField(_("personnes invitées"), null=True, blank=True)
    accepted_count = models.PositiveIntegerField(_("personnes ayant accepté"), null=True, blank=True)
    present_count = models.PositiveIntegerField(_("personnes présentes"), null=True, blank=True)
    compensation = models.CharField(_("indemnisation"), max_length=200, blank=True)
    facilitation = models.JSONField(_("animation"), default=list, blank=True)
    facilitation_other = models.CharField(_("autre animation"), max_length=200, blank=True)
    tools = models.CharField(_("outils utilisés"), max_length=300, blank=True)
    brief = models.TextField(_("consigne posée"), blank=True)
    initial_frame = models.TextField(_("cadre initial"), blank=True)
    restitution = models.JSONField(_("restitution"), default=list, blank=True)
    restitution_other = models.CharField(_("autre restitution"), max_length=200, blank=True)
    plenary_on = models.DateField(_("date de la plénière"), null=True, blank=True)

    # 3. Résultats synthétiques
    ends_on_planned = PartialDateField(_("date de fin prévue"))
    ends_on = PartialDateField(_("date de fin réelle"))
    participants_count = models.PositiveIntegerField(_("nombre de participants"), null=True, blank=True)
    count_method = models.CharField(_("mode de comptage"), max_length=12, choices=CountMethod.choices, blank=True)
    women_count = models.PositiveIntegerField(_("femmes"), null=True, blank=True)
    men_count = models.PositiveIntegerField(_("hommes"), null=True, blank=True)
    under_25_count = models.PositiveIntegerField(_("moins de 25 ans"), null=True, blank=True)
    from_25_to_64_count = models.PositiveIntegerField(_("de 25 à 64 ans"), null=True, blank=True)
    over_64_count = models.PositiveIntegerField(_("65 ans et plus"), null=True, blank=True)
    summary = models.TextField(_("synthèse"), blank=True)
    follow_up_pledge = models.CharField(_("droit de suite"), max_length=15, choices=FollowUpPledge.choices, blank=True)
    follow_up_terms = models.TextField(_("modalités du droit de suite"), blank=True)
    follow_up_refusal = models.TextField(_("pourquoi il n’y a pas de droit de suite"), blank=True)
    answer_due_on = models.DateField(_("date de réponse promise"), null=True, blank=True)
    answering_role = models.CharField(_("responsable politique (fonction)"), max_length=200, blank=True)
    answering_body = models.CharField(_("instance qui répond"), max_length=200, blank=True)
    follow_up_frequency = models.CharField(_("fréquence du suivi"), max_length=120, blank=True)
    closing_report = models.TextField(_("bilan final"), blank=True)
    closing_message = models.TextField(_("message aux participants"), blank=True)

    # Kept in step by the actions, so that lists and figures read one row.
    propositions_count = models.PositiveIntegerField(default=0, editable=False)
    answered_count = models.PositiveIntegerField(default=0, editable=False)
    sequences_count = models.PositiveIntegerField(default=0, editable=False)
    minutes_count = models.PositiveIntegerField(_("durée totale des séquences, en minutes"), default=0, editable=False)
    follow_ups_count = models.PositiveIntegerField(default=0, editable=False)
    follow_ups_done_count = models.PositiveIntegerField(default=0, editable=False)
    restituted_on = models.DateField(_("restituée le"), null=True, blank=True, editable=False)
    answer_first_due_on = models.DateField(_("date promise d’abord"), null=True, blank=True, editable=False)
    answered_on = models.DateField(_("réponse complète le"), null=True, blank=True, editable=False)

    # What `lifecycle.count_around` counted for the row at hand; None when nobody did.
    counted_around: object = None

    objects = ConcertationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "answer_due_on"], name="concertation_clock"),
            models.Index(fields=["-published_at", "-id"], name="concertation_newest"),
            models.Index(fields=["restituted_on", "id"], name="concertation_longest_wait"),
            models.Index(fields=["answer_due_on", "id"], name="concertation_due_first"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="concertation_no_more_accepted_than_invited",
                condition=Q(invited_count=None) | Q(accepted_count=None) | Q(accepted_count__lte=F("invited_count")),
                violation_error_message=_(
                    "Plus de personnes ont accepté qu’il n’y en avait d’invitées : vérifiez ces deux nombres."
                ),
            ),
            models.CheckConstraint(
                name="concertation_interrupted_keeps_where_it_was",
                condition=Q(state=State.INTERRUPTED) & ~Q(interrupted_from="")
                | ~Q(state=State.INTERRUPTED) & Q(interrupted_from=""),
            ),
            models.CheckConstraint(
                name="concertation_owes_an_answer_on_a_date",
                condition=~owes_an_answer() | Q(answer_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="concertation_answers_no_more_than_asked",
                condition=Q(answered_count__lte=F("propositions_count")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("concertations:detail", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_fictional(self) -> bool:
        return self.territory.is_fictional

    @property
    def hours(self) -> float | None:
        """Hours of debate, from the sequences; None when no duration is known."""
        return round(self.minutes_count / 60, 1) if self.minutes_count else None

    @property
    def is_clock_running(self) -> bool:
        return is_owing(self.state, is_documented=self.is_documented_by_network)

    @property
    def suspended_on(self) -> datetime.date | None:
        """The day of the interruption that suspends the public clock; None while it runs, or when there is none."""
        was_owing = is_owing(self.interrupted_from, is_documented=self.is_documented_by_network)
        return self.interrupted_on if was_owing else None

    def days_waiting(self, on: datetime.date) -> int | None:
        """Days since the restitution while the answer is awaited; None otherwise."""
        if not self.is_clock_running or self.restituted_on is None:
            return None
        return (on - self.restituted_on).days

    def days_late(self, on: datetime.date) -> int:
        """Days past the promised date while the answer is awaited; 0 when it is not late."""
        if not self.is_clock_running or self.answer_due_on is None:
            return 0
        return max(0, (on - self.answer_due_on).days)


class CanevasRow:
    """A repeated line of the canevas, said in one line: to anyone, and to those who fill the record."""

    @property
    def public_line(self) -> str:
        raise NotImplementedError

    @property
    def full_line(self) -> str:
        """What the workspace reads: small counts included."""
        return self.public_line


class AudiencePart(CanevasRow, models.Model):
    """A public that took part; how many people, when it was counted."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="audiences")
    audience = models.CharField(_("public"), max_length=30, choices=Audience.choices)
    details = models.CharField(_("précision"), max_length=200, blank=True)
    people_count = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concertation", "audience"], name="audience_once_in_a_concertation")
        ]

    def __str__(self) -> str:
        return self.get_audience_display()

    @property
    def public_line(self) -> str:
        return self._line(masked(self.people_count))

    @property
    def full_line(self) -> str:
        return self._line(str(self.people_count or ""))

    def _line(self, people: str) -> str:
        parts = [str(self.get_audience_display()), self.details, people if self.people_count else ""]
        return " · ".join(part for part in parts if part)


class Speaker(CanevasRow, models.Model):
    """Someone invited to speak. The name is shown only with their consent."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("nom"), max_length=150, blank=True)
    profession = models.CharField(_("profession"), max_length=150, blank=True)
    organisation = models.CharField(_("organisme"), max_length=150, blank=True)
    talk_title = models.CharField(_("titre de la présentation"), max_length=250, blank=True)
    interests = models.CharField(_("liens d’intérêt"), max_length=300, blank=True)
    has_consented = models.BooleanField(_("accepte que son nom soit publié"), default=False)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.public_label

    @property
    def public_line(self) -> str:
        return f"{self.public_label} : « {self.talk_title} »" if self.talk_title else self.public_label

    @property
    def anonymous_line(self) -> str:
        """What the kept versions say: consent may be withdrawn one day, and they never change."""
        who = ", ".join(part for part in (self.profession, self.organisation) if part)
        return " : ".join(part for part in (who, self.talk_title and f"« {self.talk_title} »") if part)

    @property
    def public_label(self) -> str:
        """What the public may read: the name with consent, else the profession and the organisation."""
        parts = [self.name if self.has_consented else "", self.profession, self.organisation]
        return ", ".join(part for part in parts if part) or str(_("Intervenante ou intervenant"))


class Sequence(CanevasRow, models.Model):
    """One session of the debate; durations and attendance feed the figures."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="sequences")
    title = models.CharField(_("intitulé"), max_length=200)
    on = models.DateField(_("date"), null=True, blank=True)
    starts_at = models.TimeField(_("heure de début"), null=True, blank=True)
    minutes = models.PositiveIntegerField(
        _("durée en minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    attendance = models.PositiveIntegerField(_("personnes présentes"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    is_open = models.BooleanField(_("ouverte à tout le monde"), default=False)
    account = models.TextField(_("ce qui s’y est dit, en quelques phrases"), blank=True)

    # What agendas need to take a change (RFC 5545: LAST-MODIFIED and SEQUENCE).
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    moves = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering: ClassVar = ["on", "starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        known = None if self._state.adding else type(self)._default_manager.filter(pk=self.pk).first()
        if known is not None and known.when_and_where != self.when_and_where:
            self.moves = known.moves + 1
        if known is not None and known.announced != self.announced:
            self.changed_at = timezone.now()
        super().save(*args, **kwargs)

    @property
    def when_and_where(self) -> tuple[object, ...]:
        """What moves the session for whoever comes."""
        return (self.on, self.starts_at, self.minutes, self.place)

    @property
    def announced(self) -> tuple[object, ...]:
        """What an agenda says of the session."""
        return (*self.when_and_where, self.title, self.is_open)

    @property
    def public_line(self) -> str:
        return self._line(masked(self.attendance))

    @property
    def full_line(self) -> str:
        return self._line(str(self.attendance or ""))

    def _line(self, people: str) -> str:
        parts = [self.title]
        if self.on:
            parts.append(formats.date_format(self.on, "j F Y"))
        if self.minutes:
            parts.append(duration(self.minutes))
        if self.attendance:
            parts.append(ngettext("%(count)s présent", "%(count)s présents", self.attendance) % {"count": people})
        return " · ".join(parts)


class FrameChange(CanevasRow, models.Model):
    """The frame of the debate changed on the way. Rows are added, never changed."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="frame_changes")
    on = models.DateField(_("date"))
    text = models.TextField(_("ce qui a changé"))
    decided_by = models.CharField(_("décidé par (fonction)"), max_length=200)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def public_line(self) -> str:
        return f"{formats.date_format(self.on, 'j F Y')} · {self.text} ({self.decided_by})"


def document_path(document: "Document", filename: str) -> str:
    """A random name: neither the folder nor the file tells what is inside, nor can be guessed."""
    return f"documents/{secrets.token_hex(16)}"


class Document(CanevasRow, models.Model):
    """A production of the concertation, or a proof: a link, or a file kept here and served as an attachment."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("nature"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.REPORT)
    title = models.CharField(_("titre"), max_length=200)
    url = models.URLField(_("adresse"), max_length=500, blank=True, validators=[web_url])
    file = models.FileField(_("fichier"), upload_to=document_path, blank=True)
    file_name = models.CharField(_("nom du fichier"), max_length=200, blank=True)
    media_type = models.CharField(_("format"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("taille en octets"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.UNKNOWN)
    on = PartialDateField(_("date"))
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="document_is_a_link_or_a_file",
                condition=Q(file="") & ~Q(url="") | ~Q(file="") & Q(url=""),
                violation_error_message=_("Donnez une adresse, ou joignez un fichier : l’un ou l’autre."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where one reads it: elsewhere when it is a link, else the file that we serve."""
        return self.url or reverse("concertations:document_file", args=[self.pk, self.file_name])

    @property
    def public_line(self) -> str:
        return f"{self.title} ({self.url or self.file_name})"


class FactSource(models.Model):
    """Where a fact of the record was read, when the network documented it from public sources.

    `field` names the field of the canevas (empty: the whole record).
    """

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="sources")
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(_("source"), max_length=300, blank=True)
    url = models.URLField(_("adresse"), max_length=500, validators=[web_url])
    read_on = PartialDateField(_("lue"), null=False, blank=False)
    note = models.CharField(_("remarque"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.label or self.url


class Transition(models.Model):
    """A step of the life cycle, once taken: named, dated, signed by a role, public."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="transitions")
    source = models.CharField(max_length=20, choices=State.choices)
    target = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_role = models.CharField(max_length=200, blank=True)
    reason = models.TextField(_("motif"), blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} → {self.get_target_display()}"
