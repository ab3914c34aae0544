"""What one types to sign, prove, withdraw, announce, and to write a new version of the charter."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.charter_text import CharterText, CommitmentText
from commun.concertations.enums import CommitmentState, Phase
from commun.concertations.models import CharterVersion, Concertation
from commun.core.dates import PartialDate
from commun.core.inputs import FrenchDateField, PartialDateFormField, WebAddressField
from commun.deliberations.forms.pick import DecisionPickForm
from commun.territories.models import Territory


class SignForm(DecisionPickForm):
    signatory_role = forms.CharField(
        label=t("En quelle qualité la charte est-elle signée ?"),
        max_length=200,
        help_text=t("La fonction, pas le nom : « maire », « présidente », « vice-président chargé du numérique »."),
    )
    signed_on = FrenchDateField(label=t("Date de signature"), initial=timezone.localdate)
    decision_reference = forms.CharField(
        label=t("Référence de la délibération ou de la décision"),
        max_length=120,
        required=False,
        help_text=t("Par exemple « 2025-03-124 »."),
    )
    decision_url = WebAddressField(label=t("Adresse où la lire"), required=False)

    field_order = (
        "signatory_role", "signed_on", "decision_words", "deliberation", "decision_reference", "decision_url"
    )  # fmt: skip

    def __init__(self, *args: Any, charter: CharterVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = charter

    def clean_signed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["signed_on"]
        published = self.charter.published_on
        if day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans l’avenir : indiquez le jour où la charte a été signée."))
        if published is not None and day < published:
            raise forms.ValidationError(
                _("Cette version a été publiée le %(day)s : elle n’a pas pu être signée avant.")
                % {"day": published.strftime("%d/%m/%Y")}
            )
        return day


class EvidenceForm(forms.Form):
    """Where one commitment stands. A link or a sentence is needed for whatever goes beyond having taken it."""

    state = forms.ChoiceField(label=t("Où en est cet engagement ?"), choices=CommitmentState.choices)
    on = FrenchDateField(label=t("Date"), initial=timezone.localdate)
    url = WebAddressField(label=t("Adresse de la preuve"), required=False)
    text = forms.CharField(
        label=t("En une phrase"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Ce qui le prouve, ou pourquoi il n’est pas tenu. Ce texte est public : n’y nommez personne."),
    )
    concertation = forms.ModelChoiceField(
        label=t("Concertation concernée"), queryset=Concertation.objects.none(), required=False, empty_label=t("Aucune")
    )

    def __init__(self, *args: Any, territory: Territory | None, **kwargs: Any) -> None:
        """`territory` is None for the network, which leads no concertation."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if territory is None:
            del fields["concertation"]
            return
        fields["concertation"].queryset = Concertation.objects.filter(territory=territory).order_by("title")

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans l’avenir : indiquez le jour où cela a été constaté."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        needs_proof = data.get("state") not in (None, CommitmentState.TAKEN)
        if needs_proof and not data.get("text") and not data.get("url") and "url" not in self.errors:
            self.add_error("text", _("Joignez une preuve (une adresse) ou expliquez en une phrase."))
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=t("Pourquoi le territoire se retire-t-il ?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("Ce motif est public. Les signatures et les preuves déjà données restent lisibles."),
    )
    sure = forms.BooleanField(label=t("Je confirme que le territoire retire son engagement"))


class AnnounceForm(forms.Form):
    announced_on = PartialDateFormField(
        label=t("Date de l’annonce"),
        required=False,
        help_text=t("JJ/MM/AAAA ; un mois (09/2024) ou une année (2024) suffisent. Vide si elle n’est pas connue."),
    )
    source_label = forms.CharField(
        label=t("Où l’annonce se lit"), max_length=300, help_text=t("Par exemple « communiqué du 18 septembre 2024 ».")
    )
    source_url = WebAddressField(label=t("Adresse de cette source"), required=False)

    def clean_announced_on(self) -> PartialDate | None:
        day: PartialDate | None = self.cleaned_data["announced_on"]
        if day is not None and day.earliest > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans l’avenir : vérifiez-la."))
        return day


class CharterForm(forms.Form):
    """A new version of the charter, apart from its commitments."""

    number = forms.RegexField(
        r"^[0-9]+(\.[0-9]+)?$",
        label=t("Numéro de version"),
        max_length=10,
        error_messages={"invalid": t("Un nombre, par exemple « 2 » ou « 1.1 ».")},
    )
    title = forms.CharField(label=t("Titre"), max_length=200)
    introduction = forms.CharField(label=t("Introduction"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    source = forms.CharField(
        label=t("Source"), max_length=300, help_text=t("Le texte ou la décision dont vient cette version.")
    )
    published_on = FrenchDateField(label=t("Date de publication"), initial=timezone.localdate)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if CharterVersion.objects.filter(number=number).exists():
            raise forms.ValidationError(_("Une version porte déjà ce numéro : choisissez le suivant."))
        return number

    def text(self, commitments: list[CommitmentText]) -> CharterText:
        data = self.cleaned_data
        return CharterText(
            number=data["number"],
            title=data["title"],
            introduction=data["introduction"],
            published_on=data["published_on"],
            source=data["source"],
            commitments=commitments,
        )


class CommitmentForm(forms.Form):
    """One line of the charter; a line whose text is emptied is left out."""

    code = forms.RegexField(
        r"^[A-Z][0-9]{1,2}$",
        label=t("Repère"),
        max_length=4,
        required=False,
        error_messages={"invalid": t("Une lettre et un nombre, par exemple « A6 ».")},
    )
    phase = forms.ChoiceField(label=t("Moment"), choices=Phase.choices, required=False)
    text = forms.CharField(label=t("Engagement"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    proof = forms.CharField(label=t("Preuve attendue"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("text"):
            if not data.get("code") and "code" not in self.errors:
                self.add_error("code", _("Donnez un repère à cet engagement, par exemple « A6 »."))
            if not data.get("phase"):
                self.add_error("phase", _("Dites à quel moment cet engagement s’applique."))
        return data


if TYPE_CHECKING:
    _BaseFormSet = BaseFormSet[CommitmentForm]
else:
    _BaseFormSet = BaseFormSet


class BaseCommitmentFormSet(_BaseFormSet):
    def clean(self) -> None:
        codes = [form.cleaned_data.get("code") for form in self.forms if form.cleaned_data.get("text")]
        twice = sorted({str(code) for code in codes if codes.count(code) > 1})
        if twice:
            raise forms.ValidationError(
                _("Deux engagements portent le même repère (%(codes)s) : chacun a le sien."),
                params={"codes": ", ".join(twice)},
            )
        if not codes:
            raise forms.ValidationError(_("Écrivez au moins un engagement."))


def written_commitments(formset: "BaseFormSet[CommitmentForm]") -> list[CommitmentText]:
    """What a valid formset says, in the order of the moments, then of the lines."""
    lines = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("text")]
    order = list(Phase)
    return [
        CommitmentText(line["code"], Phase(line["phase"]), line["text"], line["proof"])
        for line in sorted(lines, key=lambda line: order.index(Phase(line["phase"])))
    ]


CommitmentFormSet = formset_factory(CommitmentForm, formset=BaseCommitmentFormSet, extra=3, max_num=40)
