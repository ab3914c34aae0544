"""The repeated lines of a sheet: the ledger of results, links, documents, sources of facts."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.dates import PartialDateField
from commun.library.enums import ResultNature, Visibility
from commun.library.models import columns
from commun.library.models.deployment import Deployment
from commun.library.models.rows import SheetRow


class Result(SheetRow):
    """One figure: what it measures, who says so, of when. Figures that contradict one another stand side by side."""

    uid = models.CharField(_("identifiant"), max_length=30, unique=True)
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="results")
    number = models.PositiveSmallIntegerField()
    indicator = models.CharField(_("indicateur"), max_length=200)
    value = models.CharField(_("valeur"), max_length=120)
    amount = models.DecimalField(_("valeur en nombre"), max_digits=16, decimal_places=4, null=True, blank=True)
    unit = columns.line(_("unité"), 40)
    baseline = columns.line(_("valeur de départ"), 200)
    period = columns.line(_("période"), 120)
    nature = models.CharField(_("nature"), max_length=20, choices=ResultNature.choices)
    dated_on = PartialDateField(_("date"))
    source_title = columns.line(_("source"))
    source_url = columns.url(_("adresse de la source"))
    note = columns.text(_("remarque"))
    visibility = models.CharField(_("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    was_public = models.BooleanField(default=False, editable=False)
    """Read by anyone once: from then on it is withdrawn and replaced, never rewritten nor removed."""
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True, editable=False)
    withdrawn_reason = columns.text(_("motif du retrait"))
    replaces = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="replaced_by"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "number"], name="result_number_once"),
            models.CheckConstraint(
                name="result_withdrawn_says_why",
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} : {self.value}"


class SheetLink(SheetRow):
    """An address that the sheet gives."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("intitulé"), max_length=200)
    url = models.URLField(_("adresse"), max_length=500, validators=[columns.web_url])
    visibility = models.CharField(_("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class SheetDocument(SheetRow):
    """A file kept here (charter, clauses, impact assessment) and served as an attachment."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("titre"), max_length=200)
    file = models.FileField(_("fichier"), upload_to="bibliotheque")
    file_name = models.CharField(_("nom du fichier"), max_length=200, blank=True)
    media_type = models.CharField(_("format"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("taille en octets"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    visibility = models.CharField(_("visibilité"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.CheckConstraint(name="sheet_document_has_a_file", condition=~Q(file=""))]

    def __str__(self) -> str:
        return self.title


class SheetSource(SheetRow):
    """Where a fact of the sheet was read, and when. `field` names the field (empty: the whole sheet)."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="sources")
    field = columns.line(_("champ"), 60)
    title = columns.line(_("source"))
    url = models.URLField(_("adresse"), max_length=500, blank=True, validators=[columns.web_url])
    read_on = PartialDateField(_("lue"))
    note = columns.line(_("remarque"))

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How it is told to who reads: its title, else the site where it stands."""
        return self.title or (urlsplit(self.url).hostname or self.url).removeprefix("www.")


class SheetAlert(SheetRow):
    """What an authority said of such a use (CNIL, Défenseur des droits, a court): public, and not the territory's."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="alerts")
    authority = models.CharField(_("qui alerte"), max_length=120)
    text = models.TextField(_("ce qui est dit"))
    source_title = columns.line(_("source"))
    source_url = models.URLField(_("adresse de la source"), max_length=500, validators=[columns.web_url])
    dated_on = PartialDateField(_("date"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by_role = columns.line(_("enregistrée par (fonction)"), 200)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.authority} : {self.text[:60]}"
