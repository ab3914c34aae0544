"""The filters of the coordinator's table: what cannot be read is ignored."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import PledgeState, State
from commun.concertations.queries import network
from commun.concertations.queries.network import NetworkFilters
from commun.territories.enums import Kind
from commun.territories.models import Territory


class NetworkFilterForm(forms.Form):
    texte = forms.CharField(label=t("Nom ou code"), required=False, max_length=100)
    engagement = forms.ChoiceField(
        label=t("Engagement"), required=False, choices=[("", t("Tous")), *PledgeState.choices]
    )
    etape = forms.ChoiceField(
        label=t("Étape d’une concertation"), required=False, choices=[("", t("Toutes")), *State.choices]
    )
    souci = forms.ChoiceField(
        label=t("Ce qui demande attention"),
        required=False,
        choices=[
            ("", t("Tous")),
            (network.LATE_ANSWER, t("Réponse en retard")),
            (network.LATE_PROMISE, t("Promesse en retard")),
            (network.NO_REFERENT, t("Sans personne référente")),
            (network.NO_DEBATE, t("Sans concertation")),
        ],
    )
    region = forms.ModelChoiceField(
        label=t("Région"),
        required=False,
        queryset=Territory.objects.none(),
        to_field_name="slug",
        empty_label=t("Toutes"),
    )
    tri = forms.ChoiceField(
        label=t("Trier par"),
        required=False,
        choices=[
            (network.BY_NAME, t("Nom")),
            (network.LATEST_FIRST, t("Dernière activité")),
            (network.SILENT_FIRST, t("Plus long silence")),
        ],
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        region: Any = self.fields["region"]
        region.queryset = Territory.objects.current().filter(kind=Kind.REGION).only("name", "slug").order_by("name")

    @property
    def filters(self) -> NetworkFilters:
        self.is_valid()
        chosen = self.cleaned_data
        return NetworkFilters(
            text=(chosen.get("texte") or "").strip(),
            pledge=chosen.get("engagement") or "",
            step=chosen.get("etape") or "",
            concern=chosen.get("souci") or "",
            region=chosen.get("region"),
            order=chosen.get("tri") or network.BY_NAME,
        )
