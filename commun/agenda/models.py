"""Meetings that people are invited to, and who comes. What is published stays, with its minutes, once it is past."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.agenda.enums import EventKind, Seat, Signup
from commun.core.models import KeptFile, ReminderOnce, SearchedModel, SourcedModel, VersionedModel
from commun.groups.models import Group
from commun.territories.models import HeldByTerritoryOrNetwork, Territory


class EventSeries(HeldByTerritoryOrNetwork, SourcedModel, VersionedModel):
    """Meetings that come again: a commission every two months, a forum each year, a cycle of four sessions.

    `is_cycle`: one registers to all its sessions at once.
    """

    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("nom"), max_length=200)
    description = models.TextField(_("description"))
    rhythm = models.CharField(_("rythme"), max_length=200, blank=True)
    is_cycle = models.BooleanField(_("on s’inscrit à toutes les séances à la fois"), default=False)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="event_series"
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="event_series")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rendez-vous régulier")
        verbose_name_plural = _("rendez-vous réguliers")
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agenda:series", args=[self.slug])


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> "EventQuerySet":
        return self.filter(published_at__isnull=False)

    def real(self) -> "EventQuerySet":
        return self.exclude(territory__is_fictional=True)

    def coming(self, now: datetime.datetime) -> "EventQuerySet":
        """What has not ended yet, the nearest first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime.datetime) -> "EventQuerySet":
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


class Event(HeldByTerritoryOrNetwork, SourcedModel, SearchedModel, VersionedModel):
    """One meeting. Without a territory, the network holds it. A draft is seen by who may write it.

    `starts_on` and `ends_on` are days at the place (`time_zone`); without `starts_time`, whole days. `starts_at` and
    `ends_at` are the same as instants. `online_url` is given to those who are registered, or to everyone.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    kind = models.CharField(_("nature"), max_length=20, choices=EventKind)
    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("description"))
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="events", verbose_name=_("territoire")
    )
    organisers = models.JSONField(_("organisé par"), default=list, blank=True)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    series = models.ForeignKey(EventSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    themes = models.JSONField(_("thèmes"), default=list, blank=True)
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    starts_on = models.DateField(_("premier jour"))
    starts_time = models.TimeField(_("heure de début"), null=True, blank=True)
    ends_on = models.DateField(_("dernier jour"))
    ends_time = models.TimeField(_("heure de fin"), null=True, blank=True)
    time_zone = models.CharField(_("fuseau horaire"), max_length=60, default="Europe/Paris")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    place = models.CharField(_("lieu"), max_length=300, blank=True)
    online_url = models.URLField(_("adresse de la visioconférence"), max_length=500, blank=True)
    is_online_url_public = models.BooleanField(_("adresse donnée à tout le monde"), default=False)
    signup = models.CharField(_("inscription"), max_length=20, choices=Signup, default=Signup.NONE)
    signup_url = models.URLField(_("adresse d’inscription"), max_length=500, blank=True)
    capacity = models.PositiveIntegerField(_("nombre de places"), null=True, blank=True)
    closes_on = models.DateField(_("inscriptions jusqu’au"), null=True, blank=True)
    minutes = models.TextField(_("compte rendu"), blank=True)
    minutes_at = models.DateTimeField(_("compte rendu publié le"), null=True, blank=True)
    attendance = models.PositiveIntegerField(_("personnes présentes"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(_("mis à jour le"), default=timezone.now)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    cancelled_for = models.CharField(_("raison de l’annulation"), max_length=300, blank=True)
    moves = models.PositiveIntegerField(default=0, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["starts_at", "id"], name="event_by_start")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("La fin précède le début."),
            ),
            models.CheckConstraint(
                name="event_hours_go_together",
                condition=Q(starts_time__isnull=False) | Q(ends_time=None),
                violation_error_message=_("Une heure de fin demande une heure de début."),
            ),
            models.CheckConstraint(
                name="event_cancelled_says_why",
                condition=Q(cancelled_at=None, cancelled_for="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_for="")),
            ),
            models.CheckConstraint(name="event_has_a_seat", condition=Q(capacity=None) | Q(capacity__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agenda:detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def organisers_line(self) -> str:
        return ", ".join(self.organisers)

    @property
    def takes_signups(self) -> bool:
        """Whether one may register here now."""
        if not self.is_public or self.is_cancelled or self.signup != Signup.HERE:
            return False
        now = timezone.now()
        today = now.astimezone(self.zone).date()
        return self.starts_at > now and (self.closes_on is None or today <= self.closes_on)

    def words(self) -> Iterable[str]:
        return (self.title, self.description, self.place, *self.organisers, self.uid)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Instants follow days, hours and place."""
        start, end = self.starts_time or datetime.time.min, self.ends_time
        self.starts_at = datetime.datetime.combine(self.starts_on, start, tzinfo=self.zone)
        if end is not None:
            self.ends_at = datetime.datetime.combine(self.ends_on, end, tzinfo=self.zone)
        else:
            next_day = self.ends_on + datetime.timedelta(days=1)
            self.ends_at = datetime.datetime.combine(next_day, datetime.time.min, tzinfo=self.zone)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "starts_at", "ends_at"}
        super().save(*args, **kwargs)


