"""Asking to follow, by mail without an account or signed in; saying yes from the mail."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commun.accounts.access import public
from commun.accounts.models import User
from commun.core import throttle
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError
from commun.following import actions, links
from commun.following.declared import followed
from commun.following.enums import Rhythm
from commun.following.forms import FollowForm
from commun.following.models import Subscription

MOST_AN_HOUR = 20


@public
@never_cache
@READ_OR_SEND
def follow(request: HttpRequest) -> HttpResponse:
    topic = request.POST.get("sujet", "") if request.method == "POST" else request.GET.get("sujet", "")
    found = followed(topic or "reseau")
    if found is None:
        raise Http404(_("Cette page n’est pas publique, ou ne se suit pas."))
    topic = topic or "reseau"
    user = request.user if isinstance(request.user, User) else None
    form = FollowForm(request.POST or None, signed_in=user is not None)
    context = {"form": form, "followed": found, "topic": topic}
    if request.method == "POST" and form.is_valid():
        if not throttle.is_allowed(request, "follow", limit=MOST_AN_HOUR, per=timedelta(hours=1)):
            return throttle.too_many(request)
        rhythm = Rhythm(form.cleaned_data["rhythm"])
        with RefusalsOn(form):
            if user is not None:
                actions.follow(user=user, topic=topic, rhythm=rhythm)
                return redirect("following:own")
            actions.ask(email=form.cleaned_data["email"], topic=topic, rhythm=rhythm)
            return render(request, "following/asked.html", {"followed": found, "email": form.cleaned_data["email"]})
    return render(request, "following/follow.html", context)


@public
@never_cache
@READ_OR_SEND
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail filters open every link, and must not say yes for anyone."""
    try:
        number = links.read_confirmation(token)
        if request.method != "POST":
            asked = Subscription.objects.filter(pk=number).first()
            return render(request, "following/confirm.html", {"action": request.path, "asked": asked})
        subscription = actions.confirm(subscription=number)
    except DomainError as refusal:
        return render(request, "following/link_refused.html", {"message": refusal.message}, status=410)
    context = {"subscription": subscription, "manage": links.management(subscription.reader_id)}
    return render(request, "following/confirmed.html", context)
