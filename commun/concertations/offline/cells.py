"""A value as a cell says it, and a cell as a value: the two directions of one table, field kind by field kind."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from commun.concertations.offline.layout import NO, YES
from commun.core.dates import PartialDate, duration
from commun.core.text import clean, folded

CHOICES_SEPARATOR = " ; "


def written(kind: str, value: Any, choices: type[models.TextChoices] | None = None) -> str:
    """The text of a cell; empty when the value is not known."""
    if value is None or value == "" or value == []:
        return ""
    match kind:
        case "yes_no":
            return YES if value else NO
        case "choice":
            assert choices is not None
            return str(choices(value).label)
        case "choices":
            assert choices is not None
            return CHOICES_SEPARATOR.join(str(choices(one).label) for one in choices.values if one in value)
        case "duration":
            return duration(value)
    if isinstance(value, PartialDate):
        return "/".join(reversed(value.iso.split("-")))
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return clean(str(value))


class UnknownChoice(ValueError):
    """The cell says something that the list does not hold; the message says what it holds."""


def read_choice(text: str, choices: type[models.TextChoices]) -> str:
    """A label or a value, whatever its case, accents and spaces; empty for an empty cell. Raises UnknownChoice."""
    if not text:
        return ""
    key = folded(text)
    for one in choices:
        if key in (folded(str(one.label)), folded(one.value)):
            return str(one.value)
    raise UnknownChoice(
        _("« %(text)s » n’est pas dans la liste. Écrivez : %(list)s.")
        % {"text": text[:80], "list": ", ".join(f"« {one.label} »" for one in choices)}
    )


def read_choices(text: str, choices: type[models.TextChoices]) -> list[str]:
    """Several labels separated by semicolons or line ends, in the order of the list."""
    found = {read_choice(part.strip(), choices) for part in re.split(r"[;\n|]", text) if part.strip()}
    return [one for one in choices.values if one in found]


def read_yes_no(text: str) -> str:
    """ "oui", "non" or "" as the forms want it. Raises UnknownChoice."""
    key = folded(text)
    if not key:
        return ""
    if key in ("oui", "o", "x", "vrai", "true", "yes", "1", "☒", "☑"):
        return "oui"
    if key in ("non", "n", "faux", "false", "no", "0", "☐"):
        return "non"
    raise UnknownChoice(_("« %(text)s » : écrivez Oui ou Non, ou laissez vide.") % {"text": text[:80]})


def joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
