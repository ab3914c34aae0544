"""The questions of the qualification assistant, and what the territory keeps of the answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.library.duties.qualification.questions import GROUPS, NONE, QUESTIONS, UNKNOWN, Answers, Question
from commun.library.enums import AiActRole


class QualificationForm(forms.Form):
    """Every question may be left: what is not answered is unknown, never a « non »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS.values():
            self.fields[question.name] = _field(question)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for question in QUESTIONS.values():
            given = cleaned.get(question.name) or ()
            if question.many and len(given) > 1 and {NONE, UNKNOWN} & set(given):
                self.add_error(
                    question.name, _("Choisissez une réponse, ou bien « rien de cela », ou bien « je ne sais pas ».")
                )
        return cleaned

    @property
    def answers(self) -> Answers:
        """Of a valid form."""
        return Answers({name: _as_values(self.cleaned_data.get(name)) for name in QUESTIONS})

    @property
    def groups(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        return [(group.title, [self[one.name] for one in group.questions]) for group in GROUPS]


class KeepForm(QualificationForm):
    """The answers again, hidden, and the role of the territory."""

    role = forms.ChoiceField(
        label=t("Votre rôle au sens du règlement"),
        choices=[("", t("Je ne sais pas")), *AiActRole.choices],
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS.values():
            self.fields[question.name].widget = forms.MultipleHiddenInput() if question.many else forms.HiddenInput()


def _field(question: Question) -> forms.Field:
    options: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "choices": question.choices,
        "required": False,
    }
    if question.many:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **options)
    return forms.ChoiceField(widget=forms.RadioSelect, **options)


def _as_values(cleaned: object) -> Iterable[str]:
    if isinstance(cleaned, str):
        return (cleaned,) if cleaned else ()
    return [str(one) for one in cleaned] if isinstance(cleaned, list) else ()
