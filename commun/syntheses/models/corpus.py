"""The workshop: a corpus of takeaways, what the machine suggested of it, and the groups that people make of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.concertations.models import Takeaway
from commun.core.models import VersionedModel
from commun.syntheses.enums import Origin, RunKind, RunState, Stance


class Corpus(VersionedModel):
    """A choice of takeaways to read together. Its items are fixed when it is made; `filters` say how it was chosen.

    `moves_count` numbers the moves made in it: a page that knows the last number knows what others did since.
    """

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    title = models.CharField(_("titre"), max_length=200)
    note = models.TextField(_("ce que l’on cherche"), blank=True)
    filters = models.JSONField(_("choix"), default=dict)
    items_sha256 = models.CharField(max_length=64, editable=False, default="")
    items_count = models.PositiveIntegerField(default=0, editable=False)
    moves_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = _("corpus")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("syntheses:corpus", args=[self.uid])


class AnalysisRun(models.Model):
    """One computation of `commun.analysis` over a corpus: all that is needed to know what it cost and to make it again.

    A run waits, is claimed by one process, then is done or failed; it is never changed after that. `claim` names the
    process that holds it, `claimed_at` when it last said that it was alive: a claim that is silent lapses.
    `learned_from`: for each thing that it suggests, the identifiers of the classed takeaways that it learned from.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(_("numéro"), editable=False)
    kind = models.CharField(_("calcul"), max_length=15, choices=RunKind.choices)
    state = models.CharField(_("état"), max_length=12, choices=RunState.choices, default=RunState.WAITING)
    parameters = models.JSONField(_("réglages"), default=dict)
    inputs_sha256 = models.CharField(_("empreinte des textes"), max_length=64)
    learned_from = models.JSONField(_("appris de ces remontées"), default=dict)
    engine = models.JSONField(_("moteur et versions"), default=dict)
    seconds = models.FloatField(_("durée (s)"), null=True)
    cpu_seconds = models.FloatField(_("processeur (s)"), null=True)
    peak_bytes = models.PositiveBigIntegerField(_("mémoire de crête (octets)"), null=True)
    energy_wh = models.FloatField(_("énergie estimée (Wh)"), null=True)
    energy_method = models.TextField(_("méthode d’estimation"), blank=True)
    result = models.JSONField(default=dict)
    result_sha256 = models.CharField(max_length=64, blank=True)
    fault = models.CharField(_("ce qui a manqué"), max_length=300, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_role = models.CharField(_("demandé par"), max_length=200, blank=True)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tentatives"), default=0, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["corpus", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["corpus", "number"], name="analysis_run_number_once"),
            models.CheckConstraint(
                name="analysis_run_ended_when_done_or_failed",
                condition=Q(state__in=[RunState.DONE, RunState.FAILED], ended_at__isnull=False)
                | Q(state__in=[RunState.WAITING, RunState.RUNNING], ended_at=None),
            ),
            models.CheckConstraint(
                name="analysis_run_failed_says_why", condition=~Q(state=RunState.FAILED) | ~Q(fault="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Group(VersionedModel):
    """Takeaways that people read together. The machine may have suggested it: it looks so until someone takes it on."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField(_("numéro"), editable=False)
    title = models.CharField(_("titre"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    words = models.JSONField(_("mots qui l’ont fait"), default=list, editable=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MACHINE, editable=False)
    run = models.ForeignKey(AnalysisRun, null=True, on_delete=models.PROTECT, related_name="groups", editable=False)
    is_gone = models.BooleanField(_("fusionné ou dissous"), default=False, editable=False)
    taken_at = models.DateTimeField(_("repris le"), null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    taken_role = models.CharField(_("repris par (fonction)"), max_length=200, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["corpus", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["corpus", "number"], name="synthesis_group_number_once"),
            models.CheckConstraint(
                name="synthesis_group_of_the_machine_names_its_run",
                condition=~Q(origin=Origin.MACHINE) | Q(run__isnull=False),
            ),
            models.CheckConstraint(
                name="synthesis_group_taken_on_is_no_more_a_suggestion",
                condition=Q(taken_at=None) | Q(origin=Origin.PERSON),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_suggestion(self) -> bool:
        return self.origin == Origin.MACHINE


class CorpusItem(models.Model):
    """One takeaway in a corpus: where it is now, who put it there, what it says of its group.

    `text_sha256` is that of the text when the corpus was made: a takeaway corrected since is told. `hints` is what the
    machine last said of it: its twins, a theme, a nature (`commun.syntheses.hints`).
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="items")
    takeaway = models.ForeignKey(Takeaway, on_delete=models.PROTECT, related_name="corpus_items")
    text_sha256 = models.CharField(max_length=64, editable=False)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    rank = models.PositiveIntegerField(_("du plus central au plus marginal"), default=0)
    stance = models.CharField(_("position"), max_length=10, choices=Stance.choices, default=Stance.SUPPORTS)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MACHINE)
    set_aside_reason = models.CharField(_("pourquoi elle est écartée"), max_length=300, blank=True)
    hints = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering: ClassVar = ["corpus", "group", "rank", "pk"]
        indexes: ClassVar = [models.Index(fields=["corpus", "group", "rank"], name="corpus_item_of_group")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["corpus", "takeaway"], name="corpus_item_once"),
            models.CheckConstraint(
                name="corpus_item_set_aside_is_in_no_group",
                condition=Q(set_aside_reason="") | Q(group=None),
                violation_error_message=_("Une remontée écartée n’est dans aucun groupe."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.takeaway)

    @property
    def is_set_aside(self) -> bool:
        return bool(self.set_aside_reason)


class Move(models.Model):
    """One thing that someone did in the workshop, with what is needed to undo it. Rows are added, never deleted."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    says = models.CharField(_("ce qui a été fait"), max_length=400)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_role = models.CharField(max_length=200, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by")

    class Meta:
        ordering: ClassVar = ["corpus", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["corpus", "number"], name="workshop_move_number_once")]

    def __str__(self) -> str:
        return self.says
