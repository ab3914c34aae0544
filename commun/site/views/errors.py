"""One style of error page: what happened, what was kept, what to do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commun.accounts.access import SessionEnded

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    status: int
    title: Text
    happened: Text
    kept: Text
    actions: tuple[Text, ...] = ()


NOTHING_LOST = _("Rien n’a été modifié.")

BAD_REQUEST = ErrorPage(
    status=400,
    title=_("Cette demande n’a pas pu être lue"),
    happened=_("Votre navigateur a envoyé une demande que nous ne comprenons pas : adresse abîmée ou envoi incomplet."),
    kept=NOTHING_LOST,
    actions=(_("Revenez en arrière et recommencez."),),
)
FORBIDDEN = ErrorPage(
    status=403,
    title=_("Cette page ne vous est pas ouverte"),
    happened=_("Votre compte n’a pas le droit que cette page demande."),
    kept=NOTHING_LOST,
    actions=(_("Demandez ce droit au référent ou à la référente de votre territoire, qui peut vous inviter."),),
)
SESSION_CHANGED = ErrorPage(
    status=403,
    title=_("Votre session a changé"),
    happened=_(
        "Vous vous êtes connecté ou déconnecté dans un autre onglet, ou la page est restée ouverte trop longtemps : "
        "par sécurité, l’envoi a été refusé."
    ),
    kept=_("Vos réponses ne sont pas enregistrées ici, mais elles sont encore dans votre navigateur."),
    actions=(_("Revenez en arrière, rechargez la page si besoin, puis enregistrez de nouveau."),),
)
SESSION_ENDED = ErrorPage(
    status=403,
    title=_("Votre session a pris fin"),
    happened=_("Vous n’êtes plus connecté : l’envoi a été refusé avant d’être lu."),
    kept=_("Ce que vous avez écrit n’est pas enregistré ici, mais c’est encore dans votre navigateur."),
    actions=(
        _("Connectez-vous dans un autre onglet, par le lien ci-dessous."),
        _(
            "Revenez ensuite en arrière dans celui-ci : ce que vous avez écrit y est ; enregistrez de nouveau. "
            "Si la page revient vide, vos textes se copient ci-dessous."
        ),
    ),
)
REFUSED = ErrorPage(
    status=409,
    title=_("Cela n’a pas pu être fait"),
    happened=_("L’état de ce que vous modifiez ne le permet pas, ou ne le permet plus."),
    kept=NOTHING_LOST,
    actions=(
        _("Revenez en arrière : ce que vous aviez écrit est encore dans la page. Rechargez-la pour la mettre à jour."),
    ),
)
NOT_FOUND = ErrorPage(
    status=404,
    title=_("Cette page n’existe pas"),
    happened=_("L’adresse est inexacte, ou ce qu’elle montrait n’est pas public."),
    kept=_("Les adresses publiques de ce site sont permanentes : ce qui a été publié se retrouve par les listes."),
    actions=(_("Vérifiez l’adresse, ou cherchez ci-dessous ce qu’elle montrait."),),
)
TOO_LARGE = ErrorPage(
    status=413,
    title=_("Cet envoi est trop lourd"),
    happened=_("L’envoi a été arrêté avant d’être lu."),
    kept=_("Rien n’a été enregistré de cet envoi ; ce qui l’était avant n’a pas changé."),
    actions=(
        _("Revenez en arrière : ce que vous aviez écrit est encore dans la page."),
        _("Allégez le fichier, coupez-le en plusieurs, ou donnez un lien vers lui."),
    ),
)
TOO_LONG = ErrorPage(
    status=413,
    title=_("Cet envoi est trop long"),
    happened=_("Ce formulaire contient plus de texte ou plus de lignes que ce que nous lisons en une fois."),
    kept=TOO_LARGE.kept,
    actions=(
        TOO_LARGE.actions[0],
        _("Enregistrez en plusieurs fois ; pour une longue liste, importez plutôt un fichier."),
    ),
)
LENGTH_REQUIRED = ErrorPage(
    status=411,
    title=_("Cet envoi ne dit pas sa taille"),
    happened=_("Votre navigateur ou votre outil envoie sans annoncer la taille : l’envoi n’a pas été lu."),
    kept=NOTHING_LOST,
    actions=(_("Renvoyez avec un en-tête Content-Length, ou depuis un autre navigateur."),),
)
TOO_MANY_REQUESTS = ErrorPage(
    status=429,
    title=_("Trop de demandes en peu de temps"),
    happened=_("Cette adresse ou cet appareil a envoyé plus de demandes que ce que nous acceptons à la suite."),
    kept=NOTHING_LOST,
    actions=(_("Attendez quelques minutes, puis recommencez."),),
)
BUSY = ErrorPage(
    status=503,
    title=_("Le site est occupé"),
    happened=_(
        "La base de données n’a pas répondu à temps : d’autres enregistrements, ou une maintenance, l’occupent."
    ),
    kept=_("Un enregistrement se fait en entier ou pas du tout : rien n’est écrit à moitié."),
    actions=(
        _("Attendez une minute, puis revenez en arrière : ce que vous aviez écrit est encore dans la page."),
        _("Enregistrez de nouveau : ce qui serait déjà enregistré n’est pas ajouté deux fois."),
    ),
)
FULL = ErrorPage(
    status=507,
    title=_("Le site n’a plus de place"),
    happened=_("Le disque du site est plein : ce que vous envoyez n’a pas pu être enregistré."),
    kept=_("Un enregistrement se fait en entier ou pas du tout : rien n’est écrit à moitié."),
    actions=(
        _("Prévenez la personne qui tient le site : elle doit y faire de la place."),
        _("Revenez en arrière : ce que vous aviez écrit est encore dans la page. Gardez-en une copie."),
        _("Recommencez quand il y aura de la place."),
    ),
)
SERVER_ERROR = ErrorPage(
    status=500,
    title=_("Le site a rencontré un problème"),
    happened=_("Une erreur de notre côté a empêché d’afficher cette page. Elle a été consignée."),
    kept=_("Un enregistrement se fait en entier ou pas du tout : rien n’est écrit à moitié."),
    actions=(_("Revenez en arrière et réessayez dans quelques minutes."),),
)


def _context(page: ErrorPage, **more: object) -> Mapping[str, object]:
    return {**asdict(page), **more}


def _texts(request: HttpRequest) -> list[str]:
    """What somebody wrote in a form, in its order: sentences, not the codes and choices sent along."""
    sent = [value.strip() for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    return [value for value in sent if " " in value]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "site/error.html", _context(TOO_LONG), status=413)
    return render(request, "site/error.html", _context(BAD_REQUEST), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, SessionEnded):
        # The protection against forged requests let this form in: what it holds was written on one of our pages.
        context = _context(SESSION_ENDED, sign_in=reverse("account_login"), written=_texts(request))
        return render(request, "site/error.html", context, status=403)
    return render(request, "site/error.html", _context(FORBIDDEN, reason=str(exception or "")), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "site/error.html", _context(SESSION_CHANGED), status=403)


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "site/error.html", _context(REFUSED, reason=reason), status=409)


def too_large(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "site/error.html", _context(TOO_LARGE, reason=reason), status=413)


def length_required(request: HttpRequest) -> HttpResponse:
    return render(request, "site/error.html", _context(LENGTH_REQUIRED), status=411)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "site/error.html", _context(NOT_FOUND, offers_search=True), status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "site/error.html", _context(TOO_MANY_REQUESTS), status=429)


def busy() -> HttpResponse:
    """The database did not answer. Without the request, so that no context processor asks it again."""
    page = get_template("site/error.html").render(dict(_context(BUSY)))
    return HttpResponse(page, status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})


def full() -> HttpResponse:
    """No room is left on the disk. Without the request, so that nothing more is asked of the database."""
    page = get_template("site/error.html").render(dict(_context(FULL)))
    return HttpResponse(page, status=507, headers={"Cache-Control": "no-store"})


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request, so that no context processor runs: the database itself may be what failed."""
    return HttpResponse(get_template("site/error.html").render(dict(_context(SERVER_ERROR))), status=500)
