"""« suites » and « jalons »: the promised actions, and the dated steps that prove them."""

import datetime

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
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
from commun.concertations.models import FollowUp, Milestone
from commun.core.datasets import Column, Dataset, Queryset, Type, by_uid


def _follow_up_url(proposition: str, uid: str) -> str:
    return f"{proposition_url(proposition)}#{uid}"


def _follow_ups() -> Queryset:
    return FollowUp.objects.public().real()


def _follow_ups_changed_at() -> datetime.datetime | None:
    return latest(_follow_ups().aggregate(at=Max("changed_at"))["at"], *cited_at("milestone"))


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
        identifier_column("uid", _("Identifiant de l’action promise."), "cta-2026-0001-p12-s1"),
        url_column(
            ("proposition__uid", "uid"),
            "https://commun.exemple.fr/propositions/cta-2026-0001-p12/#cta-2026-0001-p12-s1",
            _follow_up_url,
        ),
        proposition_column("proposition__uid"),
        concertation_column("proposition__concertation__uid"),
        *territory_columns("proposition__concertation__territory"),
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
        proofs_column("milestone", "milestone__follow_up"),
    ),
)


def _document_url(pk: int | None, url: str, file_name: str) -> str | None:
    if pk is None:
        return None
    return url or f"{settings.SITE_URL}{reverse('concertations:document_file', args=[pk, file_name])}"


def _milestones() -> Queryset:
    return Milestone.objects.filter(**{f"follow_up__{lookup}": value for lookup, value in PUBLIC_PROPOSITION.items()})


def _milestones_changed_at() -> datetime.datetime | None:
    return latest(_milestones().aggregate(at=Max("recorded_at"))["at"], *cited_at("milestone"))


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
        identifier_column("uid", _("Identifiant du jalon."), "cta-2026-0001-p12-s1-j3"),
        url_column(
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
        proposition_column("follow_up__proposition__uid"),
        concertation_column("follow_up__proposition__concertation__uid"),
        *territory_columns("follow_up__proposition__concertation__territory"),
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
        proofs_column("milestone"),
    ),
)
