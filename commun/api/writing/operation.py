"""One thing that a key may do: whose action it is, under which right, on what, with what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from ninja import Field, Schema

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.api.problems import Refused
from commun.api.writing.fields import Given
from commun.core.datasets import Deprecation
from commun.keys.enums import Scope
from commun.territories.models import Territory

Target = TypeVar("Target")


@dataclass(frozen=True)
class Call(Generic[Target]):
    """A request that passed every guard. `seen` is the version that its author had read; empty when none is kept.

    `file` is there for an operation that takes one.
    """

    target: Target
    given: Any
    by: User
    territory: Territory
    seen: str = ""
    file: "UploadedFile[Any] | None" = None


@dataclass(frozen=True)
class Line:
    """A record that was written."""

    dataset: str
    identifier: str
    page: str
    is_public: bool
    is_new: bool = False
    version: str = ""


@dataclass(frozen=True)
class Done:
    """What an operation did. `versions` are those of the sections of a record, by name.

    `files` are those that it wrote: no transaction takes them back, whoever undoes the rest removes them.
    """

    lines: tuple[Line, ...]
    versions: dict[str, str] = field(default_factory=dict)
    files: tuple[FieldFile, ...] = ()

    @property
    def version(self) -> str:
        return self.lines[0].version if self.lines else ""

    def as_json(self, *, is_trial: bool) -> dict[str, Any]:
        return {
            "essai": is_trial,
            "lignes": [
                {
                    "jeu": one.dataset,
                    "identifiant": one.identifier,
                    "page": f"{settings.SITE_URL}{one.page}",
                    "publique": one.is_public,
                    "nouvelle": one.is_new,
                    "version": one.version or None,
                }
                for one in self.lines
            ],
            "versions": self.versions,
        }


class WrittenLine(Schema):
    jeu: str = Field(..., description="La collection de la ligne ; sa nature, quand elle n’est d’aucune.")
    identifiant: str
    page: str = Field(..., description="Sa page : publique, ou de l’espace de travail tant qu’elle ne l’est pas.")
    publique: bool
    nouvelle: bool = Field(..., description="Faux quand elle était déjà là.")
    version: str | None = Field(..., description="À renvoyer dans If-Match pour la modifier ensuite.")


class Written(Schema):
    """What was done; with `dry_run`, what would have been."""

    essai: bool = Field(..., description="Vrai quand rien n’a été gardé (dry_run).")
    lignes: list[WrittenLine]
    versions: dict[str, str] = Field(..., description="La version de chaque section, à renvoyer dans If-Match.")


@dataclass(frozen=True)
class Operation(Generic[Target]):
    """`twin` is the address of the workspace that does the same: its view asks for the same `permission`.

    `find` gives the target among the records of one territory. `version`, when there is one, makes `If-Match`
    compulsory: nobody overwrites what they have not read. `takes_file`: `given` comes with a file, as a form sends it.
    """

    name: str
    method: Literal["POST", "PATCH", "DELETE"]
    path: str
    summary: str
    scope: Scope
    permission: Permission
    twin: str
    find: Callable[[Territory, str], Target]
    act: Callable[[Call[Target]], Done]
    given: type[Given] | None = None
    description: str = ""
    version: Callable[[Target], str] | None = None
    names: dict[str, str] = field(default_factory=dict)
    creates: bool = False
    takes_file: bool = False
    deprecated: Deprecation | None = None

    @property
    def takes_identifier(self) -> bool:
        return "{identifiant}" in self.path

    @property
    def success(self) -> int:
        return 201 if self.creates else 200


def nowhere() -> Refused:
    """A record of another territory is not told from one that does not exist: drafts stay unknown."""
    return Refused(404, _("Aucune ligne de votre territoire ne porte cet identifiant."))
