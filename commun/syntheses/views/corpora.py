"""The corpora of the network, and the choice of a new one: seen before it is fixed."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.syntheses.actions import corpora as actions
from commun.syntheses.forms.workshop import CorpusFilterForm, CorpusForm
from commun.syntheses.models import Corpus
from commun.syntheses.queries.corpora import corpus_preview
from commun.syntheses.queries.workshop import corpus_lines


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def corpus_list(request: UserRequest) -> HttpResponse:
    return render(request, "syntheses/workshop/list.html", {"corpora": corpus_lines()})


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def corpus_new(request: UserRequest) -> HttpResponse:
    """The filters are in the address; a POST fixes what they keep."""
    filters = CorpusFilterForm(request.GET)
    form = CorpusForm(request.POST if request.method == "POST" else None)
    is_read = filters.is_valid()
    if request.method == "POST" and is_read and form.is_valid():
        with RefusalsOn(form):
            corpus = actions.create(wanted=filters.wanted(), by=request.user, **form.cleaned_data)
            messages.success(request, _("Le corpus est fixé. Les groupes se calculent : rechargez dans un instant."))
            return redirect(corpus)
    preview = corpus_preview(filters.wanted()) if is_read else None
    context = {"filters": filters, "form": form, "preview": preview, "query": request.GET.urlencode()}
    return render(request, "syntheses/workshop/new.html", context)


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def corpus_close(request: UserRequest, uid: str) -> HttpResponseRedirect:
    """Closes a corpus, or opens again one that was closed."""
    corpus = get_object_or_404(Corpus, uid=uid)
    if corpus.closed_at:
        actions.reopen(corpus=corpus, by=request.user)
        messages.success(request, _("Le corpus est rouvert."))
    else:
        actions.close(corpus=corpus, by=request.user)
        messages.success(request, _("Le corpus est clos : ses groupes restent lisibles."))
    return redirect(corpus)
