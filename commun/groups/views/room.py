"""The private space of a group: only its members read it. To anyone else, each of these addresses is not found."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, signed_in
from commun.core import kept_files
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError
from commun.groups.access import of_animator, of_member
from commun.groups.actions import discussions, groups, members
from commun.groups.enums import GroupRole, Notify
from commun.groups.forms import AskForm, DecisionForm, DocumentForm, InviteForm, MessageForm, OwnForm, ThreadForm
from commun.groups.models import Group, GroupDecision, GroupFile, GroupMember, GroupMessage, GroupRequest, GroupThread
from commun.groups.queries.room import room_page, thread_page


@of_member
@READ_OR_SEND
def room(request: UserRequest, member: GroupMember) -> HttpResponse:
    """The discussions; a form to begin one."""
    form = ThreadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            thread = discussions.start(member=member, **form.cleaned_data)
            return redirect("groups:thread", slug=member.group.slug, pk=thread.pk)
    return render(request, "groups/room/home.html", {"page": room_page(member.group), "member": member, "form": form})


@of_member
@READ_OR_SEND
def thread(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    one = get_object_or_404(GroupThread, pk=pk, group=member.group)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = discussions.reply(member=member, thread=one, body=form.cleaned_data["body"])
            return redirect(f"{request.path}#message-{made.pk}")
    context = {"page": thread_page(one), "member": member, "one": one, "form": form}
    return render(request, "groups/room/thread.html", context)


@of_member
@require_POST
def withdraw(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    one = get_object_or_404(
        GroupMessage.objects.select_related("thread__group__territory"), pk=pk, thread__group=member.group
    )
    if one.author_id != member.user_id and not member.is_animator:
        raise Http404
    attempt(request, lambda: discussions.withdraw(message=one, by=request.user), done=_("Le message est retiré."))
    return redirect("groups:thread", slug=member.group.slug, pk=one.thread_id)


@of_member
@READ_OR_SEND
def files(request: UserRequest, member: GroupMember) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form, "file"):
            discussions.keep(group=member.group, title=given["title"], file=given["file"], by=request.user)
            messages.success(request, _("Le document est dans l’espace du groupe."))
            return redirect("groups:files", slug=member.group.slug)
    kept = member.group.files.filter(message=None)
    return render(request, "groups/room/files.html", {"member": member, "files": kept, "form": form})


@of_member
@require_safe
def file(request: UserRequest, member: GroupMember, pk: int) -> FileResponse:
    found = get_object_or_404(GroupFile, pk=pk, group=member.group)
    return kept_files.download(found)


@of_animator
@require_POST
def file_discard(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    found = get_object_or_404(GroupFile.objects.select_related("group__territory"), pk=pk, group=member.group)
    attempt(request, lambda: discussions.discard(document=found, by=request.user), done=_("Le document est retiré."))
    return redirect("groups:files", slug=member.group.slug)


@of_member
@READ_OR_SEND
def decisions(request: UserRequest, member: GroupMember) -> HttpResponse:
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if not member.is_animator:
            raise Http404
        if form.is_valid():
            with RefusalsOn(form):
                groups.decide(group=member.group, **form.cleaned_data, by=request.user)
                messages.success(
                    request,
                    _("La décision est écrite. Seuls les membres la lisent tant que vous ne la rendez pas publique."),
                )
                return redirect("groups:decisions", slug=member.group.slug)
    context = {"member": member, "decisions": member.group.decisions.all(), "form": form}
    return render(request, "groups/room/decisions.html", context)


@of_animator
@require_POST
def decision_publish(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    one = get_object_or_404(GroupDecision, pk=pk, group=member.group)
    attempt(
        request, lambda: groups.publish_decision(decision=one, by=request.user), done=_("La décision est publique.")
    )
    return redirect("groups:decisions", slug=member.group.slug)


@of_animator
@require_POST
def decision_delete(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    one = get_object_or_404(GroupDecision, pk=pk, group=member.group)
    attempt(request, lambda: groups.delete_decision(decision=one, by=request.user), done=_("La décision est effacée."))
    return redirect("groups:decisions", slug=member.group.slug)


@of_member
@READ_OR_SEND
def people(request: UserRequest, member: GroupMember) -> HttpResponse:
    """The members, for one another; those who animate invite and answer requests."""
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        if not member.is_animator:
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            act = lambda: members.invite(  # noqa: E731
                group=member.group, email=given["email"], role=GroupRole(given["role"]), by=request.user
            )
            if attempt(request, act, done=_("L’invitation est partie.")):
                return redirect("groups:members", slug=member.group.slug)
    context = {
        "member": member,
        "people": member.group.members.select_related("user"),
        "requests": member.group.requests.select_related("user") if member.is_animator else (),
        "invitations": member.group.invitations.all() if member.is_animator else (),
        "form": form,
    }
    return render(request, "groups/room/members.html", context)


@of_animator
@require_POST
def answer(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    asked = get_object_or_404(GroupRequest, pk=pk, group=member.group)
    accepts = "accepter" in request.POST
    done = _("La personne est membre du groupe.") if accepts else _("La demande est refusée.")
    attempt(request, lambda: members.answer(asked=asked, accepts=accepts, by=request.user), done=done)
    return redirect("groups:members", slug=member.group.slug)


@of_animator
@require_POST
def change_role(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    found = get_object_or_404(GroupMember, pk=pk, group=member.group)
    role = GroupRole.MEMBER if found.is_animator else GroupRole.ANIMATOR
    attempt(
        request, lambda: members.change_role(member=found, role=role, by=request.user), done=_("Le rôle est changé.")
    )
    return redirect("groups:members", slug=member.group.slug)


@of_animator
@require_POST
def remove(request: UserRequest, member: GroupMember, pk: int) -> HttpResponse:
    found = get_object_or_404(GroupMember, pk=pk, group=member.group)
    attempt(request, lambda: members.remove(member=found, by=request.user), done=_("Cette personne n’est plus membre."))
    if found.user_id == request.user.pk:
        return redirect(member.group)
    return redirect("groups:members", slug=member.group.slug)


@of_member
@READ_OR_SEND
def own(request: UserRequest, member: GroupMember) -> HttpResponse:
    initial = {
        "organisation": member.organisation,
        "shows_organisation": member.shows_organisation,
        "notify": member.notify,
    }
    form = OwnForm(request.POST or None, initial=initial)
    if request.method == "POST" and "quitter" in request.POST:
        done = attempt(
            request, lambda: members.remove(member=member, by=request.user), done=_("Vous avez quitté le groupe.")
        )
        return redirect(member.group) if done else redirect("groups:own", slug=member.group.slug)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        members.change_own(
            member=member,
            organisation=given["organisation"],
            shows_organisation=given["shows_organisation"],
            notify=Notify(given["notify"]),
        )
        messages.success(request, _("C’est enregistré."))
        return redirect("groups:own", slug=member.group.slug)
    return render(request, "groups/room/own.html", {"member": member, "form": form})


@signed_in
@READ_OR_SEND
def ask(request: UserRequest, slug: str) -> HttpResponse:
    group = get_object_or_404(Group, slug=slug)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            members.ask(group=group, **form.cleaned_data, user=request.user)
            messages.success(request, _("Votre demande est partie. Vous recevrez la réponse par courriel."))
            return redirect(group)
    return render(request, "groups/room/ask.html", {"group": group, "form": form})


@signed_in
@READ_OR_SEND
def invitation(request: UserRequest, token: str) -> HttpResponse:
    try:
        found = members.invitation_of(token)
        if request.method == "POST":
            made = members.accept(token=token, user=request.user)
            messages.success(request, _("Bienvenue : vous êtes membre du groupe."))
            return redirect("groups:room", slug=made.group.slug)
    except DomainError as refusal:
        return render(request, "groups/room/invitation.html", {"message": refusal.message}, status=410)
    return render(request, "groups/room/invitation.html", {"group": found.group})
