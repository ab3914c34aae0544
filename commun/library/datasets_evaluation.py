"""Evaluations as open data: one row for each question, what was answered, and why. No column sums anything up.

Only what anyone reads on the pages: published evaluations that are not held back, of published sheets of real bodies.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.library.enums import Moment, Outcome
from commun.library.models import Deployment, Evaluation, EvaluationAnswer


def _rows() -> Queryset:
    """The questions that people answer; what the sheet answers itself is in the sheet's own dataset."""
    public = Evaluation.objects.public().real()
    return EvaluationAnswer.objects.filter(evaluation__in=public, item__is_fact=False)


def _changed_at() -> datetime.datetime | None:
    """The last time an evaluation, or the sheet that it follows, was published or taken back."""
    about = ContentType.objects.get_for_model(Deployment)
    last: datetime.datetime | None
    last = AuditEvent.objects.public().filter(target_type=about).aggregate(at=Max("at"))["at"]
    return last


def _url(slug: str, number: int, code: str) -> str:
    return f"{settings.SITE_URL}/bibliotheque/{slug}/evaluations/{number}/#{code}"


def _described(levels: list[Any], outcome: str) -> str:
    names = Outcome.values
    position = names.index(outcome) if outcome in names else len(levels)
    return str(levels[position]) if position < len(levels) else ""


EVALUATIONS = Dataset(
    slug="evaluations",
    title=_("Évaluations des usages d’IA"),
    row=_("une question posée à un usage, et sa réponse"),
    description=_(
        "Ce que les territoires répondent de leurs usages d’IA, avant de les déployer puis pendant qu’ils servent : "
        "un niveau décrit en mots, et sa raison."
    ),
    keywords=("évaluation", "intelligence artificielle", "manifeste"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    notes=(
        _("Les niveaux sont des mots dans un ordre. Ils ne s’additionnent pas, et aucune note n’est calculée."),
        _("« niveau » vide : le territoire n’a pas répondu à cette question."),
    ),
    columns=(
        Column(
            "identifiant",
            "uid",
            _("Identifiant de la réponse."),
            example="ia-2026-0007-e01-equite",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            ("evaluation__deployment__slug", "evaluation__number", "item__code"),
            _("Page de ce site qui montre cette ligne."),
            Type.URL,
            "https://commun.exemple.fr/bibliotheque/reperer-les-fuites/evaluations/1/#equite",
            read=_url,
            is_required=True,
        ),
        Column(
            "evaluation",
            "evaluation__uid",
            _("Identifiant de l’évaluation."),
            example="ia-2026-0007-e01",
            is_required=True,
        ),
        Column(
            "usage",
            "evaluation__deployment__uid",
            _("Identifiant de l’usage."),
            example="ia-2026-0007",
            is_required=True,
        ),
        Column(
            "grille_version",
            "evaluation__grid__number",
            _("Version de la grille."),
            Type.INTEGER,
            "1",
            minimum=1,
            is_required=True,
        ),
        Column(
            "moment",
            "evaluation__moment",
            _("Quand, dans la vie de l’usage."),
            Type.ENUM,
            "avant",
            Moment,
            is_required=True,
        ),
        Column("axe", "item__axis__title", _("Axe de la grille."), example="IA sociale", is_required=True),
        Column("valeur", "item__value", _("Valeur en question."), example="Équité", is_required=True),
        Column(
            "question",
            "item__question",
            _("Question posée."),
            example="Le service rendu est-il aussi bon pour toutes les personnes concernées ?",
            is_required=True,
        ),
        Column("niveau", "outcome", _("Réponse."), Type.ENUM, "en_place", Outcome),
        Column(
            "niveau_decrit",
            ("item__levels", "outcome"),
            _("Ce que ce niveau veut dire pour cette question."),
            example="Les écarts entre ces groupes sont mesurés.",
            read=_described,
        ),
        Column("motif", "reason", _("Pourquoi cette réponse."), example="Comparé par quartier en mars 2026."),
        Column("preuve", "proof", _("Document qui le montre."), example="Rapport d’essai, mars 2026"),
        Column("preuve_url", "proof_url", _("Adresse de la preuve."), Type.URL, "https://www.exemple.fr/rapport.pdf"),
        Column(
            "date", "evaluation__evaluated_on", _("Jour de l’évaluation."), Type.DATE, "2026-03-11", is_required=True
        ),
        Column(
            "fonction",
            "evaluation__role",
            _("Fonction de qui évalue."),
            example="Chargée de mission données",
            is_required=True,
        ),
        Column(
            "comite",
            "evaluation__committee",
            _("Composition du comité, s’il y en a un."),
            example="Trois habitantes, un élu",
        ),
    ),
)
