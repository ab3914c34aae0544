"""What the chain of proof publishes as open data: one declaration for each dataset.

Only what anyone may read on the pages: published records, frozen takeaways. No personal datum: no address, no name of a
speaker, référent or user. The invented territory of the demo is no fact and is left out.
"""

import datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations import canevas, enums
from commun.concertations.forms.concertations import ConcertationFilterForm
from commun.concertations.forms.propositions import PropositionFilterForm, region_choices
from commun.concertations.models import (
    Answer,
    AudiencePart,
    Concertation,
    DecisionProof,
    Document,
    Erratum,
    FactSource,
    FollowUp,
    Milestone,
    Pledge,
    Signature,
    Takeaway,
)
from commun.concertations.queries import concertations, propositions
from commun.concertations.small_counts import SMALL_COUNT, is_sayable_apart, is_small
from commun.core.datasets import Column, Dataset, ListPage, Many, Narrowing, Queryset, Source, Text, Type, by_uid
from commun.core.dates import PartialDate
from commun.core.freshness import kept
from commun.core.models import Revision
from commun.core.written import Slot, Written
from commun.territories import queries as territories
from commun.territories.enums import Kind
from commun.territories.forms import TerritoryFilterForm

_TERRITORY = r"^[a-z]+:\S+$"
_SHA256 = r"^[0-9a-f]{64}$"


# --- How a value of the database is written ----------------------------------------------------------------------


def _iso(date: PartialDate) -> str:
    return date.iso


def _at_least_five(count: int) -> int | None:
    """A count under five could point at someone: it is not published."""
    return None if is_small(count) else count


def _hours(minutes: int) -> float | None:
    return round(minutes / 60, 2) if minutes else None


def _audience_count(audience: str, count: int) -> str:
    return f"{audience}:<{SMALL_COUNT}" if is_small(count) else f"{audience}:{count}"


def _link(url: str) -> str:
    return url.replace("|", "%7C")


def _territory_url(slug: str) -> str:
    return f"{settings.SITE_URL}/territoires/{slug}/"


def _concertation_url(slug: str) -> str:
    return f"{settings.SITE_URL}/concertations/{slug}/"


def _proposition_url(uid: str) -> str:
    return f"{settings.SITE_URL}/propositions/{uid}/"


def _takeaway_url(kind: str, uid: str, slug: str) -> str:
    return _proposition_url(uid) if kind == enums.TakeawayKind.PROPOSITION else f"{_concertation_url(slug)}#{uid}"


def _follow_up_url(proposition: str, uid: str) -> str:
    return f"{_proposition_url(proposition)}#{uid}"


# --- Columns that several datasets share -------------------------------------------------------------------------


def _identifier(source: Source, description: Text, example: str, **more: Any) -> Column:
    return Column("identifiant", source, description, example=example, is_required=True, is_unique=True, **more)


def _url(source: Source, example: str, read: Any) -> Column:
    return Column(
        "url", source, _("Page de ce site qui montre cette ligne."), Type.URL, example, read=read, is_required=True
    )


def _territory_columns(path: str) -> tuple[Column, Column]:
    return (
        Column(
            "territoire",
            f"{path}__uid",
            _("Identifiant de la collectivité qui porte la démarche."),
            example="siren:243500139",
            pattern=_TERRITORY,
            is_required=True,
            refers_to="territoires-engages",
        ),
        Column(
            "territoire_nom",
            f"{path}__name",
            _("Nom de la collectivité."),
            example="Rennes Métropole",
            is_required=True,
        ),
    )


def _concertation_column(source: str) -> Column:
    return Column(
        "concertation",
        source,
        _("Identifiant de la concertation."),
        example="cta-2026-0001",
        is_required=True,
        refers_to="concertations",
    )


def _proposition_column(source: str) -> Column:
    return Column(
        "proposition",
        source,
        _("Identifiant de la proposition."),
        example="cta-2026-0001-p12",
        is_required=True,
        refers_to="propositions",
    )


# --- Territoires engagés -----------------------------------------------------------------------------------------


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
    last: datetime.datetime | None = Pledge.objects.real().aggregate(at=Max("signatures__recorded_at"))["at"]
    return last


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
        _identifier(
            "territory__uid",
            _("Identifiant du territoire : le référentiel (insee, siren, dep, reg, geonames, commun), puis le code."),
            "siren:243500139",
            pattern=_TERRITORY,
        ),
        _url("territory__slug", "https://commun.exemple.fr/territoires/rennes-metropole/", _territory_url),
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
            read=_iso,
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
    ),
)


# --- Concertations -----------------------------------------------------------------------------------------------


