"""The manifesto, version by version: its text, what it rests on, how territories amended it and what they decided."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.models import VersionedModel
from commun.syntheses.enums import (
    AmendmentKind,
    CheckCondition,
    CheckTarget,
    Choice,
    ManifestoState,
    VoteOutcome,
    VoteStage,
    VotingRule,
)
from commun.syntheses.models.findings import Finding
from commun.territories.models import Territory

_S = ManifestoState


class ManifestoVersionQuerySet(models.QuerySet["ManifestoVersion"]):
    def public(self) -> "ManifestoVersionQuerySet":
        """What anyone reads: all but drafts."""
        return self.exclude(state=_S.DRAFT)

    def drafts(self) -> "ManifestoVersionQuerySet":
        return self.filter(state=_S.DRAFT)

    def real(self) -> "ManifestoVersionQuerySet":
        return self.filter(is_fictional=False)

    def adopted(self) -> "ManifestoVersionQuerySet":
        return self.filter(state=_S.ADOPTED)

    def in_force(self, *, fictional: bool) -> "ManifestoVersion | None":
        """The adopted version that stands today, of the real manifesto or of the invented one. One query."""
        return self.adopted().filter(is_fictional=fictional).order_by("-number").first()


class ManifestoVersion(VersionedModel):
    """One version of the text. Once public its words never change: what changes them is the next version.

    `is_fictional`: an invented line of versions, so that every screen can be seen alive; it has its own numbers and
    only invented territories speak of it. A version with a `source` and no article was adopted elsewhere, and its text
    is not published here. Quorums are in percent of the territories called to speak.
    """

    code = models.SlugField(_("repère"), max_length=30, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    is_fictional = models.BooleanField(_("exemple fictif"), default=False, editable=False)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    state = models.CharField(_("état"), max_length=20, choices=_S.choices, default=_S.DRAFT, editable=False)
    title = models.CharField(_("titre"), max_length=200)
    subtitle = models.CharField(_("sous-titre"), max_length=300, blank=True)
    preamble = models.TextField(_("préambule"), blank=True)
    source = models.CharField(_("où ce texte a été lu"), max_length=400, blank=True)
    source_url = models.URLField(
        _("adresse de la source"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    source_read_on = models.DateField(_("lu le"), null=True, blank=True)

    rule = models.CharField(
        _("règle du vote sur le texte"), max_length=15, choices=VotingRule.choices, default=VotingRule.CONSENT
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum du vote, en %"), default=50, validators=[MaxValueValidator(100)]
    )
    amendment_rule = models.CharField(
        _("règle du vote sur les amendements"),
        max_length=15,
        choices=VotingRule.choices,
        default=VotingRule.MAJORITY,
    )
    amendment_quorum = models.PositiveSmallIntegerField(
        _("quorum pour un amendement, en %"), default=25, validators=[MaxValueValidator(100)]
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("rendue publique le"), null=True, blank=True, editable=False)
    amendments_until = models.DateField(_("amendements jusqu’au"), null=True, blank=True)
    vote_until = models.DateField(_("vote jusqu’au"), null=True, blank=True)
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)
    adopted_where = models.CharField(_("adoptée à"), max_length=200, blank=True)
    adopted_by = models.CharField(_("adoptée par"), max_length=300, blank=True)

    objects = ManifestoVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["is_fictional", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_fictional", "number"], name="manifesto_number_once"),
            models.UniqueConstraint(
                fields=["is_fictional"], condition=Q(state=_S.DRAFT), name="manifesto_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                name="manifesto_public_has_its_date",
                condition=Q(state=_S.DRAFT, published_at=None) | ~Q(state=_S.DRAFT) & Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="manifesto_adopted_says_when_and_where",
                condition=~Q(state=_S.ADOPTED) | Q(adopted_on__isnull=False) & ~Q(adopted_where=""),
                violation_error_message=_("Dites quel jour et à quel endroit cette version a été adoptée."),
            ),
            models.CheckConstraint(
                name="manifesto_quorums_are_percents", condition=Q(quorum__lte=100, amendment_quorum__lte=100)
            ),
            models.CheckConstraint(
                name="manifesto_open_says_until_when",
                condition=(~Q(state=_S.AMENDMENTS) | Q(amendments_until__isnull=False))
                & (~Q(state=_S.VOTE) | Q(vote_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("syntheses:manifesto_version", args=[self.code])

    @property
    def uid(self) -> str:
        return f"manifeste-{self.code}"

    @property
    def is_draft(self) -> bool:
        return self.state == _S.DRAFT


class ManifestoAxis(models.Model):
    """A part of the text."""

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.CASCADE, related_name="axes")
    code = models.SlugField(_("repère"), max_length=20)
    title = models.CharField(_("axe"), max_length=200)
    says = models.CharField(_("en une phrase"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["manifesto", "code"], name="manifesto_axis_code_once")]

    def __str__(self) -> str:
        return self.title


class ManifestoArticle(VersionedModel):
    """An article. Its code is the same in every version, whatever its place.

    People edit a draft article by article: its `version` covers its paragraphs, what it rests on and its checks.
    """

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.CASCADE, related_name="articles")
    axis = models.ForeignKey(ManifestoAxis, verbose_name=_("axe"), on_delete=models.PROTECT, related_name="articles")
    code = models.SlugField(_("repère"), max_length=20)
    title = models.CharField(_("titre"), max_length=200)
    position = models.PositiveSmallIntegerField()
    findings = models.ManyToManyField(
        Finding, through="ArticleBasis", related_name="manifesto_articles", verbose_name=_("constats")
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manifesto", "code"], name="manifesto_article_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("syntheses:manifesto_article", args=[self.manifesto.code, self.code])

    @property
    def label(self) -> str:
        """ "A3": as people name it."""
        return self.code.upper()


class ManifestoParagraph(models.Model):
    """A paragraph. `key` ("a3-2") is never given to another paragraph, in this version or in a later one."""

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.CASCADE, related_name="paragraphs")
    article = models.ForeignKey(ManifestoArticle, on_delete=models.CASCADE, related_name="paragraphs")
    key = models.SlugField(_("repère"), max_length=30)
    text = models.TextField(_("texte"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["article__position", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manifesto", "key"], name="manifesto_paragraph_key_once"),
            models.CheckConstraint(name="manifesto_paragraph_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def uid(self) -> str:
        return f"{self.manifesto.uid}-{self.key}"


class ArticleBasis(models.Model):
    """A finding that an article rests on, or one paragraph of it."""

    article = models.ForeignKey(ManifestoArticle, on_delete=models.CASCADE, related_name="basis")
    paragraph = models.ForeignKey(
        ManifestoParagraph, null=True, blank=True, on_delete=models.CASCADE, related_name="basis"
    )
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="article_basis")
    note = models.CharField(_("ce que l’article en retient"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["article", "finding"], condition=Q(paragraph=None), name="article_basis_once"
            ),
            models.UniqueConstraint(
                fields=["paragraph", "finding"],
                condition=Q(paragraph__isnull=False),
                name="paragraph_basis_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.finding_id}"


class ArticleCheck(models.Model):
    """A question that a use or a debate can be held against, in the name of an article: a rule, never a mark.

    `field` is that of the sheet of a use, or one of the facts of a concertation (`syntheses.checks`).
    """

    article = models.ForeignKey(ManifestoArticle, on_delete=models.CASCADE, related_name="checks")
    code = models.SlugField(_("repère"), max_length=40)
    question = models.CharField(_("question"), max_length=300)
    target = models.CharField(_("ce qui est regardé"), max_length=15, choices=CheckTarget.choices)
    field = models.CharField(_("champ"), max_length=60)
    condition = models.CharField(_("condition"), max_length=12, choices=CheckCondition.choices)
    expected = models.JSONField(_("réponses attendues"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "code"], name="article_check_code_once")]

    def __str__(self) -> str:
        return self.question


class ManifestoVoter(models.Model):
    """A territory called to speak of a version; the list is closed when the vote opens, and is the denominator."""

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.CASCADE, related_name="voters")
    stage = models.CharField(max_length=12, choices=VoteStage.choices)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="manifesto_calls")

    class Meta:
        ordering: ClassVar = ["territory__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manifesto", "stage", "territory"], name="manifesto_voter_once")
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.manifesto}"


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def standing(self) -> "AmendmentQuerySet":
        """Not taken back by who deposited them."""
        return self.filter(withdrawn_at=None)

    def carried(self) -> "AmendmentQuerySet":
        return self.standing().filter(outcome=VoteOutcome.CARRIED)

    def to_integrate(self) -> "AmendmentQuerySet":
        return self.carried().filter(integrated_in=None)


class Amendment(models.Model):
    """What a territory asks to change in one paragraph, and why. Public from its deposit; its words never change.

    `outcome` is computed from the positions of territories when amendments close, by the rule of the version.
    """

    uid = models.CharField(_("identifiant"), max_length=60, unique=True, editable=False)
    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(_("numéro"), editable=False)
    kind = models.CharField(_("ce qui est demandé"), max_length=12, choices=AmendmentKind.choices)
    article = models.ForeignKey(ManifestoArticle, on_delete=models.PROTECT, related_name="amendments")
    paragraph = models.ForeignKey(
        ManifestoParagraph,
        verbose_name=_("paragraphe"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    text = models.TextField(_("texte proposé"), blank=True)
    reason = models.TextField(_("motif"))
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="manifesto_amendments")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    by_role = models.CharField(max_length=200, blank=True, editable=False)
    deposited_at = models.DateTimeField(_("déposé le"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(_("motif du retrait"), max_length=300, blank=True)
    outcome = models.CharField(_("issue"), max_length=20, choices=VoteOutcome.choices, blank=True, editable=False)
    integrated_in = models.ForeignKey(
        ManifestoVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="integrated", editable=False
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["manifesto", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manifesto", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                name="amendment_says_what_it_changes",
                condition=Q(kind=AmendmentKind.DELETE, text="", paragraph__isnull=False)
                | Q(kind=AmendmentKind.REPLACE, paragraph__isnull=False) & ~Q(text="")
                | Q(kind=AmendmentKind.INSERT) & ~Q(text=""),
                violation_error_message=_("Écrivez le texte proposé, sauf pour une suppression."),
            ),
            models.CheckConstraint(
                name="amendment_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Dites pourquoi vous proposez ce changement."),
            ),
            models.CheckConstraint(
                name="amendment_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(withdrawal_reason=""),
                violation_error_message=_("Dites pourquoi l’amendement est retiré."),
            ),
            models.CheckConstraint(
                name="amendment_integrated_was_carried",
                condition=Q(integrated_in=None) | Q(outcome=VoteOutcome.CARRIED),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("syntheses:amendment", args=[self.uid])

    @property
    def label(self) -> str:
        return str(_("Amendement %(number)d")) % {"number": self.number}


class ManifestoPositionQuerySet(models.QuerySet["ManifestoPosition"]):
    def current(self) -> "ManifestoPositionQuerySet":
        return self.filter(replaced_at=None)


class ManifestoPosition(models.Model):
    """What a territory says of the text, or of one amendment: one at a time, and those before are kept.

    A territory that objects says why; the network answers in writing (`answer`), and only the territory lifts it.
    """

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.PROTECT, related_name="positions")
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="positions")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="manifesto_positions")
    choice = models.CharField(_("position"), max_length=12, choices=Choice.choices)
    reason = models.TextField(_("motif"), blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    by_role = models.CharField(max_length=200, blank=True, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.TextField(_("réponse du réseau"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_role = models.CharField(max_length=200, blank=True, editable=False)

    objects = ManifestoPositionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["manifesto", "territory"],
                condition=Q(amendment=None, replaced_at=None),
                name="manifesto_position_one_a_territory",
            ),
            models.UniqueConstraint(
                fields=["amendment", "territory"],
                condition=Q(amendment__isnull=False, replaced_at=None),
                name="amendment_position_one_a_territory",
            ),
            models.CheckConstraint(
                name="manifesto_position_against_says_why",
                condition=~Q(choice=Choice.AGAINST) | ~Q(reason=""),
                violation_error_message=_("Dites pourquoi : une objection sans motif ne peut pas être levée."),
            ),
            models.CheckConstraint(
                name="amendment_position_says_why",
                condition=Q(amendment=None) | ~Q(reason=""),
                violation_error_message=_("Dites pourquoi vous soutenez ou refusez cet amendement."),
            ),
            models.CheckConstraint(
                name="manifesto_position_replaced_later",
                condition=Q(replaced_at=None) | Q(replaced_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} · {self.get_choice_display()}"


class TextChange(models.Model):
    """One change of a paragraph from a version to the next: it names its amendment, or says why. Never changed."""

    manifesto = models.ForeignKey(ManifestoVersion, on_delete=models.CASCADE, related_name="changes")
    paragraph_key = models.SlugField(max_length=30)
    article_code = models.SlugField(max_length=20)
    amendment = models.ForeignKey(Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    reason = models.CharField(_("pourquoi"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_role = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="text_change_names_its_amendment_or_says_why",
                condition=Q(amendment__isnull=False) | ~Q(reason=""),
                violation_error_message=_("Dites pourquoi ce paragraphe change, ou quel amendement le demande."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_key} · {self.amendment_id or self.reason}"
