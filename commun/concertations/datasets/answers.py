"""« reponses »: what territories answered to each proposition; a new answer is one more row, the first stays."""

import datetime

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commun.concertations import enums
from commun.concertations.datasets.columns import (
    PUBLIC_PROPOSITION,
    concertation_column,
    identifier_column,
    proposition_column,
    proposition_url,
    territory_columns,
    url_column,
)
from commun.concertations.datasets.proofs import cited_at, latest, proofs_column
from commun.concertations.models import Answer
from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid


def _answers() -> Queryset:
    return Answer.objects.filter(**PUBLIC_PROPOSITION)


def _answers_changed_at() -> datetime.datetime | None:
    return latest(_answers().aggregate(at=Max("published_at"))["at"], *cited_at("answer"))


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
        identifier_column("uid", _("Identifiant de la réponse."), "cta-2026-0001-p12-r2"),
        url_column("proposition__uid", "https://commun.exemple.fr/propositions/cta-2026-0001-p12/", proposition_url),
        proposition_column("proposition__uid"),
        concertation_column("proposition__concertation__uid"),
        *territory_columns("proposition__concertation__territory"),
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
        proofs_column("answer"),
    ),
)
