"""The participants' view of an answer: given by anyone, read by the network, shown apart."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.concertations.actions import participants as actions
from commun.concertations.enums import Moderation, Rating
from commun.concertations.forms.participants import ModerationForm, ParticipantViewForm
from commun.concertations.models import ParticipantView
from commun.concertations.queries.proposition_lines import published_propositions
from commun.concertations.queries.proposition_page import proposition_page
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError
from commun.core.throttle import is_allowed

A_DAY = timedelta(days=1)
VIEWS_A_DAY = 10
PAGE = 100


@public
@READ_OR_SEND
def participant_view(request: HttpRequest, uid: str) -> HttpResponse:
    proposition = published_propositions().filter(uid=uid).select_related("concertation__territory").first()
    if proposition is None or not proposition.decision:
        raise Http404
    form = ParticipantViewForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not is_allowed(request, "participant_view", limit=VIEWS_A_DAY, per=A_DAY):
            form.add_error(None, _("Trop d’avis ont été envoyés depuis cette connexion aujourd’hui : revenez demain."))
            status = 429
        else:
            given = form.cleaned_data
            try:
                if not form.is_trapped:
                    actions.give_view(proposition=proposition, rating=Rating(given["rating"]), text=given["text"])
            except DomainError as refusal:
                form.add_error(None, refusal.message)
                status = 409
            else:
                messages.success(request, _("Merci. Votre avis sera relu par le réseau, puis publié ici mot pour mot."))
                return redirect(proposition)
    page = proposition_page(uid=uid, on=timezone.localdate())
    context = {"proposition": proposition, "page": page, "form": form}
    return render(request, "concertations/participants/give.html", context, status=status)


@require(Permission.NETWORK_COORDINATE)
@require_safe
def participant_views(request: UserRequest) -> HttpResponse:
    waiting = ParticipantView.objects.filter(moderation=Moderation.PENDING).select_related(
        "proposition__concertation__territory"
    )
    context = {"views": waiting[:PAGE], "count": waiting.count()}
    return render(request, "concertations/participants/moderate.html", context)


@require(Permission.NETWORK_COORDINATE)
@require_POST
def moderate_view(request: UserRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(ParticipantView, pk=pk)
    form = ModerationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez de publier ou de refuser cet avis."))
        return redirect("concertations:participant_views")
    if form.cleaned_data["decision"] == "publier":
        attempt(request, lambda: actions.publish_view(view=view, by=request.user), done=_("L’avis est publié."))
    else:
        attempt(
            request,
            lambda: actions.refuse_view(view=view, reason=form.cleaned_data["reason"], by=request.user),
            done=_("L’avis est refusé, avec son motif."),
        )
    return redirect("concertations:participant_views")
