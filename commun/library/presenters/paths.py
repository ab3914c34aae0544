"""The path from the library to one of its pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.ui.components import Crumb


def path(*steps: Crumb | str) -> list[Crumb]:
    """From the library itself, through `steps`; the last is the page itself."""
    start = Crumb(_("Bibliothèque"), reverse("library:list"))
    return [start, *(one if isinstance(one, Crumb) else Crumb(one) for one in steps)]
