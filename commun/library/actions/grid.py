"""Making the grid evolve: a version is drafted from the last one, reworked, compared, then published and never touched.

What was evaluated with a version stays tied to it.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError, EditConflict, Gone
from commun.library import fields, grids
from commun.library.enums import LEVELS
from commun.library.law import Sureness
from commun.library.models import AxesAccount, Grid, GridAxis, GridItem

_ITEM_COLUMNS = (
    "value", "question", "is_fact", "levels", "shown_fields", "needed_fields", "account", "source_where",
    "source_title", "source_url", "source_read_on", "position",
)  # fmt: skip


class GridChanged(EditConflict):
    """Someone saved the same question since the form was opened; `current` is how it stands now."""

    def __init__(self, current: GridItem | Grid) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré cette page pendant que vous la remplissiez."))


class InvalidItem(DomainError):
    """The question cannot stand as it is; `faults` tells the field and the sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(faults.values()))


@transaction.atomic
def load_grid() -> Grid:
    """The first version and the accounts, written down if they are not there yet. Twice changes nothing."""
    grids.load(accounts=AxesAccount.objects, grids=Grid.objects)
    return Grid.objects.get(number=1)


def draft_grid(*, by: User) -> Grid:
    """Open the next version as a copy of the last. One draft at a time, for everyone. Raises DomainError."""
    try:
        with transaction.atomic():
            return _copy_of_the_last(by)
    except IntegrityError:
        raise DomainError(_("Une nouvelle version est déjà en préparation : travaillez sur celle-là.")) from None


def _copy_of_the_last(by: User) -> Grid:
    if Grid.objects.drafts().exists():
        raise DomainError(_("Une nouvelle version est déjà en préparation : travaillez sur celle-là."))
    last = Grid.objects.current()
    draft = Grid.objects.create(number=last.number + 1, title=last.title, introduction=last.introduction)
    axes = {}
    for axis in last.axes.all():
        axes[axis.pk] = GridAxis.objects.create(
            grid=draft,
            code=axis.code,
            title=axis.title,
            says=axis.says,
            account_id=axis.account_id,
            position=axis.position,
        )
    GridItem.objects.bulk_create(
        GridItem(
            grid=draft,
            axis=axes[item.axis_id],
            code=item.code,
            **{name: getattr(item, name) for name in _ITEM_COLUMNS},
        )
        for item in last.items.select_related("account")
    )
    audit.record("grid.drafted", target=draft, by=by, by_role=by.signature(), detail={"version": draft.number})
    return draft


def _draft(grid: Grid) -> Grid:
    """The draft as it is now, held until the end of the transaction. Raises Gone, DomainError."""
    current = Grid.objects.select_for_update().filter(pk=grid.pk).first()
    if current is None:
        raise Gone(_("Ce brouillon a été abandonné."))
    if current.is_published:
        raise DomainError(_("Cette version est publiée : elle ne change plus. Préparez la suivante."))
    return current


@transaction.atomic
def save_frame(
    *, grid: Grid, seen: int, title: str, introduction: str, axes: Mapping[str, Mapping[str, str]], by: User
) -> Grid:
    """Save the title, the introduction and the names of the axes (`title`, `says`) of a draft. `seen`: its version."""
    current = _draft(grid)
    if current.version != seen:
        raise GridChanged(current)
    if not title.strip():
        raise DomainError(_("Donnez un titre à la grille."))
    current.title, current.introduction, current.version = title.strip(), introduction.strip(), current.version + 1
    current.save(update_fields=["title", "introduction", "version"])
    for axis in current.axes.all():
        if named := axes.get(axis.code):
            axis.title, axis.says = named["title"].strip() or axis.title, named["says"].strip()
            axis.save(update_fields=["title", "says"])
    audit.record("grid.frame_saved", target=current, by=by, by_role=by.signature())
    return current


