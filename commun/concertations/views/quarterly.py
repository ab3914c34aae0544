"""The link of the quarterly mail: it shows what one is about to say, and asks to confirm."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from commun.accounts.access import public
from commun.concertations import quarterly
from commun.concertations.actions import follow_ups as actions
from commun.concertations.actions.follow_ups import FollowUpRefused
from commun.concertations.forms.follow_ups import QuarterlyForm
from commun.concertations.models import FollowUp
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import EditConflict


@public
@never_cache
@READ_OR_SEND
def quarterly_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The signed token is the right to answer: it was sent to the référent, for one action and one answer."""
    try:
        link = quarterly.read(token)
    except quarterly.LinkRefused as refusal:
        return render(request, "concertations/quarterly/refused.html", {"message": refusal.message}, status=410)
    follow_up = get_object_or_404(
        FollowUp.objects.select_related("proposition__concertation__territory"), uid=link.follow_up
    )
    form = QuarterlyForm(request.POST if request.method == "POST" else None, choice=link.choice)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_quarterly(follow_up=follow_up, link=link, on=timezone.localdate(), **form.cleaned_data)
        except EditConflict as conflict:
            return render(request, "concertations/quarterly/refused.html", {"message": conflict.message}, status=409)
        except FollowUpRefused as refusal:
            form.add_refusal(refusal)
        else:
            return render(request, "concertations/quarterly/done.html", {"follow_up": follow_up})
    context = {"follow_up": follow_up, "choice": link.choice, "form": form}
    return render(request, "concertations/quarterly/confirm.html", context)
