"""« concertations »: the debates, described with the canevas. A count under five people is not published."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, IntegerField, Max, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations import canevas, enums
from commun.concertations.datasets.columns import (
    choices_column,
    concertation_url,
    identifier_column,
    iso,
    territory_columns,
    url_column,
)
from commun.concertations.forms.concertations import ConcertationFilterForm
from commun.concertations.models import AudiencePart, Concertation, Document, FactSource
from commun.concertations.queries import concertations
from commun.concertations.small_counts import SMALL_COUNT, is_sayable_apart, is_small
from commun.core.datasets import Column, Dataset, ListPage, Many, Narrowing, Text, Type, by_uid
from commun.core.models import Revision


def _link(url: str) -> str:
    return url.replace("|", "%7C")


def _at_least_five(count: int) -> int | None:
    """A count under five could point at someone: it is not published."""
    return None if is_small(count) else count


def _hours(minutes: int) -> float | None:
    return round(minutes / 60, 2) if minutes else None


def _audience_count(audience: str, count: int) -> str:
    return f"{audience}:<{SMALL_COUNT}" if is_small(count) else f"{audience}:{count}"


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
        identifier_column("uid", _("Identifiant de la concertation."), "cta-2026-0001"),
        url_column("slug", "https://commun.exemple.fr/concertations/ia-et-cantines/", concertation_url),
        _long("titre", "title", _("Titre."), "L’IA dans nos services publics"),
        *territory_columns("territory"),
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
        Column("debut_prevu", "starts_on_planned", _("Début prévu."), Type.PARTIAL_DATE, "2026-04", read=iso),
        Column("debut", "starts_on", _("Début réel."), Type.PARTIAL_DATE, "2026-04-03", read=iso),
        Column("fin_prevue", "ends_on_planned", _("Fin prévue."), Type.PARTIAL_DATE, "2026-06", read=iso),
        Column("fin", "ends_on", _("Fin réelle."), Type.PARTIAL_DATE, "2026-06-30", read=iso),
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
        choices_column(
            "amo_perimetre", "support_scope", _("Ce qui lui est confié."), "cadrage|animation", enums.SupportScope
        ),
        _long("angles", "angles", _("Angles abordés."), "Cantines, accueil en mairie"),
        _long("attentes", "expectations", _("Attentes du commanditaire."), "Savoir ce qui est acceptable"),
        choices_column(
            "objectifs", "objectives", _("Objectifs de la démarche."), "social|democratique", enums.Objective
        ),
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
        choices_column("recrutement", "recruitment", _("Méthode de recrutement."), "tirage_au_sort", enums.Recruitment),
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
        choices_column(
            "animation", "facilitation", _("Méthodes d’animation."), "cartographie_des_enjeux", enums.Facilitation
        ),
        _long("animation_autre", "facilitation_other", _("Autre méthode d’animation."), "Théâtre forum"),
        _long("outils", "tools", _("Jeux, kits et ateliers utilisés."), "Café IA"),
        _long("consigne", "brief", _("La question, telle qu’elle a été posée."), "Que confier à une machine ?"),
        _long("cadre_initial", "initial_frame", _("Cadre initial."), "Six mois, trois ateliers"),
        choices_column(
            "restitution", "restitution", _("Forme de la restitution."), "rapport|pleniere", enums.Restitution
        ),
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
