"""The addresses to which news are sent, those of a territory and those of the network: the same pages."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError
from commun.territories.models import Territory
from commun.webhooks import actions, signing
from commun.webhooks.forms import WebhookForm
from commun.webhooks.kinds import label_of
from commun.webhooks.models import Webhook, WebhookDelivery

PAGE_SIZE = 50


@require(Permission.API_MANAGE, of=territory_of_slug)
@READ_OR_SEND
def webhooks(request: UserRequest, slug: str) -> HttpResponse:
    return _list(request, territory_of_slug(slug=slug))


@require(Permission.API_MANAGE, of=territory_of_slug)
@require_safe
def one(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    return _one(request, get_object_or_404(Webhook.objects.select_related("territory"), pk=pk, territory__slug=slug))


@require(Permission.API_MANAGE, of=territory_of_slug)
@require_POST
def act(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    return _act(request, get_object_or_404(Webhook.objects.select_related("territory"), pk=pk, territory__slug=slug))


@require(Permission.API_MANAGE)
@READ_OR_SEND
def network_webhooks(request: UserRequest) -> HttpResponse:
    return _list(request, None)


@require(Permission.API_MANAGE)
@require_safe
def network_one(request: UserRequest, pk: int) -> HttpResponse:
    return _one(request, get_object_or_404(Webhook, pk=pk, territory=None))


@require(Permission.API_MANAGE)
@require_POST
def network_act(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, get_object_or_404(Webhook, pk=pk, territory=None))


def _list(request: UserRequest, territory: Territory | None) -> HttpResponse:
    form = WebhookForm(request.POST or None, is_network=territory is None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook = actions.open_webhook(territory=territory, by=request.user, **form.given())
        except actions.WebhookRefused as refusal:
            form.add_refusal(refusal)
        else:
            return _secret(request, webhook, status=201)
    context = {
        "territory": territory,
        "form": form,
        "webhooks": Webhook.objects.filter(territory=territory).select_related("territory"),
        "action": _list_address(territory),
    }
    return render(request, "webhooks/list.html", context, status=422 if form.errors else 200)


def _one(request: UserRequest, webhook: Webhook) -> HttpResponse:
    context = {
        "territory": webhook.territory,
        "webhook": webhook,
        "kinds": [label_of(name) for name in webhook.kinds],
        "page": Paginator(webhook.deliveries.all(), PAGE_SIZE).get_page(request.GET.get("page")),
        "action": f"{webhook.get_absolute_url()}agir/",
        "back": _list_address(webhook.territory),
    }
    return render(request, "webhooks/one.html", context)


def _act(request: UserRequest, webhook: Webhook) -> HttpResponse:
    """The button that was pressed; `renvoyer` comes with the number of a sending."""
    step = request.POST.get("action", "")
    if step == "secret":
        return _secret(request, actions.renew_secret(webhook=webhook, by=request.user))
    if step == "retirer":
        actions.close(webhook=webhook, by=request.user)
        messages.success(request, _("L’envoi est retiré : plus rien ne part à cette adresse."))
        return redirect(_list_address(webhook.territory))
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "essai": (
            lambda: actions.send_trial(webhook=webhook, by=request.user),
            _("L’essai part : son résultat se lit ci-dessous dans quelques secondes."),
        ),
        "reprendre": (
            lambda: actions.resume(webhook=webhook, by=request.user),
            _("L’envoi reprend, avec les nouvelles à venir."),
        ),
        "renvoyer": (lambda: _send_again(request, webhook), _("La nouvelle repart.")),
    }
    if step in steps:
        do, said = steps[step]
        attempt(request, do, done=said)
    return redirect(webhook)


def _send_again(request: UserRequest, webhook: Webhook) -> None:
    number = request.POST.get("envoi", "")
    delivery = WebhookDelivery.objects.filter(
        webhook=webhook, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0
    ).first()
    if delivery is None:
        raise DomainError(_("Cet envoi n’est plus gardé."))
    actions.send_again(delivery=delivery, by=request.user)


def _secret(request: UserRequest, webhook: Webhook, status: int = 200) -> HttpResponse:
    context = {"territory": webhook.territory, "webhook": webhook, "secret": signing.secret_of(webhook.salt)}
    return render(request, "webhooks/secret.html", context, status=status)


def _list_address(territory: Territory | None) -> str:
    return reverse("webhooks:network") if territory is None else reverse("webhooks:list", args=[territory.slug])
