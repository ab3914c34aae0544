"""Entering by hand the bodies that no official list holds, and completing those that one does."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.core import audit
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.territories import identity
from commun.territories.enums import COMMUNES, IDENTIFIER_OF, Identifier, Kind
from commun.territories.importers.reference import RESERVED_SLUGS, slug_of
from commun.territories.models import Territory


class TerritoryRefused(DomainError):
    """The description is wrong; `errors` are its faults by field, the message says them all."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(" ".join(message for messages in errors.values() for message in messages))
        self.errors = errors


@transaction.atomic
def create_territory(
    *,
    by: audit.Author | None,
    kind: str,
    name: str,
    source: str = "",
    by_role: str = "",
    short_name: str = "",
    country: str = "FR",
    code_insee: str = "",
    siren: str = "",
    siret: str = "",
    foreign_scheme: str = "",
    foreign_code: str = "",
    attached_to: Territory | None = None,
    departement: Territory | None = None,
    epci: Territory | None = None,
    population: int | None = None,
    networks: Collection[str] = (),
    is_fictional: bool = False,
) -> Territory:
    """Add a body, with a public identifier and an address that will never change. Raises TerritoryRefused."""
    values, errors = identity.check(
        kind=kind,
        name=name,
        country=country,
        code_insee=code_insee,
        siren=siren,
        siret=siret,
        foreign_scheme=foreign_scheme,
        foreign_code=foreign_code,
    )
    if errors:
        raise TerritoryRefused(errors)
    if departement is None and attached_to is not None:
        departement = attached_to.departement
    territory = Territory(
        kind=kind,
        **values,
        short_name=short_name,
        attached_to=attached_to,
        departement=departement,
        region=_region(departement, attached_to),
        epci=epci,
        population=population,
        networks=sorted(networks),
        source=source,
        is_fictional=is_fictional,
    )
    territory.slug = _free("slug", slug_of(territory.name, Kind(kind)), reserved=RESERVED_SLUGS)
    territory.uid = _free("uid", _uid(territory))
    try:
        with transaction.atomic():
            territory.save(force_insert=True)
    except IntegrityError:
        message = _("Quelqu’un vient d’entrer un territoire de ce nom ou de ce code : cherchez-le dans la liste.")
        raise TerritoryRefused({"name": [message]}) from None
    audit.record("territory.created", target=territory, by=by, by_role=by_role, detail={"uid": territory.uid})
    return territory


class TerritoryChanged(EditConflict):
    """Someone corrected the description since the page was opened. `current` is the row as it stands now."""

    def __init__(self, current: Territory) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a corrigé cette fiche pendant que vous la remplissiez."))


CORRECTABLE = frozenset(
    {
        "kind",
        "name",
        "short_name",
        "country",
        "code_insee",
        "siren",
        "siret",
        "attached_to",
        "departement",
        "population",
        "networks",
        "source",
        "foreign_scheme",
        "foreign_code",
        "ended_on",
        "successor",
    }
)


def territory_digest(territory: Territory) -> str:
    """What the description says, in one short text: the same as long as nobody has corrected it."""
    fields = [one for one in Territory._meta.concrete_fields if one.name in CORRECTABLE]
    return Revision.digest({one.name: str(getattr(territory, one.attname)) for one in fields})


@transaction.atomic
def correct_territory(
    *, territory: Territory, by: audit.Author | None, by_role: str = "", seen: str | None = None, **changes: Any
) -> Territory:
    """Correct or complete a description; its identifier and its address stay. Raises TerritoryRefused.

    `seen` is the `territory_digest` when the page was opened; raises TerritoryChanged when it changed since.

    What an official list says is corrected there: here one may only complete it.
    """
    if unknown := changes.keys() - CORRECTABLE:
        raise TypeError(f"not correctable: {sorted(unknown)}")
    current = Territory.objects.select_for_update(of=("self",)).get(pk=territory.pk)
    if seen is not None and territory_digest(current) != seen:
        raise TerritoryChanged(current)
    changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if locked := sorted(changed.keys() & identity.locked_fields(current)):
        message = _("Cette information vient de la liste officielle (%(vintage)s) : elle ne se corrige pas ici.")
        raise TerritoryRefused({name: [message % {"vintage": current.vintage}] for name in locked})
    values, errors = identity.check(
        **{name: changed.get(name, getattr(current, name)) for name in identity.FIELDS},
        itself=current,
        has_ended=changed.get("ended_on", current.ended_on) is not None,
    )
    if changed.keys() & {"successor", "ended_on"}:
        errors |= identity.check_succession(
            current,
            successor=changed.get("successor", current.successor),
            ended_on=changed.get("ended_on", current.ended_on),
            on=timezone.localdate(),
        )
    if errors:
        raise TerritoryRefused(errors)
    for name, value in {**changed, **values}.items():
        setattr(current, name, value)
    if "departement" in changed:
        current.region = _region(current.departement, current.attached_to)
    current.save()
    if changed:
        audit.record(
            "territory.corrected",
            target=current,
            by=by,
            by_role=by_role,
            detail={"fields": sorted(changed)},
            public=True,
        )
    return current


def _region(departement: Territory | None, attached_to: Territory | None) -> Territory | None:
    if departement is not None:
        return departement.region or (departement if departement.kind == Kind.COLLECTIVITE_UNIQUE else None)
    return attached_to.region if attached_to is not None else None


def _uid(territory: Territory) -> str:
    kind = Kind(territory.kind)
    if kind in COMMUNES:
        return f"insee:{territory.code_insee}"
    if kind == Kind.REGION:
        return f"reg:{territory.code_insee}"
    if IDENTIFIER_OF[kind] == Identifier.INSEE:
        return f"dep:{territory.code_insee}"
    if IDENTIFIER_OF[kind] == Identifier.SIREN:
        return f"siren:{territory.siren}"
    if territory.foreign_scheme and territory.foreign_code:
        return f"{slugify(territory.foreign_scheme)}:{territory.foreign_code}"
    return f"commun:{territory.slug}"[:80]


def _free(field: str, wanted: str, *, reserved: Collection[str] = ()) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3`… that nobody has."""
    wanted = wanted or "territoire"
    taken = {*Territory.objects.filter(**{f"{field}__startswith": wanted}).values_list(field, flat=True), *reserved}
    number = 1
    found = wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
