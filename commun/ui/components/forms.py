"""Forms that say how to mend: a summary of errors at the top, each linked to its field."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.db.models import Model
from django.forms import BaseForm, BaseFormSet, BoundField, ChoiceField, Field
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

AnyForm: TypeAlias = "BaseForm | BaseFormSet[Any]"


def _anchor(field: BoundField) -> str:
    """The id of the element that the person must mend: the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def _forms(form: AnyForm) -> Iterator[tuple[BaseForm, str]]:
    """The form, or the formset and each of its forms, with words to tell them apart."""
    if isinstance(form, BaseFormSet):
        for index, one in enumerate(form.forms, start=1):
            yield one, _("ligne %(number)s : ") % {"number": index}
    else:
        yield form, ""


def _errors(form: AnyForm) -> Iterator[SafeString]:
    if isinstance(form, BaseFormSet):
        for message in form.non_form_errors():
            yield format_html("{}", message)
    for one, where in _forms(form):
        for message in one.non_field_errors():
            yield format_html("{}{}", where, message)
        for name in one.errors:
            if name not in one.fields:
                continue
            field = one[name]
            for message in field.errors:
                if field.is_hidden:
                    yield format_html("{}{} : {}", where, field.label, message)
                else:
                    yield format_html('{}<a href="#{}">{} : {}</a>', where, _anchor(field), field.label, message)


def ui_form_errors(*forms: AnyForm) -> SafeString:
    """{% ui_form_errors form %} · {% ui_form_errors form formset %}: nothing while there is no error."""
    messages = [message for form in forms if form.is_bound for message in _errors(form)]
    if not messages:
        return SafeString("")
    return format_html(
        '<div class="alert alert-error error-summary" role="alert" tabindex="-1" id="erreurs">'
        '<h2 class="alert-title">{}</h2><p>{}</p><ul>{}</ul></div>',
        ngettext("Un point est à corriger", "%(count)s points sont à corriger", len(messages))
        % {"count": len(messages)},
        _("Rien n’est encore enregistré ; ce que vous avez écrit est conservé ci-dessous."),
        format_html_join("", "<li>{}</li>", ((message,) for message in messages)),
    )


def _need(field: Field) -> SafeString:
    return format_html(' <span class="need">({})</span>', _("obligatoire") if field.required else _("facultatif"))


def ui_field(field: BoundField, *, hint: str = "", mark_need: bool = True) -> SafeString:
    """{% ui_field form.title %} · {% ui_field form.title hint="Une phrase suffit." %}"""
    if field.is_hidden:
        return SafeString(str(field))
    widget = field.field.widget
    help_text = hint or field.help_text
    described = []
    if help_text:
        described.append(f"{field.auto_id}_helptext")
    if field.errors:
        described.append(f"{field.auto_id}_error")
    helped = format_html('<p class="help" id="{}_helptext">{}</p>', field.auto_id, help_text) if help_text else ""
    wrong = (
        format_html(
            '<p class="error" id="{}_error"><span class="vh">{} </span>{}</p>',
            field.auto_id,
            _("Erreur :"),
            format_html_join(mark_safe("<br>"), "{}", ((message,) for message in field.errors)),
        )
        if field.errors
        else ""
    )
    need = _need(field.field) if mark_need else ""
    bad = " field-wrong" if field.errors else ""
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)) or field.use_fieldset:
        return format_html(
            '<fieldset class="field field-group{}"{}><legend>{}{}</legend>{}{}{}</fieldset>',
            bad,
            format_html(' aria-describedby="{}"', " ".join(described)) if described else "",
            field.label,
            need,
            helped,
            wrong,
            field.as_widget(),
        )
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    label = format_html('<label for="{}">{}{}</label>', field.id_for_label, field.label, need)
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="field field-check{}">{}<div class="check">{} {}</div>{}</div>',
            bad,
            wrong,
            field.as_widget(attrs=attrs),
            label,
            helped,
        )
    return format_html('<div class="field{}">{}{}{}{}</div>', bad, label, helped, wrong, field.as_widget(attrs=attrs))


def ui_fields(form: BaseForm, *, mark_need: bool = True) -> SafeString:
    """{% ui_fields form %}: every field in order, hidden ones first."""
    fields: Iterable[BoundField] = [*form.hidden_fields(), *form.visible_fields()]
    return format_html_join("\n", "{}", ((ui_field(field, mark_need=mark_need),) for field in fields))


