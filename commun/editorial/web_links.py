"""The addresses that pages, news and the glossary cite, for `commun check-links`."""

from collections.abc import Iterator

from commun.core.web_links import add_addresses
from commun.editorial.markdown import outside_links
from commun.editorial.models import PublishedArticle, Term


def of_public_texts() -> Iterator[str]:
    for body in PublishedArticle.objects.order_by("pk").values_list("body", flat=True):
        yield from outside_links(body)
    yield from Term.objects.exclude(source_url="").order_by("pk").values_list("source_url", flat=True)


add_addresses(of_public_texts)
