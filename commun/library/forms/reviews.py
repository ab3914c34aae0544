"""What an outsider says of a sheet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.library.queries.sheets import Part

PREFIX = "remarque"


class ReviewForm(forms.Form):
    """Does it make sense from outside? If not, what does not: a word on the whole, and one on each field shown."""

    verdict = forms.ChoiceField(
        label=t("Votre avis"),
        choices=[("oui", t("La fiche se comprend")), ("non", t("Elle ne se comprend pas encore"))],
        widget=forms.RadioSelect,
        error_messages={"required": t("Dites si la fiche se comprend.")},
    )
    remarks = forms.CharField(
        label=t("Remarque sur l’ensemble"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Ce qu’une habitante ou un agent d’ailleurs ne comprendrait pas. Lue par le territoire seul."),
    )

    def __init__(self, data: Any = None, *, parts: Iterable[Part]) -> None:
        super().__init__(data)
        for part in parts:
            for line in part.lines:
                if line.text:
                    self.fields[f"{PREFIX}-{line.name}"] = forms.CharField(
                        label=t("Votre remarque"), required=False, max_length=2_000,
                        widget=forms.Textarea(attrs={"rows": 2}),
                    )  # fmt: skip

    def field_remarks(self) -> Mapping[str, str]:
        found = {name.removeprefix(f"{PREFIX}-"): text for name, text in self.cleaned_data.items() if "-" in name}
        return {name: text for name, text in found.items() if text.strip()}

    def rows(self, parts: Iterable[Part]) -> list[tuple[Part, list[tuple[Any, Any]]]]:
        """Each part with its lines, and the box of each line that says something."""
        return [
            (
                part,
                [(line, self[f"{PREFIX}-{line.name}"] if f"{PREFIX}-{line.name}" in self.fields else None)
                 for line in part.lines],
            )
            for part in parts
        ]  # fmt: skip
