"""What one types to write the manifesto, amend it, say where a territory stands and support it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import FrenchDateField, WebAddressField
from commun.syntheses import checks
from commun.syntheses.actions.manifesto import Written
from commun.syntheses.enums import AmendmentKind, CheckCondition, Choice, VotingRule
from commun.syntheses.models import (
    ArticleBasis,
    Finding,
    ManifestoArticle,
    ManifestoAxis,
    ManifestoParagraph,
    ManifestoVersion,
)

LONG = 20_000
NEW_PARAGRAPHS = 2


def _long(*, rows: int = 4, maximum: int = LONG, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=maximum, widget=forms.Textarea(attrs={"rows": rows}), **options)


class FrameForm(forms.Form):
    """The title, where the text comes from, and the rules declared before anyone speaks."""

    title = forms.CharField(label=t("Titre"), max_length=200)
    subtitle = forms.CharField(label=t("Sous-titre"), max_length=300, required=False)
    preamble = _long(label=t("Préambule"), required=False, rows=6)
    rule = forms.ChoiceField(label=t("Règle du vote sur le texte"), choices=VotingRule.choices)
    quorum = forms.IntegerField(
        label=t("Quorum du vote, en %"),
        min_value=0,
        max_value=100,
        help_text=t("La part des territoires appelés qui doivent s’exprimer, abstentions comprises."),
    )
    amendment_rule = forms.ChoiceField(label=t("Règle du vote sur les amendements"), choices=VotingRule.choices)
    amendment_quorum = forms.IntegerField(label=t("Quorum pour un amendement, en %"), min_value=0, max_value=100)
    source = forms.CharField(
        label=t("Où ce texte a été lu"),
        max_length=400,
        required=False,
        help_text=t("Seulement pour un texte écrit ailleurs et repris ici mot pour mot."),
    )
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)
    source_read_on = FrenchDateField(label=t("Lu le"), required=False)


class AxisForm(forms.Form):
    title = forms.CharField(label=t("Titre de l’axe"), max_length=200)
    says = forms.CharField(label=t("En une phrase"), max_length=400, required=False)


class NewArticleForm(forms.Form):
    title = forms.CharField(label=t("Titre de l’article"), max_length=200)
    axis = forms.ModelChoiceField(label=t("Axe"), queryset=ManifestoAxis.objects.none(), empty_label=None)
    text = _long(label=t("Texte"), rows=8, help_text=t("Une ligne vide sépare deux paragraphes."))

    def __init__(self, *args: Any, manifesto: ManifestoVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis: Any = self.fields["axis"]
        axis.queryset = manifesto.axes.all()

    def paragraphs(self) -> list[str]:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return text.split("\n\n")


class ArticleForm(forms.Form):
    """An article of a draft: one box for each paragraph, whose rank says the order; an empty box takes it away."""

    title = forms.CharField(label=t("Titre"), max_length=200)
    axis = forms.ModelChoiceField(label=t("Axe"), queryset=ManifestoAxis.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, article: ManifestoArticle, says_why: bool) -> None:
        self.keys: list[str] = []
        initial: dict[str, Any] = {"title": article.title, "axis": article.axis_id}
        boxes: list[tuple[str, str]] = [(one.key, one.text) for one in article.paragraphs.all()]
        boxes += [(f"neuf-{number}", "") for number in range(1, NEW_PARAGRAPHS + 1)]
        for rank, (key, text) in enumerate(boxes, 1):
            initial |= {f"texte-{key}": text, f"rang-{key}": rank}
        super().__init__(data, initial=initial)
        axis: Any = self.fields["axis"]
        axis.queryset = article.manifesto.axes.all()
        for rank, (key, _text) in enumerate(boxes, 1):
            is_new = key.startswith("neuf-")
            label = _("Paragraphe à ajouter") if is_new else _("Paragraphe %(rank)d") % {"rank": rank}
            self.fields[f"texte-{key}"] = _long(label=label, required=False, rows=3)
            self.fields[f"rang-{key}"] = forms.IntegerField(
                label=_("Rang du paragraphe %(rank)d") % {"rank": rank},
                required=False,
                min_value=0,
                max_value=999,
                widget=forms.NumberInput(attrs={"class": "short"}),
            )
            self.keys.append(key)
        if says_why:
            self.fields["why"] = forms.CharField(
                label=_("Pourquoi ces paragraphes changent"),
                required=False,
                max_length=300,
                help_text=_("Public avec la version : chaque changement nomme son origine."),
            )

    def boxes(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"texte-{key}"], self[f"rang-{key}"]) for key in self.keys]

    def written(self) -> list[Written]:
        """The paragraphs in the order of their ranks; those of the same rank in the order of the page."""
        data = self.cleaned_data
        ranked = [
            (data.get(f"rang-{key}") or 0, place, Written("" if key.startswith("neuf-") else key, data[f"texte-{key}"]))
            for place, key in enumerate(self.keys)
        ]
        return [written for _rank, _place, written in sorted(ranked, key=lambda one: one[:2])]


class RestForm(forms.Form):
    """The findings that an article rests on, and what it keeps of those chosen already."""

    findings = forms.ModelMultipleChoiceField(
        label=t("Constats"), queryset=Finding.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, rows: Iterable[Finding], chosen: Iterable[ArticleBasis]) -> None:
        self.chosen = {one.finding_id: one for one in chosen}
        super().__init__(data, initial={"findings": list(self.chosen)})
        findings: Any = self.fields["findings"]
        findings.queryset = rows
        for one in self.chosen.values():
            self.fields[f"note-{one.finding_id}"] = forms.CharField(
                label=_("Ce que l’article retient de « %(title)s »") % {"title": one.finding.title},
                required=False,
                max_length=300,
                initial=one.note,
            )

    def given(self) -> list[tuple[Finding, str]]:
        return [(one, self.cleaned_data.get(f"note-{one.pk}", "")) for one in self.cleaned_data["findings"]]


class CheckForm(forms.Form):
    question = forms.CharField(
        label=t("Question"), max_length=300, help_text=t("« Le retour en arrière est-il décrit ? »")
    )
    field = forms.ChoiceField(label=t("Champ regardé"))
    condition = forms.ChoiceField(label=t("Condition"), choices=CheckCondition.choices)
    expected = forms.CharField(
        label=t("Réponses attendues"),
        required=False,
        max_length=300,
        help_text=t("Pour « l’une de celles-ci » : leurs valeurs, séparées par des virgules."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["field"]
        field.choices = checks.field_choices()

    def values(self) -> dict[str, Any]:
        target, _colon, field = self.cleaned_data["field"].partition(":")
        expected = [one.strip() for one in self.cleaned_data["expected"].split(",") if one.strip()]
        return {
            "question": self.cleaned_data["question"],
            "target": target,
            "field": field,
            "condition": self.cleaned_data["condition"],
            "expected": expected,
        }


class UntilForm(forms.Form):
    until = FrenchDateField(label=t("Jusqu’au"), help_text=t("Ce jour compris."))


class AdoptionForm(forms.Form):
    """Needed only when the count says that the text is carried."""

    on = FrenchDateField(label=t("Adoptée le"), required=False, initial=timezone.localdate)
    where = forms.CharField(label=t("À"), required=False, max_length=200, help_text=t("La ville, ou le lieu."))
    whom = forms.CharField(
        label=t("Par"), required=False, max_length=300, help_text=t("L’instance : « l’assemblée du réseau ».")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=t("Motif"), max_length=300, help_text=t("Ce motif est public : n’y nommez personne.")
    )


class AnswerForm(forms.Form):
    answer = _long(label=t("Ce que le réseau répond"), maximum=4000)


class ReconcileForm(forms.Form):
    """The text that honours several amendments; empty, the paragraph goes."""

    text = _long(label=t("Texte qui les réunit"), required=False, rows=5)


class AmendForm(forms.Form):
    kind = forms.ChoiceField(label=t("Ce que vous demandez"), choices=AmendmentKind.choices, widget=forms.RadioSelect)
    text = _long(
        label=t("Texte proposé"),
        required=False,
        rows=5,
        help_text=t("Partez du texte actuel, ci-dessous. Laissez vide pour une suppression."),
    )
    reason = _long(label=t("Motif"), maximum=4000, help_text=t("Pourquoi ce changement. Public : n’y nommez personne."))

    def __init__(self, data: Any = None, *, paragraph: ManifestoParagraph | None) -> None:
        super().__init__(
            data, initial={"kind": AmendmentKind.REPLACE, "text": paragraph.text} if paragraph is not None else None
        )
        if paragraph is None:
            kind: Any = self.fields["kind"]
            kind.choices = [(AmendmentKind.INSERT, _("Ajouter un paragraphe au début de l’article"))]
            kind.initial = AmendmentKind.INSERT
            self.fields["text"].help_text = ""


class PositionForm(forms.Form):
    choice = forms.ChoiceField(label=t("Position du territoire"), choices=Choice.choices, widget=forms.RadioSelect)
    reason = _long(
        label=t("Motif"),
        required=False,
        maximum=4000,
        help_text=t("Obligatoire pour une objection, et pour un amendement. Public : n’y nommez personne."),
    )
