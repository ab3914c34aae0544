"""Importing a table in three steps: send it, say what its columns hold, look at what would change, confirm.

The network and a territory take the same steps; what differs is in `_Desk`.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core import pending
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError
from commun.core.models import PendingImport
from commun.library.actions.imports import (
    NETWORK_SLUG,
    ImportReport,
    ingest,
    keep_mapping,
    network_source,
)
from commun.library.forms.imports import ColumnsForm, SourceForm, answers_of, unanswered
from commun.library.importers.columns import is_network_table, network_mapping
from commun.library.importers.plan import plan
from commun.library.importers.reading import Table
from commun.library.models import ImportSource
from commun.library.queries import imports as queries
from commun.territories.models import Territory

KIND = "bibliotheque"


@dataclass(frozen=True)
class _Desk:
    """Where one imports: the network's workspace, or a territory's."""

    territory: Territory | None

    @property
    def target(self) -> Any:
        return self.territory or network_source()

    def url(self, step: str, *args: str) -> str:
        if self.territory is None:
            return reverse(f"library:import{step}", args=args)
        return reverse(f"library:territory_import{step}", args=[self.territory.slug, *args])

    def render(
        self, request: UserRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        frame = "library/workspace/of_territory.html" if self.territory else "library/imports/of_network.html"
        ours = {"frame": frame, "territory": self.territory, "start_url": self.url("")}
        return render(request, template, ours | context, status=status)


@require(Permission.LIBRARY_COORDINATE)
@READ_OR_SEND
def network_start(request: UserRequest) -> HttpResponse:
    return _start(request, _Desk(None))


@require(Permission.LIBRARY_COORDINATE)
@READ_OR_SEND
def network_columns(request: UserRequest, token: str) -> HttpResponse:
    return _columns(request, _Desk(None), token)


@require(Permission.LIBRARY_COORDINATE)
@READ_OR_SEND
def network_preview(request: UserRequest, token: str) -> HttpResponse:
    return _preview(request, _Desk(None), token)


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@READ_OR_SEND
def territory_start(request: UserRequest, slug: str) -> HttpResponse:
    return _start(request, _Desk(territory_of_slug(slug=slug)))


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@READ_OR_SEND
def territory_columns(request: UserRequest, slug: str, token: str) -> HttpResponse:
    return _columns(request, _Desk(territory_of_slug(slug=slug)), token)


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@READ_OR_SEND
def territory_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    return _preview(request, _Desk(territory_of_slug(slug=slug)), token)


def _start(request: UserRequest, desk: _Desk) -> HttpResponse:
    known = queries.sources(territory=desk.territory)
    form = SourceForm(request.POST or None, request.FILES or None, sources=known)
    if request.method == "POST" and form.is_valid():
        kept = keep_tables(desk.target, form.tables, territory=desk.territory, by=request.user)
        source = form.cleaned_data.get("known")
        if source is not None and (mapping := _as_before(source, form.tables[0])) is not None:
            _settle(kept, source=source, index=0, mapping=mapping)
        return redirect(desk.url("_preview" if kept.content["source"] else "_columns", kept.token))
    return desk.render(request, "library/imports/start.html", {"form": form}, status=400 if form.errors else 200)


def keep_tables(target: Any, tables: list[Table], *, territory: Territory | None, by: Any) -> PendingImport:
    """Keep what was read until it is confirmed; the network's own file needs nobody to say what its columns hold."""
    content: dict[str, Any] = {
        "tables": [one.to_json() for one in tables], "index": 0, "mapping": [], "source": None, "title": ""
    }  # fmt: skip
    ours = next((index for index, one in enumerate(tables) if is_network_table(one)), None)
    if territory is None and ours is not None:
        mapping = list(network_mapping(tables[ours]))
        content |= {"index": ours, "mapping": mapping, "source": network_source().pk}
    return pending.keep(kind=KIND, target=target, content=content, name=tables[0].name, by=by)


def _as_before(source: ImportSource, table: Table) -> list[str] | None:
    """The columns as they were said last time, when the heads that were used are still there."""
    if not set(source.mapping) <= set(table.heads):
        return None
    return [source.mapping.get(head, "") for head in table.heads]


def _settle(kept: PendingImport, *, source: ImportSource, index: int, mapping: list[str]) -> None:
    kept.content = {**kept.content, "source": source.pk, "index": index, "mapping": mapping}
    kept.save(update_fields=["content"])


def _columns(request: UserRequest, desk: _Desk, token: str) -> HttpResponse:
    try:
        kept = pending.find(token=token, kind=KIND, target=desk.target, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect(desk.url(""))
    tables = [Table.from_json(one) for one in kept.content["tables"]]
    asked = request.GET.get("feuille", "0")
    index = int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) < len(tables) else 0
    form = ColumnsForm(
        request.POST or None, tables=tables, index=index, has_owner=desk.territory is None, title=kept.name
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        heads = {head: target for head, target in zip(tables[index].heads, mapping, strict=True) if head and target}
        with RefusalsOn(form, "title"):
            source = keep_mapping(
                title=form.cleaned_data["title"], territory=desk.territory, mapping=heads, by=request.user
            )
            _settle(kept, source=source, index=index, mapping=mapping)
            return redirect(desk.url("_preview", token))
    context = {"form": form, "name": kept.name, "tables": tables, "index": index, "count": len(tables[index].rows)}
    return desk.render(request, "library/imports/columns.html", context, status=400 if form.errors else 200)


def _preview(request: UserRequest, desk: _Desk, token: str) -> HttpResponse:
    try:
        kept = pending.find(token=token, kind=KIND, target=desk.target, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect(desk.url(""))
    source = ImportSource.objects.filter(pk=kept.content["source"], territory=desk.territory).first()
    if source is None:
        return redirect(desk.url("_columns", token))
    table, mapping = Table.from_json(kept.content["tables"][kept.content["index"]]), kept.content["mapping"]
    answers = answers_of(request.POST) if request.method == "POST" else {}
    problem = ""
    if request.method == "POST" and request.POST.get("do") != "revoir":
        try:
            done = ingest(
                source=source,
                table=table,
                mapping=mapping,
                by=request.user,
                answers=answers,
                seen=request.POST.get("seen", ""),
            )
        except DomainError as refusal:
            problem = refusal.message
        else:
            kept.delete()
            messages.success(request, said(done))
            return redirect(desk.url("_report"))
    is_network = source.slug == NETWORK_SLUG
    shown = plan(source=source, table=table, mapping=mapping, is_network=is_network, answers=answers)
    context = {
        "plan": shown,
        "source": source,
        "name": kept.name,
        "problem": problem,
        "astray": unanswered(shown, answers),
        "is_network_file": is_network,
        "columns_url": "" if is_network else desk.url("_columns", token),
    }
    return desk.render(request, "library/imports/preview.html", context, status=409 if problem else 200)


def said(report: ImportReport) -> str:
    """What an import did, in one sentence."""
    values = report.__dict__
    if not (report.created or report.updated or report.attached or report.vanished):
        return _("Rien n’a changé : ce fichier dit ce qui est déjà ici.")
    return _("%(created)d fiches créées, %(updated)d modifiées, %(unchanged)d inchangées.") % values
