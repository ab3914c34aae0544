"""Who deliberated, and where their decisions were read."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.deliberations.enums import BodyKind
from commun.territories.models import Territory


class DeliberatingBody(models.Model):
    """A council, by its SIRET. `territory` is the one whose SIREN begins it, when it is in the reference lists."""

    siret = models.CharField(_("SIRET"), max_length=14, unique=True)
    name = models.CharField(_("nom officiel"), max_length=300)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    kind = models.CharField(_("type"), max_length=20, choices=BodyKind, default=BodyKind.OTHER, db_index=True)
    department = models.CharField(_("code du département"), max_length=3, blank=True)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="deliberating_bodies"
    )
    is_fictional = models.BooleanField(_("fictif"), default=False)

    class Meta:
        verbose_name = _("organe délibérant")
        verbose_name_plural = _("organes délibérants")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="body_siret_has_14_digits", condition=models.Q(siret__regex=r"^[0-9]{14}$")),
        ]

    def __str__(self) -> str:
        return self.name


class DeliberationSource(models.Model):
    """A file that decisions came from: what it is called, who published it, where, under which licence, when read."""

    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    title = models.CharField(_("titre"), max_length=300)
    publisher = models.CharField(_("éditeur"), max_length=300, blank=True)
    url = models.URLField(_("adresse"), max_length=1000, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("lu le"), default=timezone.now)
    is_fictional = models.BooleanField(_("fictif"), default=False)

    class Meta:
        verbose_name = _("source de délibérations")
        verbose_name_plural = _("sources de délibérations")
        ordering: ClassVar = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.title
