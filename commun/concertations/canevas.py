"""The shared canevas, declared once (DOMAIN 5.4): pages, completeness, spreadsheets, versions, exports follow.

A field tells when it becomes expected: completeness counts only what the state reached calls for and what applies
(no sortition figures where nobody was drawn by lot).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.concertations import enums
from commun.concertations.enums import FollowUpPledge, Recruitment, State
from commun.concertations.models import Concertation, Takeaway
from commun.concertations.small_counts import is_sayable_apart, masked
from commun.core.declared import Text, displayed, is_unknown


class Section(Enum):
    """The seed's three sections, in its order; each is one page of the workspace."""

    PRACTICAL = "informations"
    METHOD = "methode"
    RESULTS = "resultats"

    @property
    def title(self) -> Text:
        return _SECTION_TITLES[self]


_SECTION_TITLES: dict[Section, Text] = {
    Section.PRACTICAL: gettext_lazy("Informations pratiques"),
    Section.METHOD: gettext_lazy("Objectifs et méthodologie"),
    Section.RESULTS: gettext_lazy("Résultats synthétiques"),
}

# The order of the life cycle; an interrupted concertation is judged at the state where it was.
LIFE: tuple[State, ...] = (
    State.INTENTION,
    State.CHARTER_SIGNED,
    State.PREPARATION,
    State.UNDER_WAY,
    State.RESTITUTION,
    State.ANSWER_DUE,
    State.ANSWER_PUBLISHED,
    State.FOLLOW_UP,
    State.CLOSED,
)

Kind = Literal["text", "long", "date", "partial_date", "choice", "choices", "integer", "yes_no", "email", "rows"]


def _always(concertation: Concertation) -> bool:
    return True


@dataclass(frozen=True)
class Field:
    """One field of the canevas.

    `name` is the attribute of `Concertation` (for `rows`, the related name). `expected_from` is the state from
    which its absence is said; None for a field that is never asked again. `applies` tells whether it concerns this
    concertation at all. A field that is not public never leaves the workspace. `parts` are the counts published with
    this one or not at all; `line` writes a row that has no line of its own.
    """

    name: str
    label: Text
    section: Section
    kind: Kind
    help: Text = ""
    choices: type[models.TextChoices] | None = None
    expected_from: State | None = None
    applies: Callable[[Concertation], bool] = field(default=_always)
    is_public: bool = True
    parts: tuple[str, ...] = ()
    line: Callable[[models.Model], str] | None = None

    def is_filled(self, concertation: Concertation) -> bool:
        value = getattr(concertation, self.name)
        if self.kind == "rows":
            return bool(value.all())
        return not is_unknown(value)

    def public_display(self, concertation: Concertation) -> str:
        """The value as anyone may read it: small counts masked; empty when unknown."""
        value = getattr(concertation, self.name)
        if self.kind == "rows":
            return "\n".join(self.line(row) if self.line else row.public_line for row in value.all())
        if self.parts:
            counts = [getattr(concertation, name) for name in self.parts]
            is_sayable = None not in counts and is_sayable_apart(counts, whole=concertation.participants_count)
            return str(value) if is_sayable else ""
        # Every whole number of the canevas counts people.
        return masked(value) if self.kind == "integer" else self.display(concertation)

    def display(self, concertation: Concertation) -> str:
        """The value as those who fill the record see it; empty when unknown."""
        value = getattr(concertation, self.name)
        if self.kind == "rows":
            return "\n".join(self.line(row) if self.line else row.full_line for row in value.all())
        if self.kind == "date" and value is not None:
            return formats.date_format(value, "j F Y")
        return displayed(self, value)


def _drawn_by_lot(concertation: Concertation) -> bool:
    return Recruitment.SORTITION in concertation.recruitment


def _supported(concertation: Concertation) -> bool:
    return concertation.uses_support is True


def _owes_follow_up(concertation: Concertation) -> bool:
    return concertation.follow_up_pledge != FollowUpPledge.NO


def _refuses_follow_up(concertation: Concertation) -> bool:
    return concertation.follow_up_pledge == FollowUpPledge.NO


