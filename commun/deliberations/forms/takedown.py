"""« Signaler un nom de personne », and taking a decision down."""

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.letters import LetterForm, answer_field
from commun.deliberations.enums import TakedownReason


class ReportForm(LetterForm):
    text = forms.CharField(
        label=t("Ce qui ne devrait pas être public"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=t("Par exemple : « le nom et l’adresse d’une personne aidée, au troisième paragraphe »."),
        error_messages={"required": t("Dites ce qui ne devrait pas être public.")},
    )
    email = answer_field(
        t("Elle n’est lue que par le réseau, jamais publiée, et effacée quand votre demande est traitée.")
    )


class TakedownForm(forms.Form):
    reason = forms.ChoiceField(
        label=t("Pourquoi"),
        choices=TakedownReason.choices,
        widget=forms.RadioSelect,
        help_text=t("La raison est publique. Elle ne répète rien de ce qui est retiré."),
        error_messages={"required": t("Choisissez la raison du retrait.")},
    )


class FindForm(forms.Form):
    """The address of a decision, or its identifier."""

    uid = forms.CharField(
        label=t("Adresse ou identifiant de la délibération"),
        max_length=300,
        error_messages={"required": t("Collez l’adresse de la délibération.")},
    )

    def clean_uid(self) -> str:
        """ "https://…/deliberations/<identifier>/" → the identifier."""
        return str(self.cleaned_data["uid"]).strip().rstrip("/").rpartition("/")[2]
