"""What the network learned: the list of findings, the page of one, all its proofs, its versions."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core import version_pages
from commun.core.voices import voices_on
from commun.syntheses import linked_data
from commun.syntheses.datasets import CONSTATS
from commun.syntheses.forms.findings import FindingFilterForm
from commun.syntheses.models import Finding, Synthesis
from commun.syntheses.presenters.finding_json import as_json
from commun.syntheses.presenters.history import told
from commun.syntheses.presenters.thread import thread_of
from commun.syntheses.queries import findings
from commun.syntheses.queries.evidence import counts_of, quotes_of
from commun.ui.components import Crumb

PROOFS_PAGE = 30


@public
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    form = FindingFilterForm(request.GET)
    wanted = form.wanted()
    found = findings.finding_list(wanted=wanted, page=_page_number(request))
    form.show_counts(found)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "found": found,
        "page": Paginator(range(found.pages), 1).page(found.number),
        "query": query,
        "is_filtered": bool(query),
        "with_fictional": wanted.with_fictional,
        "twins": CONSTATS.files(request.GET),
        "is_extract": CONSTATS.is_narrowed_by(request.GET),
        "syntheses": Synthesis.objects.public().real().order_by("-published_at"),
    }
    return render(request, "syntheses/findings.html", context)


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _public(slug: str) -> Finding:
    return get_object_or_404(Finding.objects.public(), slug=slug)


@public
@require_safe
def finding(request: HttpRequest, slug: str) -> HttpResponse:
    page = findings.finding_page(finding=_public(slug))
    proofs_url = reverse("syntheses:finding_proofs", args=[slug])
    context = {
        "page": page,
        "finding": page.finding,
        "evidence": page.evidence,
        "knots": thread_of(
            page.finding, counted=page.counted, chain=page.chain, articles=page.articles, proofs_url="#preuves"
        ),
        "history": told(page),
        "voices": voices_on("constat", page.finding.pk),
        "proofs_url": proofs_url,
        "json_url": findings.json_url(slug),
        "linked": linked_data.finding(page),
        "crumbs": [Crumb(_("Constats"), reverse("syntheses:findings")), Crumb(page.finding.get_kind_display())],
    }
    return render(request, "syntheses/finding.html", context)


@public
@require_safe
def finding_json(request: HttpRequest, slug: str) -> HttpResponse:
    response = JsonResponse(
        as_json(findings.finding_page(finding=_public(slug))), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def finding_proofs(request: HttpRequest, slug: str) -> HttpResponse:
    """Every sentence that counts, page by page."""
    here = _public(slug)
    counted = counts_of([here.pk])[here.pk]
    page = Paginator(range(counted.takeaways), PROOFS_PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PROOFS_PAGE
    context = {
        "finding": here,
        "counted": counted,
        "quotes": quotes_of(here.pk, start=start, stop=start + PROOFS_PAGE),
        "page": page,
        "crumbs": [
            Crumb(_("Constats"), reverse("syntheses:findings")),
            Crumb(here.title, here.get_absolute_url()),
            Crumb(_("Toutes les preuves")),
        ],
    }
    return render(request, "syntheses/proofs.html", context)


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    here = _public(slug)
    return version_pages.all_versions(request, record=here, kept_for=here, versions_url=_versions_url(slug))


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    here = _public(slug)
    return version_pages.one_version(request, number, record=here, kept_for=here, versions_url=_versions_url(slug))


def _versions_url(slug: str) -> str:
    return reverse("syntheses:finding_versions", args=[slug])


@public
@require_safe
def synthesis(request: HttpRequest, slug: str) -> HttpResponse:
    """A published synthesis: its findings in order, who read it first, who supports it."""
    here = get_object_or_404(Synthesis.objects.public(), slug=slug)
    held = here.findings.filter(published_at__isnull=False).order_by("parts__position", "parts__pk")
    context = {
        "synthesis": here,
        "cards": findings.cards_of(list(held.prefetch_related("sources"))),
        "endorsements": findings.endorsements_of(here),
        "contributors": here.contributors.select_related("territory"),
        "crumbs": [Crumb(_("Constats"), reverse("syntheses:findings")), Crumb(here.title)],
    }
    return render(request, "syntheses/synthesis.html", context)
