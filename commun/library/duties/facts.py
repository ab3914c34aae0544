"""What a sheet says, for documents made from it: read from its public copy, or from the territory's working sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from commun.library import fields
from commun.library.actions.sheets import as_json
from commun.library.models import Deployment, PublishedSheet
from commun.territories.models import Territory


@dataclass(frozen=True)
class Facts:
    """Values by the name of their field, as JSON; `held` gives the reason of those that are not public.

    `is_public` tells that nothing but public values is here; a document made from the others is the territory's own.
    """

    title: str
    uid: str
    slug: str
    territory: Territory
    values: Mapping[str, Any]
    held: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = True
    is_fictional: bool = False

    @classmethod
    def of_published(cls, sheet: PublishedSheet) -> "Facts":
        """`sheet` comes with its territory."""
        values = {name: value for name, value in sheet.values.items() if name != "_held"}
        held = {name: what["reason"] for name, what in sheet.values.get("_held", {}).items()}
        return cls(
            title=sheet.title,
            uid=sheet.uid,
            slug=sheet.slug,
            territory=sheet.territory,
            values=values,
            held=held,
            is_fictional=sheet.is_fictional,
        )

    @classmethod
    def of_working(cls, sheet: Deployment) -> "Facts":
        """Everything the territory wrote: for its own people only. `sheet` comes with its territory."""
        values = {one.name: as_json(one.value(sheet)) for one in fields.FIELDS if one.is_filled(sheet)}
        return cls(
            title=sheet.title,
            uid=sheet.uid,
            slug=sheet.slug,
            territory=sheet.territory,
            values=values,
            is_public=False,
            is_fictional=sheet.territory.is_fictional,
        )

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def says(self, name: str) -> str:
        """In French, as the page says it; empty when unknown, or not public here."""
        return fields.BY_NAME[name].display(self.values.get(name))

    @property
    def page_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('library:sheet', args=[self.slug])}"

    @property
    def inventory_url(self) -> str:
        """Where the rules are published: the line of this use in the inventory of its territory."""
        return f"{settings.SITE_URL}{reverse('library:inventory', args=[self.territory.slug])}#{self.uid}"
