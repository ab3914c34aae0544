"""`/espace/reseau/federation/`: adding a site, trying it, approving it, pausing it, reading what was refused."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, attempt
from commun.federation import tasks
from commun.federation.actions import sources
from commun.federation.enums import SourceState
from commun.federation.forms import SourceForm
from commun.federation.models import HarvestSource
from commun.federation.queries.pages import difference_lines, source_lines

SHOWN = 200


@require(Permission.FEDERATION_MANAGE)
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        added = sources.propose(
            title=given["title"],
            url=given["url"],
            public_key=given["public_key"],
            every_hours=given["every_hours"],
            territory=given["territory_uid"],
            by=request.user,
        )
        return redirect("federation:desk_source", slug=added.slug)
    return render(request, "federation/desk/home.html", {"form": form, "lines": source_lines(with_proposed=True)})


@require(Permission.FEDERATION_MANAGE)
@require_safe
def source(request: UserRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(HarvestSource.objects.select_related("territory"), slug=slug)
    harvests = list(found.harvests.all()[:20])
    faults = list(harvests[0].quarantined.all()[:SHOWN]) if harvests else []
    last = harvests[0] if harvests else None
    context = {
        "source": found,
        "harvests": harvests,
        "last": last,
        "faults": faults,
        "differences": difference_lines(last)[:SHOWN] if last else (),
        "may_accept": last is not None and last.waits_for_someone and found.state == SourceState.ACTIVE,
    }
    return render(request, "federation/desk/source.html", context)


@require(Permission.FEDERATION_MANAGE)
@require_POST
def rehearse(request: UserRequest, slug: str) -> HttpResponse:
    """Reads the source and writes its report alone."""
    tasks.rehearse.enqueue(get_object_or_404(HarvestSource, slug=slug).pk)
    messages.success(request, _("L’essai est demandé : son compte rendu paraîtra ici dans un instant."))
    return redirect("federation:desk_source", slug=slug)


@require(Permission.FEDERATION_MANAGE)
@require_POST
def approve(request: UserRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(HarvestSource, slug=slug)
    attempt(
        request,
        lambda: sources.approve(source=found, by=request.user),
        done=_("La source est approuvée : elle sera lue à la prochaine moisson."),
    )
    return redirect("federation:desk_source", slug=slug)


@require(Permission.FEDERATION_MANAGE)
@require_POST
def accept(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Takes the version in quarantine whose differences are on the page."""
    found = get_object_or_404(HarvestSource, slug=slug)
    version = get_object_or_404(found.harvests, pk=pk)
    is_accepted = attempt(
        request,
        lambda: sources.accept(source=found, version=version, by=request.user),
        done=_("Version acceptée : elle est relue, et prise si elle n’a pas changé depuis."),
    )
    if is_accepted:
        tasks.take_accepted.enqueue(found.pk, version.sha256)
    return redirect("federation:desk_source", slug=slug)


@require(Permission.FEDERATION_MANAGE)
@require_POST
def pause(request: UserRequest, slug: str) -> HttpResponse:
    sources.pause(source=get_object_or_404(HarvestSource, slug=slug), by=request.user)
    messages.success(request, _("La source est en pause ; ce qu’elle a donné reste lisible."))
    return redirect("federation:desk_source", slug=slug)
