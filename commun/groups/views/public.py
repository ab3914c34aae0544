"""The public face of groups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.models import User
from commun.core.access import public
from commun.groups.datasets import GROUPS
from commun.groups.models import Group, GroupMember
from commun.groups.queries.public import group_list, group_page
from commun.ui.components import Crumb


@public
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    return render(request, "groups/list.html", {"groups": group_list(), "twins": GROUPS.files(request.GET)})


@public
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Group.objects.select_related("territory"), slug=slug)
    is_member = isinstance(request.user, User) and GroupMember.objects.filter(group=one, user=request.user).exists()
    crumbs = [Crumb(_("Groupes"), reverse("groups:list")), Crumb(one.title)]
    context = {"page": group_page(one), "one": one, "crumbs": crumbs, "is_member": is_member}
    return render(request, "groups/detail.html", context)
