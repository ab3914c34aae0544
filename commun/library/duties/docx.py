"""A paper as a DOCX, to complete in a word processor: what is to be written stands out, in words too."""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Cm, Pt

from commun.core import word
from commun.core.text import clean
from commun.library.duties.papers.paper import Block, Paper, Tone


def write(paper: Paper) -> bytes:
    document = word.new(title=clean(f"{paper.title} · {paper.facts.title}"))
    document.add_heading(clean(paper.title), 0)
    _line(
        document, _("%(use)s, %(owner)s") % {"use": paper.facts.title, "owner": paper.facts.territory.name}, bold=True
    )
    if paper.facts.is_fictional:
        _line(document, _("Exemple fictif : ce territoire n’existe pas."), bold=True)
    _small(document, paper.lede)
    _small(document, no_advice())
    for part in paper.parts:
        document.add_heading(clean(part.title), 1)
        for block in part.blocks:
            _block(document, block)
    document.add_heading(_("Sur quoi ce document s’appuie"), 1)
    for article in paper.articles:
        reading = article.reading
        _small(document, f"{article.short} ({reading.sureness.label}) : {article.says} {article.official_url}")
    _small(document, _("Fiche d’origine : %(url)s") % {"url": paper.facts.page_url})
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def no_advice() -> str:
    return _("À faire relire par votre DPO et votre service juridique : ceci n’est pas un avis juridique.")


def _block(document: Any, block: Block) -> None:
    if block.tone is Tone.PASTE:
        return _pasted(document, block.text)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6)
    if block.label:
        paragraph.add_run(f"{clean(block.label)} : ").bold = True
    if block.tone in (Tone.MISSING, Tone.PERSON):
        mark = _("[À compléter] ") if block.tone is Tone.MISSING else _("[Propre à la personne] ")
        run = paragraph.add_run(f"{mark}{clean(block.text)}")
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    else:
        run = paragraph.add_run(clean(block.text))
        run.italic = block.tone is Tone.NOTE
    return None


def _pasted(document: Any, text: str) -> None:
    table = document.add_table(1, 1, style="Table Grid")
    cell = table.cell(0, 0)
    cell.width = Cm(17)
    first, *others = text.split("\n\n")
    cell.paragraphs[0].add_run(first)
    for words in others:
        cell.add_paragraph(words)


def _line(document: Any, text: str, *, bold: bool = False) -> None:
    document.add_paragraph().add_run(clean(text)).bold = bold


def _small(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(clean(str(text)))
    run.font.size, run.font.color.rgb = Pt(9), word.SOFT