def faults_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What a question still lacks, by field."""
    found: dict[str, str] = {}
    for name, sentence in (
        ("value", _("Nommez la valeur : « Équité », « Sobriété »…")),
        ("question", _("Écrivez la question.")),
    ):
        if not str(values[name]).strip():
            found[name] = sentence
    if values["account"] is None and not str(values["source_title"]).strip():
        found["source_title"] = _("Dites d’où vient cette question : un compte rendu des axes, ou une autre source.")
    levels = [str(one).strip() for one in values["levels"]]
    if values["is_fact"]:
        if not values["shown_fields"]:
            found["shown_fields"] = _("Choisissez les champs de la fiche qui répondent à cette question.")
    elif len([one for one in levels if one]) < len(LEVELS):
        found["levels"] = _("Décrivez les quatre niveaux en mots.")
    elif len(set(levels)) < len(levels):
        found["levels"] = _("Deux niveaux disent la même chose : personne ne saurait lequel choisir.")
    for name in ("shown_fields", "needed_fields"):
        if set(values[name]) - set(fields.BY_NAME):
            found[name] = _("Un de ces champs n’existe pas dans la fiche.")
    return found


@transaction.atomic
def save_item(*, item: GridItem, seen: int, values: Mapping[str, Any], by: User) -> GridItem:
    """Save one question of a draft, by the columns of `GridItem`. Its code never changes: it follows the question from
    version to version. Raises GridChanged, InvalidItem, Gone."""
    grid = _draft(item.grid)
    current = GridItem.objects.filter(pk=item.pk).first()
    if current is None:
        raise Gone(_("Cette question a été retirée du brouillon."))
    if current.version != seen:
        raise GridChanged(current)
    _write(current, values)
    audit.record("grid.item_saved", target=grid, by=by, by_role=by.signature(), detail={"question": current.code})
    return current


@transaction.atomic
def add_item(*, axis: GridAxis, values: Mapping[str, Any], by: User) -> GridItem:
    """Add a question to a draft; its code comes from its value and is never one that an earlier version used."""
    grid = _draft(axis.grid)
    wanted = slugify(str(values["value"]))[:50] or "question"
    taken = set(GridItem.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    code = next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    item = GridItem(grid=grid, axis=axis, code=code)
    last = grid.items.aggregate(last=Max("position"))["last"] or 0
    _write(item, {"position": last + 1, **values})
    audit.record("grid.item_added", target=grid, by=by, by_role=by.signature(), detail={"question": code})
    return item


def _write(item: GridItem, values: Mapping[str, Any]) -> None:
    if found := faults_of(values):
        raise InvalidItem(found)
    for name in _ITEM_COLUMNS:
        if name in values:
            setattr(item, name, values[name])
    if item.is_fact:
        item.levels, item.needed_fields = [], []
    if item.pk:
        item.version += 1
    item.save()


@transaction.atomic
def remove_item(*, item: GridItem, by: User) -> None:
    """Take a question out of a draft. Earlier versions keep it, and so do the evaluations made with them."""
    grid = _draft(item.grid)
    GridItem.objects.filter(pk=item.pk, grid=grid).delete()
    audit.record("grid.item_removed", target=grid, by=by, by_role=by.signature(), detail={"question": item.code})


@transaction.atomic
def discard_grid(*, grid: Grid, by: User) -> None:
    """Give up a draft. Nothing was evaluated with it."""
    current = _draft(grid)
    audit.record("grid.discarded", target=current, by=by, by_role=by.signature(), detail={"version": current.number})
    current.delete()


@transaction.atomic
def publish_grid(*, grid: Grid, published_on: datetime.date, source: str, changes: str, by: User) -> Grid:
    """Make a draft the version that one answers from now on. Raises DomainError."""
    current = _draft(grid)
    if published_on > timezone.localdate():
        raise DomainError(_("La date de publication est dans l’avenir : indiquez celle d’aujourd’hui."))
    last = Grid.objects.current()
    if last.published_on is not None and published_on < last.published_on:
        raise DomainError(_("Une version ne peut pas être plus ancienne que celle qu’elle remplace."))
    if not source.strip() or not changes.strip():
        raise DomainError(_("Dites d’où vient cette version, ce qui change et pourquoi : chacun le lira."))
    if _says(current) == _says(last):
        raise DomainError(_("Ce brouillon dit la même chose que la version en vigueur : il n’y a rien à publier."))
    empty = [axis.title for axis in current.axes.prefetch_related("items") if not axis.items.all()]
    if empty:
        raise DomainError(_("Un axe n’a plus de question : %(axes)s.") % {"axes": ", ".join(empty)})
    current.published_on, current.source, current.changes = published_on, source.strip(), changes.strip()
    current.version += 1
    current.save(update_fields=["published_on", "source", "changes", "version"])
    audit.record(
        "grid.published",
        target=current,
        by=by,
        by_role=by.signature(),
        detail={"version": current.number},
        public=True,
    )
    return current


def _says(grid: Grid) -> list[Any]:
    axes = [(axis.code, axis.title, axis.says) for axis in grid.axes.all()]
    items = [
        (item.code, item.axis.code, *(str(getattr(item, name)) for name in _ITEM_COLUMNS))
        for item in grid.items.select_related("axis", "account")
    ]
    return [grid.title, grid.introduction, axes, items]


@transaction.atomic
def record_account(
    *,
    title: str,
    axes: Sequence[Mapping[str, str]],
    sureness: Sureness,
    by: User,
    url: str = "",
    read_on: datetime.date | None = None,
    note: str = "",
) -> AxesAccount:
    """Keep one more account of the axes beside those already there: they are compared, never merged."""
    if not title.strip():
        raise DomainError(_("Dites où ces axes se lisent."))
    if read_on is not None and read_on > timezone.localdate():
        raise DomainError(_("Cette date de lecture est dans l’avenir."))
    kept = [{"title": one["title"].strip(), "says": one["says"].strip()} for one in axes if one["title"].strip()]
    if not kept:
        raise DomainError(_("Écrivez au moins un axe."))
    base = slugify(title)[:50] or "source"
    taken = set(AxesAccount.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    last = AxesAccount.objects.aggregate(last=Max("position"))["last"] or 0
    account = AxesAccount.objects.create(
        code=code,
        title=title.strip(),
        url=url,
        sureness=sureness.value,
        read_on=read_on,
        note=note.strip(),
        axes=kept,
        position=last + 1,
    )
    audit.record("axes_account.recorded", target=account, by=by, by_role=by.signature(), public=True)
    return account
