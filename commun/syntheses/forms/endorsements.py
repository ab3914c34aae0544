"""What a territory types to put its name under a text of the network, a synthesis or the manifesto."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField, WebAddressField


class EndorseForm(forms.Form):
    signatory_role = forms.CharField(
        label=t("En quelle qualité soutenez-vous ce texte ?"),
        max_length=200,
        help_text=t("La fonction, pas le nom : « maire », « vice-présidente chargée du numérique ». C’est public."),
    )
    endorsed_on = FrenchDateField(label=t("Date du soutien"), initial=timezone.localdate)
    decision_reference = forms.CharField(
        label=t("Référence de la délibération ou de la décision"), max_length=120, required=False
    )
    decision_url = WebAddressField(label=t("Adresse où la lire"), required=False)

    def clean_endorsed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["endorsed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans l’avenir : indiquez le jour de la décision."))
        return day
