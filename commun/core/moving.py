"""A whole instance in open formats, to move it: from one database to another, or from one machine to another.

    manifeste.json             format, schema (the last migration of each app), digest and rows of each file
    modeles/<app>.<modele>.jsonl   one JSON object a line, in the order of the keys
    fichiers.jsonl             each file that was given: its path, its digest
    fichiers/<sha256>          its bytes, once

It holds everything that the database does, personal data included, and says so: it is no publication. What lives for an
hour only (sessions, queue of tasks, pending imports, index) is left out. The same rows give the same bytes on SQLite as
on PostgreSQL.
"""

import base64
import datetime
import decimal
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.core.snapshot import one_instant
from commun.core.whole import new_folder

FORMAT, VERSION = "commun-complet", 1
MANIFEST = "manifeste.json"
LEFT_OUT_APPS = frozenset({"contenttypes", "sessions", "django_tasks_database", "search"})
LEFT_OUT = frozenset({"core.pendingimport", "core.scheduledslot"})
_BATCH = 500

Told = Callable[[str, int], None]


class MoveRefused(DomainError):
    """Nothing was changed."""


class _DryRun(Exception):
    """Takes back what has been written."""


@dataclass(frozen=True)
class Moved:
    """What was written, or would be."""

    rows: dict[str, int]
    files: int


def moved_models() -> list[type[models.Model]]:
    """Every model whose rows move, those of plain many-to-many relations included, by name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
        and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def schema() -> dict[str, str]:
    """The last migration of each app: two instances understand one another when these are the same."""
    loader = MigrationLoader(None)
    labels = {model._meta.app_label for model in moved_models()}
    return {app: name for app, name in sorted(loader.graph.leaf_nodes()) if app in labels}


# --- Out -------------------------------------------------------------------------------------------------------------


def export(to: Path, *, replace: bool = False, told: Told = lambda name, rows: None) -> Moved:
    """Raises WriteRefused, with nothing changed."""
    uploads = Path(settings.MEDIA_ROOT)
    with new_folder(to, replace=replace) as folder, one_instant():
        folder.chmod(0o700)
        (folder / "modeles").mkdir()
        (folder / "fichiers").mkdir()
        rows = {}
        for model in moved_models():
            name = model._meta.label_lower
            rows[name] = _write_rows(model, folder / "modeles" / f"{name}.jsonl")
            told(name, rows[name])
        files = [_take_file(path, uploads, folder) for path in sorted(uploads.rglob("*")) if path.is_file()]
        _write_lines(folder / "fichiers.jsonl", files)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "forme": "privée : contient des données personnelles, ne se publie pas",
            "schema": schema(),
            "lignes": rows,
            "empreintes": {
                path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*.jsonl"))
            },
        }
        (folder / MANIFEST).write_text(f"{json.dumps(manifest, ensure_ascii=False, indent=1)}\n")
    return Moved(rows, len(files))


def _write_rows(model: type[models.Model], to: Path) -> int:
    fields = model._meta.concrete_fields
    types = {one.pk: f"{one.app_label}.{one.model}" for one in ContentType.objects.all()}
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    count = 0
    with to.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows.iterator(chunk_size=_BATCH):
            said = {
                field.attname: types.get(value) if _is_content_type(field) else _said(field, value)
                for field, value in zip(fields, row, strict=True)
            }
            file.write(f"{json.dumps(said, ensure_ascii=False, separators=(',', ':'), sort_keys=True)}\n")
            count += 1
    return count


def _is_content_type(field: models.Field[Any, Any]) -> bool:
    return field.is_relation and field.related_model is ContentType


def _said(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as JSON says it; every instant in UTC, to the microsecond."""
    if value is None or isinstance(field, models.JSONField) or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, decimal.Decimal | uuid.UUID | datetime.timedelta):
        return str(value)
    return field.value_to_string(_holding(field, value))


def _holding(field: models.Field[Any, Any], value: Any) -> models.Model:
    holder: models.Model = field.model()
    setattr(holder, field.attname, value)
    return holder


def _take_file(path: Path, uploads: Path, folder: Path) -> dict[str, Any]:
    digest = _sha256(path)
    target = folder / "fichiers" / digest
    if not target.exists():
        shutil.copyfile(path, target)
    return {"chemin": path.relative_to(uploads).as_posix(), "sha256": digest}


def _write_lines(to: Path, lines: list[dict[str, Any]]) -> None:
    to.write_text("".join(f"{json.dumps(one, ensure_ascii=False, sort_keys=True)}\n" for one in lines))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- In --------------------------------------------------------------------------------------------------------------


