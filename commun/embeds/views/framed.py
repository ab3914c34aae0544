"""What the views made for a frame share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.embeds.queries import Frame


def framed(request: HttpRequest, template: str, frame: Frame, **context: Any) -> HttpResponse:
    return render(request, template, {"frame": frame, **context})


def gone(request: HttpRequest) -> HttpResponse:
    """What is public no more says so in the frame where it stood."""
    return render(request, "embeds/gone.html", status=404)
