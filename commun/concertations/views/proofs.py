"""The council decisions cited as proof of a proposition's answers and promises: one more, one less."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_proposition
from commun.concertations.actions import proofs as actions
from commun.concertations.forms.proofs import ProofForm
from commun.concertations.models import Takeaway
from commun.concertations.queries.cited import cited_in_order, provable
from commun.core.attempts import READ_OR_SEND, attempt
from commun.ui.components import Crumb


@require(Permission.ANSWER_PUBLISH, of=territory_of_proposition)
@READ_OR_SEND
def proofs(request: UserRequest, uid: str) -> HttpResponse:
    proposition = get_object_or_404(Takeaway.objects.propositions().select_related("concertation__territory"), uid=uid)
    published = provable(proposition)
    territory = proposition.concertation.territory
    form = ProofForm(request.POST or None, territory=territory, published=published)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cite_decision(by=request.user, **form.cleaned_data)
        except actions.ProofRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("La délibération est citée : la page publique y mène."))
            return redirect("concertations:proofs", uid=uid)
    context = {
        "record": proposition.concertation,
        "proposition": proposition,
        "published": published,
        "cited": cited_in_order(proposition.pk, published),
        "form": form,
        "crumbs": [
            Crumb(_("Mon espace"), "/espace/"),
            Crumb(proposition.concertation.title, proposition.concertation.get_absolute_url()),
            Crumb(_("Répondre"), reverse("concertations:answer", args=[uid])),
            Crumb(_("Délibérations citées")),
        ],
    }
    return render(request, "concertations/answers/proofs.html", context)


@require(Permission.ANSWER_PUBLISH, of=territory_of_proposition)
@require_POST
def proof_withdraw(request: UserRequest, uid: str, pk: int) -> HttpResponse:
    proposition = get_object_or_404(Takeaway.objects.propositions().select_related("concertation__territory"), uid=uid)
    attempt(
        request,
        lambda: actions.withdraw_citation(proposition=proposition, pk=pk, by=request.user),
        done=_("La citation est retirée ; l’histoire de la proposition garde sa trace."),
    )
    return redirect("concertations:proofs", uid=uid)