def _said(form: BaseForm, name: str, value: str) -> str:
    """How the form itself names a value that was chosen: the label of the choice, not its code."""
    field = form.fields[name]
    found = form.cleaned_data.get(name) if form.is_valid() else None
    if isinstance(found, Model):
        return str(found)
    if isinstance(field, ChoiceField):
        for key, label in field.choices:  # type: ignore[misc,union-attr]
            if isinstance(label, (list, tuple)):
                for inner, words in label:
                    if str(inner) == value:
                        return str(words)
            elif str(key) == value:
                return str(label)
    return value


def _active(form: BaseForm) -> list[tuple[str, str, str]]:
    """(name, value, words) of each filter that is set and understood."""
    found = []
    data = form.data
    for name, field in form.fields.items():
        if name in form.errors:
            continue
        key = form.add_prefix(name)
        values = data.getlist(key) if isinstance(data, QueryDict) else [data[key]] if key in data else []
        for value in values:
            if value not in ("", None):
                label = str(field.label or name)
                words = (
                    label if isinstance(field.widget, CheckboxInput) else f"{label} : {_said(form, name, str(value))}"
                )
                found.append((key, str(value), words))
    return found


def _without(form: BaseForm, key: str, value: str) -> str:
    kept = [(k, v) for k, v, _words in _active(form) if (k, v) != (key, value)]
    return urlencode(kept)


def _asked(form: BaseForm, field: BoundField) -> str:
    data = form.data
    values = data.getlist(field.html_name) if isinstance(data, QueryDict) else [data.get(field.html_name, "")]
    return ", ".join(str(value)[:100] for value in values if value)


def _ignored(form: BaseForm) -> SafeString:
    """What the address asks and the list cannot do: an old link, a name misspelt. The rest of it is obeyed."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    if not wrong:
        return SafeString("")
    return format_html(
        '<div class="alert alert-warning" role="status"><p class="alert-title">{}</p><ul>{}</ul></div>',
        ngettext("Un filtre est ignoré", "%(count)s filtres sont ignorés", len(wrong)) % {"count": len(wrong)},
        format_html_join(
            "",
            '<li><a href="#{}">{}</a> : {}</li>',
            ((_anchor(field), field.label, _("« %(value)s »") % {"value": _asked(form, field)}) for field in wrong),
        ),
    )


def _filter_fields(form: BaseForm, first: int) -> SafeString:
    """All the fields; past the `first` ones (0: no limit), they unfold. What is set in them is told by the chips."""
    fields = [*form.hidden_fields(), *form.visible_fields()]
    first = first + len(form.hidden_fields()) if first else len(fields)
    shown, rest = fields[:first], fields[first:]
    written = format_html_join("\n", "{}", ((ui_field(field, mark_need=False),) for field in shown))
    if not rest:
        return format_html('<div class="filters-fields">{}</div>', written)
    return format_html(
        '<div class="filters-fields">{}</div>'
        '<details class="filters-more"{}><summary>{}</summary><div class="filters-rest">{}</div></details>',
        written,
        mark_safe(" open") if any(field.errors for field in rest) else "",
        _("Plus de filtres, et l’ordre"),
        format_html_join("\n", "{}", ((ui_field(field, mark_need=False),) for field in rest)),
    )


def ui_filters(form: BaseForm, url: str, *, label: str = "", submit: str = "", first: int = 0) -> SafeString:
    """{% ui_filters form=form url="/propositions/" first=3 %}: a GET form; each filter in place can be taken away.

    A filter that is not understood is said to be ignored: nothing is refused, nothing is being saved.

    `first`: how many fields stand in sight on a wide screen; the others unfold.
    """
    active = _active(form)
    chips = ""
    if active:
        chips = format_html(
            '<div class="chips"><p class="vh">{}</p><ul>{}<li><a class="chip-reset" href="{}">{}</a></li></ul></div>',
            _("Filtres en place"),
            format_html_join(
                "",
                '<li><a class="chip" href="{}{}"><span class="vh">{} </span>{}'
                ' <span aria-hidden="true">×</span></a></li>',
                (
                    (url, f"?{query}" if (query := _without(form, key, value)) else "", _("Retirer"), words)
                    for key, value, words in active
                ),
            ),
            url,
            _("Tout effacer"),
        )
    return format_html(
        '<div class="filters">{}<details{}><summary>{}</summary>'
        '<form method="get" action="{}" role="search" aria-label="{}">{}'
        '<button type="submit" class="button button-secondary">{}</button></form></details>{}</div>',
        _ignored(form),
        mark_safe(" open") if form.is_bound and form.errors else "",
        ngettext("Filtrer (%(count)s filtre en place)", "Filtrer (%(count)s filtres en place)", len(active))
        % {"count": len(active)}
        if active
        else _("Filtrer"),
        url,
        label or _("Filtrer la liste"),
        _filter_fields(form, first),
        submit or _("Appliquer"),
        chips,
    )
