"""A system that several bodies may use: a vendor's product, or a commons."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.dates import PartialDateField
from commun.core.models import VersionedModel
from commun.library.enums import Technique, Theme
from commun.library.models import columns


class SolutionQuerySet(models.QuerySet["Solution"]):
    def public(self) -> "SolutionQuerySet":
        """Those that a published sheet uses: a name typed in a draft is nobody's business."""
        return self.filter(published_sheets__isnull=False).distinct()


class Solution(VersionedModel):
    """What is bought, taken up or shared; each territory's use of it is a `Deployment`.

    Nothing here belongs to one territory: whoever documents a use may complete it, and each change leaves a version.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    name = models.CharField(_("nom"), max_length=150, unique=True)
    name_folded = columns.FoldedField(of="name", max_length=200, unique=True)
    supplier = columns.line(_("éditeur ou communauté"), 200)
    supplier_country = columns.country(_("pays de l’éditeur"))
    supplier_url = columns.url(_("site de l’éditeur"))
    is_commons = columns.yes_no(_("commun numérique"))
    summary = columns.text(_("ce que fait ce système"))
    theme = columns.choice(_("thème principal"), Theme)
    technique = columns.choice(_("nature du système"), Technique)
    release = columns.line(_("version connue"), 60)
    released_on = PartialDateField(_("date de cette version"))
    licence = columns.line(_("licence du logiciel"), 120)
    source_code_url = columns.url(_("code source"))
    models_used = columns.text(_("modèles utilisés"))
    documentation_url = columns.url(_("documentation"))
    source_url = columns.url(_("source"))
    read_on = PartialDateField(_("source lue le"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:solution", args=[self.slug])
