"""What the mails of accounts and teams say; addresses in them come from the settings, never from a request."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from commun.accounts.enums import Role
from commun.accounts.models import Invitation, JoinRequest, User


def _mails(template: str, *, to: list[str], context: dict[str, Any]) -> list[EmailMessage]:
    """One mail to each address: receivers do not see one another."""
    ours = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"accounts/mails/{template}_subject.txt", ours).split())
    text = render_to_string(f"accounts/mails/{template}.txt", ours).strip()
    return [EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]) for address in to]


def invitation(*, invitation: Invitation, token: str) -> list[EmailMessage]:
    link = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    return _mails("invitation", to=[invitation.email], context={"invitation": invitation, "link": link})


def join_request(*, request: JoinRequest) -> list[EmailMessage]:
    """To the référents; to those who administer the network when the territory has none yet."""
    people = User.objects.acting_for(request.territory, Role.REFERENT) or User.objects.administrators()
    link = settings.SITE_URL + reverse("accounts:team", args=[request.territory.slug])
    return _mails(
        "join_request",
        to=[person.email for person in people],
        context={"request": request, "territory": request.territory, "link": link},
    )


def join_answer(*, request: JoinRequest, accepted: bool) -> list[EmailMessage]:
    link = settings.SITE_URL + settings.LOGIN_REDIRECT_URL
    return _mails(
        "join_answer",
        to=[request.user.email],
        context={"territory": request.territory, "accepted": accepted, "link": link},
    )
