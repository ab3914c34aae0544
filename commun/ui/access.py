"""The mark by which a view says that anyone may use it; `ui` stands alone, so it has its own."""

from collections.abc import Callable
from typing import TypeVar

from django.http.response import HttpResponseBase

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def public(view: V) -> V:
    """Anyone may use this view."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
