"""Doing what a person asked from a button, and telling what became of it on the page that follows."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from commun.core.errors import DomainError

Done = TypeVar("Done")

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def seen_version(request: HttpRequest, *, name: str = "version") -> int:
    """The version that a form was made from; 0, which no row bears, when it does not say."""
    written = request.POST.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0


def attempt(request: HttpRequest, act: Callable[[], Done], *, done: str | Callable[[Done], str]) -> bool:
    """Whether it was done. The next page says `done`, or what the domain refuses and how to mend it.

    `done`: the sentence, or what makes it of what `act` gave; an empty one where the page that follows shows enough.
    """
    try:
        made = act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    if said := done if isinstance(done, str) else done(made):
        messages.success(request, said)
    return True