def _once_restituted(field: str) -> Case:
    """A figure of the results: unknown to the public as long as nothing was given back."""
    return Case(When(restituted_on__isnull=False, then=F(field)), output_field=IntegerField())


def _concertations_changed_at() -> datetime.datetime | None:
    """A version is kept each time that what the public reads changes."""
    of_concertation = ContentType.objects.get_for_model(Concertation)
    last: datetime.datetime | None
    last = Revision.objects.filter(target_type=of_concertation).aggregate(at=Max("at"))["at"]
    return last


def _long(name: str, source: str, description: Text, example: str) -> Column:
    return Column(name, source, description, example=example)


def _choices(name: str, source: str, description: Text, example: str, choices: Any) -> Column:
    return Column(name, source, description, Type.LIST, example, choices)


def _apart(whole: int | None, count: int | None, *parts: int | None) -> int | None:
    """A count that is published with the other parts of the whole, or not at all."""
    return count if None not in parts and is_sayable_apart(parts, whole=whole) else None


_PARTS = (
    ("femmes", "women_count", canevas.SEXES, _("Femmes ; vide si elles ou les hommes sont moins de cinq.")),
    ("hommes", "men_count", canevas.SEXES, _("Hommes ; vide si eux ou les femmes sont moins de cinq.")),
    ("moins_de_25_ans", "under_25_count", canevas.AGES, _("Moins de 25 ans ; vide si une tranche est sous cinq.")),
    ("de_25_a_64_ans", "from_25_to_64_count", canevas.AGES, _("De 25 à 64 ans ; vide si une tranche est sous cinq.")),
    ("de_65_ans_et_plus", "over_64_count", canevas.AGES, _("65 ans et plus ; vide si une tranche est sous cinq.")),
)


def _as_the_list_of_concertations(query: QueryDict) -> Narrowing:
    form = ConcertationFilterForm(query)
    found = concertations.filtered(form.filters, on=timezone.localdate()).order_by().values("pk")
    return Narrowing(lambda rows: rows.filter(pk__in=found), tuple(form.errors))


