"""Findings and what they rest on, as open data. Only what anyone reads; the demo's invented ones are out."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commun.concertations.enums import TakeawayKind, Theme
from commun.concertations.models import Takeaway
from commun.core.datasets import Column, Dataset, ListPage, Many, Narrowing, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.syntheses.datasets_manifesto import MANIFESTE
from commun.syntheses.datasets_opinion import ENONCES
from commun.syntheses.enums import Category, FindingKind, FindingState, Stance
from commun.syntheses.forms.findings import FindingFilterForm
from commun.syntheses.models import CorpusItem, Finding, FindingSource
from commun.syntheses.queries.evidence import public_evidence
from commun.syntheses.queries.findings import chosen_keys


def _findings() -> Queryset:
    return Finding.objects.public().real()


def _proofs() -> Queryset:
    return (
        public_evidence()
        .filter(finding__in=_findings())
        .annotate(uid=Concat("finding__uid", Value("-"), "takeaway__uid", output_field=CharField()))
    )


def _changed_at() -> datetime.datetime | None:
    """The last public act on a finding, or on a sentence that may be cited."""
    types = [ContentType.objects.get_for_model(model) for model in (Finding, Takeaway)]
    last: datetime.datetime | None
    last = AuditEvent.objects.public().filter(target_type__in=types).aggregate(at=Max("at"))["at"]
    return last


def _url(slug: str) -> str:
    return f"{settings.SITE_URL}/constats/{slug}/"


def _takeaway_url(kind: str, uid: str, slug: str) -> str:
    if kind == TakeawayKind.PROPOSITION:
        return f"{settings.SITE_URL}/propositions/{uid}/"
    return f"{settings.SITE_URL}/concertations/{slug}/#{uid}"


def _as_the_list(query: QueryDict) -> Narrowing:
    form = FindingFilterForm(query)
    keys = chosen_keys(form.wanted())
    return Narrowing(lambda rows: rows.filter(pk__in=keys), tuple(form.errors))


def _count(condition: Q, what: Count) -> Coalesce:
    counted = (
        public_evidence()
        .filter(condition, finding=OuterRef("pk"))
        .order_by()
        .values("finding")
        .annotate(count=what)
        .values("count")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _sentences(stance: Stance | None = None) -> Coalesce:
    return _count(Q(stance=stance) if stance else Q(), Count("pk"))


def _territories() -> Coalesce:
    return _count(Q(), Count("takeaway__concertation__territory", distinct=True))


def _territories_read() -> Case:
    """Those with public sentences in the corpus of the finding, else in the country."""
    in_corpus = (
        CorpusItem.objects.filter(
            corpus=OuterRef("corpus"),
            takeaway__frozen_at__isnull=False,
            takeaway__concertation__published_at__isnull=False,
            takeaway__concertation__territory__is_fictional=False,
        )
        .order_by()
        .values("corpus")
        .annotate(count=Count("takeaway__concertation__territory", distinct=True))
        .values("count")
    )
    everywhere = (
        Takeaway.objects.public()
        .real()
        .order_by()
        .values(one=Value(1))
        .annotate(count=Count("concertation__territory", distinct=True))
        .values("count")
    )
    return Case(
        When(corpus__isnull=False, then=Coalesce(Subquery(in_corpus), 0)),
        default=Coalesce(Subquery(everywhere), 0),
        output_field=IntegerField(),
    )


def _source(title: str, said_on: str) -> str:
    return f"{title} ({said_on})" if said_on else title


CONSTATS = Dataset(
    slug="constats",
    title=_("Constats et recommandations du réseau"),
    row=_("un constat ou une recommandation, signé par une personne"),
    description=_(
        "Ce que le réseau retient des débats publics sur l’intelligence artificielle : une phrase signée, et le compte "
        "des remontées qui l’appuient, la nuancent ou disent le contraire. Les comptes sont calculés, jamais saisis."
    ),
    keywords=("constats", "recommandations", "synthèse", "intelligence artificielle"),
    rows=_findings,
    find=by_uid,
    changed_at=_changed_at,
    dated="published_at",
    page=ListPage("syntheses:findings", tuple(FindingFilterForm.base_fields), _as_the_list),
    notes=(
        _("Un constat repris d’une source publiée n’a pas de preuve comptée : ses comptes sont à zéro."),
        _("Un constat retiré reste ici, avec son motif."),
    ),
    columns=(
        Column(
            "identifiant",
            "uid",
            _("Identifiant du constat."),
            example="constat-2026-0001",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            "slug",
            _("Page de ce site qui montre cette ligne."),
            Type.URL,
            "https://commun.exemple.fr/constats/les-habitants-veulent-savoir/",
            read=_url,
            is_required=True,
        ),
        Column("nature", "kind", _("Constat ou recommandation."), Type.ENUM, "constat", FindingKind, is_required=True),
        Column("famille", "category", _("Famille, pour ceux du premier bilan."), Type.ENUM, "crainte", Category),
        Column("theme", "theme", _("Thème."), Type.ENUM, "transparence", Theme),
        Column("etat", "state", _("Public, ou retiré."), Type.ENUM, "public", FindingState, is_required=True),
        Column(
            "constat",
            "title",
            _("Ce qui est constaté, en une phrase."),
            example="Les habitants veulent savoir quand une machine leur répond.",
            is_required=True,
        ),
        Column("explication", "text", _("Explication."), example="La demande revient dans chaque atelier."),
        Column("contre", "dissent", _("Ce qui a été dit contre."), example="Deux groupes préfèrent ne pas le savoir."),
        Column(
            "remontees",
            _sentences(),
            _("Remontées publiques citées."),
            Type.INTEGER,
            "12",
            minimum=0,
            is_required=True,
        ),
        Column(
            "appuient",
            _sentences(Stance.SUPPORTS),
            _("Dont celles qui l’appuient."),
            Type.INTEGER,
            "8",
            minimum=0,
            is_required=True,
        ),
        Column(
            "nuancent",
            _sentences(Stance.NUANCES),
            _("Dont celles qui le nuancent."),
            Type.INTEGER,
            "1",
            minimum=0,
            is_required=True,
        ),
        Column(
            "contraires",
            _sentences(Stance.CONTRARY),
            _("Dont celles qui disent le contraire."),
            Type.INTEGER,
            "3",
            minimum=0,
            is_required=True,
        ),
        Column(
            "territoires",
            _territories(),
            _("Territoires où elles ont été dites."),
            Type.INTEGER,
            "7",
            minimum=0,
            is_required=True,
        ),
        Column(
            "territoires_lus",
            _territories_read(),
            _("Territoires dont les remontées ont été lues : le dénominateur."),
            Type.INTEGER,
            "29",
            minimum=0,
            is_required=True,
        ),
        Column(
            "sources",
            Many(lambda: FindingSource.objects.order_by("pk"), "finding", ("title", "said_on"), _source),
            _("Où il a été lu, quand il est repris d’une source."),
            Type.LIST,
            "Présentation du réseau (2025)",
        ),
        Column(
            "s_appuie_sur",
            Many(lambda: Finding.objects.public().order_by("uid"), "led_to", ("uid",)),
            _("Constats sur lesquels une recommandation s’appuie."),
            Type.LIST,
            "constat-2026-0001",
            refers_to="constats",
        ),
        Column(
            "part_de_la_machine",
            "machine_part",
            _("Ce que le calcul a fait, et ce que des personnes ont fait."),
            example="Aucune : ce groupe a été composé par des personnes.",
        ),
        Column(
            "signe_par",
            "signed_role",
            _("Fonction de la personne qui l’a signé."),
            example="Coordination du réseau",
            is_required=True,
        ),
        Column(
            "publie_le",
            "published_at",
            _("Instant de la publication."),
            Type.DATETIME,
            "2026-11-22T10:00:00Z",
            is_required=True,
        ),
        Column("retire_le", "withdrawn_at", _("Instant du retrait."), Type.DATETIME, "2026-12-01T10:00:00Z"),
        Column("motif_retrait", "withdrawn_reason", _("Motif du retrait."), example="Deux remontées étaient la même."),
    ),
)

PREUVES = Dataset(
    slug="preuves-des-constats",
    title=_("Preuves des constats"),
    row=_("une remontée citée par un constat"),
    description=_("Les remontées que chaque constat cite : celles qui l’appuient, le nuancent ou disent le contraire."),
    keywords=("constats", "remontées", "preuves", "intelligence artificielle"),
    rows=_proofs,
    find=lambda rows, identifier: rows.filter(uid=identifier),
    changed_at=_changed_at,
    columns=(
        Column(
            "identifiant",
            "uid",
            _("Identifiant de la preuve : celui du constat, puis celui de la remontée."),
            example="constat-2026-0001-cta-2026-0001-p12",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            ("takeaway__kind", "takeaway__uid", "takeaway__concertation__slug"),
            _("Page de ce site où lire la remontée."),
            Type.URL,
            "https://commun.exemple.fr/propositions/cta-2026-0001-p12/",
            read=_takeaway_url,
            is_required=True,
        ),
        Column(
            "constat",
            "finding__uid",
            _("Identifiant du constat."),
            example="constat-2026-0001",
            is_required=True,
            refers_to="constats",
        ),
        Column(
            "remontee",
            "takeaway__uid",
            _("Identifiant de la remontée."),
            example="cta-2026-0001-p12",
            is_required=True,
            refers_to="remontees",
        ),
        Column("position", "stance", _("Ce qu’elle dit du constat."), Type.ENUM, "appuie", Stance, is_required=True),
        Column(
            "citee",
            "is_quoted",
            _("Vrai quand une personne l’a choisie pour citation."),
            Type.BOOLEAN,
            "false",
            is_required=True,
        ),
        Column(
            "corrigee_depuis",
            Case(When(text_sha256=F("takeaway__text_sha256"), then=Value(False)), default=Value(True)),
            _("Vrai quand la remontée a été corrigée depuis qu’elle a été choisie."),
            Type.BOOLEAN,
            "false",
            is_required=True,
        ),
        Column(
            "territoire",
            "takeaway__concertation__territory__uid",
            _("Identifiant de la collectivité où elle a été dite."),
            example="siren:243500139",
            is_required=True,
        ),
        Column(
            "territoire_nom",
            "takeaway__concertation__territory__name",
            _("Nom de la collectivité."),
            example="Rennes Métropole",
            is_required=True,
        ),
    ),
)

DATASETS = (CONSTATS, PREUVES, MANIFESTE, ENONCES)
