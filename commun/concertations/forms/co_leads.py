"""Who leads a concertation with the territory: one name or code on each line."""

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.territories.forms import TerritoryField
from commun.territories.models import Territory


class CoLeadsForm(forms.Form):
    names = forms.CharField(
        label=t("Co-porteurs"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=t("Un par ligne : nom, code INSEE ou SIREN. Vide s’il n’y en a pas."),
    )

    def clean_names(self) -> list[Territory]:
        """Each line is read as a territory's box reads it; every fault is told with its line."""
        found: list[Territory] = []
        faults: list[forms.ValidationError] = []
        for line in filter(None, (line.strip() for line in self.cleaned_data["names"].splitlines())):
            try:
                territory = TerritoryField().clean(line[:300])
            except forms.ValidationError as fault:
                faults.append(fault)
            else:
                if territory is not None:
                    found.append(territory)
        if faults:
            raise forms.ValidationError(faults)
        return found
