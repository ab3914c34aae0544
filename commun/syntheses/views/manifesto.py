"""The manifesto as anyone reads it: the front, a version, an article, two versions side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.syntheses.comparing import compare
from commun.syntheses.models import ManifestoVersion
from commun.syntheses.presenters import manifesto as shapes
from commun.syntheses.queries import manifesto as queries
from commun.syntheses.queries import manifesto_checks, manifesto_votes, manifesto_words
from commun.syntheses.queries.evidence import together


def public_or_404(code: str) -> ManifestoVersion:
    return get_object_or_404(ManifestoVersion.objects.public(), code=code)


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    page = queries.front()
    standing = shapes.standing(page.text) if page.text else ""
    return render(request, "syntheses/manifesto/front.html", {"page": page, "standing": standing})


@public
@require_safe
def version(request: HttpRequest, code: str) -> HttpResponse:
    manifesto = public_or_404(code)
    text = queries.text_of(manifesto)
    context = {
        "manifesto": manifesto,
        "text": text,
        "standing": shapes.standing(text),
        "shape": shapes.STATE_SHAPES[text.state],
        "siblings": queries.siblings_of(manifesto),
        "endorsements": queries.endorsements_of(manifesto),
        "vote": manifesto_votes.vote_on_text(manifesto),
    }
    return render(request, "syntheses/manifesto/version.html", context)


@public
@require_safe
def article(request: HttpRequest, code: str, article: str) -> HttpResponse:
    """One article, down to the sentences said in rooms."""
    manifesto = public_or_404(code)
    text = queries.text_of(manifesto)
    shown = text.article(article)
    if shown is None:
        raise Http404(_("Cet article n’est pas dans cette version."))
    counted = together([one.pk for one in shown.all_rests])
    context = {
        "manifesto": manifesto,
        "text": text,
        "article": shown,
        "grounds": manifesto_words.grounds_of(shown),
        "counted": counted,
        "knots": shapes.thread(
            text=text,
            findings=len(shown.all_rests),
            url=shown.url,
            sentences=counted.sentence if counted.takeaways else "",
        ),
        "tallies": manifesto_checks.tallies(manifesto, article=article),
        "siblings": queries.siblings_of(manifesto),
    }
    return render(request, "syntheses/manifesto/article.html", context)


@public
@require_safe
def check(request: HttpRequest, code: str, article: str, check: str) -> HttpResponse:
    """The records that an article's question looks at, and what each answers."""
    manifesto = public_or_404(code)
    found = manifesto_checks.check_page(manifesto=manifesto, article=article, code=check, page=request.GET.get("page"))
    if found is None:
        raise Http404(_("Cette vérification n’est pas dans cette version."))
    return render(request, "syntheses/manifesto/check.html", {"manifesto": manifesto, "found": found})


@public
@require_safe
def comparison(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What version `new` says differently from version `old`, of the same manifesto."""
    before, after = public_or_404(old), public_or_404(new)
    if before.is_fictional != after.is_fictional or before.number >= after.number:
        raise Http404(_("Ces deux versions ne se suivent pas."))
    found = compare(
        queries.text_of(before),
        queries.text_of(after),
        origins=shapes.origins(queries.changes_between(before, after)),
    )
    context = {"old": before, "new": after, "comparison": found, "summary": shapes.summary(found)}
    return render(request, "syntheses/manifesto/compare.html", context)
