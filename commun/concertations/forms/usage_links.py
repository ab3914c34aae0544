"""Which use of the library a debate is about: by its address, its identifier, or picked among one's own."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.models import Concertation, Takeaway
from commun.library.models import Deployment, PublishedSheet

MOST_OWN = 100
_SLUG = re.compile(r"/bibliotheque/([\w-]+)/?")


class UsageLinkForm(forms.Form):
    own = forms.ChoiceField(label=t("Un usage de votre territoire"), required=False)
    other = forms.CharField(
        label=t("Ou un autre usage : l’adresse de sa fiche, ou son identifiant"),
        required=False,
        max_length=300,
        help_text=t("Par exemple ia-2026-0007."),
    )
    proposition = forms.ModelChoiceField(
        label=t("De quoi parle-t-on ?"),
        queryset=Takeaway.objects.none(),
        required=False,
        empty_label=t("Toute la concertation"),
        help_text=t("Une proposition qui a conduit à cet usage, ou l’a changé."),
    )
    note = forms.CharField(
        label=t("Ce que le débat y a changé"), required=False, max_length=300, help_text=t("En une phrase, publique.")
    )

    def __init__(self, *args: Any, record: Concertation, **options: Any) -> None:
        super().__init__(*args, **options)
        own = PublishedSheet.objects.filter(territory=record.territory_id).order_by("title", "pk")
        choices = [("", t("Aucun de ceux-ci")), *own.values_list("uid", "title")[:MOST_OWN]]
        self.fields["own"].choices = choices  # type: ignore[attr-defined]
        propositions = record.takeaways.propositions().order_by("number")
        self.fields["proposition"].queryset = propositions  # type: ignore[attr-defined]
        self.fields["proposition"].label_from_instance = lambda one: f"{one.number}. {one.text[:90]}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        typed = str(given.get("own") or given.get("other") or "").strip()
        if not typed:
            self.add_error("own", _("Choisissez un usage, ou donnez l’adresse de sa fiche."))
            return given
        slug = match[1] if (match := _SLUG.search(typed)) else typed
        found = Deployment.objects.published()
        given["deployment"] = found.filter(uid=typed).first() or found.filter(slug=slug).first()
        if given["deployment"] is None:
            self.add_error("other", _("Aucune fiche publiée ne porte cette adresse ni cet identifiant : vérifiez-les."))
        return given
