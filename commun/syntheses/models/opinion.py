"""Conversations held elsewhere where people vote on short statements: counts only, never who voted what."""

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.analysis.opinion import OpinionGroups, Tally
from commun.concertations.models import Concertation, Takeaway


class OpinionPollQuerySet(models.QuerySet["OpinionPoll"]):
    def public(self) -> "OpinionPollQuerySet":
        return self.filter(concertation__published_at__isnull=False)

    def real(self) -> "OpinionPollQuerySet":
        return self.filter(concertation__territory__is_fictional=False)


class OpinionPoll(models.Model):
    """A conversation (Polis), imported into the concertation that led it. Counts are of each person's last vote.

    `groups` is that of `commun.analysis.opinion.OpinionGroups`, empty when fewer than a hundred people voted enough.
    """

    concertation = models.ForeignKey(Concertation, on_delete=models.CASCADE, related_name="opinion_polls")
    number = models.PositiveIntegerField(_("numéro"), editable=False)
    title = models.CharField(_("question posée"), max_length=300)
    question = models.TextField(_("présentation donnée aux votants"), blank=True)
    url = models.URLField(
        _("adresse de la conversation"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    attribution = models.TextField(_("mention demandée par la licence"), blank=True)
    voters = models.PositiveIntegerField(_("votants"))
    votes = models.PositiveIntegerField(_("votes, un par personne et par énoncé"))
    recast = models.PositiveIntegerField(_("votes changés"))
    rejected = models.PositiveIntegerField(_("énoncés écartés par la modération"))
    differing = models.PositiveIntegerField(_("énoncés dont le fichier comptait autre chose"))
    first_on = models.DateField(_("premier vote"), null=True, blank=True)
    last_on = models.DateField(_("dernier vote"), null=True, blank=True)
    groups = models.JSONField(default=dict)
    remarks = models.JSONField(_("ce qui ne concorde pas entre les fichiers"), default=list)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(_("importée le"), default=timezone.now)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    imported_role = models.CharField(max_length=200, blank=True)

    objects = OpinionPollQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["concertation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concertation", "number"], name="opinion_poll_number_once"),
            models.UniqueConstraint(fields=["concertation", "sha256"], name="opinion_poll_once_in_a_concertation"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("syntheses:opinion_poll", args=[self.concertation.slug, self.number])

    @property
    def opinion_groups(self) -> OpinionGroups | None:
        return OpinionGroups.from_json(self.groups) if self.groups else None


class OpinionStatement(models.Model):
    """One statement that people voted on. `takeaway` is the sentence that the territory took it up as."""

    poll = models.ForeignKey(OpinionPoll, on_delete=models.CASCADE, related_name="statements")
    key = models.CharField(_("numéro dans la conversation"), max_length=20)
    text = models.TextField(_("énoncé"))
    agree = models.PositiveIntegerField(_("d’accord"), default=0)
    disagree = models.PositiveIntegerField(_("pas d’accord"), default=0)
    passed = models.PositiveIntegerField(_("passe"), default=0)
    agree_in_file = models.PositiveIntegerField(_("d’accord, selon le fichier"), default=0)
    disagree_in_file = models.PositiveIntegerField(_("pas d’accord, selon le fichier"), default=0)
    is_moderated = models.BooleanField(_("accepté par la modération"), default=True)
    position = models.PositiveIntegerField(default=0)
    takeaway = models.OneToOneField(
        Takeaway, null=True, blank=True, on_delete=models.SET_NULL, related_name="opinion_statement"
    )

    class Meta:
        ordering: ClassVar = ["poll", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "key"], name="opinion_statement_once_in_a_poll")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def tally(self) -> Tally:
        return Tally(self.agree, self.disagree, self.passed)
