"""Doing what a person asked from a button, and telling what became of it on the page that follows."""

from collections.abc import Callable
from typing import Self, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from commun.core.errors import DomainError, EditConflict

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


class RefusalsOn:
    """Do within this what a form asks for: what the domain refuses is told on it, and its page is shown again."""

    def __init__(self, form: forms.BaseForm, field: str | None = None) -> None:
        self._form = form
        self._field = field
        self.is_overtaken = False
        """Someone else saved the same record first."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, DomainError):
            return False
        self.is_overtaken = isinstance(error, EditConflict)
        self._form.add_error(self._field, error.message)
        return True
