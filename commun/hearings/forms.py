"""What one types of a hearing, of a member of the council, of an opinion and of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.core.inputs import FrenchDateField, PartialDateFormField
from commun.hearings.actions.hearings import FACTS, Links
from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing
from commun.library.models import Deployment, PublishedSheet
from commun.resources.models import Resource
from commun.syntheses.models import Finding


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class HearingForm(forms.Form):
    title = forms.CharField(label=t("Sujet"), max_length=200, help_text=t("Sans le nom de la personne."))
    heard_on = PartialDateFormField(label=t("Date"))
    heard_by = forms.CharField(
        label=t("Entendue par"), max_length=200, help_text=t("La commission, le groupe de travail ou le conseil.")
    )
    person_name = forms.CharField(label=t("Personne entendue"), max_length=120, required=False)
    person_role = forms.CharField(label=t("Sa fonction"), max_length=200, required=False)
    organisation = forms.CharField(label=t("Son organisation"), max_length=200, required=False)
    consented_on = FrenchDateField(
        label=t("Elle a accepté que son nom paraisse, le"),
        required=False,
        picker=False,
        help_text=t("Sans cet accord, laissez son nom vide. Elle peut le retirer : son nom est alors effacé partout."),
    )
    questions = forms.CharField(label=t("Questions posées"), max_length=5000, required=False, widget=_area(5))
    body = forms.CharField(
        label=t("Compte rendu"),
        max_length=60_000,
        required=False,
        widget=_area(18),
        help_text=t("Un titre commence par ##, une liste par un tiret. Ou joignez un fichier, une fois enregistré."),
    )
    is_transcript = forms.BooleanField(label=t("C’est ce qui a été dit, mot pour mot"), required=False)
    links = forms.CharField(
        label=t("Constats, usages et ressources dont il a été question"),
        max_length=5000,
        required=False,
        widget=_area(4),
        help_text=t("Un par ligne : son adresse ici, ou son identifiant."),
    )

    def clean_links(self) -> Links:
        lines = [line.strip() for line in str(self.cleaned_data["links"]).splitlines() if line.strip()]
        names = [line.rstrip("/").rpartition("/")[2] for line in lines]
        findings = _named(Finding.objects.public(), names)
        sheets = _named(PublishedSheet.objects.all(), names)
        resources = _named(Resource.objects.public(), names)
        if lost := [
            line
            for line, name in zip(lines, names, strict=True)
            if not (name in findings or name in sheets or name in resources)
        ]:
            raise forms.ValidationError(
                _("Rien de public ne porte ce nom : %(lines)s."), params={"lines": ", ".join(lost)}
            )
        deployments = Deployment.objects.filter(public__in={one.pk for one in sheets.values()})
        return list(set(findings.values())), list(deployments), list(set(resources.values()))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("person_name") and not given.get("consented_on"):
            self.add_error("consented_on", _("Dites quel jour la personne l’a accepté, ou laissez son nom vide."))
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in FACTS}


def _named(rows: Any, names: list[str]) -> dict[str, Any]:
    found = {one.uid: one for one in rows.filter(uid__in=names)}
    return found | {one.slug: one for one in rows.filter(slug__in=names)}


def initial_of(hearing: Hearing) -> dict[str, Any]:
    uids = [
        *hearing.findings.values_list("uid", flat=True),
        *hearing.deployments.values_list("uid", flat=True),
        *hearing.resources.values_list("uid", flat=True),
    ]
    return {name: getattr(hearing, name) for name in FACTS} | {"links": "\n".join(uids)}


class FileForm(forms.Form):
    file = forms.FileField(label=t("Compte rendu en fichier"), help_text=t("PDF, ODT… Il remplace celui d’avant."))


class MemberForm(forms.Form):
    name = forms.CharField(label=t("Nom"), max_length=120)
    discipline = forms.CharField(label=t("Domaine"), max_length=200, required=False, help_text=t("Droit, sociologie…"))
    organisation = forms.CharField(label=t("Organisation"), max_length=200, required=False)
    starts_on = FrenchDateField(label=t("Siège depuis le"), required=False, picker=False)
    ends_on = FrenchDateField(label=t("Jusqu’au"), required=False, picker=False)
    consented_on = FrenchDateField(label=t("A accepté de paraître, le"), picker=False)
    user = forms.ModelChoiceField(
        label=t("Son compte ici"),
        queryset=User.objects.none(),
        required=False,
        help_text=t("Pour signer ses avis de son nom."),
    )

    def __init__(self, *args: Any, member: CouncilMember | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.member = member
        accounts = User.objects.active().filter(network_role=NetworkRole.COUNCIL).order_by("name", "pk")
        self.fields["user"].queryset = accounts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("Le mandat finit avant de commencer."))
        user = given.get("user")
        others = CouncilMember.objects.exclude(pk=self.member.pk) if self.member else CouncilMember.objects.all()
        if user and others.filter(user=user).exists():
            self.add_error("user", _("Ce compte est déjà celui d’un autre membre."))
        return given


def initial_of_member(member: CouncilMember) -> dict[str, Any]:
    names = ("name", "discipline", "organisation", "starts_on", "ends_on", "consented_on", "user")
    return {name: getattr(member, name) for name in names}


class OpinionForm(forms.Form):
    text = forms.CharField(
        label=t("Votre avis"), max_length=8000, widget=_area(12), help_text=t("Une ligne vide sépare deux paragraphes.")
    )
    has_interest = forms.ChoiceField(
        label=t("Avez-vous un lien d’intérêt avec ce que vous jugez ?"),
        choices=[("non", t("Aucun")), ("oui", t("Oui"))],
        widget=forms.RadioSelect,
        help_text=t("Un emploi, un contrat, un produit, un proche, une étude financée. Votre réponse est publique."),
    )
    interest = forms.CharField(label=t("Si oui, lequel"), max_length=300, required=False)
    is_named = forms.BooleanField(
        label=t("Signer de mon nom, tel qu’il paraît dans la liste du conseil"), required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("has_interest") == "oui" and not given.get("interest"):
            self.add_error("interest", _("Dites quel est ce lien."))
        return given

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        interest = given["interest"] if given["has_interest"] == "oui" else None
        return {"text": given["text"], "interest": interest, "is_named": given["is_named"]}


def initial_of_opinion(opinion: CouncilOpinion) -> dict[str, Any]:
    return {
        "text": opinion.text,
        "has_interest": "oui" if opinion.has_interest else "non",
        "interest": opinion.interest,
        "is_named": opinion.is_named,
    }


class AboutForm(forms.Form):
    """What an opinion is about."""

    about = forms.CharField(
        label=t("Constat ou fiche d’usage"), max_length=300, help_text=t("Son adresse ici, ou son identifiant.")
    )

    def clean_about(self) -> Finding | PublishedSheet:
        name = str(self.cleaned_data["about"]).strip().rstrip("/").rpartition("/")[2]
        found = _named(Finding.objects.public(), [name]).get(name) or _named(
            PublishedSheet.objects.select_related("deployment"), [name]
        ).get(name)
        if found is None:
            raise forms.ValidationError(_("Aucun constat ni aucune fiche publique ne porte ce nom."))
        return found  # type: ignore[no-any-return]


class AnswerForm(forms.Form):
    text = forms.CharField(label=t("Votre réponse"), max_length=5000, widget=_area(6))