def _has_plenary(concertation: Concertation) -> bool:
    return enums.Restitution.PLENARY in concertation.restitution


def _other(name: str) -> Callable[[Concertation], bool]:
    def applies(concertation: Concertation) -> bool:
        return "autre" in getattr(concertation, name)

    return applies


_1, _2, _3 = Section.PRACTICAL, Section.METHOD, Section.RESULTS
t = gettext_lazy

SEXES = ("women_count", "men_count")
AGES = ("under_25_count", "from_25_to_64_count", "over_64_count")
_APART = t("Facultatif. Publié avec les autres, si chacun compte au moins cinq personnes.")

FIELDS: tuple[Field, ...] = (
    # 1 - Informations pratiques
    Field("title", t("Titre"), _1, "text", t("Tel qu’un habitant le comprendra."), expected_from=State.INTENTION),
    Field(
        "referent_email",
        t("Personne référente : adresse électronique"),
        _1,
        "email",
        t("Jamais publiée. Le formulaire de contact public transmet les messages à cette adresse."),
        expected_from=State.INTENTION,
        is_public=False,
    ),
    Field(
        "co_leads",
        t("Co-porteurs"),
        _1,
        "rows",
        t("Les autres collectivités ou organismes qui portent la concertation avec vous."),
        line=str,
    ),
    Field(
        "starts_on_planned",
        t("Date de début prévue"),
        _1,
        "partial_date",
        t("JJ/MM/AAAA ; un mois (03/2025) ou une année (2025) suffisent si le jour n’est pas fixé."),
        expected_from=State.INTENTION,
    ),
    Field("starts_on", t("Date de début réelle"), _1, "partial_date", expected_from=State.UNDER_WAY),
    Field("audiences", t("Public associé"), _1, "rows", choices=enums.Audience, expected_from=State.PREPARATION),
    Field(
        "uses_support",
        t("Avez-vous recours à une assistance (AMO) ?"),
        _1,
        "yes_no",
        t("Pour le cadrage ou l’animation."),
        expected_from=State.PREPARATION,
    ),
    Field("support_name", t("Nom de l’assistance"), _1, "text", expected_from=State.PREPARATION, applies=_supported),
    Field(
        "support_scope",
        t("Périmètre de l’assistance"),
        _1,
        "choices",
        choices=enums.SupportScope,
        expected_from=State.PREPARATION,
        applies=_supported,
    ),
    Field(
        "speakers",
        t("Intervenantes et intervenants"),
        _1,
        "rows",
        t("Un nom n’est publié qu’avec l’accord de la personne."),
    ),
    # 2 - Objectifs et méthodologie
    Field("angles", t("Angles abordés"), _2, "long", expected_from=State.PREPARATION),
    Field("expectations", t("Attentes du commanditaire"), _2, "long", expected_from=State.PREPARATION),
    Field(
        "objectives",
        t("Objectifs de la démarche"),
        _2,
        "choices",
        choices=enums.Objective,
        expected_from=State.PREPARATION,
    ),
    Field(
        "level",
        t("Niveau de participation"),
        _2,
        "choice",
        t("Une concertation prépare la décision ; elle ne la prend pas."),
        choices=enums.ParticipationLevel,
        expected_from=State.PREPARATION,
    ),
    Field(
        "arbitration",
        t("Comment les propositions pèseront sur la décision"),
        _2,
        "long",
        t("Dites aux participants ce que deviendront leurs propositions, qui tranchera et comment (engagement P1)."),
        expected_from=State.PREPARATION,
    ),
    Field(
        "recruitment",
        t("Méthode de recrutement"),
        _2,
        "choices",
        choices=enums.Recruitment,
        expected_from=State.PREPARATION,
    ),
    Field(
        "recruitment_other",
        t("Autre recrutement : lequel ?"),
        _2,
        "text",
        expected_from=State.PREPARATION,
        applies=_other("recruitment"),
    ),
    Field(
        "sortition_base",
        t("Base du tirage au sort"),
        _2,
        "text",
        t("Listes électorales, numéros de téléphone…"),
        expected_from=State.PREPARATION,
        applies=_drawn_by_lot,
    ),
    Field(
        "sortition_quotas",
        t("Critères du tirage au sort"),
        _2,
        "text",
        t("Âge, quartier, parité…"),
        expected_from=State.PREPARATION,
        applies=_drawn_by_lot,
    ),
    Field(
        "invited_count",
        t("Personnes invitées"),
        _2,
        "integer",
        expected_from=State.UNDER_WAY,
        applies=_drawn_by_lot,
    ),
    Field(
        "accepted_count",
        t("Personnes ayant accepté"),
        _2,
        "integer",
        expected_from=State.UNDER_WAY,
        applies=_drawn_by_lot,
    ),
    Field(
        "present_count",
        t("Personnes présentes"),
        _2,
        "integer",
        t("Parmi celles que le tirage au sort a désignées."),
        expected_from=State.RESTITUTION,
        applies=_drawn_by_lot,
    ),
    Field("compensation", t("Indemnisation"), _2, "text", applies=_drawn_by_lot),
    Field(
        "facilitation",
        t("Méthode d’animation"),
        _2,
        "choices",
        choices=enums.Facilitation,
        expected_from=State.PREPARATION,
    ),
    Field(
        "facilitation_other",
        t("Autre animation : laquelle ?"),
        _2,
        "text",
        expected_from=State.PREPARATION,
        applies=_other("facilitation"),
    ),
    Field("tools", t("Outils utilisés"), _2, "text", t("Jeux, kits, ateliers : Café IA, Bataille de l’IA…")),
    Field(
        "brief",
        t("Consigne posée"),
        _2,
        "long",
        t("La question, mot pour mot, telle qu’elle a été posée."),
        expected_from=State.PREPARATION,
    ),
    Field("initial_frame", t("Cadre initial"), _2, "long", expected_from=State.PREPARATION),
    Field(
        "frame_changes",
        t("Évolution du cadre"),
        _2,
        "rows",
        t("Si le cadre a changé en route : quand, quoi, décidé par qui. Une évolution s’ajoute, elle ne s’efface pas."),
    ),
    Field(
        "restitution",
        t("Forme de la restitution"),
        _2,
        "choices",
        choices=enums.Restitution,
        expected_from=State.UNDER_WAY,
    ),
    Field(
        "restitution_other",
        t("Autre restitution : laquelle ?"),
        _2,
        "text",
        expected_from=State.UNDER_WAY,
        applies=_other("restitution"),
    ),
    Field("plenary_on", t("Date de la plénière"), _2, "date", expected_from=State.RESTITUTION, applies=_has_plenary),
    # 3 - Résultats synthétiques
    Field("ends_on_planned", t("Date de fin prévue"), _3, "partial_date", expected_from=State.PREPARATION),
    Field("ends_on", t("Date de fin réelle"), _3, "partial_date", expected_from=State.RESTITUTION),
    Field(
        "sequences",
        t("Séquences animées"),
        _3,
        "rows",
        t("Une ligne par séance, avec sa durée : le nombre de séquences et d’heures s’en déduit."),
        expected_from=State.UNDER_WAY,
    ),
    Field("participants_count", t("Nombre de participants"), _3, "integer", expected_from=State.RESTITUTION),
    Field(
        "count_method",
        t("Mode de comptage"),
        _3,
        "choice",
        t("Une personne venue trois fois compte une fois, ou trois ?"),
        choices=enums.CountMethod,
        expected_from=State.RESTITUTION,
    ),
    Field("women_count", t("Femmes"), _3, "integer", _APART, parts=SEXES),
    Field("men_count", t("Hommes"), _3, "integer", _APART, parts=SEXES),
    Field("under_25_count", t("Moins de 25 ans"), _3, "integer", _APART, parts=AGES),
    Field("from_25_to_64_count", t("De 25 à 64 ans"), _3, "integer", _APART, parts=AGES),
    Field("over_64_count", t("65 ans et plus"), _3, "integer", _APART, parts=AGES),
    Field("summary", t("Synthèse"), _3, "long", expected_from=State.RESTITUTION),
    Field("documents", t("Accès aux ressources et aux productions"), _3, "rows", expected_from=State.RESTITUTION),
    Field(
        "follow_up_pledge",
        t("La collectivité s’engage-t-elle sur un droit de suite ?"),
        _3,
        "choice",
        choices=FollowUpPledge,
        expected_from=State.RESTITUTION,
    ),
    Field(
        "follow_up_terms",
        t("Modalités du droit de suite"),
        _3,
        "long",
        t("Points clés d’actions envisagés, effets sur la mise en œuvre du projet."),
        expected_from=State.RESTITUTION,
        applies=_owes_follow_up,
    ),
    Field(
        "follow_up_refusal",
        t("Pourquoi il n’y a pas de droit de suite"),
        _3,
        "long",
        expected_from=State.RESTITUTION,
        applies=_refuses_follow_up,
    ),
    Field(
        "answer_due_on",
        t("Date de réponse promise"),
        _3,
        "date",
        t("Sans date de votre part : six mois après la restitution. Le délai est public."),
        expected_from=State.RESTITUTION,
        applies=_owes_follow_up,
    ),
    Field(
        "answering_role",
        t("Responsable politique (fonction)"),
        _3,
        "text",
        t("La fonction, pas le nom : « vice-présidente chargée du numérique »."),
        expected_from=State.RESTITUTION,
        applies=_owes_follow_up,
    ),
    Field(
        "answering_body",
        t("Instance qui répond"),
        _3,
        "text",
        expected_from=State.RESTITUTION,
        applies=_owes_follow_up,
    ),
    Field("follow_up_frequency", t("Fréquence du suivi"), _3, "text", applies=_owes_follow_up),
    Field("closing_report", t("Bilan final"), _3, "long", expected_from=State.FOLLOW_UP),
    Field(
        "closing_message",
        t("Message aux participants"),
        _3,
        "long",
        t("Ce que vous diriez à celles et ceux qui sont venus."),
        expected_from=State.FOLLOW_UP,
    ),
)