CONCERTATIONS = Dataset(
    slug="concertations",
    title=_("Concertations territoriales sur l’intelligence artificielle"),
    row=_("une concertation publiée"),
    description=_(
        "Les débats publics menés par les territoires sur l’intelligence artificielle, décrits avec le canevas "
        "commun : objectifs, méthode, publics, participation, résultats, droit de suite."
    ),
    keywords=("concertation", "participation", "débat public", "intelligence artificielle", "droit de suite"),
    rows=lambda: Concertation.objects.published().real(),
    find=by_uid,
    page=ListPage(
        "concertations:list",
        tuple(name for name in ConcertationFilterForm.base_fields if name != "tri"),
        _as_the_list_of_concertations,
    ),
    changed_at=_concertations_changed_at,
    dated="published_at",
    notes=(_("Un effectif de moins de cinq personnes n’est pas publié : il pourrait désigner quelqu’un."),),
    columns=(
        _identifier("uid", _("Identifiant de la concertation."), "cta-2026-0001"),
        _url("slug", "https://commun.exemple.fr/concertations/ia-et-cantines/", _concertation_url),
        _long("titre", "title", _("Titre."), "L’IA dans nos services publics"),
        *_territory_columns("territory"),
        Column(
            "co_porteurs",
            Many(
                lambda: Concertation.co_leads.through.objects.filter(territory__is_fictional=False).order_by("pk"),
                parent="concertation_id",
                values=("territory__uid",),
            ),
            _("Identifiants des autres collectivités qui portent la démarche."),
            Type.LIST,
            "insee:35238|insee:35047",
        ),
        Column(
            "etat",
            "state",
            _("Étape de la démarche."),
            Type.ENUM,
            "reponse_due",
            enums.State,
            is_required=True,
        ),
        Column(
            "interrompue_a_l_etape",
            "interrupted_from",
            _("Étape où la démarche s’est interrompue."),
            Type.ENUM,
            "en_cours",
            enums.State,
        ),
        Column(
            "publiee_le",
            "published_at",
            _("Première publication."),
            Type.DATETIME,
            "2026-03-02T09:30:00Z",
            is_required=True,
        ),
        Column(
            "reconstituee_par_le_reseau",
            "is_documented_by_network",
            _("Vrai quand le réseau l’a documentée à partir de sources publiques, sans la collectivité."),
            Type.BOOLEAN,
            "false",
            is_required=True,
        ),
        Column("debut_prevu", "starts_on_planned", _("Début prévu."), Type.PARTIAL_DATE, "2026-04", read=_iso),
        Column("debut", "starts_on", _("Début réel."), Type.PARTIAL_DATE, "2026-04-03", read=_iso),
        Column("fin_prevue", "ends_on_planned", _("Fin prévue."), Type.PARTIAL_DATE, "2026-06", read=_iso),
        Column("fin", "ends_on", _("Fin réelle."), Type.PARTIAL_DATE, "2026-06-30", read=_iso),
        Column(
            "publics",
            Many(lambda: AudiencePart.objects.order_by("pk"), parent="concertation_id", values=("audience",)),
            _("Publics associés."),
            Type.LIST,
            "usagers_du_service_public|agents",
            enums.Audience,
        ),
        Column(
            "publics_effectifs",
            Many(
                lambda: AudiencePart.objects.filter(people_count__gt=0).order_by("pk"),
                parent="concertation_id",
                values=("audience", "people_count"),
                read=_audience_count,
            ),
            _("Nombre de participants de chaque public, quand il a été compté ; « <5 » sous cinq personnes."),
            Type.LIST,
            "usagers_du_service_public:42|agents:<5",
        ),
        Column("amo", "uses_support", _("Recours à une assistance (AMO)."), Type.BOOLEAN, "true"),
        _long("amo_nom", "support_name", _("Organisme qui assiste."), "Coopérative Débattre"),
        _choices(
            "amo_perimetre", "support_scope", _("Ce qui lui est confié."), "cadrage|animation", enums.SupportScope
        ),
        _long("angles", "angles", _("Angles abordés."), "Cantines, accueil en mairie"),
        _long("attentes", "expectations", _("Attentes du commanditaire."), "Savoir ce qui est acceptable"),
        _choices("objectifs", "objectives", _("Objectifs de la démarche."), "social|democratique", enums.Objective),
        Column(
            "niveau_participation",
            "level",
            _("Niveau de participation."),
            Type.ENUM,
            "concertation",
            enums.ParticipationLevel,
        ),
        _long(
            "arbitrage",
            "arbitration",
            _("Comment les propositions pèseront sur la décision."),
            "Le conseil municipal répond à chaque proposition",
        ),
        _choices("recrutement", "recruitment", _("Méthode de recrutement."), "tirage_au_sort", enums.Recruitment),
        _long("recrutement_autre", "recruitment_other", _("Autre méthode de recrutement."), "Porte-à-porte"),
        _long("tirage_base", "sortition_base", _("Base du tirage au sort."), "Listes électorales"),
        _long("tirage_criteres", "sortition_quotas", _("Critères du tirage au sort."), "Âge, quartier, parité"),
        Column(
            "personnes_invitees",
            "invited_count",
            _("Personnes invitées ; vide sous cinq."),
            Type.INTEGER,
            "1200",
            read=_at_least_five,
            minimum=0,
        ),
        Column(
            "personnes_ayant_accepte",
            "accepted_count",
            _("Personnes ayant accepté ; vide sous cinq."),
            Type.INTEGER,
            "40",
            read=_at_least_five,
            minimum=0,
        ),
        _long("indemnisation", "compensation", _("Indemnisation des participants."), "80 euros par journée"),
        _choices(
            "animation", "facilitation", _("Méthodes d’animation."), "cartographie_des_enjeux", enums.Facilitation
        ),
        _long("animation_autre", "facilitation_other", _("Autre méthode d’animation."), "Théâtre forum"),
        _long("outils", "tools", _("Jeux, kits et ateliers utilisés."), "Café IA"),
        _long("consigne", "brief", _("La question, telle qu’elle a été posée."), "Que confier à une machine ?"),
        _long("cadre_initial", "initial_frame", _("Cadre initial."), "Six mois, trois ateliers"),
        _choices("restitution", "restitution", _("Forme de la restitution."), "rapport|pleniere", enums.Restitution),
        _long("restitution_autre", "restitution_other", _("Autre forme de restitution."), "Exposition"),
        Column("pleniere_le", "plenary_on", _("Date de la plénière."), Type.DATE, "2026-07-01"),
        Column(
            "sequences",
            "sequences_count",
            _("Nombre de séquences animées."),
            Type.INTEGER,
            "4",
            minimum=0,
            is_required=True,
        ),
        Column(
            "heures",
            "minutes_count",
            _("Heures de débat : somme des durées connues des séquences."),
            Type.NUMBER,
            "10.5",
            read=_hours,
            minimum=0,
        ),
        Column(
            "participants",
            "participants_count",
            _("Nombre de participants ; vide sous cinq."),
            Type.INTEGER,
            "60",
            read=_at_least_five,
            minimum=0,
        ),
        Column(
            "mode_comptage",
            "count_method",
            _("Ce que compte la colonne précédente : personnes différentes ou présences cumulées."),
            Type.ENUM,
            "uniques",
            enums.CountMethod,
        ),
        _long("synthese", "summary", _("Synthèse des résultats."), "Les participants demandent…"),
        Column(
            "documents",
            Many(
                lambda: Document.objects.exclude(url="").order_by("pk"),
                parent="concertation_id",
                values=("url",),
                read=_link,
            ),
            _("Adresses des productions mises en ligne ailleurs ; celles que ce site garde sont sur la page."),
            Type.LIST,
            "https://www.exemple.fr/rapport.pdf",
        ),
        Column(
            "droit_de_suite",
            "follow_up_pledge",
            _("La collectivité s’engage-t-elle sur un droit de suite ?"),
            Type.ENUM,
            "oui",
            enums.FollowUpPledge,
        ),
        _long("suite_modalites", "follow_up_terms", _("Modalités du droit de suite."), "Un point chaque semestre"),
        _long("suite_refus", "follow_up_refusal", _("Pourquoi il n’y a pas de droit de suite."), "Simple information"),
        Column("reponse_promise_le", "answer_due_on", _("Date de réponse promise."), Type.DATE, "2026-12-31"),
        _long("reponse_qualite", "answering_role", _("Fonction de qui répondra."), "Adjointe au numérique"),
        _long("reponse_instance", "answering_body", _("Instance qui répondra."), "Conseil municipal"),
        _long("suite_frequence", "follow_up_frequency", _("Fréquence du suivi."), "Semestrielle"),
        Column("restituee_le", "restituted_on", _("Date de la restitution."), Type.DATE, "2026-06-30"),
        Column(
            "reponse_complete_le",
            "answered_on",
            _("Date à laquelle chaque proposition a eu sa réponse."),
            Type.DATE,
            "2026-11-20",
        ),
        _long("bilan_final", "closing_report", _("Bilan final."), "Sept promesses tenues sur huit"),
        _long("message_final", "closing_message", _("Message aux participants."), "Merci à chacune et chacun"),
        Column(
            "propositions",
            _once_restituted("propositions_count"),
            _("Nombre de propositions, une fois restituées."),
            Type.INTEGER,
            "12",
            minimum=0,
        ),
        Column(
            "propositions_repondues",
            _once_restituted("answered_count"),
            _("Nombre de propositions qui ont reçu une réponse (« à l’étude » n’en est pas une)."),
            Type.INTEGER,
            "9",
            minimum=0,
        ),
        Column(
            "promesses",
            _once_restituted("follow_ups_count"),
            _("Nombre d’actions promises."),
            Type.INTEGER,
            "8",
            minimum=0,
        ),
        Column(
            "promesses_tenues",
            _once_restituted("follow_ups_done_count"),
            _("Nombre d’actions promises qui sont réalisées."),
            Type.INTEGER,
            "3",
            minimum=0,
        ),
        Column(
            "sources",
            Many(lambda: FactSource.objects.order_by("pk"), parent="concertation_id", values=("url",), read=_link),
            _("Adresses des sources, quand le réseau a documenté la concertation."),
            Type.LIST,
            "https://www.exemple.fr/actualites/concertation-ia",
        ),
        Column(
            "reponse_promise_d_abord_le",
            "answer_first_due_on",
            _("Date de réponse promise au jour de la restitution ; elle a pu être reportée depuis."),
            Type.DATE,
            "2026-12-31",
        ),
        Column(
            "delai_suspendu_le",
            "interrupted_on",
            _("Jour de l’interruption : tant qu’elle dure, le délai de réponse est suspendu."),
            Type.DATE,
            "2026-10-01",
        ),
        Column(
            "personnes_presentes",
            "present_count",
            _("Personnes tirées au sort qui étaient présentes ; vide sous cinq."),
            Type.INTEGER,
            "36",
            read=_at_least_five,
            minimum=0,
        ),
        *(
            Column(
                name,
                ("participants_count", field, *parts),
                description,
                Type.INTEGER,
                "27",
                read=_apart,
                minimum=0,
            )
            for name, field, parts, description in _PARTS
        ),
    ),
)


