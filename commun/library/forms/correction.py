"""« Une erreur ? Complétez »: what a reader says is wrong or missing in a sheet."""

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import WebAddressField
from commun.core.letters import LetterForm, answer_field
from commun.library import fields


def _field_choices() -> list[tuple[str, object]]:
    grouped = [
        (section.title, [(one.name, one.label) for one in fields.fields_of(section) if not one.never_public])
        for section in fields.Section
    ]
    return [("", t("Toute la fiche, ou je ne sais pas")), *grouped]  # type: ignore[list-item]


class CorrectionForm(LetterForm):
    text = forms.CharField(
        label=t("Ce qui est faux, ou manque"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": t("Dites ce qui est faux ou ce qui manque.")},
    )
    field = forms.ChoiceField(label=t("De quel champ s’agit-il ?"), choices=_field_choices, required=False)
    source_url = WebAddressField(
        label=t("Où le lit-on ?"),
        required=False,
        help_text=t("L’adresse d’une page ou d’un document : la collectivité pourra vérifier."),
    )
    email = answer_field(t("Elle n’est lue que par la collectivité et le réseau, et jamais publiée."))
