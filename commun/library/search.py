"""What is searched in a published sheet: its public words, without accents nor case."""

from commun.library import enums, fields
from commun.library.models import PublishedSheet
from commun.territories.search import words


def search_text(shown: PublishedSheet) -> str:
    """All public words, each preceded by a space: « contains " fuit" » is « a word begins with fuit »."""
    parts = [shown.territory_name, shown.solution.name if shown.solution else ""]
    if shown.solution:
        parts.append(shown.solution.supplier)
    parts += [
        one.display(shown.values[one.name])
        for one in fields.FIELDS
        if one.name in shown.values and one.kind not in ("yes_no", "date", "partial_date", "url")
    ]
    parts += [str(enums.Stage(shown.stage).label)]
    return f" {' '.join(words(' '.join(parts)))} "
