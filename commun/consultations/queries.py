"""What the pages of the inventory show."""

from django.db.models import QuerySet

from commun.consultations.models import Consultation
from commun.core.text import folded

PAGE_SIZE = 50


def matching(text: str) -> QuerySet[Consultation, Consultation]:
    """Those that hold every word."""
    rows = Consultation.objects.all()
    for word in text.split():
        rows = rows.filter(search_text__contains=folded(word))
    return rows