class ProgrammeItem(models.Model):
    """A part of the day."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="programme")
    position = models.PositiveSmallIntegerField()
    on = models.DateField(_("jour"), null=True, blank=True)
    starts_time = models.TimeField(_("heure"), null=True, blank=True)
    title = models.CharField(_("intitulé"), max_length=300)

    class Meta:
        verbose_name = _("temps du programme")
        verbose_name_plural = _("temps du programme")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "position"], name="programme_in_order")]

    def __str__(self) -> str:
        return self.title


class EventSpeaker(models.Model):
    """Someone who speaks. The name is public only with their consent; their role and organisation always are."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("nom"), max_length=200, blank=True)
    role = models.CharField(_("fonction"), max_length=200, blank=True)
    organisation = models.CharField(_("organisme"), max_length=200, blank=True)
    consents = models.BooleanField(_("accepte d’être citée ou cité"), default=False)

    class Meta:
        verbose_name = _("personne invitée à parler")
        verbose_name_plural = _("personnes invitées à parler")
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def public_line(self) -> str:
        """What everyone may read."""
        return ", ".join(filter(None, (self.name if self.consents else "", self.role, self.organisation)))


class EventDocument(KeptFile):
    """A file of a meeting (agenda, slides, minutes), always sent as a download."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(_("fichier"), upload_to="agenda")

    class Meta:
        verbose_name = _("document d’un événement")
        verbose_name_plural = _("documents des événements")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "sha256"], name="event_document_once")]


class Registration(models.Model):
    """Someone means to come. Never public; who leaves is erased at once, and the others some time after the meeting.

    `confirmed_at` gives the turn in the waiting list.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="registrations"
    )
    email = models.EmailField(_("adresse électronique"), max_length=254)
    name = models.CharField(_("nom"), max_length=150, blank=True)
    organisation = models.CharField(_("organisme"), max_length=200, blank=True)
    seat = models.CharField(_("état"), max_length=20, choices=Seat, default=Seat.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    was_present = models.BooleanField(_("présente ou présent"), null=True, blank=True)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering: ClassVar = ["confirmed_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("event", Lower("email"), name="registered_once"),
            models.CheckConstraint(
                name="registration_confirmed_unless_asked",
                condition=Q(seat=Seat.ASKED, confirmed_at=None) | (~Q(seat=Seat.ASKED) & Q(confirmed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EventMail(ReminderOnce):
    """A mail of a meeting to someone registered, sent once: a reminder, a change, a cancellation."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("courriel d’un événement")
        verbose_name_plural = _("courriels des événements")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "what", "recipient_sha256"], name="event_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.what}"


class PersonalCalendar(models.Model):
    """The private address of someone's own calendar: sealed, not kept; changing `serial` ends it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_calendar")
    serial = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendrier personnel")
        verbose_name_plural = _("calendriers personnels")

    def __str__(self) -> str:
        return str(self.pk)
