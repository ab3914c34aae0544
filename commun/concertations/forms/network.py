"""The filters of the coordinator's table: what cannot be read is ignored."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import PledgeState, State
from commun.concertations.queries import network
from commun.concertations.queries.network import NetworkCounts, NetworkFilters
from commun.territories.enums import Kind
from commun.territories.forms import PlainSelect
from commun.territories.models import Territory


class NetworkFilterForm(forms.Form):
    texte = forms.CharField(label=t("Nom ou code"), required=False, max_length=100)
    engagement = forms.ChoiceField(
        label=t("Engagement"), required=False, choices=[("", t("Tous")), *PledgeState.choices], widget=PlainSelect
    )
    etape = forms.ChoiceField(
        label=t("Étape d’une concertation"),
        required=False,
        choices=[("", t("Toutes")), *State.choices],
        widget=PlainSelect,
    )
    souci = forms.ChoiceField(
        label=t("Ce qui demande attention"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", t("Tous")),
            (network.LATE_ANSWER, t("Réponse en retard")),
            (network.LATE_PROMISE, t("Promesse en retard")),
            (network.NO_REFERENT, t("Sans personne référente")),
            (network.NO_DEBATE, t("Sans concertation")),
        ],
    )
    region = forms.ChoiceField(label=t("Région"), required=False, widget=PlainSelect)
    tri = forms.ChoiceField(
        label=t("Trier par"),
        required=False,
        widget=PlainSelect,
        choices=[
            (network.BY_NAME, t("Nom")),
            (network.LATEST_FIRST, t("Dernière activité")),
            (network.SILENT_FIRST, t("Plus long silence")),
        ],
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.concerns_found: list[str] = []
        found = Territory.objects.current().filter(kind=Kind.REGION).only("pk", "name", "slug").order_by("name")
        self._regions = {one.slug: one.pk for one in found}
        region: Any = self.fields["region"]
        region.choices = [("", t("Toutes")), *((one.slug, one.name) for one in found)]

    def show_counts(self, counts: NetworkCounts) -> None:
        """Write beside each step and each concern how many territories it would show."""
        self.concerns_found = [one for one, found in counts.concerns.items() if found]
        for name, found in (("etape", counts.steps), ("souci", counts.concerns)):
            field: Any = self.fields[name]
            field.choices = [
                (value, f"{label} ({found.get(value, 0)})" if value else label) for value, label in field.choices
            ]

    @property
    def filters(self) -> NetworkFilters:
        self.is_valid()
        chosen = self.cleaned_data
        return NetworkFilters(
            text=(chosen.get("texte") or "").strip(),
            pledge=chosen.get("engagement") or "",
            step=chosen.get("etape") or "",
            concern=chosen.get("souci") or "",
            region=self._regions.get(chosen.get("region") or ""),
            order=chosen.get("tri") or network.BY_NAME,
        )