# --- Remontées et propositions -----------------------------------------------------------------------------------


def _takeaways_changed_at(*kinds: str) -> datetime.datetime | None:
    """The newest of each nature is the first of an index: a maximum would read the whole country."""
    newest = (_newest_takeaway().run(kind=kind) for kind in kinds)
    return max((rows[0][0] for rows in newest if rows), default=None)


@cache
def _newest_takeaway() -> Written:
    rows = Takeaway.objects.public().real().order_by("-changed_at", "-pk").values_list("changed_at")
    return Written(rows.filter(kind=Slot("kind"))[:1])


def _all_takeaways() -> Queryset:
    return Takeaway.objects.public().real()


def _all_propositions() -> Queryset:
    """The nature is hidden in an expression so that SQLite walks the rows in the order of their keys: with the index
    on `kind` it would sort the whole country again for each batch (measured: 237 ms a batch, 8 ms this way)."""
    nature = Coalesce("kind", Value(""), output_field=CharField())
    return Takeaway.objects.public().real().alias(nature=nature).filter(nature=enums.TakeawayKind.PROPOSITION)


_WHAT_WAS_SAID = (
    Column("numero", "number", _("Numéro dans la concertation."), Type.INTEGER, "12", minimum=1, is_required=True),
    Column(
        "texte",
        "text",
        _("Texte exact, figé à la restitution ; une correction laisse lire sur la page le texte d’avant."),
        example="Publier la liste des algorithmes utilisés par la ville.",
        is_required=True,
    ),
    Column(
        "corrigee",
        Exists(Erratum.objects.filter(takeaway=OuterRef("pk"))),
        _("Vrai quand le texte a été corrigé après la restitution."),
        Type.BOOLEAN,
        "false",
        is_required=True,
    ),
    Column(
        "empreinte",
        "text_sha256",
        _("Empreinte SHA-256 du texte figé à la restitution, en UTF-8."),
        example="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        pattern=_SHA256,
    ),
    _concertation_column("concertation__uid"),
    Column(
        "concertation_titre",
        "concertation__title",
        _("Titre de la concertation."),
        example="L’IA dans nos services publics",
        is_required=True,
    ),
    *_territory_columns("concertation__territory"),
    Column("theme", "theme", _("Thème."), Type.ENUM, "transparence", enums.Theme),
    _choices("publics", "audiences", _("Publics qui l’ont dit."), "agents", enums.Audience),
    Column("sequence", "sequence__title", _("Séquence où cela s’est dit."), example="Atelier 2"),
    Column("sequence_le", "sequence__on", _("Date de cette séquence."), Type.DATE, "2026-05-12"),
    Column("destinataire", "recipient", _("À qui cela s’adresse."), Type.ENUM, "collectivite", enums.Recipient),
    Column("soutien", "support", _("Accord des participants."), Type.ENUM, "consensus", enums.Support),
    Column("avis_divergents", "support_note", _("Avis divergents."), example="Trois personnes s’y opposent"),
    Column(
        "figee_le",
        "frozen_at",
        _("Instant où le texte a été figé et rendu public."),
        Type.DATETIME,
        "2026-06-30T16:00:00Z",
        is_required=True,
    ),
)

