"""Fields that read what people type in France: dates, numbers, durations, addresses, yes, no or not known."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.dates import FIRST_DAY, PartialDate, duration, is_within_reach, last_day

DATE_INPUTS = ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"]
MAX_COUNT = 10_000_000
MAX_MINUTES = 24 * 60


def _check_bounds(day: datetime.date) -> None:
    if not is_within_reach(day):
        raise ValidationError(
            _("L’année %(year)s est hors de portée : écrivez une date entre %(first)s et %(last)s."),
            params={"year": day.year, "first": FIRST_DAY.year, "last": last_day().year},
            code="out_of_bounds",
        )


class FrenchDateField(forms.DateField):
    """A day, written JJ/MM/AAAA, or picked in the browser's own calendar, which sends it as ISO 8601.

    `picker=False` where a page saves as one goes: a browser sends nothing of a date half picked, all of one half typed.
    """

    def __init__(self, *, picker: bool = True, **options: Any) -> None:
        options.setdefault("input_formats", DATE_INPUTS)
        if picker:
            options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        else:
            attrs = {"inputmode": "numeric", "class": "short", "autocomplete": "off"}
            options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=attrs))
        options.setdefault("error_messages", {}).setdefault(
            "invalid", t("Écrivez le jour ainsi : 11/03/2025 (jour, mois, année).")
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().to_python(value)
        if day is not None:
            _check_bounds(day)
        return day


class PartialDateFormField(forms.CharField):
    """A day, a month or a year: "11/03/2025", "03/2025" or "2025"."""

    def __init__(self, **options: Any) -> None:
        attrs = {"class": "short", "autocomplete": "off"}
        super().__init__(max_length=10, widget=forms.TextInput(attrs=attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return "/".join(reversed(value.iso.split("-")))
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = PartialDate.parse(text)
        except ValueError:
            raise ValidationError(
                _("« %(value)s » n’est pas une date. Écrivez par exemple 11/03/2025, 03/2025 ou 2025."),
                params={"value": text},
            ) from None
        _check_bounds(day.earliest)
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CountField(forms.IntegerField):
    """A number of people, as one writes it: "1 200"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=MAX_COUNT,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
            error_messages={
                "invalid": t("Écrivez un nombre entier, en chiffres."),
                "min_value": t("Écrivez un nombre positif, ou laissez vide si vous ne savez pas."),
                "max_value": t("Ce nombre est trop grand : vérifiez-le."),
            },
            **options,
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]", "", value)
            if len(value) > 12:
                raise ValidationError(self.error_messages["max_value"], code="max_value")
        return super().to_python(value)


_DURATION = re.compile(
    r"^(?:(?P<hours>\d{1,3})(?:[.,](?P<part>\d{1,2}))?\s*(?:h|heures?|:)\s*(?P<rest>\d{1,2})?\s*(?:min|mn|minutes?)?"
    r"|(?P<minutes>\d{1,5})\s*(?:min|mn|minutes?)?)$",
    re.IGNORECASE,
)


def parse_duration(text: str) -> int:
    """ "1 h 30", "1h30", "1:30", "1,5 h", "90", "90 min" → minutes. Raises ValueError."""
    match = _DURATION.match(text.strip().replace("\u00a0", " ").replace("\u202f", " "))
    if match is None:
        raise ValueError(text)
    if match["minutes"]:
        return int(match["minutes"])
    minutes = int(match["hours"]) * 60 + int(match["rest"] or 0)
    if match["part"]:
        if match["rest"]:
            raise ValueError(text)
        minutes += round(60 * float(f"0.{match['part']}"))
    elif int(match["rest"] or 0) > 59:
        raise ValueError(text)
    return minutes


class DurationField(forms.CharField):
    """The length of a session, in minutes once read; `longest` is in minutes too."""

    def __init__(self, *, longest: int = MAX_MINUTES, **options: Any) -> None:
        self.longest = longest
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"class": "short"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            minutes = parse_duration(text)
        except ValueError:
            raise ValidationError(
                _("« %(value)s » n’est pas une durée. Écrivez par exemple 1 h 30, 2 h ou 90 min."),
                params={"value": text},
            ) from None
        if not 0 < minutes <= self.longest:
            if self.longest == MAX_MINUTES:
                raise ValidationError(
                    _("Une séquence dure plus de zéro minute et au plus 24 heures : coupez-la par jour.")
                )
            raise ValidationError(
                _("Une durée fait plus de zéro minute et au plus %(hours)d heures."),
                params={"hours": self.longest // 60},
            )
        return minutes


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known yet: None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("oui", t("Oui")), ("non", t("Non")), ("", t("Non renseigné"))],
            coerce=lambda value: value == "oui",
            empty_value=None,
            widget=forms.RadioSelect,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "oui", False: "non", None: ""}.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class WebAddressField(forms.URLField):
    """An address on the web, whole; https when nothing says which."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=500,
            assume_scheme="https",
            error_messages={"invalid": t("Écrivez l’adresse entière, par exemple https://www.exemple.fr/rapport.pdf.")},
            **options,
        )


class AmountField(forms.DecimalField):
    """A sum or a measure, as one writes it in France: "41 234,50", "12 000 €"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
            error_messages={
                "invalid": t("Écrivez un nombre, par exemple 12 500 ou 0,75."),
                "min_value": t("Écrivez un nombre positif, ou laissez vide si vous ne savez pas."),
                "max_digits": t("Ce nombre est trop grand : vérifiez-le."),
                "max_whole_digits": t("Ce nombre est trop grand : vérifiez-le."),
                "max_decimal_places": t("Deux chiffres après la virgule suffisent."),
            },
            **options,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f€]", "", value).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


class LinesField(forms.CharField):
    """A list, one item a line: its items, each once, in their order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class NumbersField(forms.CharField):
    """A few small numbers: "1, 4, 12" or "1 4 12", told once each, in order."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=200, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(number) for number in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = re.split(r"[\s,;]+", super().clean(value).strip())
        if any(re.fullmatch(r"[0-9]{1,4}", part) is None for part in parts if part):
            raise ValidationError(_("Écrivez des numéros séparés par des virgules, par exemple 1, 4, 12."))
        return sorted({int(part) for part in parts if part})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
