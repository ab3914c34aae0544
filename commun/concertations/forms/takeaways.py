"""What one types of what was said: one sentence, several at once, an erratum, an order."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.actions.takeaways import MAX_TEXT, NewTakeaway
from commun.concertations.enums import Audience, BearsOn, Recipient, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Concertation, Sequence, Takeaway

MAX_LINES = 500


def _optional(choices: Any, blank: Any) -> list[Any]:
    return [("", blank), *choices]


class TakeawayForm(forms.Form):
    """One sentence and what is known of it. What does not concern its nature is left aside when it is saved."""

    kind = forms.ChoiceField(label=t("Nature"), choices=TakeawayKind.choices)
    text = forms.CharField(
        label=t("Texte exact"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=t("Mot pour mot, comme les participants l’ont écrit : il sera figé à la restitution."),
        error_messages={"required": t("Écrivez le texte, mot pour mot.")},
    )
    number = forms.IntegerField(
        label=t("Numéro"),
        required=False,
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text=t("Celui du rapport. Vide : le premier qui est libre."),
        error_messages={"invalid": t("Écrivez un nombre entier, en chiffres.")},
    )
    theme = forms.ChoiceField(label=t("Thème"), required=False, choices=_optional(Theme.choices, t("Non renseigné")))
    audiences = forms.MultipleChoiceField(
        label=t("Publics qui l’ont dit"),
        required=False,
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sequence = forms.ModelChoiceField(
        label=t("Séquence"), required=False, queryset=Sequence.objects.none(), empty_label=t("Non renseignée")
    )
    vigilance_kind = forms.ChoiceField(
        label=t("Point de vigilance : de quel type ?"),
        required=False,
        choices=_optional(VigilanceKind.choices, t("Non renseigné")),
    )
    bears_on = forms.ChoiceField(
        label=t("Frein ou opportunité : pour qui ?"),
        required=False,
        choices=_optional(BearsOn.choices, t("Non renseigné")),
    )
    recipient = forms.ChoiceField(
        label=t("Proposition : à qui s’adresse-t-elle ?"),
        required=False,
        choices=_optional(Recipient.choices, t("Non renseigné")),
    )
    support = forms.ChoiceField(
        label=t("Proposition : quel soutien ?"),
        required=False,
        choices=_optional(Support.choices, t("Non renseigné")),
    )
    support_note = forms.CharField(
        label=t("Proposition : avis divergents"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, concertation: Concertation, takeaway: Takeaway | None = None) -> None:
        initial = {}
        if takeaway is not None:
            initial = {name: getattr(takeaway, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        sequence = self.fields["sequence"]
        assert isinstance(sequence, forms.ModelChoiceField)
        sequence.queryset = concertation.sequences.all()

    def item(self) -> NewTakeaway:
        values = self.cleaned_data
        return NewTakeaway(
            kind=TakeawayKind(values["kind"]),
            text=values["text"],
            number=values["number"],
            theme=Theme(values["theme"]) if values["theme"] else None,
            audiences=tuple(Audience(value) for value in values["audiences"]),
            sequence=values["sequence"],
            vigilance_kind=VigilanceKind(values["vigilance_kind"]) if values["vigilance_kind"] else None,
            bears_on=BearsOn(values["bears_on"]) if values["bears_on"] else None,
            recipient=Recipient(values["recipient"]) if values["recipient"] else None,
            support=Support(values["support"]) if values["support"] else None,
            support_note=values["support_note"],
        )


class LinesForm(forms.Form):
    """Several sentences at once, one per line."""

    kind = forms.ChoiceField(label=t("Nature"), choices=TakeawayKind.choices, initial=TakeawayKind.PROPOSITION)
    lines = forms.CharField(
        label=t("Un texte par ligne"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MAX_TEXT * 40,
        help_text=t("Collez-les ici ; une ligne déjà enregistrée n’est pas ajoutée deux fois."),
        error_messages={"required": t("Collez au moins une ligne.")},
    )

    def clean_lines(self) -> list[str]:
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MAX_LINES:
            raise forms.ValidationError(
                _("%(count)d lignes, au plus %(most)d à la fois : passez par l’import d’un fichier.")
                % {"count": len(lines), "most": MAX_LINES}
            )
        return lines

    def items(self) -> list[NewTakeaway]:
        kind = TakeawayKind(self.cleaned_data["kind"])
        return [NewTakeaway(kind, line) for line in self.cleaned_data["lines"]]


class ErratumForm(forms.Form):
    text = forms.CharField(
        label=t("Texte corrigé"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": t("Écrivez le texte corrigé.")},
    )
    reason = forms.CharField(
        label=t("Motif de la correction"),
        max_length=300,
        help_text=t("Publié à côté du premier texte : « un mot oublié à la saisie », par exemple."),
        error_messages={"required": t("Dites pourquoi le texte est corrigé : le motif est public.")},
    )


class ClassForm(forms.Form):
    """What classifies a text, apart from the text itself."""

    theme = forms.ChoiceField(label=t("Thème"), required=False, choices=_optional(Theme.choices, t("Non renseigné")))
    audiences = forms.MultipleChoiceField(
        label=t("Publics qui l’ont dit"),
        required=False,
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class OrderForm(forms.Form):
    """The rank wanted for each line; equal ranks keep the order that they had."""

    def __init__(self, data: Any = None, *, takeaways: list[Takeaway]) -> None:
        super().__init__(data)
        self.takeaways = takeaways
        for one in takeaways:
            self.fields[f"rank_{one.pk}"] = forms.IntegerField(
                label=_("Rang de : %(text)s") % {"text": one.text[:80]},
                initial=one.number,
                min_value=0,
                max_value=999_999,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "order-field"}),
                error_messages={
                    "required": t("Donnez un rang à chaque ligne."),
                    "invalid": t("Un rang est un nombre entier."),
                },
            )

    def lines(self) -> list[tuple[Takeaway, forms.BoundField]]:
        return [(one, self[f"rank_{one.pk}"]) for one in self.takeaways]

    def order(self) -> list[int]:
        ranks = {one.pk: self.cleaned_data[f"rank_{one.pk}"] for one in self.takeaways}
        return [one.pk for one in sorted(self.takeaways, key=lambda one: (ranks[one.pk], one.number))]
