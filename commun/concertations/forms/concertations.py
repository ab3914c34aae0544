"""The filters of the list of concertations: what cannot be read is ignored, never a dead end."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import Audience, Recruitment, State
from commun.concertations.queries import concertations as queries
from commun.concertations.queries.concertations import ConcertationFilters
from commun.territories.enums import Kind
from commun.territories.forms import PlainSelect, TerritoryInput
from commun.territories.models import Territory


def _or_all(choices: Any, words: Any) -> list[tuple[str, Any]]:
    return [("", words), *choices]


class ConcertationFilterForm(forms.Form):
    """A GET form: each field is optional."""

    texte = forms.CharField(
        label=t("Titre ou collectivité"), required=False, max_length=100, widget=TerritoryInput(name_only=True)
    )
    etat = forms.ChoiceField(
        label=t("État"), required=False, choices=_or_all(State.choices, t("Tous")), widget=PlainSelect
    )
    type = forms.ChoiceField(
        label=t("Type de territoire"), required=False, choices=_or_all(Kind.choices, t("Tous")), widget=PlainSelect
    )
    region = forms.ChoiceField(label=t("Région"), required=False, widget=PlainSelect)
    public = forms.ChoiceField(
        label=t("Public associé"), required=False, choices=_or_all(Audience.choices, t("Tous")), widget=PlainSelect
    )
    recrutement = forms.ChoiceField(
        label=t("Recrutement"), required=False, choices=_or_all(Recruitment.choices, t("Tous")), widget=PlainSelect
    )
    tri = forms.ChoiceField(
        label=t("Trier par"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", t("Les plus récentes")),
            (queries.DUE_FIRST, t("Date de réponse promise")),
            (queries.MOST_PEOPLE, t("Nombre de participants")),
            (queries.BY_TITLE, t("Titre")),
        ],
    )
    retard = forms.BooleanField(label=t("Réponse en retard"), required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        found = Territory.objects.current().filter(kind=Kind.REGION).only("pk", "name", "slug").order_by("name")
        self._regions = {one.slug: one.pk for one in found}
        region: Any = self.fields["region"]
        region.choices = [("", t("Toutes")), *((one.slug, one.name) for one in found)]

    @property
    def filters(self) -> ConcertationFilters:
        """What was understood; the rest filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return ConcertationFilters(
            state=chosen.get("etat") or "",
            kind=chosen.get("type") or "",
            region=self._regions.get(chosen.get("region") or ""),
            audience=chosen.get("public") or "",
            recruitment=chosen.get("recrutement") or "",
            is_late=bool(chosen.get("retard")),
            text=(chosen.get("texte") or "").strip(),
            order=chosen.get("tri") or queries.NEWEST,
        )
