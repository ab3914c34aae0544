"""What is known of a system: completed by whoever documents a use of it."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import PartialDateFormField, WebAddressField, YesNoField
from commun.library.actions.solutions import EDITABLE
from commun.library.models import Solution
from commun.territories.countries import COUNTRIES

if TYPE_CHECKING:
    _Form = forms.ModelForm[Solution]
else:
    _Form = forms.ModelForm


class SolutionForm(_Form):
    supplier_url = WebAddressField(label=t("Site de l’éditeur"), required=False)
    source_code_url = WebAddressField(label=t("Code source"), required=False)
    documentation_url = WebAddressField(label=t("Documentation"), required=False)
    source_url = WebAddressField(label=t("Où cela se lit"), required=False)
    released_on = PartialDateFormField(label=t("Date de cette version"), required=False)
    read_on = PartialDateFormField(label=t("Source lue le"), required=False)
    is_commons = YesNoField(label=t("Commun numérique"), required=False)
    supplier_country = forms.ChoiceField(
        label=t("Pays de l’éditeur"), required=False, choices=[("", t("Non renseigné")), *COUNTRIES.items()]
    )

    class Meta:
        model = Solution
        fields: ClassVar = list(EDITABLE)
        labels: ClassVar = {
            "supplier": t("Éditeur ou communauté"),
            "summary": t("Ce que fait ce système"),
            "theme": t("Thème principal"),
            "technique": t("Nature du système"),
            "release": t("Version connue"),
            "licence": t("Licence du logiciel"),
            "models_used": t("Modèles utilisés"),
        }
        help_texts: ClassVar = {
            "summary": t("Le système lui-même, pas votre usage : d’autres territoires le liront à côté du leur."),
            "models_used": t("Par exemple le grand modèle de langage sur lequel il repose."),
        }
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "models_used": forms.Textarea(attrs={"rows": 2}),
        }

    def _post_clean(self) -> None:
        """The row is written by an action, which keeps its versions: nothing is put on it here."""

    def values(self) -> dict[str, Any]:
        return {
            name: value.replace("\r\n", "\n") if isinstance(value := self.cleaned_data[name], str) else value
            for name in EDITABLE
        }