_CHANGED = Column(
    "modifiee_le",
    "changed_at",
    _("Dernier changement : texte, réponse ou suite."),
    Type.DATETIME,
    "2026-11-20T10:00:00Z",
    is_required=True,
)

REMONTEES = Dataset(
    slug="remontees",
    title=_("Remontées des concertations"),
    row=_("une remontée : point de vigilance, frein, opportunité ou proposition"),
    description=_(
        "Tout ce qui est sorti des débats, mot pour mot : points de vigilance, freins, opportunités et propositions."
    ),
    keywords=("remontées", "points de vigilance", "propositions", "intelligence artificielle"),
    rows=_all_takeaways,
    find=by_uid,
    changed_at=partial(_takeaways_changed_at, *enums.TakeawayKind.values),
    notes=(
        _("Les propositions figurent aussi, avec leur réponse, dans le jeu « propositions », au même identifiant."),
    ),
    columns=(
        _identifier("uid", _("Identifiant de la remontée."), "cta-2026-0001-v3"),
        _url(
            ("kind", "uid", "concertation__slug"),
            "https://commun.exemple.fr/concertations/ia-et-cantines/#cta-2026-0001-v3",
            _takeaway_url,
        ),
        Column(
            "nature", "kind", _("Nature de la remontée."), Type.ENUM, "vigilance", enums.TakeawayKind, is_required=True
        ),
        *_WHAT_WAS_SAID,
        Column(
            "type_vigilance",
            "vigilance_kind",
            _("Pour un point de vigilance : difficulté, interrogation ou alerte."),
            Type.ENUM,
            "interrogation",
            enums.VigilanceKind,
        ),
        _CHANGED,
        Column(
            "concerne",
            "bears_on",
            _("Pour un frein ou une opportunité : le territoire, ou les acteurs."),
            Type.ENUM,
            "territoire",
            enums.BearsOn,
        ),
    ),
)


