"""Choosing a council decision in a form: words, « Chercher », then one of those found. Nothing is sent until chosen.

It is a form to inherit from: the button sends the whole form, which comes back as it was typed, with what was found.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.deliberations.models import Deliberation
from commun.deliberations.queries.pick import candidates, named
from commun.territories.models import Territory
from commun.ui.components.dates import written

SEARCH = "chercher_deliberation"
"""The name of the button, when it is the one that sends the form."""

_NONE = ("", t("Aucune"))


class WordsWidget(forms.TextInput):
    """The box and its button, which comes back to the box."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        here = (attrs or {}).get("id", "")
        return format_html(
            '<span class="field-search">{}<button type="submit" class="button button-secondary" name="{}" value="oui"'
            ' formaction="#{}" formnovalidate>{}</button></span>',
            box,
            SEARCH,
            here,
            _("Chercher"),
        )


class DecisionPickForm(forms.Form):
    """`deliberation` is the decision chosen, None when there is none. Fields of its own come before these two."""

    decision_words = forms.CharField(
        label=t("Délibération qui le prouve"),
        required=False,
        max_length=300,
        widget=WordsWidget,
        help_text=t("Des mots de son objet, sa référence, ou l’adresse de sa page ici ; puis « Chercher »."),
    )
    deliberation = forms.ChoiceField(
        label=t("Laquelle ?"), required=False, widget=forms.RadioSelect, choices=[_NONE], initial=""
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, territory: Territory, **options: Any) -> None:
        super().__init__(data, **options)
        self.is_searching = data is not None and SEARCH in data
        words = self._typed("decision_words")
        chosen = named(self._typed("deliberation"))
        found = candidates(text=words, territory=territory) if words else []
        if chosen is not None and chosen.pk not in {one.pk for one in found}:
            found = [chosen, *found]
        self._found = {one.uid: one for one in found}
        picked = self.fields["deliberation"]
        assert isinstance(picked, forms.ChoiceField)
        if not found:
            picked.widget = forms.HiddenInput()
        picked.choices = [_NONE, *((one.uid, _told(one)) for one in found)]
        if self.is_searching:
            self._say_what_was_found(words, len(found))

    def _typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip()[:300] if self.is_bound else ""

    def _say_what_was_found(self, words: str, count: int) -> None:
        if not words:
            said = _("Écrivez d’abord un mot de son objet, ou sa référence.")
        elif not count:
            said = _("Aucune délibération lue ici ne répond à ces mots : essayez-en d’autres, ou donnez sa référence.")
        else:
            said = _("Choisissez ci-dessous celle que vous citez. Rien n’est encore publié.")
        self.fields["decision_words"].help_text = said

    def full_clean(self) -> None:
        """Nothing is checked while one searches: the form comes back as it was typed, without a reproach."""
        if self.is_searching:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        return not self.is_searching and super().is_valid()

    def clean_deliberation(self) -> Deliberation | None:
        return self._found.get(self.cleaned_data["deliberation"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        words = given.pop("decision_words", "")
        if words and "deliberation" not in self.errors and given.get("deliberation") is None:
            self.add_error(
                "decision_words",
                _("Choisissez la délibération parmi celles trouvées, ou effacez ces mots pour n’en citer aucune."),
            )
        return given


def _told(one: Deliberation) -> str:
    return _("%(subject)s, %(body)s, %(day)s") % {
        "subject": one.subject[:160],
        "body": one.body.name,
        "day": written(one.decided_on),
    }
