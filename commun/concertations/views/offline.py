"""The canevas away from the site: the files that anybody, or the people of one record, download."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.models import Concertation
from commun.concertations.offline import book, csv, docx, ods, xlsx
from commun.core.uploads import MEDIA_TYPES

FORMATS = ("xlsx", "ods", "docx", "csv")


@public
@require_safe
def empty_canevas(request: HttpRequest, extension: str) -> HttpResponse:
    """For anybody who prepares: the canevas of nobody."""
    return _file(None, extension, "canevas-de-concertation")


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_safe
def canevas_file(request: UserRequest, slug: str, extension: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    return _file(record, extension, f"canevas-{record.uid}")


def _file(record: Concertation | None, extension: str, name: str) -> HttpResponse:
    if extension not in FORMATS:
        raise Http404
    if extension == "csv":
        content = csv.write(record)
    elif extension == "docx":
        content = docx.write(record)
    else:
        made = book.book_of(record) if record else book.empty_book()
        content = {"xlsx": xlsx, "ods": ods}[extension].write(made)
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
