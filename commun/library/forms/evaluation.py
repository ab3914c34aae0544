"""What one types to evaluate a use: the frame (when, who), then the answers of one axis."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField, WebAddressField
from commun.library.actions.evaluation import Given
from commun.library.enums import LEVELS, Moment, Outcome, Visibility
from commun.library.models import Deployment, EvaluationAnswer, GridItem
from commun.library.queries.evaluation import Fact, fact_lines

_BOXES = ("outcome", "reason", "proof", "proof_url")


class FrameForm(forms.Form):
    moment = forms.ChoiceField(
        label=t("À quel moment de la vie de l’usage ?"), choices=Moment.choices, widget=forms.RadioSelect
    )
    evaluated_on = FrenchDateField(label=t("Faite le"), initial=timezone.localdate)
    role = forms.CharField(
        label=t("Qui évalue"),
        max_length=200,
        help_text=t(
            "La fonction, pas le nom : « chargée de mission données », « déléguée à la protection des données »."
        ),
    )
    committee = forms.CharField(
        label=t("Avec qui"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t(
            "La composition du comité, en mots : « deux agentes du service, un élu, trois habitants tirés au sort, "
            "une association ». Vide s’il n’y en a pas."
        ),
    )


@dataclass(frozen=True)
class Claim:
    """One question, its boxes, what the sheet says beside it, and what someone else answered meanwhile."""

    item: GridItem
    outcome: BoundField
    reason: BoundField
    proof: BoundField
    proof_url: BoundField
    facts: tuple[Fact, ...]
    theirs: EvaluationAnswer | None = None


class AnswersForm(forms.Form):
    """The questions of one axis. Nothing is compulsory, but a level is nothing without its reason."""

    def __init__(self, data: Mapping[str, str] | None = None, *, answers: Iterable[EvaluationAnswer]) -> None:
        self.answers = {one.item.code: one for one in answers}
        super().__init__(
            data,
            initial={f"{code}-{box}": getattr(one, box) for code, one in self.answers.items() for box in _BOXES},
        )
        for code, one in self.answers.items():
            self._ask(code, one.item)

    def _ask(self, code: str, item: GridItem) -> None:
        choices = [
            *(
                (level.value, format_html("<span><strong>{}.</strong> {}</span>", level.label, text))
                for level, text in zip(LEVELS, item.levels, strict=True)
            ),
            (Outcome.NOT_APPLICABLE.value, t("Sans objet ici")),
            ("", t("Pas de réponse pour l’instant")),
        ]
        self.fields[f"{code}-outcome"] = forms.ChoiceField(
            label=item.question, choices=choices, widget=forms.RadioSelect, required=False
        )
        self.fields[f"{code}-reason"] = forms.CharField(
            label=t("Pourquoi cette réponse ?"),
            required=False,
            max_length=3000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=t("Ce qui le montre, en une phrase ou deux. Ce texte sera public : n’y nommez personne."),
        )
        self.fields[f"{code}-proof"] = forms.CharField(
            label=t("Preuve"), required=False, max_length=300, help_text=t("Le document qui le montre, et sa date.")
        )
        self.fields[f"{code}-proof_url"] = WebAddressField(label=t("Adresse de la preuve"), required=False)

    def given(self) -> dict[str, Given]:
        data = self.cleaned_data
        return {code: Given(*(data.get(f"{code}-{box}", "") for box in _BOXES)) for code in self.answers}

    def add_faults(self, faults: Mapping[tuple[str, str], str]) -> None:
        for (code, box), message in faults.items():
            self.add_error(f"{code}-{box}", message)

    def claims(self, *, sheet: Deployment, theirs: Mapping[str, EvaluationAnswer] | None = None) -> Iterator[Claim]:
        """Question by question. `theirs`: what is saved now, shown where it is not what was typed."""
        for code, one in self.answers.items():
            boxes = {box: self[f"{code}-{box}"] for box in _BOXES}
            saved = (theirs or {}).get(code)
            differs = saved is not None and any(
                str(box.value() or "") != getattr(saved, name) for name, box in boxes.items()
            )
            facts = fact_lines(names=one.item.shown_fields, sheet=sheet)
            yield Claim(
                item=one.item,
                outcome=boxes["outcome"],
                reason=boxes["reason"],
                proof=boxes["proof"],
                proof_url=boxes["proof_url"],
                facts=facts,
                theirs=saved if differs else None,
            )


class PublishForm(forms.Form):
    visibility = forms.ChoiceField(
        label=t("Qui la lira ?"), choices=Visibility.choices, initial=Visibility.PUBLIC, widget=forms.RadioSelect
    )
    held_reason = forms.CharField(
        label=t("Si elle n’est pas publique, pourquoi ?"),
        required=False,
        max_length=300,
        help_text=t("La fiche dira qu’elle existe, et cette raison à la place."),
    )
