"""One use in plain words: the eight questions of an inhabitant, answered from the sheet, silence included."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.utils.translation import ngettext

from commun.library import fields
from commun.library.enums import Automation, Debated, PersonalData, ResultNature, Stage
from commun.library.presenters.history import figure_text
from commun.library.queries.sheets import SheetPage


@dataclass(frozen=True)
class PlainAnswer:
    """`sentences` may be empty: the territory did not say. `held`: why it does not publish part of it."""

    question: str
    anchor: str
    sentences: tuple[str, ...]
    held: tuple[str, ...] = ()


class _Said:
    """What the public copy says, field by field, and what it holds back."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __call__(self, name: str) -> str:
        return fields.BY_NAME[name].display(self.values.get(name))

    def labelled(self, *names: str) -> list[str]:
        found = []
        for name in names:
            if text := self(name):
                found.append(_("%(label)s : %(text)s") % {"label": fields.BY_NAME[name].label, "text": text})
        return found

    def held(self, *names: str) -> tuple[str, ...]:
        held = self.values.get("_held", {})
        return tuple(
            _("%(label)s : %(text)s") % {"label": fields.BY_NAME[name].label, "text": held[name]["reason"]}
            for name in names
            if name in held
        )


def answers(page: SheetPage) -> list[PlainAnswer]:
    said = _Said(page.sheet.values)
    return [_purpose(page, said), _concerns(said), _decides(said), _data(said), _contest(said), _heard(page, said),
            _costs(said), _works(page, said)]  # fmt: skip


def _filled(*sentences: str) -> tuple[str, ...]:
    return tuple(one for one in sentences if one)


def _purpose(page: SheetPage, said: _Said) -> PlainAnswer:
    stage = _("Aujourd’hui : %(stage)s.") % {"stage": Stage(page.sheet.stage).label.lower()}
    need = said("need")
    return PlainAnswer(
        _("À quoi cela sert-il ?"), "utilite", _filled(page.sheet.summary, need, stage), said.held("need")
    )


def _concerns(said: _Said) -> PlainAnswer:
    values, found = said.values, []
    if values.get("is_individual_decision") is True:
        found.append(_("Oui, si une décision qui s’appuie dessus vous touche."))
        found += _filled(said("people_concerned"))
    elif values.get("is_individual_decision") is False:
        found.append(_("Aucune décision sur une personne n’en dépend."))
    if values.get("is_in_public_space"):
        found.append(_("Le système filme ou capte l’espace public : vous pouvez y passer."))
    if values.get("is_conversational"):
        found.append(_("Vous pouvez avoir à lui parler ou à lui écrire : c’est une machine qui répond."))
    found += said.labelled("audiences")
    names = ("is_individual_decision", "people_concerned", "audiences")
    return PlainAnswer(_("Est-ce que cela me concerne ?"), "concerne", tuple(found), said.held(*names))


_AUTOMATION: dict[str, Any] = {
    Automation.FULL: t("La machine décide seule."),
    Automation.ASSISTED: t("La machine propose, un agent valide chaque décision."),
    Automation.ADVICE: t("Un agent décide ; il peut s’aider de ce que dit la machine."),
    Automation.NONE: t("La machine ne décide de rien pour une personne."),
}


def _decides(said: _Said) -> PlainAnswer:
    values = said.values
    found = list(_filled(str(_AUTOMATION.get(values.get("automation", ""), ""))))
    found += said.labelled("oversight_who")
    if values.get("oversight_may_overrule") is True:
        found.append(_("Cette personne peut écarter ce que dit la machine."))
    elif values.get("oversight_may_overrule") is False:
        found.append(_("Cette personne ne peut pas écarter ce que dit la machine."))
    if share := said("oversight_overruled_share"):
        found.append(_("Elle l’a écarté dans %(share)s %% des cas.") % {"share": share})
    names = ("automation", "oversight_who", "oversight_may_overrule", "oversight_overruled_share")
    return PlainAnswer(_("Qui décide ?"), "decide", tuple(found), said.held(*names))


