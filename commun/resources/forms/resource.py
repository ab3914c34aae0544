"""What one types of a resource; proposing it, reviewing it and correcting it take the same boxes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.declared import form_field, typed
from commun.resources.fields import BY_NAME, FIELDS, Part, of_part
from commun.resources.models import Resource

OLDEST = 120


@dataclass(frozen=True)
class Group:
    title: str
    boxes: tuple[BoundField, ...]


class ResourceForm(forms.Form):
    """The fields of `fields.FIELDS`."""

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for one in FIELDS:
            column = Resource._meta.get_field(one.name)
            self.fields[one.name] = form_field(
                one, column=column, required=one.is_required, help_text=one.help, maximum=5_000
            )

    def groups(self) -> Iterator[Group]:
        for part in Part:
            yield Group(str(part.title), tuple(self[one.name] for one in of_part(part)))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for low, high in (("age_min", "age_max"), ("group_min", "group_max")):
            least, most = given.get(low), given.get(high)
            if least is not None and most is not None and least > most:
                self.add_error(high, _("Ce nombre est plus petit que « %(low)s ».") % {"low": BY_NAME[low].label})
        for name in ("age_min", "age_max"):
            if (given.get(name) or 0) > OLDEST:
                self.add_error(name, _("Écrivez un âge en années."))
        return given

    def values(self) -> dict[str, Any]:
        given = typed(self)
        return {one.name: given[one.name] for one in FIELDS}


def initial_of(resource: Resource) -> dict[str, Any]:
    return {one.name: getattr(resource, one.name) for one in FIELDS}


class ReasonForm(forms.Form):
    """Why a suggestion is refused, or a resource taken down."""

    reason = forms.CharField(
        label=t("Pourquoi"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": t("Dites pourquoi.")},
    )


class DocumentForm(forms.Form):
    title = forms.CharField(label=t("Titre du fichier"), max_length=200)
    file = forms.FileField(
        label=t("Fichier"),
        help_text=t("Une charte, des clauses, une analyse d’impact à remplir : PDF, ODT, DOCX, XLSX…"),
    )


class CollectionForm(forms.Form):
    """A collection: its resources are named one a line, in their order."""

    title = forms.CharField(label=t("Titre"), max_length=200)
    introduction = forms.CharField(
        label=t("Introduction"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=t("À qui elle s’adresse, pour quoi faire, par où commencer."),
    )
    resources = forms.CharField(
        label=t("Ressources, dans l’ordre"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=t("Une par ligne : son adresse ici, ou son identifiant (re-0003)."),
    )

    def clean_resources(self) -> list[Resource]:
        lines = [line.strip() for line in str(self.cleaned_data["resources"]).splitlines() if line.strip()]
        names = [line.split()[0].rstrip("/").rpartition("/")[2] for line in lines]
        rows = Resource.objects.public()
        known = {one.uid: one for one in rows.filter(uid__in=names)} | {
            one.slug: one for one in rows.filter(slug__in=names)
        }
        if lost := [line for line, name in zip(lines, names, strict=True) if name not in known]:
            raise forms.ValidationError(
                _("Aucune ressource du catalogue ne porte ce nom : %(lines)s."), params={"lines": ", ".join(lost)[:500]}
            )
        return list(dict.fromkeys(known[name] for name in names))


class TableForm(forms.Form):
    file = forms.FileField(label=t("Tableau"), help_text=t("CSV, XLSX, ODS ou XLS."))
