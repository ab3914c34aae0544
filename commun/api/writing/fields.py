"""What is sent, from the boxes of the workspace's forms: one declaration gives the page, the description and the check.

A form field says the type of its JSON value (a list, a date written 2026-03-11, true or false), and then reads that
value itself: what the page would refuse is refused in the same words.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, StrictBool, StrictFloat, StrictInt, create_model

from commun.api.problems import Refused
from commun.core.declared import MAX_LONG
from commun.core.inputs import (
    MAX_MINUTES,
    DurationField,
    FrenchDateField,
    LinesField,
    NumbersField,
    PartialDateFormField,
    YesNoField,
)
from commun.core.text import without_controls

MOST_ITEMS = 500


class Given(Schema):
    """What a request holds; an unknown name is refused: a slip must not pass for something written."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def _is_written_as_a_day(value: Any) -> Any:
    """A day as a number of seconds is nobody's: pydantic would read it."""
    if not isinstance(value, str | datetime.date) or (isinstance(value, str) and len(value) != 10):
        raise ValueError(value)
    return value


Day = Annotated[datetime.date, BeforeValidator(_is_written_as_a_day)]
PartialDay = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", max_length=10)]


def text(most: int) -> Any:
    return Annotated[str, Field(max_length=most)]


def choice(values: Iterable[str]) -> Any:
    return Literal[tuple(values)]


def _of_choices(field: forms.ChoiceField) -> list[str]:
    choices: Any = field.choices
    return [str(value) for value, _label in choices if value != ""]


def _several(field: forms.Field) -> Any:
    assert isinstance(field, forms.MultipleChoiceField)
    return Annotated[list[choice(_of_choices(field))], Field(max_length=MOST_ITEMS)]  # type: ignore[misc]


def _one(field: forms.Field) -> Any:
    assert isinstance(field, forms.ChoiceField)
    return choice(_of_choices(field))


def _whole(field: forms.Field) -> Any:
    assert isinstance(field, forms.IntegerField)
    least, most = (bound() if callable(bound) else bound for bound in (field.min_value, field.max_value))
    return Annotated[StrictInt, Field(ge=least, le=most)]


def _words(field: forms.Field) -> Any:
    assert isinstance(field, forms.CharField)
    return text(field.max_length or MAX_LONG)


_KINDS: tuple[tuple[type[forms.Field], Callable[[forms.Field], Any]], ...] = (
    (YesNoField, lambda _field: StrictBool),
    (NumbersField, lambda _field: Annotated[list[StrictInt], Field(max_length=100)]),
    (LinesField, lambda _field: Annotated[list[text(200)], Field(max_length=100)]),  # type: ignore[misc]
    (PartialDateFormField, lambda _field: PartialDay),
    (DurationField, lambda _field: Annotated[StrictInt, Field(ge=1, le=MAX_MINUTES)]),
    (forms.DateField, lambda _field: Day),
    (forms.TimeField, lambda _field: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]),
    (forms.DecimalField, lambda _field: Annotated[StrictFloat, Field(ge=0, le=1e13, allow_inf_nan=False)]),
    (forms.IntegerField, _whole),
    (forms.BooleanField, lambda _field: StrictBool),
    (forms.MultipleChoiceField, _several),
    (forms.ChoiceField, _one),
    (forms.CharField, _words),
)
"""The type of each kind of box; the first that suits, so the most particular first."""


_AS_SENT: dict[type[forms.Field], Any] = {
    PartialDateFormField: _("Une année (2026), un mois (2026-03) ou un jour (2026-03-11)."),
    FrenchDateField: _("Un jour, écrit 2026-03-11."),
    DurationField: _("En minutes."),
    LinesField: "",
    NumbersField: "",
}


def kind_of(field: forms.Field) -> Any:
    return next(make(field) for kind, make in _KINDS if isinstance(field, kind))


def schema(name: str, boxes: Mapping[str, forms.Field], *, doc: str, required: Iterable[str] = (), **more: Any) -> Any:
    """The schema of what is sent, by French name; what is not required may be absent, and null empties it."""
    compulsory = set(required)
    fields: dict[str, Any] = {}
    for french, box in boxes.items():
        kind = kind_of(box)
        told = _told(box)
        if french in compulsory:
            fields[french] = (kind, Field(..., description=told))
        else:
            fields[french] = (kind | None, Field(None, description=told))
    return create_model(name, __base__=Given, __doc__=doc, **fields, **more)


def _told(box: forms.Field) -> str:
    """The label and the help of the page; how a date is typed there is not how it is sent here."""
    label = str(box.label)
    help_text = _AS_SENT.get(type(box)) or without_tags(box.help_text)
    return " ".join(part for part in (label if label.endswith("?") else f"{label}.", str(help_text)) if part)


def without_tags(words: Any) -> str:
    """Help as one line of text: some of it holds an example in a tag."""
    return " ".join("".join(part.rpartition(">")[2] for part in str(words).split("<")).split())


def read(boxes: Mapping[str, forms.Field], given: Mapping[str, Any], *, where: str = "") -> dict[str, Any]:
    """The values that the boxes read, by French name. Raises Refused with what each would say on its page."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for french, value in given.items():
        box = boxes[french]
        try:
            values[french] = box.clean(written(box, value))
        except ValidationError as error:
            faults += [(f"{where}{french}", str(message)) for message in error.messages]
    if faults:
        raise unsuitable(faults)
    return values


def written(box: forms.Field, value: Any) -> Any:
    """A JSON value as the page of this box would send it."""
    if isinstance(value, str):
        value = without_controls(value.replace("\r\n", "\n"))
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, list):
        value = [without_controls(one) if isinstance(one, str) else one for one in value]
    if isinstance(box, forms.ChoiceField) and not isinstance(box, forms.MultipleChoiceField | YesNoField):
        return value or ""
    return box.prepare_value(value)


def unsuitable(faults: list[tuple[str, str]]) -> Refused:
    return Refused(422, faults[0][1] if len(faults) == 1 else "", faults=faults)
