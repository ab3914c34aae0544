"""What one types of labels: a call, an application, a seat at the jury, scores, decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.accounts.models import User
from commun.core.inputs import FrenchDateField
from commun.labels.actions import calls
from commun.labels.actions.applications import FACTS
from commun.labels.enums import MAX_SCORE, For
from commun.labels.models import Application, Call, Criterion, Label
from commun.library.models import Solution
from commun.territories.models import Territory

MOST_CRITERIA = 12
MOST_WEIGHT = 20


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CallForm(forms.Form):
    label = forms.ModelChoiceField(label=t("Label"), queryset=Label.objects.all(), empty_label=t("Choisissez"))
    edition = forms.CharField(label=t("Édition"), max_length=60, help_text=t("L’année, le plus souvent : 2027."))
    introduction = forms.CharField(label=t("Présentation"), max_length=3000, widget=_area(4))
    rules = forms.CharField(
        label=t("Règlement"),
        max_length=20_000,
        widget=_area(10),
        help_text=t("Qui peut candidater, ce que l’on reçoit, comment le jury décide, ce qui est fait des ex æquo."),
    )
    criteria = forms.CharField(
        label=t("Critères"),
        max_length=3000,
        widget=_area(5),
        help_text=t("Un par ligne, avec son poids : « Utilité pour les habitants : 3 ». Le jury note chacun de 0 à 5."),
    )
    opens_on = FrenchDateField(label=t("Ouvre le"), picker=False)
    closes_on = FrenchDateField(label=t("Ferme le"), picker=False, help_text=t("Ce jour compte en entier."))
    quorum = forms.IntegerField(
        label=t("Quorum"),
        min_value=1,
        max_value=50,
        initial=3,
        help_text=t("Combien de membres du jury, sans lien d’intérêt, doivent avoir noté une candidature."),
    )

    def clean_criteria(self) -> list[tuple[str, int]]:
        found = []
        for line in str(self.cleaned_data["criteria"]).splitlines():
            title, _colon, weight = line.rpartition(":")
            if not line.strip():
                continue
            if not title.strip() or not weight.strip().isdecimal() or not 1 <= int(weight) <= MOST_WEIGHT:
                raise forms.ValidationError(
                    _("Écrivez « %(line)s » avec deux points et un poids de 1 à 20, par exemple : « Sobriété : 2 »."),
                    params={"line": line.strip()},
                )
            found.append((" ".join(title.split())[:200], int(weight)))
        if not 1 <= len(found) <= MOST_CRITERIA:
            raise forms.ValidationError(_("Donnez de un à douze critères."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("opens_on") and given.get("closes_on") and given["closes_on"] < given["opens_on"]:
            self.add_error("closes_on", _("L’appel ferme avant d’ouvrir."))
        return given

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in calls.FACTS}


def initial_of(call: Call) -> dict[str, Any]:
    lines = "\n".join(f"{one.title} : {one.weight}" for one in call.criteria.all())
    return {name: getattr(call, name) for name in calls.FACTS} | {"criteria": lines}


class JurorForm(forms.Form):
    email = forms.EmailField(label=t("Adresse électronique de son compte ici"))
    shown_as = forms.CharField(
        label=t("Nom et fonction, tels qu’ils paraîtront"),
        max_length=200,
        help_text=t("« Camille Exemple, juriste ». Rien ne paraît avant que la personne ait accepté de siéger."),
    )

    def clean_email(self) -> User:
        found: User | None = User.objects.active().filter(email__iexact=self.cleaned_data["email"]).first()
        if found is None:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse : la personne doit d’abord en ouvrir un."))
        return found


class ApplicationForm(forms.Form):
    """`for_whom` and the territories change what is asked of who applies."""

    territory = forms.ModelChoiceField(
        label=t("Territoire qui candidate"), queryset=Territory.objects.none(), empty_label=t("Choisissez")
    )
    organisation = forms.CharField(label=t("Start-up qui candidate"), max_length=200)
    solution = forms.CharField(
        label=t("Son système dans la bibliothèque"),
        max_length=300,
        required=False,
        help_text=t(
            "S’il y est : son adresse ici, ou son identifiant. Les usages publiés de ce système sont vos preuves."
        ),
    )
    title = forms.CharField(label=t("Nom du projet"), max_length=200)
    summary = forms.CharField(label=t("En quelques phrases"), max_length=1500, widget=_area(4))
    body = forms.CharField(
        label=t("Ce qui a été fait, et ce qui le prouve"),
        max_length=20_000,
        required=False,
        widget=_area(12),
        help_text=t("Répondez à chaque critère ; donnez les adresses de vos preuves. Demandé pour envoyer."),
    )

    def __init__(
        self, *args: Any, call: Call, territories: list[Territory], is_new: bool = True, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["territory"], self.fields["organisation"], self.fields["solution"]
        elif call.label.is_for == For.TERRITORIES:
            del self.fields["organisation"], self.fields["solution"]
            known = Territory.objects.filter(pk__in=[one.pk for one in territories]).order_by("name", "pk")
            self.fields["territory"].queryset = known  # type: ignore[attr-defined]
        else:
            del self.fields["territory"]

    def clean_solution(self) -> Solution | None:
        name = str(self.cleaned_data["solution"]).strip().rstrip("/").rpartition("/")[2]
        if not name:
            return None
        known = Solution.objects.public()
        found = known.filter(slug=name).first() or known.filter(uid=name).first()
        if found is None:
            raise forms.ValidationError(_("Aucun système de la bibliothèque ne porte ce nom."))
        return found

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}

    def applicant(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in ("territory", "organisation", "solution") if name in given}


def initial_of_application(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in FACTS}


class InterestForm(forms.Form):
    has_interest = forms.ChoiceField(
        label=t("Quelque chose vous lie-t-il à qui candidate ?"),
        choices=[("non", t("Rien")), ("oui", t("Oui"))],
        widget=forms.RadioSelect,
        help_text=t(
            "Un emploi, un mandat, un contrat, un produit, un proche, un désaccord ancien. En cas de doute : oui."
        ),
    )
    interest = forms.CharField(
        label=t("Si oui, lequel"), max_length=300, required=False, help_text=t("Lu par la coordination seule.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("has_interest") == "oui" and not given.get("interest"):
            self.add_error("interest", _("Dites quel est ce lien."))
        return given

    def said(self) -> str | None:
        return self.cleaned_data["interest"] if self.cleaned_data["has_interest"] == "oui" else None


class ScoreForm(forms.Form):
    """A mark and its reason for each criterion."""

    def __init__(self, *args: Any, criteria: tuple[Criterion, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"note_{one.pk}"] = forms.TypedChoiceField(
                label=_("%(criterion)s (poids %(weight)s) : note") % {"criterion": one.title, "weight": one.weight},
                choices=[("", "—"), *((number, str(number)) for number in range(MAX_SCORE + 1))],
                coerce=int,
                help_text=_("De 0 (rien ne le montre) à 5 (pleinement montré)."),
            )
            self.fields[f"raison_{one.pk}"] = forms.CharField(
                label=_("%(criterion)s : pourquoi") % {"criterion": one.title}, max_length=3000, widget=_area(3)
            )

    def given(self) -> dict[Criterion, tuple[int, str]]:
        data = self.cleaned_data
        return {one: (data[f"note_{one.pk}"], data[f"raison_{one.pk}"]) for one in self.criteria}


def initial_of_scores(scores: dict[int, tuple[int, str]]) -> dict[str, Any]:
    notes = {f"note_{key}": value for key, (value, _reason) in scores.items()}
    return notes | {f"raison_{key}": reason for key, (_value, reason) in scores.items()}


class AdmitForm(forms.Form):
    is_admissible = forms.ChoiceField(
        label=t("Cette candidature respecte-t-elle le règlement ?"),
        choices=[("oui", t("Oui : le jury la note")), ("non", t("Non"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=t("Si non, pourquoi"),
        max_length=5000,
        required=False,
        widget=_area(4),
        help_text=t("Envoyé à qui a candidaté avec le palmarès."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("is_admissible") == "non" and not given.get("reason"):
            self.add_error("reason", _("Dites pourquoi."))
        return given


class JudgeForm(forms.Form):
    is_laureate = forms.ChoiceField(
        label=t("Ce que le jury a décidé"),
        choices=[("oui", t("Lauréate")), ("non", t("Non retenue"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=t("La raison du jury"),
        max_length=5000,
        widget=_area(6),
        help_text=t(
            "Publiée si elle est lauréate, envoyée à elle seule sinon. Entre des ex æquo, elle dit ce qui a départagé."
        ),
    )
