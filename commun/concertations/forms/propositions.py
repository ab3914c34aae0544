"""The filters of the list of propositions: what cannot be read is ignored, never a dead end."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commun.concertations.enums import Decision, Theme
from commun.concertations.queries import propositions
from commun.concertations.queries.propositions import PropositionFilter, PropositionList
from commun.territories.enums import Kind
from commun.territories.forms import PlainSelect, TerritoryInput
from commun.territories.models import Territory
from commun.territories.queries import named

ANY = ("", _("Toutes"))


class PropositionFilterForm(forms.Form):
    """A GET form: each field is optional."""

    texte = forms.CharField(label=_("Mots du texte"), required=False, max_length=100)
    territoire = forms.CharField(
        label=_("Collectivité, nom ou code"), required=False, max_length=300, widget=TerritoryInput
    )
    reponse = forms.ChoiceField(
        label=_("Réponse"),
        required=False,
        widget=PlainSelect,
        choices=[ANY, (propositions.UNANSWERED, _("Sans réponse")), *Decision.choices],
    )
    suite = forms.ChoiceField(
        label=_("Suite"),
        required=False,
        widget=PlainSelect,
        choices=[
            ANY,
            (propositions.PROMISE_KEPT, _("Promesse tenue")),
            (propositions.PROMISE_OPEN, _("Promesse en cours")),
            (propositions.PROMISE_LATE, _("Promesse en retard")),
            (propositions.NO_PROMISE, _("Retenue, sans action promise")),
        ],
    )
    theme = forms.ChoiceField(
        label=_("Thème"), required=False, choices=[("", _("Tous")), *Theme.choices], widget=PlainSelect
    )
    region = forms.ChoiceField(label=_("Région"), required=False, widget=PlainSelect)
    delai = forms.ChoiceField(
        label=_("Délai"),
        required=False,
        widget=PlainSelect,
        choices=[
            (propositions.NO_LIMIT, _("Tous")),
            (propositions.ANY_WAIT, _("En attente d’une réponse définitive")),
            (propositions.OVER_90_DAYS, _("En attente depuis plus de 90 jours")),
            (propositions.LATE, _("Réponse en retard")),
        ],
    )
    tri = forms.ChoiceField(
        label=_("Trier par"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", _("Dernière nouvelle")),
            (propositions.LONGEST_WAIT, _("Restitution la plus ancienne")),
            (propositions.DUE_FIRST, _("Date de réponse promise")),
        ],
    )
    exemple = forms.BooleanField(label=_("Montrer aussi l’exemple fictif"), required=False)

    def __init__(self, data: QueryDict | None = None, *, regions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Toutes")), *regions]

    def clean_territoire(self) -> Territory | None:
        text = self.cleaned_data["territoire"].strip()
        if not text:
            return None
        territory = find_territory(text)
        if territory is None:
            raise forms.ValidationError(
                _("Aucune collectivité ne porte ce nom ou ce code : vérifiez l’orthographe, ou cherchez son SIREN.")
            )
        return territory

    def wanted(self) -> PropositionFilter:
        """The filter that was asked; a field that could not be read filters nothing, and its error is shown."""
        self.is_valid()
        read: dict[str, Any] = self.cleaned_data
        territory = read.get("territoire")
        return PropositionFilter(
            answer=read.get("reponse", ""),
            follow_up=read.get("suite", ""),
            territory=territory.pk if territory else None,
            region=int(read["region"]) if read.get("region") else None,
            theme=read.get("theme", ""),
            delay=read.get("delai", ""),
            text=read.get("texte", "").strip(),
            with_fictional=read.get("exemple", False) or bool(territory and territory.is_fictional),
            sort=read.get("tri") or propositions.NEWEST,
        )

    def show_counts(self, found: PropositionList) -> None:
        """Write beside each choice how many propositions it would show."""
        for name, counts in (("reponse", found.answers), ("theme", found.themes)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            choices = cast("Iterable[tuple[str, str]]", field.choices)
            field.choices = [
                (value, f"{label} ({counts.get(value, 0)})" if value else label) for value, label in choices
            ]


def find_territory(text: str) -> Territory | None:
    """The territory that someone names: address of its page, identifier, code, or a name that only one bears."""
    addressed = Territory.objects.filter(slug=text).first()
    if addressed is not None:
        return addressed
    found = named(text)
    return found[0] if len(found) == 1 else None


def region_choices() -> list[tuple[str, str]]:
    """The régions, by name. One query."""
    rows = Territory.objects.filter(kind=Kind.REGION).order_by("name").values_list("pk", "name")
    return [(str(key), name) for key, name in rows]
