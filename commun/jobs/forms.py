"""What one types of trades: to find one, to choose one, to keep the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.errors import DomainError
from commun.core.inputs import PartialDateFormField
from commun.jobs.actions.trades import FACTS
from commun.jobs.enums import Branch
from commun.jobs.models import Trade
from commun.jobs.naming import Names
from commun.resources.models import Resource


class ListForm(forms.Form):
    q = forms.CharField(label=t("Chercher un métier"), max_length=200, required=False)
    filiere = forms.ChoiceField(label=t("Filière"), required=False, choices=[("", t("Toutes")), *Branch.choices])
    touche = forms.ChoiceField(
        label=t("Ce que l’IA y change"),
        required=False,
        choices=[("", t("Tous les métiers")), ("oui", t("Documenté")), ("non", t("Pas encore documenté"))],
    )


class ChooseForm(forms.Form):
    """A trade, by one of its names: whole, or a part that only one bears."""

    metier = forms.CharField(
        label=t("Métier"),
        max_length=300,
        help_text=t("Commencez à écrire, puis choisissez dans la liste : « adjoints administratifs », « rédacteurs »…"),
        widget=forms.TextInput(attrs={"list": "metiers", "autocomplete": "off"}),
    )

    def clean_metier(self) -> Trade:
        try:
            return Names().find(self.cleaned_data["metier"])
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class TableForm(forms.Form):
    file = forms.FileField(label=t("Tableau"), help_text=t("CSV, XLSX, ODS ou XLS."))


class TradeForm(forms.Form):
    title = forms.CharField(label=t("Intitulé"), max_length=300)
    branch = forms.ChoiceField(label=t("Filière"), choices=Branch.choices)
    other_names = forms.CharField(
        label=t("Autres appellations"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("Les noms dont on se sert au travail, un par ligne : « agent d’accueil ». On le trouve par eux."),
    )
    legal_text = forms.CharField(
        label=t("Texte"), max_length=200, required=False, help_text=t("Le décret du cadre d’emplois, s’il y en a un.")
    )
    is_closing = forms.BooleanField(label=t("En voie d’extinction"), required=False)
    source_title = forms.CharField(label=t("Source"), max_length=300)
    source_url = forms.URLField(label=t("Adresse de la source"), max_length=500, required=False, assume_scheme="https")
    known_on = PartialDateFormField(label=t("Date de la source"))
    resources = forms.CharField(
        label=t("Ressources pour ce métier"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Du catalogue, une par ligne : son adresse ici, ou son identifiant."),
    )

    def clean_other_names(self) -> list[str]:
        lines = (" ".join(line.split()) for line in str(self.cleaned_data["other_names"]).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def clean_resources(self) -> list[Resource]:
        lines = [line.strip() for line in str(self.cleaned_data["resources"]).splitlines() if line.strip()]
        names = [line.rstrip("/").rpartition("/")[2] for line in lines]
        known = Resource.objects.public()
        found = {one.uid: one for one in known.filter(uid__in=names)}
        found |= {one.slug: one for one in known.filter(slug__in=names)}
        if lost := [line for line, name in zip(lines, names, strict=True) if name not in found]:
            raise forms.ValidationError(
                _("Aucune ressource du catalogue ne porte ce nom : %(lines)s."), params={"lines": ", ".join(lost)}
            )
        return list(dict.fromkeys(found[name] for name in names))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


def initial_of(trade: Trade) -> dict[str, Any]:
    uids = trade.resources.order_by("uid").values_list("uid", flat=True)
    return {name: getattr(trade, name) for name in FACTS} | {
        "other_names": "\n".join(trade.other_names),
        "resources": "\n".join(uids),
    }
