"""The repeated lines of a sheet: stages, figures, links, documents, sources, and where the use comes from."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import PartialDateFormField, WebAddressField
from commun.deliberations.forms.pick import DecisionPickForm
from commun.deliberations.models import Deliberation
from commun.library import fields
from commun.library.enums import AbandonReason, LineageKind, ResultNature, Stage, Visibility
from commun.library.models import Deployment, Result
from commun.territories.models import Territory

if TYPE_CHECKING:
    _ResultForm = forms.ModelForm[Result]
else:
    _ResultForm = forms.ModelForm

_DATE = t("JJ/MM/AAAA, MM/AAAA ou AAAA.")
_LINES = forms.Textarea(attrs={"rows": 3})


class StageForm(forms.Form):
    """Entering a stage; giving up says why."""

    stage = forms.ChoiceField(
        label=t("Étape"),
        choices=[one for one in Stage.choices if one[0] != Stage.UNKNOWN],
        widget=forms.RadioSelect,
        error_messages={"required": t("Choisissez l’étape où l’usage entre.")},
    )
    since = PartialDateFormField(label=t("Depuis"), required=False, help_text=_DATE)
    reason = forms.ChoiceField(
        label=t("Motif de l’abandon"),
        required=False,
        choices=[("", t("Sans objet")), *[one for one in AbandonReason.choices if one[0] != AbandonReason.UNPUBLISHED]],
        widget=forms.RadioSelect,
        help_text=t("Obligatoire pour un abandon : c’est ce que les autres territoires cherchent."),
    )
    explanation = forms.CharField(
        label=t("Ce qui s’est passé"),
        required=False,
        max_length=5_000,
        widget=_LINES,
        help_text=t("Public. Ce que vous diriez à une collectivité qui s’apprête à faire de même."),
    )
    source_url = WebAddressField(label=t("Où cela se lit"), required=False)


class ResultForm(_ResultForm):
    """One figure: never alone, always of a nature, a date or a period."""

    dated_on = PartialDateFormField(label=t("Date"), required=False, help_text=_DATE)
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)

    class Meta:
        model = Result
        fields: ClassVar = [
            "indicator", "value", "unit", "baseline", "nature", "dated_on", "period", "source_title", "source_url",
            "note", "visibility",
        ]  # fmt: skip
        labels: ClassVar = {
            "indicator": t("Ce qui est compté"),
            "value": t("Valeur"),
            "unit": t("Unité"),
            "baseline": t("Valeur de départ"),
            "nature": t("Nature"),
            "period": t("Période"),
            "source_title": t("Source"),
            "note": t("Remarque"),
            "visibility": t("Qui le lit"),
        }
        help_texts: ClassVar = {
            "indicator": t("Eau préservée, délai de réponse, heures d’agents…"),
            "value": t("110 000, ou « de 3 à 4 »."),
            "unit": t("m³ par an, jours, %."),
            "baseline": t("Sans elle, on ne sait pas si c’est mieux."),
            "nature": t("Qui le dit, et comment : un objectif n’est pas une mesure."),
        }
        widgets: ClassVar = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "nature": forms.RadioSelect,
        }
        error_messages: ClassVar = {
            "indicator": {"required": t("Dites ce qui est compté.")},
            "value": {"required": t("Donnez la valeur.")},
            "nature": {"required": t("Dites de quelle nature est ce chiffre.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        nature = self.fields["nature"]
        assert isinstance(nature, forms.ChoiceField)
        nature.choices = list(ResultNature.choices)
        if self.instance.was_public:
            self.fields["reason"] = forms.CharField(
                label=t("Pourquoi ce chiffre change"),
                required=False,
                max_length=300,
                help_text=t("Public : l’ancien chiffre reste lisible, marqué retiré, avec cette raison."),
            )

    def _post_clean(self) -> None:
        """The row is written by an action, which keeps what the public read: nothing is put on it here."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def add_faults(self, faults: dict[str, str]) -> None:
        for name, message in faults.items():
            self.add_error(name if name in self.fields else None, message)


