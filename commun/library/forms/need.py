"""A need: one sentence, or its criteria one by one. What cannot be read is left out, and said beside its field."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commun.core.text import clean
from commun.library import enums, need
from commun.library.need import Need
from commun.territories.enums import Kind
from commun.territories.forms import PlainSelect

ANY = ("", _("Peu importe"))
SENTENCE, ASKED = "phrase", "criteres"


class SentenceForm(forms.Form):
    phrase = forms.CharField(
        label=_("Votre besoin, en une phrase"),
        required=False,
        max_length=400,
        help_text=_("Par exemple : une commune de 4 000 habitants, eau, moins de 50 k€, sans données personnelles."),
    )


class NeedForm(forms.Form):
    """Each field is optional; empty asks nothing."""

    mots = forms.CharField(label=_("De quoi il s’agit"), required=False, max_length=200)
    type = forms.ChoiceField(
        label=_("Type de territoire"),
        required=False,
        widget=PlainSelect,
        choices=[ANY, (need.ANY_EPCI, _("Intercommunalité")), *Kind.choices],
    )
    habitants = forms.IntegerField(
        label=_("Habitants"), required=False, min_value=1, max_value=need.MOST_PEOPLE, localize=False
    )
    budget = forms.IntegerField(
        label=_("Budget par an, en €"), required=False, min_value=1, max_value=need.MOST_EUROS, localize=False
    )
    donnees = forms.ChoiceField(
        label=_("Données personnelles"), required=False, widget=PlainSelect, choices=[ANY, *enums.PersonalData.choices]
    )
    technique = forms.ChoiceField(
        label=_("Technique"), required=False, widget=PlainSelect, choices=[ANY, *enums.Technique.choices]
    )
    etape = forms.ChoiceField(label=_("Étape"), required=False, widget=PlainSelect, choices=[ANY, *enums.Stage.choices])
    mesure = forms.BooleanField(label=_("Avec un résultat mesuré"), required=False)

    def need(self) -> Need:
        self.is_valid()
        read = self.cleaned_data
        return Need(
            words=clean(read.get("mots", "")),
            kind=read.get("type", ""),
            population=read.get("habitants"),
            budget=read.get("budget"),
            personal_data=read.get("donnees", ""),
            technique=read.get("technique", ""),
            stage=read.get("etape", ""),
            wants_measured=read.get("mesure", False),
        )


def read(query: QueryDict) -> tuple[SentenceForm, NeedForm | None]:
    """The sentence, and the criteria: those that were edited, or those that the sentence was understood to ask."""
    sentence = SentenceForm(query if SENTENCE in query else None)
    if ASKED in query:
        return sentence, NeedForm(query)
    if not sentence.is_bound:
        return sentence, None
    typed = sentence.cleaned_data["phrase"] if sentence.is_valid() else ""
    return sentence, NeedForm(_fields(need.parse(clean(typed)))) if typed.strip() else None


def _fields(asked: Need) -> dict[str, str]:
    return {
        "mots": asked.words,
        "type": asked.kind,
        "habitants": str(asked.population or ""),
        "budget": str(asked.budget or ""),
        "donnees": asked.personal_data,
        "technique": asked.technique,
        "etape": asked.stage,
        **({"mesure": "on"} if asked.wants_measured else {}),
    }
