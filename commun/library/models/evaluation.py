"""The grid, version by version, and what each territory answered of one use, at one moment."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.models import Revision, VersionedModel
from commun.library.enums import LEVELS, Moment, Outcome, Visibility
from commun.library.law import Sureness
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.library.models.rows import SheetRow


class AxesAccount(VersionedModel):
    """What one publication says the manifesto's axes are. Accounts differ: all are kept, none is made the right one."""

    code = models.SlugField(_("repère"), max_length=60, unique=True)
    title = models.CharField(_("source"), max_length=300)
    url = columns.url(_("adresse"))
    sureness = models.CharField(
        _("degré de certitude"), max_length=20, choices=[(one.value, one.label) for one in Sureness]
    )
    read_on = models.DateField(_("lu le"), null=True, blank=True)
    note = columns.text(_("remarque"))
    axes = models.JSONField(_("axes"), default=list, help_text=_("Dans l’ordre : « title » et « says »."))
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class GridQuerySet(models.QuerySet["Grid"]):
    def published(self) -> "GridQuerySet":
        return self.exclude(published_on=None)

    def drafts(self) -> "GridQuerySet":
        return self.filter(published_on=None)

    def current(self) -> "Grid":
        """The version that one answers today. Raises Grid.DoesNotExist."""
        return self.published().latest("number")


class Grid(VersionedModel):
    """One version of the questions. Once published it never changes; what it evaluated stays tied to it."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("titre"), max_length=200)
    introduction = columns.text(_("introduction"))
    source = columns.line(_("d’où vient cette version"), 500)
    changes = columns.text(_("ce qui change, et pourquoi"))
    published_on = models.DateField(_("publiée le"), null=True, blank=True)

    objects = GridQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grid_published_has_a_source",
                condition=Q(published_on=None) | ~Q(source=""),
                violation_error_message=_("Dites d’où vient cette version."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("library:grid_version", args=[self.number])

    @property
    def is_published(self) -> bool:
        return self.published_on is not None


class GridAxis(models.Model):
    """An axis of one version of the grid, and the account that it follows."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="axes")
    code = models.SlugField(_("repère"), max_length=60)
    title = models.CharField(_("axe"), max_length=120)
    says = columns.line(_("en une phrase"))
    account = models.ForeignKey(
        AxesAccount,
        verbose_name=_("compte rendu suivi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grid_axes",
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["grid", "code"], name="grid_axis_code_once")]

    def __str__(self) -> str:
        return self.title


class GridItem(VersionedModel):
    """One question, on one value of an axis: answered by a level described in words, or read from the sheet itself.

    `shown_fields` stand beside the answer as the sheet says them; without `needed_fields` one cannot say that it is in
    place: to claim is not to do.
    """

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="items")
    axis = models.ForeignKey(GridAxis, verbose_name=_("axe"), on_delete=models.CASCADE, related_name="items")
    code = models.SlugField(_("repère"), max_length=60)
    value = models.CharField(_("valeur"), max_length=120)
    question = models.CharField(_("question"), max_length=300)
    is_fact = models.BooleanField(_("répondue par la fiche elle-même"), default=False)
    levels = models.JSONField(_("niveaux"), default=list, blank=True)
    shown_fields = models.JSONField(_("champs montrés à côté"), default=list, blank=True)
    needed_fields = models.JSONField(_("champs sans lesquels ce n’est pas « en place »"), default=list, blank=True)
    account = models.ForeignKey(
        AxesAccount,
        verbose_name=_("compte rendu d’où vient la question"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grid_items",
    )
    source_where = columns.line(_("où, dans ce compte rendu"))
    source_title = columns.line(_("autre source"))
    source_url = columns.url(_("adresse de cette source"))
    source_read_on = models.DateField(_("lue le"), null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["axis__position", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grid", "code"], name="grid_item_code_once"),
            models.CheckConstraint(
                name="grid_item_has_a_source",
                condition=Q(account__isnull=False) | ~Q(source_title=""),
                violation_error_message=_("Dites d’où vient cette question."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} : {self.question}"

    @property
    def wording(self) -> str:
        """What is asked, in one short text: two versions of a question compare only when it is the same."""
        return Revision.digest([self.question, self.is_fact, self.levels])

    def described(self, outcome: str) -> str:
        """What this question means by a level; empty for what is no level."""
        names = [level.value for level in LEVELS]
        return str(self.levels[names.index(outcome)]) if outcome in names and not self.is_fact else ""


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def finished(self) -> "EvaluationQuerySet":
        """Published, whoever reads them."""
        return self.exclude(published_at=None)

    def drafts(self) -> "EvaluationQuerySet":
        return self.filter(published_at=None)

    def public(self) -> "EvaluationQuerySet":
        """What anyone reads: published, not held back, of a sheet that is in the library."""
        return self.filter(is_public=True)

    def real(self) -> "EvaluationQuerySet":
        return self.filter(deployment__territory__is_fictional=False, deployment__is_template=False)


class Evaluation(SheetRow, VersionedModel):
    """One use, looked at on one day with one version of the grid. Published, it is never rewritten: do another."""

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="evaluations")
    number = models.PositiveSmallIntegerField()
    grid = models.ForeignKey(
        Grid, verbose_name=_("version de la grille"), on_delete=models.PROTECT, related_name="evaluations"
    )
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    evaluated_on = models.DateField(_("faite le"))
    role = models.CharField(_("faite par (fonction)"), max_length=200)
    committee = columns.text(_("comité, s’il y en a un : sa composition"))
    visibility = models.CharField(_("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    held_reason = columns.line(_("pourquoi elle n’est pas publique"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)
    published_by_role = columns.line(_("publiée par (fonction)"), 200)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "number"], name="evaluation_number_once"),
            models.UniqueConstraint(
                fields=["deployment"], condition=Q(published_at=None), name="evaluation_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                name="evaluation_held_back_says_why",
                condition=Q(visibility=Visibility.PUBLIC) | ~Q(held_reason=""),
                violation_error_message=_("Dites pourquoi cette évaluation n’est pas publique."),
            ),
            models.CheckConstraint(
                name="evaluation_public_is_published",
                condition=Q(is_public=False) | Q(published_at__isnull=False, visibility=Visibility.PUBLIC),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} · {self.get_moment_display()}"

    def get_absolute_url(self) -> str:
        return reverse("library:evaluation", args=[self.deployment.slug, self.number])


class EvaluationAnswer(models.Model):
    """What was answered to one question, and why. `outcome` empty: nobody answered, and the profile says so.

    `facts` is what the public sheet said that day of the fields that the question shows.
    """

    uid = models.CharField(_("identifiant"), max_length=100, unique=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(GridItem, on_delete=models.PROTECT, related_name="answers")
    outcome = columns.choice(_("réponse"), Outcome)
    reason = columns.text(_("raison"))
    proof = columns.line(_("preuve"))
    proof_url = columns.url(_("adresse de la preuve"))
    facts = models.JSONField(_("ce que disait la fiche"), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["item__axis__position", "item__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evaluation", "item"], name="evaluation_answer_once"),
            models.CheckConstraint(
                name="evaluation_answer_says_why",
                condition=Q(outcome="") | ~Q(reason=""),
                violation_error_message=_("Une réponse sans sa raison ne dit rien."),
            ),
            models.CheckConstraint(
                name="evaluation_checked_has_a_proof",
                condition=~Q(outcome=Outcome.CHECKED) | ~Q(proof="") | ~Q(proof_url=""),
                violation_error_message=_("« Vérifié » demande une preuve : un document ou une adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.uid