def _visibility() -> forms.ChoiceField:
    return forms.ChoiceField(label=t("Qui le lit"), choices=Visibility.choices, initial=Visibility.PUBLIC)


class LinkForm(forms.Form):
    title = forms.CharField(
        label=t("Intitulé"), max_length=200, error_messages={"required": t("Donnez un intitulé à ce lien.")}
    )
    url = WebAddressField(label=t("Adresse"))
    visibility = _visibility()


class DocumentForm(forms.Form):
    title = forms.CharField(
        label=t("Titre"), max_length=200, error_messages={"required": t("Donnez un titre à ce document.")}
    )
    file = forms.FileField(
        label=t("Fichier"),
        help_text=t("Charte, clauses, analyse d’impact. Vérifiez qu’il ne contient aucune donnée personnelle."),
        error_messages={"required": t("Joignez un fichier."), "empty": t("Ce fichier est vide.")},
    )
    visibility = _visibility()


class SourceForm(forms.Form):
    title = forms.CharField(label=t("Titre de la source"), required=False, max_length=300)
    url = WebAddressField(label=t("Adresse"), required=False)
    field = forms.ChoiceField(
        label=t("Ce qu’elle fonde"),
        required=False,
        choices=[("", t("Toute la fiche")), *[(one.name, one.label) for one in fields.FIELDS]],
    )
    read_on = PartialDateFormField(label=t("Lue le"), required=False, help_text=_DATE)
    note = forms.CharField(label=t("Remarque"), required=False, max_length=300)


class CitedDecisionForm(DecisionPickForm):
    """The council decision that a sheet cites, and what it decides of the use."""

    note = forms.CharField(
        label=t("Ce qu’elle décide de cet usage"),
        required=False,
        max_length=300,
        help_text=t("En une phrase : lancement, marché, charte, arrêt…"),
    )

    field_order = ("decision_words", "deliberation", "note")

    def __init__(self, data: Any = None, *, territory: Territory, **options: Any) -> None:
        super().__init__(data, territory=territory, **options)
        self.fields["decision_words"].label = _("Quelle délibération ?")

    def clean_deliberation(self) -> Deliberation | None:
        chosen = super().clean_deliberation()
        if chosen is None and not self.cleaned_data.get("decision_words"):
            self.add_error("decision_words", _("Cherchez la délibération, puis choisissez-la."))
        return chosen


class LineageForm(forms.Form):
    """A use found by its words, and what links ours to it."""

    source = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=t("Notre usage est"),
        choices=LineageKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": t("Dites ce qui les lie.")},
    )
    note = forms.CharField(
        label=t("Précision"), required=False, max_length=1_000, widget=_LINES, help_text=t("Ce que vous avez changé.")
    )


class SystemForm(forms.Form):
    name = forms.CharField(
        label=t("Nom du système"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"list": "systemes", "autocomplete": "off"}),
        help_text=t("Déjà connu ici, il est reconnu ; sinon il s’ajoute. Vide : votre usage n’a pas de système nommé."),
    )

    def __init__(self, data: Any = None, *, sheet: Deployment) -> None:
        super().__init__(data, initial={"name": sheet.solution.name if sheet.solution else ""})


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=t("Suite donnée"),
        max_length=2_000,
        widget=_LINES,
        help_text=t("Corrigé, à vérifier, ou pourquoi rien ne change. Envoyée à qui a laissé son adresse."),
        error_messages={"required": t("Dites ce que vous en faites : la personne le lira peut-être.")},
    )


class RequestForm(forms.Form):
    """What the network asks of a territory: it never writes in its place."""

    field = forms.ChoiceField(
        label=t("Champ"),
        required=False,
        choices=[("", t("Toute la fiche")), *[(one.name, one.label) for one in fields.FIELDS if not one.never_public]],
    )
    text = forms.CharField(
        label=t("Ce qui est à corriger ou à compléter"),
        max_length=5_000,
        widget=_LINES,
        error_messages={"required": t("Dites ce qui est à corriger ou à compléter.")},
    )
    source_url = WebAddressField(label=t("Où cela se lit"), required=False)