BY_NAME: dict[str, Field] = {one.name: one for one in FIELDS}


def of_section(section: Section) -> tuple[Field, ...]:
    return tuple(one for one in FIELDS if one.section == section)


def reached(concertation: Concertation) -> State:
    """The state by which completeness is judged."""
    return State(concertation.interrupted_from or concertation.state)


def expected_fields(concertation: Concertation, fields: Iterable[Field] = FIELDS) -> list[Field]:
    """The fields that the state reached calls for and that concern this concertation."""
    here = LIFE.index(reached(concertation))
    return [
        one
        for one in fields
        if one.expected_from is not None and LIFE.index(one.expected_from) <= here and one.applies(concertation)
    ]


@dataclass(frozen=True)
class Completeness:
    """How much of what is expected now is there; `missing` says what is not."""

    filled: int
    expected: int
    missing: tuple[Field, ...]

    @property
    def percent(self) -> int:
        return 100 if not self.expected else self.filled * 100 // self.expected


def completeness(concertation: Concertation, section: Section | None = None) -> Completeness:
    """Of the whole canevas, or of one section. Related rows are read: prefetch them when there are many."""
    fields = expected_fields(concertation, FIELDS if section is None else of_section(section))
    missing = tuple(one for one in fields if not one.is_filled(concertation))
    return Completeness(filled=len(fields) - len(missing), expected=len(fields), missing=missing)


def _lasting(one: Field, concertation: Concertation) -> str:
    """What a version keeps of a field. Consent may be withdrawn and versions never change: no speaker's name there."""
    if one.name == "speakers":
        return "\n".join(speaker.anonymous_line for speaker in concertation.speakers.all())
    return one.public_display(concertation)


def public_content(concertation: Concertation) -> dict[str, str]:
    """What the public reads of the record, label by label: the content of its revisions."""
    content = {_("Collectivité"): concertation.territory.name, _("État"): str(State(concertation.state).label)}
    for one in FIELDS:
        if one.is_public and (text := _lasting(one, concertation)):
            content[str(one.label)] = text
    takeaways: models.QuerySet[Takeaway] = concertation.takeaways.exclude(frozen_at=None)
    for takeaway in takeaways:
        content[f"{takeaway.get_kind_display()} {takeaway.number}"] = takeaway.text
    return content
