"""What one types of a text, of a picture, of a word of the glossary, and of the hour of a publication."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.inputs import LinesField, WebAddressField
from commun.editorial.actions.articles import Written
from commun.editorial.actions.terms import Said
from commun.editorial.enums import ArticleKind, PictureLicence
from commun.editorial.models import Article, Term

_INSTANT = "%Y-%m-%dT%H:%M"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ArticleForm(forms.Form):
    title = forms.CharField(label=t("Titre"), max_length=160)
    summary = forms.CharField(
        label=t("Chapô"),
        max_length=400,
        widget=_area(3),
        help_text=t("Une ou deux phrases : on les lit dans les listes, les courriels et la recherche."),
    )
    body = forms.CharField(
        label=t("Texte"),
        max_length=60_000,
        widget=_area(24),
        help_text=t(
            "Un titre commence par ##, une liste par un tiret, **gras**, *italique*, [mots du lien](https://…). "
            "Une image s’écrit ![](image:1), un mot du glossaire [remontée](terme:remontee)."
        ),
    )
    position = forms.IntegerField(
        label=t("Rang dans sa liste"), min_value=0, max_value=999, initial=100, required=False,
        help_text=t("Pour les pages : la plus petite vient d’abord. Les actualités suivent leur date."),
    )  # fmt: skip

    def written(self) -> Written:
        given = self.cleaned_data
        position = given["position"] if given["position"] is not None else 100
        body = str(given["body"]).replace("\r\n", "\n").strip()
        return Written(given["title"], given["summary"].replace("\r\n", " "), body, position)


class NewArticleForm(ArticleForm):
    kind = forms.ChoiceField(label=t("Nature"), choices=ArticleKind.choices, initial=ArticleKind.NEWS)
    field_order = ("kind", "title", "summary", "body", "position")


def initial_of(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ("title", "summary", "body", "position")}


class InstantField(forms.DateTimeField):
    """A day and a minute, at the time of France."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_INSTANT))
        options.setdefault("input_formats", [_INSTANT, "%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M", "%d/%m/%Y à %Hh%M"])
        options.setdefault("error_messages", {"invalid": t("Écrivez ainsi : 24/03/2026 09:30.")})
        super().__init__(**options)


class ApproveForm(forms.Form):
    publish_at = InstantField(
        label=t("Publier le"), required=False, help_text=t("Vide : tout de suite. Sinon, à la minute dite.")
    )
    unpublish_at = InstantField(label=t("Retirer le"), required=False, help_text=t("Vide : la page reste."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start: datetime.datetime | None = given.get("publish_at")
        end: datetime.datetime | None = given.get("unpublish_at")
        if start and end and end <= start:
            self.add_error("unpublish_at", _("Cette date précède celle de la publication."))
        return given


class NoteForm(forms.Form):
    note = forms.CharField(
        label=t("Ce qui est à revoir"), max_length=300, widget=_area(3), error_messages={"required": t("Dites-le.")}
    )


class PictureForm(forms.Form):
    file = forms.FileField(
        label=t("Image"),
        help_text=t(
            "PNG, JPEG ou WebP. Elle est réduite, et ce que le fichier disait de son auteur ou de son lieu ôté."
        ),
    )
    alt = forms.CharField(
        label=t("Ce que l’image montre"),
        max_length=300,
        required=False,
        widget=_area(2),
        help_text=t("Pour qui ne la voit pas : ce qu’elle apprend, en une phrase."),
    )
    is_decorative = forms.BooleanField(
        label=t("Décorative : elle n’apprend rien, un lecteur d’écran la passe"), required=False
    )
    credit = forms.CharField(label=t("Crédit"), max_length=200, help_text=t("Qui l’a faite, ou qui la donne."))
    licence = forms.ChoiceField(label=t("Licence"), choices=PictureLicence.choices)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("alt")) == bool(given.get("is_decorative")):
            self.add_error("alt", _("Dites ce que l’image montre, ou cochez « décorative » : l’un ou l’autre."))
        return given


class TermForm(forms.Form):
    name = forms.CharField(label=t("Terme"), max_length=80)
    definition = forms.CharField(
        label=t("Définition"),
        max_length=1200,
        widget=_area(4),
        help_text=t("En français courant, en deux ou trois phrases, sans autre mot du métier."),
    )
    source_title = forms.CharField(label=t("Source"), max_length=300, required=False)
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)
    see_also = LinesField(label=t("Voir aussi"), required=False, help_text=t("Un terme du glossaire par ligne."))

    def __init__(self, *args: Any, term: Term | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.term = term

    def clean_see_also(self) -> list[Term]:
        names = self.cleaned_data["see_also"]
        known = {one.name.casefold(): one for one in Term.objects.all() if one != self.term}
        if lost := [name for name in names if name.casefold() not in known]:
            raise forms.ValidationError(_("Le glossaire n’a pas : %(names)s."), params={"names": ", ".join(lost)[:300]})
        return [known[name.casefold()] for name in names]

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["name"], given["definition"], given["source_title"], given["source_url"] or "")


def initial_of_term(term: Term) -> dict[str, Any]:
    said = {name: getattr(term, name) for name in ("name", "definition", "source_title", "source_url")}
    return said | {"see_also": [one.name for one in term.see_also.order_by("slug")]}
