"""The manifesto as a DOCX, in the look of our paper: headings for axes and articles, notes for what they rest on."""

import io
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from docx.shared import Pt

from commun.core import word
from commun.core.text import clean
from commun.syntheses.presenters.manifesto import standing
from commun.syntheses.queries.manifesto import Article, Rest, Text


def write(text: Text) -> bytes:
    document = word.new(title=clean(text.title))
    document.add_heading(clean(text.title), 0)
    if text.is_fictional:
        document.add_paragraph().add_run(_("Exemple fictif : ce texte n’est celui de personne.")).bold = True
    if text.subtitle:
        document.add_paragraph().add_run(clean(text.subtitle)).italic = True
    _small(document, standing(text))
    for block in filter(None, text.preamble.split("\n\n")):
        document.add_paragraph(clean(block))
    for axis in text.axes:
        document.add_heading(clean(axis.title), 1)
        if axis.says:
            document.add_paragraph().add_run(clean(axis.says)).italic = True
        for article in axis.articles:
            _article(document, article)
    _small(document, f"{settings.SITE_URL}{text.url}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _article(document: Any, article: Article) -> None:
    document.add_heading(f"{article.label} · {clean(article.title)}", 2)
    for paragraph in article.paragraphs:
        document.add_paragraph(clean(paragraph.text))
        if paragraph.rests:
            _small(document, _rests(paragraph.rests))
    if article.rests:
        _small(document, _rests(article.rests))


def _rests(rests: tuple[Rest, ...]) -> str:
    return _("Repose sur : %(titles)s") % {"titles": " ; ".join(one.title for one in rests)}


def _small(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(clean(text))
    run.font.size, run.font.color.rgb = Pt(9), word.SOFT
