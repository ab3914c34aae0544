"""Statements that people voted on, as open data: counts of each person's last vote, never who voted what."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, F, Max, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commun.concertations.models import Concertation
from commun.concertations.small_counts import SMALL_COUNT
from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent
from commun.syntheses.models import OpinionPoll, OpinionStatement


def _rows() -> Queryset:
    """Of public debates of real bodies; a statement that fewer than five people saw is not detailed."""
    seen = F("agree") + F("disagree") + F("passed")
    return (
        OpinionStatement.objects.filter(poll__in=OpinionPoll.objects.public().real())
        .annotate(
            seen=seen,
            uid=Concat(
                "poll__concertation__uid",
                Value("-v"),
                Cast("poll__number", CharField()),
                Value("-"),
                "key",
                output_field=CharField(),
            ),
            # A takeaway is public once frozen.
            taken_up_as=Case(When(takeaway__frozen_at__isnull=False, then="takeaway__uid"), output_field=CharField()),
        )
        .filter(seen__gte=SMALL_COUNT)
    )


def _changed_at() -> datetime.datetime | None:
    about = ContentType.objects.get_for_model(Concertation)
    last: datetime.datetime | None
    last = AuditEvent.objects.public().filter(target_type=about).aggregate(at=Max("at"))["at"]
    return last


def _url(slug: str, number: int) -> str:
    return f"{settings.SITE_URL}/concertations/{slug}/opinions/{number}/"


ENONCES = Dataset(
    slug="enonces",
    title=_("Énoncés soumis au vote"),
    row=_("un énoncé et ses votes"),
    description=_(
        "Les énoncés sur lesquels on a voté en ligne (Polis) pendant un débat, avec le dernier vote de chaque personne."
    ),
    keywords=("vote", "Polis", "intelligence artificielle", "participation"),
    rows=_rows,
    find=by_uid,
    changed_at=_changed_at,
    notes=(
        _("Une personne qui change d’avis compte une fois : ces comptes peuvent différer de l’export de Polis."),
        _("Qui vote est venu de soi-même : ces parts ne sont pas celles de la population."),
        _("Un énoncé vu par moins de cinq personnes n’est pas publié."),
    ),
    columns=(
        Column(
            "identifiant",
            "uid",
            _("Identifiant de l’énoncé."),
            example="cta-2026-0007-v1-12",
            is_required=True,
            is_unique=True,
        ),
        Column(
            "url",
            ("poll__concertation__slug", "poll__number"),
            _("Page de ce site qui montre cette ligne."),
            Type.URL,
            "https://commun.exemple.fr/concertations/l-ia-dans-nos-services/opinions/1/",
            read=_url,
            is_required=True,
        ),
        Column(
            "concertation",
            "poll__concertation__uid",
            _("Identifiant de la concertation."),
            example="cta-2026-0007",
            is_required=True,
        ),
        Column("question", "poll__title", _("Question posée."), example="Quelle IA voulons-nous ?", is_required=True),
        Column(
            "enonce", "text", _("Énoncé."), example="La mairie doit dire quand une machine répond.", is_required=True
        ),
        Column("d_accord", "agree", _("Personnes d’accord."), Type.INTEGER, "119", minimum=0, is_required=True),
        Column(
            "pas_d_accord", "disagree", _("Personnes pas d’accord."), Type.INTEGER, "3", minimum=0, is_required=True
        ),
        Column("passe", "passed", _("Personnes sans avis."), Type.INTEGER, "7", minimum=0, is_required=True),
        Column("remontee", "taken_up_as", _("Remontée qui le reprend."), example="cta-2026-0007-p3"),
        Column("premier_vote", "poll__first_on", _("Jour du premier vote."), Type.DATE, "2026-03-11"),
        Column("dernier_vote", "poll__last_on", _("Jour du dernier vote."), Type.DATE, "2026-04-02"),
        Column(
            "attribution",
            "poll__attribution",
            _("Mention demandée par la licence d’origine, s’il y en a une."),
            example="Données recueillies avec Polis, CC BY 4.0",
        ),
    ),
)
