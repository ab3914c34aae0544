"""The few words that go with a publication, a withdrawal, a date."""

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=t("Pourquoi la fiche est retirée"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=t("Publié : une fiche retirée sans raison ferait douter des autres."),
        error_messages={"required": t("Dites pourquoi : la raison sera publique.")},
    )


class NextCheckForm(forms.Form):
    next_check_on = FrenchDateField(
        label=t("Prochaine vérification"),
        error_messages={"required": t("Donnez une date : sans elle, personne ne saura que la fiche vieillit.")},
    )
