"""What a coordinator chooses and types in the workshop: a corpus, a gesture, a cut."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import Audience, TakeawayKind, Theme
from commun.concertations.forms.propositions import find_territory, region_choices
from commun.core.inputs import FrenchDateField
from commun.syntheses import moves
from commun.syntheses.enums import RunKind, Stance
from commun.syntheses.queries.corpora import CorpusFilter
from commun.territories.enums import Kind

MAX_TERRITORIES = 200


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class CorpusFilterForm(forms.Form):
    """A GET form: what is empty chooses nothing."""

    natures = _boxes(t("Natures"), TakeawayKind.choices)
    themes = _boxes(t("Thèmes"), Theme.choices)
    publics = _boxes(t("Publics"), Audience.choices)
    types = _boxes(t("Types de territoire"), Kind.choices)
    regions = _boxes(t("Régions"), [])
    collectivites = forms.CharField(
        label=t("Collectivités"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Une par ligne : nom, code INSEE ou SIREN. Vide : toutes."),
    )
    depuis = FrenchDateField(label=t("Restituées depuis le"), required=False)
    jusqua = FrenchDateField(label=t("jusqu’au"), required=False)
    mots = forms.CharField(label=t("Mots du texte"), required=False, max_length=100)
    exemple = forms.BooleanField(label=t("Avec l’exemple fictif, marqué comme tel"), required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        regions: Any = self.fields["regions"]
        regions.choices = region_choices()

    def clean_collectivites(self) -> tuple[int, ...]:
        lines = [line.strip() for line in self.cleaned_data["collectivites"].splitlines() if line.strip()]
        if len(lines) > MAX_TERRITORIES:
            raise forms.ValidationError(_("%(count)d collectivités au plus.") % {"count": MAX_TERRITORIES})
        found, unknown = [], []
        for line in dict.fromkeys(lines):
            territory = find_territory(line)
            if territory is None:
                unknown.append(line)
            else:
                found.append(territory.pk)
        if unknown:
            raise forms.ValidationError(
                _("Aucune collectivité, ou plusieurs, pour : %(names)s. Donnez leur code INSEE ou leur SIREN."),
                params={"names": ", ".join(unknown)},
            )
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("depuis"), given.get("jusqua")
        if since and until and since > until:
            self.add_error("jusqua", _("Cette date précède l’autre."))
        return given

    def wanted(self) -> CorpusFilter:
        given = self.cleaned_data
        return CorpusFilter(
            territories=given["collectivites"],
            regions=tuple(int(key) for key in given["regions"]),
            territory_kinds=tuple(given["types"]),
            kinds=tuple(given["natures"]),
            themes=tuple(given["themes"]),
            audiences=tuple(given["publics"]),
            since=given["depuis"],
            until=given["jusqua"],
            text=given["mots"].strip(),
            with_fictional=given["exemple"],
        )


class CorpusForm(forms.Form):
    title = forms.CharField(
        label=t("Titre"), max_length=200, help_text=t("Ce que vous lisez ensemble, en quelques mots.")
    )
    note = forms.CharField(
        label=t("Ce que vous cherchez"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


TYPED = "selon"
"""The key Enter in a field of the bar: the gesture is that of the only field that is filled."""

GESTURES = (
    moves.MOVE,
    moves.SPLIT,
    moves.SET_ASIDE,
    moves.BRING_BACK,
    moves.STANCE,
    moves.MERGE,
    moves.RENAME,
    moves.TAKE_ON,
)


class Keys(forms.Field):
    """Whole numbers, as checked boxes send them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        given = value or []
        if not all(isinstance(one, str) and one.isdecimal() and len(one) < 19 for one in given):
            raise forms.ValidationError(_("Cette sélection est illisible : rechargez la page."))
        return [int(one) for one in given]


class GestureForm(forms.Form):
    """One gesture of the workshop, whatever the page that sends it."""

    vu = forms.IntegerField(min_value=0, max_value=2**31)
    faire = forms.CharField(required=False)
    remontees = Keys(required=False)
    tout = forms.BooleanField(required=False)
    vers = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    numero = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    groupe = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    groupes = Keys(required=False)
    titre = forms.CharField(required=False, max_length=400)
    note = forms.CharField(required=False, max_length=5000)
    motif = forms.CharField(required=False, max_length=400)
    retour = forms.CharField(required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("numero"):
            if given.get("vers"):
                raise forms.ValidationError(
                    _("Choisissez un groupe dans la liste, ou donnez son numéro : pas les deux.")
                )
            given["vers"] = given["numero"]
        verb, _colon, detail = given.get("faire", "").partition(":")
        if verb == TYPED:
            verb = self._of_the_filled_field(given)
        if verb not in GESTURES:
            raise forms.ValidationError(_("Choisissez un geste."))
        if verb == moves.STANCE and detail not in Stance.values:
            raise forms.ValidationError(_("Choisissez une position."))
        return {**given, "verb": verb, "detail": detail}

    @staticmethod
    def _of_the_filled_field(given: dict[str, Any]) -> str:
        filled = [
            verb
            for verb, name in ((moves.MOVE, "vers"), (moves.SPLIT, "titre"), (moves.SET_ASIDE, "motif"))
            if given.get(name)
        ]
        if len(filled) != 1:
            raise forms.ValidationError(_("Remplissez un seul champ de la barre, ou appuyez sur le bouton voulu."))
        return filled[0]


class CutForm(forms.Form):
    vu = forms.IntegerField(min_value=0, max_value=2**31)
    groupes = forms.IntegerField(label=t("Nombre de groupes"), min_value=1, max_value=100_000)


class RunForm(forms.Form):
    calcul = forms.ChoiceField(choices=RunKind.choices)


class AdoptForm(forms.Form):
    vu = forms.IntegerField(min_value=0, max_value=2**31)
    coupe = forms.IntegerField(min_value=1, max_value=100_000)
    cle = forms.CharField(max_length=200)
