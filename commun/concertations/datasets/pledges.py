"""« territoires-engages »: who announced a pledge, signed it or withdrew."""

import datetime

from django.conf import settings
from django.db.models import Count, IntegerField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commun.concertations import enums
from commun.concertations.datasets.columns import TERRITORY_UID, identifier_column, iso, url_column
from commun.concertations.datasets.proofs import cited_at, latest, proofs_column
from commun.concertations.models import Concertation, Pledge, Signature
from commun.core.datasets import Column, Dataset, ListPage, Narrowing, Type
from commun.territories import queries as territories
from commun.territories.enums import Kind
from commun.territories.forms import TerritoryFilterForm


def _territory_url(slug: str) -> str:
    return f"{settings.SITE_URL}/territoires/{slug}/"


def _last_signature(field: str) -> Subquery:
    return Subquery(Signature.objects.filter(pledge=OuterRef("pk")).binding_first().values(field)[:1])


def _published_concertations() -> Coalesce:
    counted = (
        Concertation.objects.published()
        .filter(territory=OuterRef("territory"))
        .order_by()
        .values("territory")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _pledges_changed_at() -> datetime.datetime | None:
    return latest(Pledge.objects.real().aggregate(at=Max("signatures__recorded_at"))["at"], *cited_at("signature"))


def _as_the_list_of_territories(query: QueryDict) -> Narrowing:
    form = TerritoryFilterForm(query)
    found = territories.filtered(form.filters).order_by().values("pk")
    return Narrowing(lambda rows: rows.filter(territory__in=found), tuple(form.errors))


TERRITOIRES_ENGAGES = Dataset(
    slug="territoires-engages",
    title=_("Territoires engagés"),
    row=_("un territoire qui a annoncé son engagement, l’a signé ou s’en est retiré"),
    description=_(
        "Les collectivités et organismes qui se sont engagés à ouvrir l’intelligence artificielle au débat public, "
        "avec la dernière version de la charte qu’ils ont signée et la source de l’annonce."
    ),
    keywords=("charte", "engagement", "collectivités", "intelligence artificielle"),
    rows=lambda: Pledge.objects.real(),
    find=lambda rows, identifier: rows.filter(territory__uid=identifier),
    page=ListPage("territories:list", tuple(TerritoryFilterForm.base_fields), _as_the_list_of_territories),
    changed_at=_pledges_changed_at,
    columns=(
        identifier_column(
            "territory__uid",
            _("Identifiant du territoire : le référentiel (insee, siren, dep, reg, geonames, commun), puis le code."),
            "siren:243500139",
            pattern=TERRITORY_UID,
        ),
        url_column("territory__slug", "https://commun.exemple.fr/territoires/rennes-metropole/", _territory_url),
        Column("nom", "territory__name", _("Nom du territoire."), example="Rennes Métropole", is_required=True),
        Column("type", "territory__kind", _("Nature du territoire."), Type.ENUM, "metropole", Kind, is_required=True),
        Column(
            "code_insee",
            "territory__code_insee",
            _("Code officiel géographique de l’INSEE, pour les communes, départements et régions."),
            example="44109",
            pattern=r"^(\d{2,5}|2[AB]\d{0,3})$",
        ),
        Column(
            "siren",
            "territory__siren",
            _("Numéro SIREN, pour les intercommunalités et syndicats, et pour d’autres quand il est connu."),
            example="243500139",
            pattern=r"^\d{9}$",
        ),
        Column(
            "pays",
            "territory__country",
            _("Pays, en deux lettres (ISO 3166-1)."),
            example="FR",
            pattern=r"^[A-Z]{2}$",
            is_required=True,
        ),
        Column("departement", "territory__departement__name", _("Département."), example="Ille-et-Vilaine"),
        Column("region", "territory__region__name", _("Région."), example="Bretagne"),
        Column("population", "territory__population", _("Habitants."), Type.INTEGER, "467859", minimum=0),
        Column("latitude", "territory__latitude", _("Latitude (WGS 84)."), Type.NUMBER, "48.11"),
        Column("longitude", "territory__longitude", _("Longitude (WGS 84)."), Type.NUMBER, "-1.68"),
        Column("etat", "state", _("Où en est l’engagement."), Type.ENUM, "signe", enums.PledgeState, is_required=True),
        Column(
            "annonce_le",
            "announced_on",
            _("Date de l’annonce, telle qu’elle est connue."),
            Type.PARTIAL_DATE,
            "2024-09",
            read=iso,
        ),
        Column("source", "source_label", _("Où l’engagement a été lu."), example="Communiqué de presse"),
        Column(
            "source_url", "source_url", _("Adresse de cette source."), Type.URL, "https://www.exemple.fr/communique"
        ),
        Column(
            "charte",
            _last_signature("charter__number"),
            _("Dernière version de la charte qui a été signée."),
            example="1",
        ),
        Column(
            "signee_le", _last_signature("signed_on"), _("Date de cette signature."), Type.DATE, example="2025-03-11"
        ),
        Column(
            "qualite_signataire",
            _last_signature("signatory_role"),
            _("Fonction de la personne qui a signé ; son nom n’est pas publié ici."),
            example="Présidente",
        ),
        Column(
            "deliberation",
            _last_signature("decision_reference"),
            _("Référence de la décision qui autorise la signature."),
            example="DEL-2025-031",
        ),
        Column(
            "deliberation_url",
            _last_signature("decision_url"),
            _("Adresse de cette décision."),
            Type.URL,
            "https://www.exemple.fr/deliberations/2025-031",
        ),
        Column("retire_le", "withdrawn_on", _("Date du retrait."), Type.DATE, "2026-01-15"),
        Column("motif_retrait", "withdrawal_reason", _("Motif du retrait."), example="Fusion avec une autre commune"),
        Column(
            "concertations",
            _published_concertations(),
            _("Nombre de concertations publiées que le territoire porte."),
            Type.INTEGER,
            "2",
            minimum=0,
            is_required=True,
        ),
        proofs_column("signature", "signature__pledge"),
    ),
)