def bring(source: Path, *, replace: bool = False, dry_run: bool = False, told: Told = lambda name, rows: None) -> Moved:
    """Put all of it in this instance, in place of what is there: everything, or nothing.

    `dry_run` does all of it, then takes it back. Raises MoveRefused.
    """
    manifest = _checked(source)
    # A fresh installation holds reference data and known texts; nobody can have written there without an account.
    if not replace and not dry_run and get_user_model()._base_manager.exists():
        raise MoveRefused(
            _("Cette instance sert déjà, des comptes y sont ouverts : ajoutez --remplacer pour en effacer le contenu.")
        )
    files = [json.loads(line) for line in (source / "fichiers.jsonl").read_text().splitlines()]
    wrong = [one["chemin"] for one in files if not _is_whole(source, one)]
    if wrong:
        raise MoveRefused(_("Des fichiers manquent ou sont abîmés : %(names)s.") % {"names": ", ".join(wrong[:5])})
    brought: list[Path] = []
    rows: dict[str, int] = {}
    try:
        with transaction.atomic():
            for model in moved_models():
                model._base_manager.all()._raw_delete(connection.alias)
            for model in moved_models():
                name = model._meta.label_lower
                rows[name] = _read_rows(model, source / "modeles" / f"{name}.jsonl")
                told(name, rows[name])
            if rows != manifest["lignes"]:
                raise MoveRefused(_("Le nombre de lignes n’est pas celui du manifeste."))
            connection.check_constraints()
            _number_from_here()
            if dry_run:
                raise _DryRun
            for one in files:
                _bring_file(source, one, brought)
    except _DryRun:
        pass
    except BaseException:
        for path in brought:
            path.unlink(missing_ok=True)
        raise
    return Moved(rows, len(files))


def _checked(source: Path) -> dict[str, Any]:
    """The manifest, once each file is found to be what it tells. Raises MoveRefused."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
        known = (manifest["format"], manifest["version"])
        theirs, digests = manifest["schema"], manifest["empreintes"]
    except (OSError, ValueError, KeyError, TypeError):
        raise MoveRefused(_("%(path)s n’est pas un export complet de Commun.") % {"path": source}) from None
    if known != (FORMAT, VERSION):
        raise MoveRefused(
            _("Cet export est au format %(format)s %(version)s ; cette version lit %(ours)s %(number)d.")
            % {"format": known[0], "version": known[1], "ours": FORMAT, "number": VERSION}
        )
    ours = schema()
    if theirs != ours:
        app = next(one for one in sorted({*ours, *theirs}) if ours.get(one) != theirs.get(one))
        raise MoveRefused(
            _(
                "Cet export vient d’une autre version de Commun (%(app)s : %(theirs)s ; ici %(ours)s). Mettez les deux "
                "instances à la même version, puis exportez de nouveau."
            )
            % {"app": app, "theirs": theirs.get(app, _("absent")), "ours": ours.get(app, _("absent"))}
        )
    wanted = {"fichiers.jsonl", *(f"modeles/{model._meta.label_lower}.jsonl" for model in moved_models())}
    wrong = [name for name in sorted(wanted) if not _is(source / name, digests.get(name))]
    if wrong:
        raise MoveRefused(_("Des fichiers manquent ou sont abîmés : %(names)s.") % {"names": ", ".join(wrong[:5])})
    return manifest


def _is(path: Path, digest: str | None) -> bool:
    return path.is_file() and _sha256(path) == digest


def _is_whole(source: Path, one: dict[str, str]) -> bool:
    inside = Path(settings.MEDIA_ROOT, one["chemin"]).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    return inside and one["sha256"].isalnum() and _is(source / "fichiers" / one["sha256"], one["sha256"])


def _read_rows(model: type[models.Model], source: Path) -> int:
    fields = model._meta.concrete_fields
    types = {f"{one.app_label}.{one.model}": one.pk for one in ContentType.objects.all()}
    count = 0
    with source.open(encoding="utf-8") as lines:
        rows = (_made(model, fields, json.loads(line), types) for line in lines)
        while batch := list(islice(rows, _BATCH)):
            # Raw: neither the instant of the save nor anything else is put in the place of what was exported.
            insert = model._base_manager._insert  # type: ignore[attr-defined]
            for part in _parts(batch, len(fields)):
                insert(part, fields=fields, using=connection.alias, raw=True)
            count += len(batch)
    return count


def _parts(batch: list[models.Model], columns: int) -> Iterator[list[models.Model]]:
    """No more values at once than the database takes."""
    most = max(1, (connection.features.max_query_params or 30_000) // max(1, columns))
    for start in range(0, len(batch), most):
        yield batch[start : start + most]


def _made(model: type[models.Model], fields: Any, said: dict[str, Any], types: dict[str, int]) -> models.Model:
    values = {}
    for field in fields:
        value = said[field.attname]
        if _is_content_type(field):
            value = types[value] if value is not None else None
        elif value is not None and not isinstance(field, models.JSONField):
            value = _read(field, value)
        values[field.attname] = value
    return model(**values)


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    return base64.b64decode(value) if isinstance(target, models.BinaryField) else target.to_python(value)


def _number_from_here() -> None:
    """The next row of each table takes the number that follows."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), moved_models()):
            cursor.execute(statement)


def _bring_file(source: Path, one: dict[str, str], brought: list[Path]) -> None:
    target = Path(settings.MEDIA_ROOT, one["chemin"])
    if _is(target, one["sha256"]):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        brought.append(target)
    shutil.copyfile(source / "fichiers" / one["sha256"], target)
