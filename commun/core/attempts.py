"""Doing what a person asked from a button, and telling what became of it on the page that follows."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from commun.core.errors import DomainError


def attempt(request: HttpRequest, act: Callable[[], object], *, done: str) -> bool:
    """Whether it was done. The next page says `done`, or what the domain refuses and how to mend it."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True
