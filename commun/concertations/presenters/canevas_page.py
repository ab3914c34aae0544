"""From the declaration of the canevas and its forms to what a section's page shows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.forms import BoundField

from commun.accounts.access import opens
from commun.accounts.enums import Permission
from commun.concertations import canevas
from commun.concertations.canevas import Field, Section
from commun.concertations.forms.canevas import GROUPS, AudienceFields, SectionForm, Sub
from commun.concertations.lifecycle import Missing
from commun.concertations.models import Concertation
from commun.concertations.places import place_url, section_url
from commun.core.declared import Text


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Box:
    """One field of the form, and what someone else saved there meanwhile."""

    field: BoundField
    theirs: str


@dataclass(frozen=True)
class Rows:
    """Repeated lines, read here and written on their own page."""

    label: Text
    help: Text
    lines: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Item:
    """One thing of a group: exactly one of its parts is there."""

    box: Box | None = None
    when: Text = ""
    boxes: tuple[Box, ...] = ()
    rows: Rows | None = None
    audiences: AudienceFields | None = None


@dataclass(frozen=True)
class GroupShown:
    title: Text
    items: tuple[Item, ...]


def groups_shown(
    section: Section,
    *,
    record: Concertation,
    form: SectionForm,
    audiences: AudienceFields,
    theirs: Mapping[str, str],
) -> tuple[GroupShown, ...]:
    def box(name: str) -> Box:
        return Box(form[name], theirs.get(name, ""))

    def item(one: str | Sub) -> Item:
        if isinstance(one, Sub):
            return Item(when=one.when, boxes=tuple(box(name) for name in one.names))
        if one == "audiences":
            return Item(audiences=audiences)
        field = canevas.BY_NAME[one]
        if field.kind == "rows":
            lines = tuple(field.display(record).splitlines())
            return Item(rows=Rows(field.label, field.help, lines, section_url(record, field)))
        return Item(box=box(one))

    return tuple(GroupShown(group.title, tuple(item(one) for one in group.items)) for group in GROUPS[section])


def field_links(record: Concertation, fields: Iterable[Field]) -> tuple[Link, ...]:
    """Each field and where it is filled in."""
    return tuple(Link(str(one.label), section_url(record, one)) for one in fields)


@dataclass(frozen=True)
class MissingShown:
    """Something that a step needs, and the place that mends it ("" for who may not go there)."""

    text: str
    url: str


def missing_shown(
    record: Concertation, missing: Iterable[Missing], rights: Collection[Permission]
) -> tuple[MissingShown, ...]:
    places = [(one.text, place_url(record, one.place)) for one in missing]
    return tuple(MissingShown(text, url if opens(url, rights) else "") for text, url in places)