def _as_the_list_of_propositions(query: QueryDict) -> Narrowing:
    form = PropositionFilterForm(query, regions=kept("regions", region_choices))
    found = propositions.matching(form.wanted(), on=timezone.localdate()).order_by().values("pk")
    return Narrowing(lambda rows: rows.filter(pk__in=found), tuple(form.errors))


PROPOSITIONS = Dataset(
    slug="propositions",
    title=_("Propositions des participants et réponses reçues"),
    row=_("une proposition restituée"),
    description=_(
        "Chaque proposition faite dans une concertation, mot pour mot, avec la réponse en cours de la collectivité, "
        "la date qu’elle avait promise et celle où elle a répondu."
    ),
    keywords=("propositions", "réponses", "participation", "droit de suite", "intelligence artificielle"),
    rows=_all_propositions,
    find=by_uid,
    page=ListPage(
        "concertations:propositions",
        tuple(name for name in PropositionFilterForm.base_fields if name not in ("tri", "exemple")),
        _as_the_list_of_propositions,
        beside=frozenset({"page", "tri", "exemple"}),
    ),
    changed_at=partial(_takeaways_changed_at, enums.TakeawayKind.PROPOSITION),
    notes=(
        _("« À l’étude » est une réponse d’attente : la colonne « repondue_le » reste vide et le délai court."),
        _("Le motif, l’auteur et les réponses successives sont dans le jeu « reponses »."),
    ),
    columns=(
        _identifier("uid", _("Identifiant de la proposition."), "cta-2026-0001-p12"),
        _url("uid", "https://commun.exemple.fr/propositions/cta-2026-0001-p12/", _proposition_url),
        *_WHAT_WAS_SAID,
        Column(
            "reponse",
            "decision",
            _("Dernière réponse de la collectivité ; vide quand il n’y en a aucune."),
            Type.ENUM,
            "partiellement_retenue",
            enums.Decision,
        ),
        Column("repondue_le", "answered_on", _("Date de la réponse."), Type.DATE, "2026-11-20"),
        Column(
            "reponse_promise_le",
            "concertation__answer_due_on",
            _("Date de réponse promise aux participants."),
            Type.DATE,
            "2026-12-31",
        ),
        Column("restituee_le", "concertation__restituted_on", _("Date de la restitution."), Type.DATE, "2026-06-30"),
        _CHANGED,
        Column(
            "reponse_promise_d_abord_le",
            "concertation__answer_first_due_on",
            _("Date de réponse promise au jour de la restitution ; elle a pu être reportée depuis."),
            Type.DATE,
            "2026-12-31",
        ),
        Column(
            "delai_suspendu_le",
            "concertation__interrupted_on",
            _("Jour de l’interruption : tant qu’elle dure, le délai de réponse est suspendu."),
            Type.DATE,
            "2026-10-01",
        ),
    ),
)


# --- Réponses ----------------------------------------------------------------------------------------------------

_PUBLIC_PROPOSITION = {
    "proposition__frozen_at__isnull": False,
    "proposition__concertation__published_at__isnull": False,
    "proposition__concertation__territory__is_fictional": False,
}


def _answers() -> Queryset:
    return Answer.objects.filter(**_PUBLIC_PROPOSITION)


def _answers_changed_at() -> datetime.datetime | None:
    return _latest(_answers().aggregate(at=Max("published_at"))["at"], *_cited_at("answer"))


def _cited_at(proven: str) -> tuple[datetime.datetime | None, ...]:
    """When a decision was last cited as proof of such rows, and when a citation was last withdrawn."""
    rows = DecisionProof.objects.filter(**{f"{proven}__isnull": False})
    return tuple(rows.aggregate(cited=Max("cited_at"), withdrawn=Max("withdrawn_at")).values())


def _latest(*instants: datetime.datetime | None) -> datetime.datetime | None:
    return max((one for one in instants if one is not None), default=None)


def _proofs_column(proven: str, parent: str = "") -> Column:
    """The decisions cited as proof; `proven` is the column of `DecisionProof`, `parent` leads from there to the row."""

    def rows() -> Queryset:
        return DecisionProof.objects.standing().filter(**{f"{proven}__isnull": False}).order_by("cited_at", "pk")

    return Column(
        "deliberations",
        Many(rows, parent or proven, ("deliberation__uid",)),
        _("Délibérations citées comme preuve, par leur identifiant."),
        Type.LIST,
        "21860194600013-20171015-k3f9a2qx7m",
    )


