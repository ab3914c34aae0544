"""Consultations led elsewhere, as an inventory tells of them."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.models import SearchedModel, SourcedModel


class Consultation(SourcedModel, SearchedModel):
    """One line of an inventory: who consulted, on what, with which tools. Nobody edits it here: a later file of the
    same inventory corrects it.

    `inventory` names the file that it comes from and `source_id` its place there. `cells` keeps every cell of the line
    under its own head, so that nothing is lost of what has no field here.
    """

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    inventory = models.CharField(_("inventaire"), max_length=50)
    source_id = models.CharField(_("identifiant d’origine"), max_length=200)
    title = models.CharField(_("titre"), max_length=300)
    organiser = models.CharField(_("qui organise"), max_length=300, blank=True)
    recorded_on = models.DateField(_("date donnée par l’inventaire"), null=True, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    tools = models.JSONField(_("outils"), default=list, blank=True)
    methods = models.JSONField(_("méthodes"), default=list, blank=True)
    text = models.TextField(_("texte"), blank=True)
    licence = models.CharField(_("licence de l’inventaire"), max_length=50)
    cells = models.JSONField(_("ligne d’origine"), default=dict)
    updated_at = models.DateTimeField(_("mise à jour le"), default=timezone.now)

    class Meta:
        verbose_name = _("consultation inventoriée")
        verbose_name_plural = _("consultations inventoriées")
        ordering: ClassVar = ["-recorded_on", "title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inventory", "source_id"], name="consultation_once_in_an_inventory"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:detail", args=[self.slug])

    def words(self) -> Iterable[str]:
        return (self.title, self.organiser, self.text, *self.tools, *self.methods)
