"""What anyone may read of a sheet: a copy that holds public values only, made again at each publication.

Pages, facets, search, files, feeds and exports read here and nowhere else, so that a field held back cannot leave by
one of them. `network_values` is read for members of the network alone.
"""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commun.core.dates import PartialDateField
from commun.library import enums
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.library.models.solution import Solution
from commun.territories.enums import Kind
from commun.territories.models import Territory

HELD = "reserve"
"""In a facet: the territory knows and does not publish."""


class PublishedSheetQuerySet(models.QuerySet["PublishedSheet"]):
    def real(self) -> "PublishedSheetQuerySet":
        """Uses of real bodies: no example, no template."""
        return self.filter(is_fictional=False, is_template=False)

    def within(self, territory: Territory) -> "PublishedSheetQuerySet":
        return self.filter(territory=territory)


class PublishedSheet(models.Model):
    """The public face of a published `Deployment`, with one column for each facet of the list."""

    deployment = models.OneToOneField(Deployment, primary_key=True, on_delete=models.CASCADE, related_name="public")
    uid = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    summary = columns.text(_("en deux phrases"))
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="published_sheets")
    territory_name = models.CharField(max_length=200)
    solution = models.ForeignKey(
        Solution, null=True, blank=True, on_delete=models.SET_NULL, related_name="published_sheets"
    )
    theme = columns.choice(_("thème"), enums.Theme)
    stage = columns.choice(_("étape"), enums.Stage)
    kind = columns.choice(_("type de territoire"), Kind)
    size_band = columns.choice(_("taille du territoire"), enums.SizeBand)
    technique = columns.line(_("technique"), 30)
    cost_band = columns.line(_("coût"), 30)
    yearly_cost = models.DecimalField(_("coût par an, en €"), max_digits=12, decimal_places=2, null=True, blank=True)
    personal_data = columns.line(_("données personnelles"), 30)
    risk_class = columns.line(_("classe de risque"), 30)
    has_measured_result = models.BooleanField(_("résultat mesuré"), default=False)
    started_on = PartialDateField(_("démarrage"))
    population = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    licence = models.CharField(
        _("licence de la fiche"), max_length=20, choices=enums.Licence.choices, default=enums.Licence.OPEN_LICENCE
    )
    is_fictional = models.BooleanField(default=False)
    is_template = models.BooleanField(default=False)
    is_documented_by_network = models.BooleanField(default=False)
    is_unreviewed = models.BooleanField(_("publiée sans relecture"), default=False)
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(_("part remplie, en %"), default=0)
    next_check_on = models.DateField(null=True, blank=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    search_text = models.TextField(default="", blank=True)
    values = models.JSONField(default=dict)
    network_values = models.JSONField(default=dict)

    objects = PublishedSheetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-updated_at", "-deployment"], name="sheet_newest"),
            models.Index(fields=["theme", "stage"], name="sheet_theme_stage"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:sheet", args=[self.slug])


class SheetTerm(models.Model):
    """One value of a facet that has several for a sheet: sub-theme, audience, method."""

    sheet = models.ForeignKey(PublishedSheet, on_delete=models.CASCADE, related_name="terms")
    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "facet", "value"], name="sheet_term_once")]
        indexes: ClassVar = [models.Index(fields=["facet", "value", "sheet"], name="sheet_term_facet")]

    def __str__(self) -> str:
        return f"{self.facet} : {self.value}"
