"""What territories type of a synthesis that they read before everyone, and what the coordination types of it."""

from typing import Any, TypeAlias

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import Theme
from commun.concertations.models import Takeaway
from commun.syntheses.actions.findings import FindingText
from commun.syntheses.enums import FindingKind, FindingState, Stance
from commun.syntheses.models import Finding, Synthesis
from commun.syntheses.models.synthesis import FEWEST_DAYS, MOST_DAYS, USUAL_DAYS
from commun.syntheses.queries.evidence import Quote

Data: TypeAlias = QueryDict | None


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VersionedForm(forms.Form):
    """Remembers which version the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """A comment of a territory, on one finding or on the whole."""

    finding = forms.ModelChoiceField(queryset=Finding.objects.none(), widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=t("Votre commentaire"),
        max_length=4000,
        widget=_area(3),
        help_text=t("Lu par votre territoire et par le réseau, jamais par le public. La coordination vous répond ici."),
    )

    def __init__(self, *args: Any, synthesis: Synthesis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["finding"].queryset = synthesis.findings.all()


class DraftForm(forms.Form):
    """A group of the workshop becomes a finding."""

    title = forms.CharField(
        label=t("Ce qui est constaté, en une phrase"),
        max_length=300,
        widget=_area(2),
        help_text=t("Une phrase entière, que l’on comprend seule. Les nombres s’écrivent d’eux-mêmes, à côté."),
    )
    kind = forms.ChoiceField(
        label=t("Nature"), choices=FindingKind.choices, initial=FindingKind.FINDING, widget=forms.RadioSelect
    )


class FindingForm(VersionedForm):
    """The words of a finding. `reason` is asked once it is public."""

    title = forms.CharField(label=t("Ce qui est constaté, en une phrase"), max_length=300, widget=_area(2))
    text = forms.CharField(label=t("Explication"), required=False, max_length=8000, widget=_area(6))
    dissent = forms.CharField(
        label=t("Ce qui a été dit contre"),
        required=False,
        max_length=8000,
        widget=_area(4),
        help_text=t("Les phrases contraires paraissent toujours ; ceci dit ce qu’elles ont en commun."),
    )
    theme = forms.ChoiceField(label=t("Thème"), required=False, choices=[("", t("Aucun")), *Theme.choices])
    reason = forms.CharField(
        label=t("Pourquoi ce changement ?"), max_length=300, required=False, help_text=t("Ce motif est public.")
    )

    def __init__(self, data: Data = None, *, finding: Finding, prefix: str | None = None) -> None:
        initial = {name: getattr(finding, name) for name in ("title", "text", "dissent", "theme", "version")}
        super().__init__(data, initial=initial, prefix=prefix)
        if not finding.is_public:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True

    def text_of(self) -> FindingText:
        read = self.cleaned_data
        theme = Theme(read["theme"]) if read["theme"] else None
        return FindingText(read["title"], read["text"], read["dissent"], theme)


LEAVES = "quitte"


class WeighForm(VersionedForm):
    """What each sentence says of the finding, and which ones are quoted: one page of them."""

    def __init__(self, data: Data = None, *, finding: Finding, quotes: tuple[Quote, ...]) -> None:
        super().__init__(data, initial={"version": finding.version})
        self.quotes = quotes
        for one in quotes:
            self.fields[f"stance_{one.takeaway}"] = forms.ChoiceField(
                label=t("Ce qu’elle en dit"),
                choices=[*Stance.choices, (LEAVES, t("La retirer des preuves"))],
                initial=one.stance,
            )
            self.fields[f"quoted_{one.takeaway}"] = forms.BooleanField(
                label=t("La citer sur la page"), required=False, initial=one.is_quoted
            )
        if finding.is_public:
            self.fields["reason"] = forms.CharField(
                label=t("Pourquoi ce changement ?"), max_length=300, help_text=t("Ce motif est public.")
            )

    def rows(self) -> list[tuple[Quote, Any, Any]]:
        return [(one, self[f"stance_{one.takeaway}"], self[f"quoted_{one.takeaway}"]) for one in self.quotes]

    def decided(self) -> dict[str, Any]:
        read = self.cleaned_data
        given = {one.takeaway: read[f"stance_{one.takeaway}"] for one in self.quotes}
        return {
            "stances": {key: Stance(value) for key, value in given.items() if value != LEAVES},
            "removed": [key for key, value in given.items() if value == LEAVES],
            "quoted": [one.takeaway for one in self.quotes if read[f"quoted_{one.takeaway}"]],
            "reason": read.get("reason", ""),
            "seen": read["version"],
        }


class RestForm(VersionedForm):
    """On which findings a recommendation rests."""

    on = forms.ModelMultipleChoiceField(
        label=t("Constats sur lesquels elle s’appuie"),
        queryset=Finding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Data = None, *, finding: Finding, prefix: str | None = None) -> None:
        initial = {"version": finding.version, "on": finding.rests_on.all()}
        super().__init__(data, initial=initial, prefix=prefix)
        fields: dict[str, Any] = self.fields
        others = Finding.objects.filter(is_fictional=finding.is_fictional).exclude(pk=finding.pk)
        fields["on"].queryset = others.exclude(state=FindingState.WITHDRAWN).order_by("title")


class SignForm(VersionedForm):
    """The gesture that makes it a person's."""

    has_read = forms.BooleanField(
        label=t("J’ai lu les phrases citées, et celles qui disent le contraire ; je signe ce texte de ma fonction")
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=t("Pourquoi ce constat est-il retiré ?"),
        max_length=300,
        widget=_area(2),
        help_text=t("Ce motif est public. La page reste lisible, avec ce qu’elle disait."),
    )


