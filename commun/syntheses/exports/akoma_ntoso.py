"""The manifesto as Akoma Ntoso 3.0 (OASIS, akn-core v1.0): the XML that parliaments use for their texts.

A `doc` whose body has parts, articles and paragraphs. `eId`s carry the keys of the paragraphs, which never change from
one version to the next. What an article rests on stands as notes that lead to the findings.
"""

from xml.etree import ElementTree as Tree

from django.conf import settings
from django.utils.translation import gettext as _

from commun.core.text import clean
from commun.syntheses.queries.manifesto import Article, Paragraph, Rest, Text

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
MEDIA_TYPE = "application/akn+xml"


def write(text: Text) -> bytes:
    root = Tree.Element("akomaNtoso", {"xmlns": NAMESPACE})
    doc = Tree.SubElement(root, "doc", {"name": "manifeste"})
    doc.append(_meta(text))
    preface = Tree.SubElement(doc, "preface")
    _said(Tree.SubElement(preface, "longTitle"), text.title, "docTitle")
    if text.subtitle:
        _said(preface, text.subtitle)
    if text.is_fictional:
        _said(preface, _("Exemple fictif : ce texte n’est celui de personne."))
    if text.preamble:
        preamble = Tree.SubElement(doc, "preamble")
        for block in text.preamble.split("\n\n"):
            _said(preamble, block)
    body = Tree.SubElement(doc, "mainBody")
    for number, axis in enumerate(text.axes, 1):
        part = Tree.SubElement(body, "part", {"eId": f"part_{number}"})
        Tree.SubElement(part, "num").text = str(number)
        Tree.SubElement(part, "heading").text = clean(axis.title)
        if axis.says:
            _said(Tree.SubElement(part, "intro"), axis.says)
        for article in axis.articles:
            _article(part, article)
    Tree.indent(root, space=" ")
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _meta(text: Text) -> Tree.Element:
    known = text.adopted_on or text.published_on or text.drafted_on
    day = known.isoformat()
    name = "manifeste-exemple-fictif" if text.is_fictional else "manifeste-ia-responsable"
    work = f"/akn/fr/doc/reseau/{name}"
    expression = f"{work}/fra@{day}/version-{text.number}"
    meta = Tree.Element("meta")
    identification = Tree.SubElement(meta, "identification", {"source": "#commun"})
    for level, uri in (
        ("FRBRWork", work),
        ("FRBRExpression", expression),
        ("FRBRManifestation", f"{expression}.xml"),
    ):
        block = Tree.SubElement(identification, level)
        Tree.SubElement(block, "FRBRthis", {"value": f"{uri}/!main" if level != "FRBRManifestation" else uri})
        Tree.SubElement(block, "FRBRuri", {"value": uri})
        Tree.SubElement(block, "FRBRdate", {"date": day, "name": _event_name(text)})
        Tree.SubElement(block, "FRBRauthor", {"href": "#reseau", "as": "#auteur"})
        if level == "FRBRWork":
            Tree.SubElement(block, "FRBRcountry", {"value": "fr"})
            Tree.SubElement(block, "FRBRnumber", {"value": str(text.number)})
        if level == "FRBRExpression":
            Tree.SubElement(block, "FRBRlanguage", {"language": "fra"})
    lifecycle = Tree.SubElement(meta, "lifecycle", {"source": "#commun"})
    if text.published_on:
        event = {"date": text.published_on.isoformat(), "source": "#texte", "type": "generation", "eId": "e1"}
        Tree.SubElement(lifecycle, "eventRef", event)
    if text.adopted_on:
        event = {"date": text.adopted_on.isoformat(), "source": "#texte", "type": "amendment", "eId": "e2"}
        Tree.SubElement(lifecycle, "eventRef", {**event, "originatingExpression": "true"})
    if not len(lifecycle):
        meta.remove(lifecycle)
    references = Tree.SubElement(meta, "references", {"source": "#commun"})
    page = f"{settings.SITE_URL}{text.url}"
    Tree.SubElement(references, "original", {"eId": "texte", "href": page, "showAs": clean(text.title)})
    for key, tag, shown in (
        ("commun", "TLCOrganization", settings.SITE_NAME),
        ("reseau", "TLCOrganization", _("Le réseau des territoires")),
        ("auteur", "TLCRole", _("Auteur")),
    ):
        Tree.SubElement(references, tag, {"eId": key, "href": f"{settings.SITE_URL}/#{key}", "showAs": shown})
    return meta


def _event_name(text: Text) -> str:
    return "adoption" if text.adopted_on else "publication"


def _article(part: Tree.Element, article: Article) -> None:
    here = f"{part.get('eId')}__art_{article.code}"
    node = Tree.SubElement(part, "article", {"eId": here})
    Tree.SubElement(node, "num").text = article.label
    Tree.SubElement(node, "heading").text = clean(article.title)
    last = len(article.paragraphs)
    for number, paragraph in enumerate(article.paragraphs, 1):
        _paragraph(node, here, paragraph, number, article.rests if number == last else ())


def _paragraph(
    node: Tree.Element, here: str, paragraph: Paragraph, number: int, of_the_article: tuple[Rest, ...]
) -> None:
    """The notes of the paragraph, then, under the last one, those of the whole article."""
    child = Tree.SubElement(node, "paragraph", {"eId": f"{here}__para_{paragraph.key}"})
    Tree.SubElement(child, "num").text = str(number)
    content = Tree.SubElement(child, "content")
    blocks = [block for block in paragraph.text.split("\n") if block.strip()]
    for block in blocks:
        said = _said(content, block)
    rests = {one.uid: one for one in (*paragraph.rests, *of_the_article)}
    for rank, one in enumerate(rests.values(), 1):
        note = Tree.SubElement(said, "authorialNote", {"marker": str(rank)})
        words = Tree.SubElement(note, "p")
        words.text = f"{_('Repose sur :')} "
        link = Tree.SubElement(words, "ref", {"href": f"{settings.SITE_URL}{one.url}"})
        link.text = clean(one.title)


def _said(parent: Tree.Element, text: str, inside: str = "") -> Tree.Element:
    block = Tree.SubElement(parent, "p")
    if inside:
        Tree.SubElement(block, inside).text = clean(text)
    else:
        block.text = clean(text)
    return block
