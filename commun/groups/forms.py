"""What one types of a group and in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField, PartialDateFormField, WebAddressField
from commun.core.letters import INCOMPLETE_ADDRESS
from commun.core.themes import Theme
from commun.groups.enums import GroupKind, GroupRole, Notify
from commun.groups.models import Group


def _address(label: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": t("Indiquez une adresse électronique."), "invalid": INCOMPLETE_ADDRESS},
    )


class GroupForm(forms.Form):
    """The public face of a group."""

    title = forms.CharField(label=t("Nom"), max_length=200)
    kind = forms.ChoiceField(label=t("Nature"), choices=GroupKind.choices)
    purpose = forms.CharField(
        label=t("Ce sur quoi il travaille"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )
    cycle = forms.CharField(
        label=t("Comment il travaille"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Par exemple : trois demi-journées en ligne et une journée sur place."),
    )
    themes = forms.MultipleChoiceField(
        label=t("Thèmes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )
    led_by = forms.CharField(label=t("Porté par"), max_length=300, required=False)
    takes_requests = forms.BooleanField(label=t("On peut demander à le rejoindre"), required=False)
    source_title = forms.CharField(label=t("Source"), max_length=300, required=False)
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)
    known_on = PartialDateFormField(label=t("Date de la source"), required=False)


def initial_of(group: Group) -> dict[str, Any]:
    return {name: getattr(group, name) for name in GroupForm.base_fields}


class AnimatorForm(forms.Form):
    email = _address(t("Adresse de la personne qui animera"))


class InviteForm(forms.Form):
    email = _address(t("Adresse électronique"))
    role = forms.ChoiceField(label=t("Rôle"), choices=GroupRole.choices, initial=GroupRole.MEMBER)


class AskForm(forms.Form):
    organisation = forms.CharField(label=t("Votre organisme"), max_length=200)
    reason = forms.CharField(
        label=t("Pourquoi vous voulez y entrer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("Lu par les personnes qui animent le groupe, et par elles seules."),
    )


class OwnForm(forms.Form):
    """What a member says of themselves, and what they receive."""

    organisation = forms.CharField(label=t("Votre organisme"), max_length=200, required=False)
    shows_organisation = forms.BooleanField(
        label=t("Citer mon organisme sur la page publique du groupe"),
        required=False,
        help_text=t("Votre nom, lui, n’y est jamais."),
    )
    notify = forms.ChoiceField(label=t("Courriels"), choices=Notify.choices, widget=forms.RadioSelect)


class MessageForm(forms.Form):
    body = forms.CharField(
        label=t("Votre message"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": t("Écrivez votre message.")},
    )


class ThreadForm(MessageForm):
    title = forms.CharField(label=t("Sujet"), max_length=200)
    field_order = ("title", "body")


class DocumentForm(forms.Form):
    title = forms.CharField(label=t("Titre du fichier"), max_length=200)
    file = forms.FileField(label=t("Fichier"), help_text=t("PDF, ODT, DOCX, XLSX…"))


class DecisionForm(forms.Form):
    title = forms.CharField(label=t("La décision, en une phrase"), max_length=300)
    text = forms.CharField(
        label=t("Ce qui est décidé"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    decided_on = FrenchDateField(label=t("Prise le"))
    minutes_url = WebAddressField(
        label=t("Adresse du compte rendu"), required=False, help_text=t("Celle de la rencontre, dans l’agenda.")
    )
