"""The mark of a level: {% load evaluation %}. Four bars that rise, full when reached; the words stand beside it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commun.library.enums import LEVELS, Outcome

register = template.Library()

_BAR, _GAP, _HEIGHT, _LINE = 5, 2, 20, 1.2


def _full(index: int) -> str:
    x, top = index * (_BAR + _GAP), _HEIGHT - _tall(index)
    return f"M{x} {top}h{_BAR}V{_HEIGHT}h-{_BAR}z"


def _hollow(index: int) -> str:
    """A bar and the hole in it: filled by the even-odd rule, one path draws both kinds."""
    x, top = index * (_BAR + _GAP), _HEIGHT - _tall(index)
    hole = f"M{x + _LINE:g} {top + _LINE:g}h{_BAR - 2 * _LINE:g}V{_HEIGHT - _LINE:g}h-{_BAR - 2 * _LINE:g}z"
    return _full(index) + hole


def _tall(index: int) -> int:
    return 5 * (index + 1)


def _paths() -> dict[str, str]:
    """The four levels; a dash for what does not apply; nothing but hollow bars when nobody answered."""
    found = {
        level.value: "".join(_full(i) if i <= rank else _hollow(i) for i in range(len(LEVELS)))
        for rank, level in enumerate(LEVELS)
    }
    found[Outcome.NOT_APPLICABLE.value] = "M4 9h18v2H4z"
    return found


_PATHS = _paths()


@register.simple_tag
def level_mark(outcome: str) -> SafeString:
    """{% level_mark line.outcome %}: a drawing that only repeats the words beside it; unanswered is a dotted line."""
    if not outcome:
        return SafeString('<span class="level-none" aria-hidden="true">?</span>')
    return format_html(
        '<svg class="level" width="26" height="20" viewBox="0 0 26 20" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        _PATHS[outcome],
    )
