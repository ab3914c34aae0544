"""Which resource of the catalogue a debate used, and what one says of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.resources.models import Resource

MOST_LISTED = 300


class ResourceUseForm(forms.Form):
    resource = forms.ChoiceField(label=t("Une ressource du catalogue"), required=False)
    other = forms.CharField(
        label=t("Ou son adresse ici, ou son identifiant"),
        required=False,
        max_length=300,
        help_text=t("Par exemple re-0003. Elle n’est pas au catalogue ? Proposez-la d’abord."),
    )
    said = forms.CharField(
        label=t("Ce que vous en dites"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("Avec qui, ce que cela a permis, ce qui manque. Public, sans nom de personne."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = Resource.objects.public().order_by("title", "pk").values_list("uid", "title")[:MOST_LISTED]
        self.fields["resource"].choices = [("", t("Choisissez")), *listed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        typed = str(given.get("resource") or given.get("other") or "").strip().rstrip("/").rpartition("/")[2]
        if not typed:
            self.add_error("resource", _("Choisissez une ressource, ou donnez son identifiant."))
            return given
        public = Resource.objects.public()
        given["found"] = public.filter(uid=typed).first() or public.filter(slug=typed).first()
        if given["found"] is None:
            self.add_error("other", _("Aucune ressource du catalogue ne porte ce nom : vérifiez-le."))
        return given