REPONSES = Dataset(
    slug="reponses",
    title=_("Réponses des collectivités aux propositions"),
    row=_("une réponse ; une réponse nouvelle est une ligne de plus, la première reste"),
    description=_(
        "Ce que chaque collectivité a répondu à chaque proposition, avec son motif, qui répond, quand, et la "
        "délibération qui l’appuie."
    ),
    keywords=("réponses", "motifs", "délibérations", "droit de suite"),
    rows=_answers,
    find=by_uid,
    changed_at=_answers_changed_at,
    dated="answered_on",
    columns=(
        _identifier("uid", _("Identifiant de la réponse."), "cta-2026-0001-p12-r2"),
        _url("proposition__uid", "https://commun.exemple.fr/propositions/cta-2026-0001-p12/", _proposition_url),
        _proposition_column("proposition__uid"),
        _concertation_column("proposition__concertation__uid"),
        *_territory_columns("proposition__concertation__territory"),
        Column(
            "reponse",
            "decision",
            _("Réponse donnée."),
            Type.ENUM,
            "partiellement_retenue",
            enums.Decision,
            is_required=True,
        ),
        Column(
            "motif",
            "reason",
            _("Motif ; obligatoire sauf pour « retenue » et « a_l_etude »."),
            example="Le budget de 2026 n’en permet que la moitié.",
        ),
        Column(
            "qualite",
            "author_role",
            _("Fonction de qui répond ; son nom n’est pas publié."),
            example="Adjointe au numérique",
            is_required=True,
        ),
        Column("instance", "body", _("Instance qui répond."), example="Conseil municipal"),
        Column("repondue_le", "answered_on", _("Date de la réponse."), Type.DATE, "2026-11-20", is_required=True),
        Column(
            "deliberation",
            "decision_reference",
            _("Référence de la délibération (DELIB_ID du schéma SCDL)."),
            example="DEL-2026-118",
        ),
        Column(
            "deliberation_url",
            "decision_url",
            _("Adresse de la délibération."),
            Type.URL,
            "https://www.exemple.fr/deliberations/2026-118",
        ),
        Column(
            "publiee_le",
            "published_at",
            _("Instant de la publication ici."),
            Type.DATETIME,
            "2026-11-20T10:00:00Z",
            is_required=True,
        ),
        Column(
            "en_cours",
            ~Exists(
                Answer.objects.filter(proposition=OuterRef("proposition")).filter(
                    Q(published_at__gt=OuterRef("published_at"))
                    | Q(published_at=OuterRef("published_at"), pk__gt=OuterRef("pk"))
                )
            ),
            _("Vrai pour la dernière réponse donnée à la proposition."),
            Type.BOOLEAN,
            "true",
            is_required=True,
        ),
        _proofs_column("answer"),
    ),
)


# --- Suites et jalons --------------------------------------------------------------------------------------------


def _follow_ups() -> Queryset:
    return FollowUp.objects.public().real()


def _follow_ups_changed_at() -> datetime.datetime | None:
    return _latest(_follow_ups().aggregate(at=Max("changed_at"))["at"], *_cited_at("milestone"))


SUITES = Dataset(
    slug="suites",
    title=_("Suites promises et leur état"),
    row=_("une action promise"),
    description=_(
        "Les actions que les collectivités ont promises en réponse aux propositions : qui les porte, pour quand, et "
        "où elles en sont."
    ),
    keywords=("droit de suite", "promesses", "suivi", "redevabilité"),
    rows=_follow_ups,
    find=by_uid,
    changed_at=_follow_ups_changed_at,
    dated="created_at",
    notes=(
        _(
            "Le retard n’est pas une colonne : une action est en retard quand son échéance est passée et son état "
            "n’est ni « realise », ni « modifie », ni « abandonne »."
        ),
    ),
    columns=(
        _identifier("uid", _("Identifiant de l’action promise."), "cta-2026-0001-p12-s1"),
        _url(
            ("proposition__uid", "uid"),
            "https://commun.exemple.fr/propositions/cta-2026-0001-p12/#cta-2026-0001-p12-s1",
            _follow_up_url,
        ),
        _proposition_column("proposition__uid"),
        _concertation_column("proposition__concertation__uid"),
        *_territory_columns("proposition__concertation__territory"),
        Column("numero", "number", _("Numéro dans la réponse."), Type.INTEGER, "1", minimum=1, is_required=True),
        Column(
            "action",
            "title",
            _("Action promise."),
            example="Mettre en ligne le registre des algorithmes",
            is_required=True,
        ),
        Column(
            "porteur",
            "owner_role",
            _("Fonction ou service qui la porte."),
            example="Direction du numérique",
            is_required=True,
        ),
        Column("echeance", "due_on", _("Échéance promise."), Type.DATE, "2027-03-31", is_required=True),
        Column("moyens", "budget", _("Moyens annoncés."), example="20 000 euros"),
        Column("etat", "state", _("Où elle en est."), Type.ENUM, "en_cours", enums.FollowUpState, is_required=True),
        Column(
            "motif",
            "state_reason",
            _("Motif, quand elle est modifiée ou abandonnée."),
            example="Le logiciel n’est plus utilisé.",
        ),
        Column(
            "soldee_le",
            "settled_on",
            _("Date à laquelle elle a été réalisée, modifiée ou abandonnée."),
            Type.DATE,
            "2027-02-10",
        ),
        Column(
            "annoncee_le",
            "created_at",
            _("Instant où elle a été annoncée ici."),
            Type.DATETIME,
            "2026-11-20T10:00:00Z",
            is_required=True,
        ),
        Column(
            "modifiee_le",
            "changed_at",
            _("Dernier changement."),
            Type.DATETIME,
            "2027-02-10T14:00:00Z",
            is_required=True,
        ),
        _proofs_column("milestone", "milestone__follow_up"),
    ),
)