def _data(said: _Said) -> PlainAnswer:
    personal = {
        PersonalData.NONE: _("Aucune donnée sur des personnes."),
        PersonalData.PSEUDONYMISED: _("Des données sur des personnes, dont les noms ont été remplacés."),
        PersonalData.YES: _("Des données sur des personnes."),
    }.get(said.values.get("personal_data", ""), "")
    found = [*_filled(personal, said("data_description")), *said.labelled("data_sources", "data_retention")]
    if said.values.get("has_special_categories"):
        found.append(_("Certaines sont sensibles : santé, opinions, origine."))
    names = ("personal_data", "data_description", "data_sources", "data_retention")
    return PlainAnswer(_("Quelles données sont utilisées ?"), "donnees", tuple(found), said.held(*names))


def _contest(said: _Said) -> PlainAnswer:
    found = [*_filled(said("objection"), said("information_given")), *said.labelled("contact_url")]
    return PlainAnswer(
        _("Comment contester ?"), "contester", tuple(found), said.held("objection", "information_given", "contact_url")
    )


def _heard(page: SheetPage, said: _Said) -> PlainAnswer:
    found = []
    if said.values.get("debated") == Debated.YES:
        found.append(_("L’usage a été débattu avant d’être déployé."))
    elif said.values.get("debated") == Debated.NO:
        found.append(_("L’usage n’a pas été débattu avant d’être déployé."))
    found += _filled(said("debate"))
    if page.debates:
        linked = ngettext(
            "%(count)d débat public est relié à cet usage.",
            "%(count)d débats publics sont reliés à cet usage.",
            len(page.debates),
        )
        found.append(linked % {"count": len(page.debates)})
    return PlainAnswer(_("Qu’en disent les habitants ?"), "habitants", tuple(found), said.held("debated", "debate"))


def _costs(said: _Said) -> PlainAnswer:
    found = said.labelled("setup_cost", "yearly_cost")
    found += said.labelled("cost_band") if not said("yearly_cost") else []
    found += _filled(said("cost_note")) + tuple(said.labelled("funding"))
    return PlainAnswer(
        _("Combien cela coûte-t-il ?"),
        "cout",
        tuple(found),
        said.held("setup_cost", "yearly_cost", "cost_band", "funding"),
    )


_PROOFS = (ResultNature.MEASURED, ResultNature.EVALUATED)
MOST_FIGURES = 4


def _works(page: SheetPage, said: _Said) -> PlainAnswer:
    """Measures first; what is only hoped or claimed says so in the same breath."""
    results = [one for group in page.indicators for one in group.standing]
    results.sort(key=lambda one: one.nature not in _PROOFS)
    found = [
        _("%(indicator)s : %(figure)s (%(nature)s).")
        % {
            "indicator": one.indicator[:1].upper() + one.indicator[1:],
            "figure": figure_text(one),
            "nature": str(one.get_nature_display()).lower(),
        }
        for one in results[:MOST_FIGURES]
    ]
    if results and not any(one.nature in _PROOFS for one in results):
        found.append(_("Aucun de ces chiffres n’est une mesure."))
    found += said.labelled("quality")
    for one in page.stages:
        if one.stage in (Stage.SUSPENDED, Stage.ABANDONED):
            found.append(_stopped(page, one.get_stage_display(), one.get_reason_display(), one.explanation))
    return PlainAnswer(_("Est-ce que cela marche ?"), "marche", tuple(found), said.held("quality"))


def _stopped(page: SheetPage, stage: str, reason: str, explanation: str) -> str:
    why = " · ".join(part for part in (reason, explanation) if part)
    if not why:
        return _("%(stage)s, sans que la collectivité dise pourquoi.") % {"stage": stage}
    return _("%(stage)s : %(why)s.") % {"stage": stage, "why": why.rstrip(".")}