class SettleForm(forms.Form):
    """What a person decided after reading a flagged finding again."""

    settlement = forms.CharField(
        label=t("Ce que vous avez décidé"),
        max_length=300,
        widget=_area(2),
        help_text=t("C’est public. Par exemple : « La correction ne change pas le sens, la phrase reste. »"),
    )
    keep = forms.TypedChoiceField(
        label=t("La phrase signalée"),
        choices=[("oui", t("reste parmi les preuves")), ("non", t("quitte les preuves"))],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        initial="oui",
    )


class SynthesisForm(VersionedForm):
    """The title, the introduction, and how long territories have."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=t("Titre"), max_length=200)
    intro = forms.CharField(label=t("Introduction"), required=False, max_length=4000, widget=_area(4))
    preview_days = forms.IntegerField(
        label=t("Jours laissés aux territoires pour la lire"),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=t("Ils la reçoivent avant le public. Ce délai s’allonge, il ne se raccourcit pas."),
    )


class ChooseForm(VersionedForm):
    """Which signed findings a synthesis holds, in the order of their numbers."""

    def __init__(self, data: Data = None, *, synthesis: Synthesis, prefix: str | None = None) -> None:
        super().__init__(data, initial={"version": synthesis.version}, prefix=prefix)
        held = dict(synthesis.parts.values_list("finding", "position"))
        free = Finding.objects.filter(state=FindingState.SIGNED, is_fictional=synthesis.is_fictional)
        self.findings = list(free.filter(parts=None).order_by("uid")) + list(
            synthesis.findings.order_by("parts__position")
        )
        self.findings.sort(key=lambda one: (held.get(one.pk, len(held)), one.uid))
        for one in self.findings:
            self.fields[f"rank_{one.pk}"] = forms.IntegerField(
                label=one.title,
                required=False,
                min_value=1,
                max_value=999,
                initial=held[one.pk] + 1 if one.pk in held else None,
            )

    def chosen(self) -> list[Finding]:
        ranked = [(self.cleaned_data[f"rank_{one.pk}"], one) for one in self.findings]
        return [one for _rank, one in sorted(((r, o) for r, o in ranked if r), key=lambda pair: (pair[0], pair[1].pk))]


class SendForm(VersionedForm):
    """Sends the synthesis to the territories. The reason is asked when some sentences have none."""

    reason = forms.CharField(
        label=t("Pourquoi les remontées non citées ne sont pas retenues"),
        max_length=300,
        required=False,
        widget=_area(2),
        help_text=t(
            "Pour celles dont l’atelier ne dit rien. Leur territoire le lira : « proche d’une autre déjà citée », "
            "« ne porte pas sur l’IA »…"
        ),
    )

    def __init__(self, data: Data = None, *, synthesis: Synthesis, silent: int, prefix: str | None = None) -> None:
        super().__init__(data, initial={"version": synthesis.version}, prefix=prefix)
        if silent:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class LeaveOutForm(VersionedForm):
    """Why a finding leaves a synthesis that territories are reading."""

    reason = forms.CharField(
        label=t("Pourquoi ce constat quitte-t-il la synthèse ?"),
        max_length=300,
        widget=_area(2),
        help_text=t(
            "Les territoires qui lisent la synthèse verront ce motif, et il sera dit de leurs phrases qu’aucun autre "
            "constat ne cite."
        ),
    )

    def __init__(self, data: Data = None, *, synthesis: Synthesis) -> None:
        super().__init__(data, initial={"version": synthesis.version})


class ExplainForm(forms.Form):
    """One reason for the sentences of a page that are ticked."""

    takeaways = forms.ModelMultipleChoiceField(
        label=t("Phrases dont vous dites la raison"),
        queryset=Takeaway.objects.none(),
        error_messages={"required": t("Cochez au moins une phrase.")},
    )
    reason = forms.CharField(
        label=t("Pourquoi les phrases cochées ne sont citées par aucun constat"),
        max_length=300,
        widget=_area(2),
        help_text=t("Leur territoire le lira : « proche d’une autre déjà citée », « ne porte pas sur l’IA »…"),
    )

    def __init__(self, data: Data = None, *, among: QuerySet[Takeaway]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["takeaways"].queryset = among

    @property
    def ticked(self) -> frozenset[int]:
        """What was ticked, for a page shown again with its faults."""
        return frozenset(int(key) for key in self["takeaways"].value() or () if str(key).isdecimal())


class AnswerForm(forms.Form):
    """The answer of the coordination to a territory's comment."""

    text = forms.CharField(label=t("Votre réponse"), max_length=4000, widget=_area(3))
