"""« remontees » and « propositions »: what came out of the debates, word for word, once frozen."""

import datetime
from functools import cache, partial

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.concertations import enums
from commun.concertations.datasets.columns import (
    choices_column,
    concertation_column,
    concertation_url,
    identifier_column,
    proposition_url,
    territory_columns,
    url_column,
)
from commun.concertations.forms.propositions import PropositionFilterForm, region_choices
from commun.concertations.models import Erratum, Takeaway
from commun.concertations.queries import propositions
from commun.core.datasets import Column, Dataset, ListPage, Narrowing, Queryset, Type, by_uid
from commun.core.freshness import kept
from commun.core.written import Slot, Written

_BEFORE_ALL = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_SHA256 = r"^[0-9a-f]{64}$"


def _takeaway_url(kind: str, uid: str, slug: str) -> str:
    return proposition_url(uid) if kind == enums.TakeawayKind.PROPOSITION else f"{concertation_url(slug)}#{uid}"


def _takeaways_changed_at(*kinds: str) -> datetime.datetime | None:
    """The newest of each nature is the first of an index: a maximum would read the whole country."""
    newest = (_newest_takeaway().run(kind=kind) for kind in kinds)
    return max((rows[0][0] for rows in newest if rows), default=None)


@cache
def _newest_takeaway() -> Written:
    rows = Takeaway.objects.public().real().order_by("-changed_at", "-pk").values_list("changed_at")
    # The bound leaves nothing out: it leads SQLite to the index that ends with this instant (1,700 ms of a million
    # rows without it, 5 with it).
    return Written(rows.filter(kind=Slot("kind"), changed_at__gt=_BEFORE_ALL)[:1], in_order=True)


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
    concertation_column("concertation__uid"),
    Column(
        "concertation_titre",
        "concertation__title",
        _("Titre de la concertation."),
        example="L’IA dans nos services publics",
        is_required=True,
    ),
    *territory_columns("concertation__territory"),
    Column("theme", "theme", _("Thème."), Type.ENUM, "transparence", enums.Theme),
    choices_column("publics", "audiences", _("Publics qui l’ont dit."), "agents", enums.Audience),
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
        identifier_column("uid", _("Identifiant de la remontée."), "cta-2026-0001-v3"),
        url_column(
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
        identifier_column("uid", _("Identifiant de la proposition."), "cta-2026-0001-p12"),
        url_column("uid", "https://commun.exemple.fr/propositions/cta-2026-0001-p12/", proposition_url),
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
