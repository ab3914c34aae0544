"""Answering with a file: download the propositions, fill them in elsewhere, send them back, look, publish."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import lifecycle
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions.answer_file import answer_from_file
from commun.concertations.enums import State
from commun.concertations.forms.offline import AnswersFileForm
from commun.concertations.importers.answers import plan
from commun.concertations.models import Concertation
from commun.concertations.offline import answers, ods, reading, xlsx
from commun.concertations.queries import drafts
from commun.core import pending
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError
from commun.core.uploads import MEDIA_TYPES

KIND = "reponses"
MAX_DRAFTS = 200
"""What a person reads again before signing; the others follow."""


@require(Permission.ANSWER_PUBLISH, of=territory_of_concertation)
@require_safe
def answers_file(request: UserRequest, slug: str, extension: str) -> HttpResponse:
    record = _record(slug)
    if extension == "csv":
        content = answers.csv_of(record)
    elif extension in ("xlsx", "ods"):
        content = {"xlsx": xlsx, "ods": ods}[extension].write(answers.book_of(record))
    else:
        raise Http404
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="reponses-{record.uid}.{extension}"'
    return response


@require(Permission.ANSWER_PUBLISH, of=territory_of_concertation)
@READ_OR_SEND
def answers_import(request: UserRequest, slug: str) -> HttpResponse:
    record = _record(slug)
    form = AnswersFileForm(request.POST, request.FILES) if request.method == "POST" else AnswersFileForm()
    if form.is_bound and form.is_valid():
        with RefusalsOn(form, "file"):
            plan(record=record, lines=answers.read(form.sheets))
            name, content = form.cleaned_data["name"], reading.to_json(form.sheets)
            kept = pending.keep(kind=KIND, target=record, content=content, name=name, by=request.user)
            return redirect("concertations:answers_preview", slug=slug, token=kept.token)
    is_open = not lifecycle.is_before(record, State.RESTITUTION)
    context = {"record": record, "form": form, "is_open": is_open}
    return render(request, "concertations/answers/file.html", context, status=400 if form.errors else 200)


@require(Permission.ANSWER_PUBLISH, of=territory_of_concertation)
@READ_OR_SEND
def answers_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    record = _record(slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=record, by=request.user)
        lines = answers.read(reading.from_json(kept.content))
        shown = plan(record=record, lines=lines)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect("concertations:answers_import", slug=slug)
    take = frozenset(name.removeprefix("garder-") for name, value in request.POST.items() if value == "fichier")
    problem = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            done = answer_from_file(concertation=record, lines=lines, seen=seen, take=take, by=request.user)
        except DomainError as error:
            problem = error.message
            shown = plan(record=_record(slug), lines=lines)
        else:
            kept.delete()
            messages.success(request, _said(len(done)))
            return redirect("concertations:answers", slug=slug)
    context = {"record": record, "plan": shown, "name": kept.name, "problem": problem, "take": take}
    return render(request, "concertations/answers/file_preview.html", context, status=409 if problem else 200)


@require(Permission.ANSWER_PUBLISH, of=territory_of_concertation)
@require_POST
def answers_drafts(request: UserRequest, slug: str) -> HttpResponse:
    """The answers that another platform gave, put before a person's eyes as a file of answers would be."""
    record = _record(slug)
    sheet = drafts.sheet_of(record, on=timezone.localdate(), most=MAX_DRAFTS)
    if len(sheet.rows) == 1:
        messages.info(request, _("Aucune réponse reprise n’a d’équivalent certain ici : répondez-y une par une."))
        return redirect("concertations:answers", slug=slug)
    name = str(_("Réponses reprises de la plateforme d’origine"))
    kept = pending.keep(kind=KIND, target=record, content=reading.to_json([sheet]), name=name, by=request.user)
    return redirect("concertations:answers_preview", slug=slug, token=kept.token)


def _record(slug: str) -> Concertation:
    return get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)


def _said(count: int) -> str:
    if not count:
        return _("Rien n’est publié : ce fichier n’ajoute rien à ce qui est en ligne.")
    return ngettext("%(count)d réponse publiée.", "%(count)d réponses publiées.", count) % {"count": count}
