"""What came out of the debate, what was answered, what was done: the chain of proof."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Max, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.enums import (
    DECISIONS_WITHOUT_REASON,
    FINAL_DECISIONS,
    FOLLOW_UP_STATES_WITH_REASON,
    SETTLED_FOLLOW_UP_STATES,
    BearsOn,
    Decision,
    FollowUpState,
    Moderation,
    Rating,
    Recipient,
    ReminderKind,
    Support,
    TakeawayKind,
    Theme,
    VigilanceKind,
)
from commun.concertations.models.charter import web_url
from commun.concertations.models.concertation import (
    Concertation,
    ConcertationQuerySet,
    Document,
    Sequence,
    is_past_its_date,
)
from commun.core.models import ReminderOnce, VersionedModel


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    def public(self) -> "TakeawayQuerySet":
        """Of a published record, once frozen by the restitution: what anyone may read."""
        return self.filter(frozen_at__isnull=False, concertation__published_at__isnull=False)

    def real(self) -> "TakeawayQuerySet":
        return self.filter(concertation__territory__is_fictional=False)

    def propositions(self) -> "TakeawayQuerySet":
        return self.filter(kind=TakeawayKind.PROPOSITION)

    def propositions_within(self, concertations: ConcertationQuerySet | list[int]) -> "TakeawayQuerySet":
        """The propositions of these records.

        Of a few, told by their keys, the nature is hidden in an expression, so that SQLite goes to the rows of each
        rather than through the index of the whole country's facets (60,000 propositions: under 1 ms rather than 12).
        """
        if not isinstance(concertations, list):
            return self.propositions().filter(concertation__in=concertations)
        nature = Coalesce("kind", Value(""), output_field=models.CharField())
        return self.filter(concertation__in=concertations).alias(nature=nature).filter(nature=TakeawayKind.PROPOSITION)

    def unanswered(self) -> "TakeawayQuerySet":
        """No final answer yet: none at all, or "à l'étude"."""
        return self.filter(answered_on=None)

    def late(self, on: datetime.date) -> "TakeawayQuerySet":
        """Unanswered past the promised date, while the clock of the concertation runs."""
        return self.unanswered().filter(is_past_its_date(on, "concertation__"))


class Takeaway(models.Model):
    """A sentence that came out of the debate: point de vigilance, frein, opportunité or proposition.

    Its text is frozen at the restitution; later corrections are errata that keep the first text. The columns
    below "kept in step" copy the current answer, so that the list of the whole country reads one table.
    """

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="takeaways")
    kind = models.CharField(_("nature"), max_length=12, choices=TakeawayKind.choices)
    number = models.PositiveIntegerField(_("numéro"))
    text = models.TextField(_("texte exact"))
    text_sha256 = models.CharField(max_length=64, editable=False, default="")
    theme = models.CharField(_("thème"), max_length=20, choices=Theme.choices, blank=True)
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    sequence = models.ForeignKey(
        Sequence, verbose_name=_("séquence"), null=True, blank=True, on_delete=models.SET_NULL, related_name="takeaways"
    )
    vigilance_kind = models.CharField(_("type de vigilance"), max_length=15, choices=VigilanceKind.choices, blank=True)
    bears_on = models.CharField(_("concerne"), max_length=12, choices=BearsOn.choices, blank=True)
    recipient = models.CharField(_("destinataire"), max_length=15, choices=Recipient.choices, blank=True)
    support = models.CharField(_("soutien"), max_length=12, choices=Support.choices, blank=True)
    support_note = models.TextField(_("avis divergents"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(_("figé le"), null=True, blank=True, editable=False)

    # Kept in step by the actions.
    decision = models.CharField(_("réponse"), max_length=25, choices=Decision.choices, blank=True, editable=False)
    answered_on = models.DateField(_("répondue le"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TakeawayQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["concertation", "kind", "number"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "-changed_at", "-id"], name="takeaway_newest"),
            models.Index(fields=["kind", "decision", "-changed_at", "-id"], name="takeaway_by_decision"),
            models.Index(fields=["kind", "theme", "-changed_at", "-id"], name="takeaway_by_theme"),
            # All that counting the country's propositions by answer and by theme needs to read.
            models.Index(
                fields=["kind", "decision", "theme", "concertation", "answered_on", "frozen_at"], name="takeaway_facets"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concertation", "kind", "number"], name="takeaway_number_once"),
            models.CheckConstraint(
                name="takeaway_only_a_proposition_is_answered",
                condition=Q(kind=TakeawayKind.PROPOSITION) | Q(decision="", answered_on=None),
            ),
            models.CheckConstraint(
                name="takeaway_answered_on_goes_with_a_final_decision",
                condition=Q(answered_on=None) | Q(decision__in=[d.value for d in Decision if d in FINAL_DECISIONS]),
            ),
            models.CheckConstraint(name="takeaway_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="takeaway_frozen_keeps_the_hash_of_its_text", condition=Q(frozen_at=None) | ~Q(text_sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        if self.kind == TakeawayKind.PROPOSITION:
            return reverse("concertations:proposition", args=[self.uid])
        return f"{self.concertation.get_absolute_url()}#{self.uid}"

    @staticmethod
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Erratum(models.Model):
    """A correction of a frozen text: the first text stays readable."""

    takeaway = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="errata")
    at = models.DateTimeField(default=timezone.now)
    previous_text = models.TextField(_("texte d’avant"))
    reason = models.CharField(_("motif de la correction"), max_length=300)
    by_role = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.reason


class NamedWithinParent(models.Model):
    """A row whose public identifier is its parent's, a letter, and its number within the parent: it survives a copy
    kept elsewhere and tells nothing of what other parents hold."""

    parent: ClassVar[str]
    letter: ClassVar[str]

    uid = models.CharField(_("identifiant"), max_length=60, unique=True, editable=False)
    number = models.PositiveIntegerField(_("numéro"), editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.uid:
            parent = getattr(self, self.parent)
            known = type(self)._default_manager.filter(**{self.parent: parent})
            self.number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
            self.uid = self.uid_within(parent.uid, self.number)
        super().save(*args, **kwargs)

    @classmethod
    def uid_within(cls, parent: str, number: int) -> str:
        return f"{parent}-{cls.letter}{number}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def public(self) -> "AnswerQuerySet":
        """To a proposition that anyone may read."""
        return self.filter(proposition__frozen_at__isnull=False, proposition__concertation__published_at__isnull=False)


class Answer(NamedWithinParent):
    """What the territory answers to one proposition, on a date. A later answer is a new row: the first stays."""

    parent = "proposition"
    letter = "r"

    proposition = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="answers")
    decision = models.CharField(_("réponse"), max_length=25, choices=Decision.choices)
    reason = models.TextField(_("motif"), blank=True)
    author_role = models.CharField(_("qualité de qui répond"), max_length=200)
    body = models.CharField(_("instance"), max_length=200, blank=True)
    answered_on = models.DateField(_("date de la réponse"))
    decision_reference = models.CharField(_("référence de la délibération"), max_length=120, blank=True)
    decision_url = models.URLField(_("adresse de la délibération"), max_length=500, blank=True, validators=[web_url])
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["published_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["-published_at", "-id"], name="answer_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposition", "number"], name="answer_number_once"),
            models.CheckConstraint(
                name="answer_gives_a_reason_unless_retained_or_under_study",
                condition=Q(decision__in=[d.value for d in Decision if d in DECISIONS_WITHOUT_REASON]) | ~Q(reason=""),
                violation_error_message=_(
                    "Donnez un motif : il est obligatoire, sauf pour « Retenue » et « À l’étude »."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposition} · {self.get_decision_display()}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def public(self) -> "FollowUpQuerySet":
        return self.filter(proposition__frozen_at__isnull=False, proposition__concertation__published_at__isnull=False)

    def real(self) -> "FollowUpQuerySet":
        return self.filter(proposition__concertation__territory__is_fictional=False)

    def open(self) -> "FollowUpQuerySet":
        return self.exclude(state__in=[s.value for s in SETTLED_FOLLOW_UP_STATES])

    def late(self, on: datetime.date) -> "FollowUpQuerySet":
        return self.open().filter(due_on__lt=on)


class FollowUp(VersionedModel):
    """An action promised as the suite of an answer. Its state is that of its last milestone."""

    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    proposition = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="follow_ups")
    number = models.PositiveIntegerField(_("numéro"))
    title = models.CharField(_("action promise"), max_length=300)
    owner_role = models.CharField(_("qui la porte (fonction)"), max_length=200)
    due_on = models.DateField(_("échéance"))
    budget = models.CharField(_("moyens"), max_length=200, blank=True)
    state = models.CharField(
        _("état"), max_length=12, choices=FollowUpState.choices, default=FollowUpState.ANNOUNCED, editable=False
    )
    state_reason = models.TextField(_("motif"), blank=True, editable=False)
    settled_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["proposition", "number"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="follow_up_clock")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposition", "number"], name="follow_up_number_once"),
            models.CheckConstraint(
                name="follow_up_changed_or_abandoned_says_why",
                condition=~Q(state__in=[s.value for s in FollowUpState if s in FOLLOW_UP_STATES_WITH_REASON])
                | ~Q(state_reason=""),
                violation_error_message=_("Dites pourquoi l’action est modifiée ou abandonnée."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.proposition.get_absolute_url()}#{self.uid}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED_FOLLOW_UP_STATES

    def days_late(self, on: datetime.date) -> int:
        return 0 if self.is_settled else max(0, (on - self.due_on).days)


@dataclass(frozen=True)
class Proof:
    """What one reads to check a step, elsewhere or here."""

    title: str
    url: str


class Milestone(NamedWithinParent):
    """A dated step of a promised action, with its proof. Rows are added, never changed."""

    parent = "follow_up"
    letter = "j"

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("date"))
    state = models.CharField(_("état atteint"), max_length=12, choices=FollowUpState.choices)
    text = models.TextField(_("ce qui a été fait"), blank=True)
    proof_url = models.URLField(_("adresse de la preuve"), max_length=500, blank=True, validators=[web_url])
    proof_document = models.ForeignKey(
        Document,
        verbose_name=_("document qui le prouve"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision_reference = models.CharField(_("référence de la délibération"), max_length=120, blank=True)
    previous_due_on = models.DateField(_("échéance d’avant"), null=True, blank=True)
    by_role = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["follow_up", "number"], name="milestone_number_once")]

    def __str__(self) -> str:
        return f"{self.follow_up} · {self.get_state_display()}"

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """Where one reads what proves this step: the address given, the document, or both."""
        document = self.proof_document
        address = Proof(self.proof_url, self.proof_url) if self.proof_url else None
        kept = Proof(document.title, document.get_absolute_url()) if document is not None else None
        return tuple(one for one in (address, kept) if one is not None)


class ParticipantView(models.Model):
    """What participants think of an answer: their own words, moderated, shown apart. No name is asked."""

    proposition = models.ForeignKey(Takeaway, on_delete=models.CASCADE, related_name="participant_views")
    rating = models.CharField(_("votre avis"), max_length=12, choices=Rating.choices)
    text = models.TextField(_("en quelques phrases"), max_length=1500, blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    moderation = models.CharField(max_length=12, choices=Moderation.choices, default=Moderation.PENDING)
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    refusal_reason = models.CharField(_("motif du refus"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["submitted_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="participant_view_refused_with_a_reason",
                condition=~Q(moderation=Moderation.REFUSED) | ~Q(refusal_reason=""),
                violation_error_message=_("Dites pourquoi cet avis n’est pas publié."),
            )
        ]

    def __str__(self) -> str:
        return self.get_rating_display()


class Reminder(ReminderOnce):
    """A mail of the public clock."""

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    due_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concertation", "kind", "due_on", "recipient_sha256"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.concertation} · {self.get_kind_display()}"
