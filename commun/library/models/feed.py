"""Where sheets come from when they were not typed here: a source, its dated versions, and each line as it was read."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.library.enums import FeedVerdict
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.territories.models import Territory


class ImportSource(models.Model):
    """A file that comes again: the network's library, or a territory's own table with what its columns mean.

    `mapping` says which column holds what; empty for the network's file, whose heads are known. `decisions` are the
    choices that someone confirmed (an owner, a word that no list holds), proposed again for the next version.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("nom"), max_length=150)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("collectivité"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="import_sources",
    )
    url = columns.url(_("adresse du fichier"))
    mapping = models.JSONField(_("ce que contient chaque colonne"), default=dict, blank=True)
    decisions = models.JSONField(_("choix confirmés"), default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "title"],
                name="import_source_title_once",
                violation_error_message=_("Un import de ce nom existe déjà : donnez-lui un autre nom."),
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=Q(territory=None),
                name="import_source_of_network_title_once",
                violation_error_message=_("Un import de ce nom existe déjà : donnez-lui un autre nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FeedVersion(models.Model):
    """A file as it came, dated, with its digest and what was decided of it. Rows are added, never rewritten.

    `file` is kept for what was fetched; what a person sends is not, only its digest and its lines.
    """

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="versions")
    name = columns.line(_("nom du fichier"), 200)
    url = columns.url(_("adresse"))
    fetched_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("taille en octets"), default=0)
    rows_count = models.PositiveIntegerField(_("lignes"), default=0)
    verdict = models.CharField(_("verdict"), max_length=12, choices=FeedVerdict.choices)
    why = columns.text(_("pourquoi"))
    file = models.FileField(_("fichier"), upload_to="bibliotheque/flux", blank=True)
    extension = columns.line(_("format"), 10)
    ingested_at = models.DateTimeField(_("importée le"), null=True, blank=True)
    told_at = models.DateTimeField(_("coordination prévenue le"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-fetched_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="feed_version_quarantined_says_why", condition=~Q(verdict=FeedVerdict.QUARANTINED) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="feed_version_quarantined_is_not_imported",
                condition=~Q(verdict=FeedVerdict.QUARANTINED) | Q(ingested_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.fetched_at:%Y-%m-%d %H:%M}"


class ImportedRow(models.Model):
    """One line of a source: its cells to the letter, what they were read as, and the sheet that holds them.

    `values` is the common ancestor of the next import: what the file says now is compared with it and with the sheet,
    and what people edited here is kept. `differences` waits for the owner: field → what the file says.
    """

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=400)
    sheet = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="imported_rows")
    version = models.ForeignKey(FeedVersion, null=True, on_delete=models.SET_NULL, related_name="rows")
    position = models.PositiveIntegerField(default=0)
    raw: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    siret = columns.line(_("SIRET vérifié"), 14)
    remarks: "models.JSONField[Any, Any]" = models.JSONField(_("ce qui est à corriger"), default=list)
    differences: "models.JSONField[Any, Any]" = models.JSONField(_("écarts à trancher"), default=dict)
    first_seen_on = models.DateField(_("vue la première fois le"), default=timezone.localdate)
    vanished_on = models.DateField(_("absente depuis le"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["source", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="imported_row_once"),
            models.UniqueConstraint(fields=["source", "sheet"], name="imported_row_one_sheet"),
        ]

    def __str__(self) -> str:
        return self.key
