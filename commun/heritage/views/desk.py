"""`/espace/territoires/<slug>/patrimoine/`: describing, depositing, signing."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError, EditConflict
from commun.heritage.actions import deposits, items, keeping, publication
from commun.heritage.enums import Kind
from commun.heritage.forms.desk import CustodyForm, DescriptionForm, FileForm, NewItemForm, ReasonForm
from commun.heritage.models import HeritageFile, HeritageVersion
from commun.heritage.queries import pages

EDIT = require(Permission.HERITAGE_EDIT, of=territory_of_slug)
SIGN = require(Permission.HERITAGE_PUBLISH, of=territory_of_slug)
VIEW = require(Permission.WORKSPACE_VIEW, of=territory_of_slug)


@VIEW
@require_safe
def desk(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    context = {
        "territory": territory,
        "page": pages.territory_desk(territory),
        "may_edit": request.user.holds(Permission.HERITAGE_EDIT, territory),
    }
    return render(request, "heritage/desk/home.html", context)


@EDIT
@READ_OR_SEND
def new(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = NewItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = items.create(territory=territory, kind=Kind(given["kind"]), title=given["title"], by=request.user)
        return redirect("heritage:describe", slug=slug, uid=made.uid)
    return render(request, "heritage/desk/new.html", {"territory": territory, "form": form})


@VIEW
@require_safe
def item(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    return _item(request, _last(slug, uid), FileForm())


def _item(request: UserRequest, version: HeritageVersion, form: FileForm, *, status: int = 200) -> HttpResponse:
    territory = version.item.territory
    context = {
        "territory": territory,
        "desk": pages.item_desk(version),
        "version": version,
        "form": form,
        "most": settings.MAX_UPLOAD_BYTES,
        "may_edit": request.user.holds(Permission.HERITAGE_EDIT, territory),
        "may_sign": request.user.holds(Permission.HERITAGE_PUBLISH, territory),
    }
    return render(request, "heritage/desk/item.html", context, status=status)


@EDIT
@READ_OR_SEND
def describe(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """`edits` is the one that the form was made from."""
    version = _last(slug, uid)
    form = DescriptionForm(request.POST or None, version=version)
    edits = version.edits
    if request.method == "POST" and form.is_valid():
        try:
            items.describe(
                version=version, values=form.values(), edits=seen_version(request, name="edits"), by=request.user
            )
        except EditConflict as conflict:
            form.add_error(None, conflict.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            edits = seen_version(request, name="edits")
        else:
            messages.success(request, _("La description est enregistrée."))
            return redirect("heritage:desk_item", slug=slug, uid=uid)
    context = {"territory": version.item.territory, "version": version, "form": form, "edits": edits}
    return render(request, "heritage/desk/describe.html", context)


@EDIT
@READ_OR_SEND
def custody(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    version = _last(slug, uid)
    one = version.item
    form = CustodyForm(request.POST or None, initial={name: getattr(one, name) for name in CustodyForm.Meta.fields})
    seen = one.version
    if request.method == "POST" and form.is_valid():
        try:
            items.keep(item=one, version=seen_version(request), by=request.user, **form.cleaned_data)
        except EditConflict as conflict:
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("heritage:desk_item", slug=slug, uid=uid)
    context = {"territory": one.territory, "version": version, "form": form, "seen": seen}
    return render(request, "heritage/desk/custody.html", context)


@EDIT
@require_POST
def send(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """A whole file, from a page without script."""
    version = _last(slug, uid)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with RefusalsOn(form, "file"):
            deposit = deposits.begin(
                version=version, name=file.name, size=file.size, by=request.user, media_type=file.content_type or ""
            )
            deposits.receive(deposit=deposit, offset=0, read=file.read, length=file.size, by=request.user)
            keeping.check(deposit.content)
            messages.success(request, _("Le fichier est déposé et son empreinte est calculée."))
            return redirect("heritage:desk_item", slug=slug, uid=uid)
    return _item(request, version, form, status=422)


@EDIT
@require_POST
def remove_file(request: UserRequest, slug: str, uid: str, pk: int) -> HttpResponse:
    version = _last(slug, uid)
    found = get_object_or_404(HeritageFile.objects.select_related("content", "version__item__territory"), pk=pk,
                              version=version)  # fmt: skip
    deposits.remove_file(file=found, by=request.user)
    messages.success(request, _("Le fichier est retiré."))
    return redirect("heritage:desk_item", slug=slug, uid=uid)


@EDIT
@require_POST
def give_up(request: UserRequest, slug: str, uid: str, token: str) -> HttpResponse:
    version = _last(slug, uid)
    deposits.give_up(deposit=get_object_or_404(version.deposits, pk=token), by=request.user)
    messages.success(request, _("Le dépôt est abandonné."))
    return redirect("heritage:desk_item", slug=slug, uid=uid)


@SIGN
@require_POST
def sign(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    version = _last(slug, uid)
    attempt(
        request,
        lambda: publication.sign(version=version, by=request.user),
        done=_("Vous avez signé. Une personne du réseau relit, puis signe à son tour."),
    )
    return redirect("heritage:desk_item", slug=slug, uid=uid)


@SIGN
@require_POST
def take_back(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    publication.take_back(version=_last(slug, uid), by=request.user)
    messages.success(request, _("La signature est reprise : vous pouvez corriger."))
    return redirect("heritage:desk_item", slug=slug, uid=uid)


@EDIT
@require_POST
def open_version(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    made = items.open_version(item=_last(slug, uid).item, by=request.user)
    messages.success(request, _("La version %(number)d est ouverte.") % {"number": made.number})
    return redirect("heritage:describe", slug=slug, uid=uid)


@SIGN
@READ_OR_SEND
def withdraw(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    version = _last(slug, uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            publication.withdraw(item=version.item, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("C’est retiré des pages, de la recherche et des fichiers."))
            return redirect("heritage:desk", slug=slug)
    context = {"territory": version.item.territory, "version": version, "form": form}
    return render(request, "heritage/desk/withdraw.html", context)


def _last(slug: str, uid: str) -> HeritageVersion:
    """The last version of an item of this territory, in preparation or public."""
    found = (
        HeritageVersion.objects.select_related("item__territory", "item__current")
        .filter(item__uid=uid, item__territory__slug=slug)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise Http404
    return found
