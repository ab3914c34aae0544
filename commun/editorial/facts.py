"""Facts that live in code (a deadline, a threshold) and that texts quote without typing them: `[[delai-de-reponse]]`.

An app declares its own in a module called `facts`, loaded when Django starts: what a page says always is what the code
does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commun.accounts.actions import INVITATION_LIFE

MARK = re.compile(r"\[\[([a-z0-9-]{1,60})\]\]")


@dataclass(frozen=True)
class Fact:
    """`value` gives the words as they stand in a sentence ("six mois"); `label` tells editors what it is."""

    name: str
    label: str | Promise
    value: Callable[[], str]


_FACTS: dict[str, Fact] = {}


def add_facts(*facts: Fact) -> None:
    _FACTS.update((one.name, one) for one in facts)


def all_facts() -> list[Fact]:
    return sorted(_FACTS.values(), key=lambda one: one.name)


def unknown_in(text: str) -> list[str]:
    """The names that a text quotes and that no code declares."""
    return sorted({name for name in MARK.findall(text) if name not in _FACTS})


def filled(text: str) -> str:
    """The text with its facts. One that is declared no more stays as it was typed: nothing is made up."""
    return MARK.sub(lambda found: _FACTS[found[1]].value() if found[1] in _FACTS else found[0], text)


def days(count: int) -> str:
    return ngettext("%(count)d jour", "%(count)d jours", count) % {"count": count}


def months(count: int) -> str:
    return ngettext("%(count)d mois", "%(count)d mois", count) % {"count": count}


def years(count: int) -> str:
    return ngettext("%(count)d an", "%(count)d ans", count) % {"count": count}


add_facts(
    Fact(
        "duree-de-conservation",
        _("Combien de temps sont gardées les données personnelles qui ont fait leur temps"),
        lambda: years(settings.RETENTION_YEARS),
    ),
    Fact(
        "duree-de-session",
        _("Combien de temps on reste connecté"),
        lambda: days(settings.SESSION_COOKIE_AGE // 86_400),
    ),
    Fact(
        "duree-d-une-invitation",
        _("Combien de temps une invitation à rejoindre un territoire reste ouverte"),
        lambda: days(INVITATION_LIFE.days),
    ),
    Fact(
        "taille-des-fichiers",
        _("Le poids le plus grand d’un fichier joint"),
        lambda: f"{settings.MAX_UPLOAD_BYTES // (1024 * 1024)} Mo",
    ),
)