def _document_url(pk: int | None, url: str, file_name: str) -> str | None:
    if pk is None:
        return None
    return url or f"{settings.SITE_URL}{reverse('concertations:document_file', args=[pk, file_name])}"


def _milestones() -> Queryset:
    return Milestone.objects.filter(**{f"follow_up__{lookup}": value for lookup, value in _PUBLIC_PROPOSITION.items()})


def _milestones_changed_at() -> datetime.datetime | None:
    return _latest(_milestones().aggregate(at=Max("recorded_at"))["at"], *_cited_at("milestone"))


JALONS = Dataset(
    slug="jalons",
    title=_("Jalons des suites et leurs preuves"),
    row=_("un jalon : un pas daté d’une action promise ; il s’ajoute et ne s’efface pas"),
    description=_("L’histoire datée de chaque action promise, avec ce qui prouve chaque pas."),
    keywords=("droit de suite", "jalons", "preuves", "suivi"),
    rows=_milestones,
    find=by_uid,
    changed_at=_milestones_changed_at,
    dated="on",
    columns=(
        _identifier("uid", _("Identifiant du jalon."), "cta-2026-0001-p12-s1-j3"),
        _url(
            ("follow_up__proposition__uid", "follow_up__uid"),
            "https://commun.exemple.fr/propositions/cta-2026-0001-p12/#cta-2026-0001-p12-s1",
            _follow_up_url,
        ),
        Column(
            "suite",
            "follow_up__uid",
            _("Identifiant de l’action promise."),
            example="cta-2026-0001-p12-s1",
            is_required=True,
            refers_to="suites",
        ),
        _proposition_column("follow_up__proposition__uid"),
        _concertation_column("follow_up__proposition__concertation__uid"),
        *_territory_columns("follow_up__proposition__concertation__territory"),
        Column("date", "on", _("Date du jalon."), Type.DATE, "2027-02-10", is_required=True),
        Column("etat", "state", _("État atteint."), Type.ENUM, "realise", enums.FollowUpState, is_required=True),
        Column("texte", "text", _("Ce qui a été fait."), example="Le registre est en ligne."),
        Column("preuve_url", "proof_url", _("Adresse de la preuve."), Type.URL, "https://www.exemple.fr/registre"),
        Column(
            "preuve_document",
            "proof_document__title",
            _("Titre du document qui le prouve."),
            example="Procès-verbal de réception",
        ),
        Column(
            "deliberation",
            "decision_reference",
            _("Référence de la délibération."),
            example="DEL-2027-004",
        ),
        Column(
            "echeance_d_avant",
            "previous_due_on",
            _("Échéance promise avant ce jalon, s’il l’a changée."),
            Type.DATE,
            "2026-12-31",
        ),
        Column("qualite", "by_role", _("Rôle de qui l’a inscrit."), example="Référent·e, Rennes Métropole"),
        Column(
            "inscrit_le",
            "recorded_at",
            _("Instant où il a été inscrit ici."),
            Type.DATETIME,
            "2027-02-10T14:00:00Z",
            is_required=True,
        ),
        Column(
            "preuve_document_url",
            ("proof_document__pk", "proof_document__url", "proof_document__file_name"),
            _("Où lire ce document, ou le télécharger."),
            Type.URL,
            "https://commun.exemple.fr/documents/12/proces-verbal.pdf",
            read=_document_url,
        ),
        _proofs_column("milestone"),
    ),
)

DATASETS = (TERRITOIRES_ENGAGES, CONCERTATIONS, REMONTEES, PROPOSITIONS, REPONSES, SUITES, JALONS)
