"""A finding in the words of schema.org."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core.linked_data import Thing, breadcrumb, named, publisher, thing
from commun.syntheses.queries.findings import FindingPage


def finding(page: FindingPage) -> list[Thing]:
    """Nothing of an invented one: search engines keep no warning beside what they take."""
    if page.finding.is_fictional:
        return []
    editor = publisher()
    one = page.finding
    return [
        thing(
            "Article",
            one.get_absolute_url(),
            identifier=one.uid,
            headline=one.title,
            description=str(page.counted.sentence),
            articleBody=one.text,
            datePublished=one.published_at,
            dateModified=one.withdrawn_at or one.published_at,
            creativeWorkStatus=_("Retiré") if one.is_withdrawn else _("Publié"),
            inLanguage="fr",
            author=named(editor),
            publisher=named(editor),
            citation=[source.url or source.title for source in page.sources],
        ),
        editor,
        breadcrumb([(settings.SITE_NAME, "/"), (_("Constats"), reverse("syntheses:findings")), (one.title, "")]),
    ]
