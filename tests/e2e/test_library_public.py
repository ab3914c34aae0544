"""The library as anyone reads it: found by facet, word and need, compared, mapped; by keyboard, without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator

from tests.e2e.site import DESK, Person

CRECHE = "attribuer-les-places-en-creche"
NEED = "une commune de 4 000 habitants, eau, moins de 50 k€, sans données personnelles"


def number(text: str) -> int:
    """The first number of a text, spaces between thousands left out."""
    found = re.search(r"\d[\d\s]*", text)
    assert found is not None, text
    return int(re.sub(r"\s", "", found.group()))


def said(person: Person) -> int:
    """How many uses the list says that it found."""
    return number(person.page.get_by_role("status").inner_text())


def lines(person: Person) -> Locator:
    return person.page.locator("li.sheet-line")


def test_from_a_facet_and_a_mistyped_word_to_what_an_inhabitant_reads(person: Callable[..., Person]) -> None:
    reader = person("lectrice")
    reader.goes_to("/bibliotheque/")
    reader.sees("bibliotheque")
    everything = said(reader)

    facets = reader.page.locator("details.shelf-facets")
    facets.locator("summary").click()
    theme = facets.locator("label", has_text="Transition écologique")
    promised = number(theme.inner_text())
    assert 0 < promised < everything
    theme.locator("input").check()
    reader.submits("Appliquer")
    assert said(reader) == promised, "a facet finds what its count says"

    reader.writes("Chercher un usage", "dehcets")
    reader.submits("Chercher")
    reader.reads(re.compile(r"voici «\s*déchets\s*»"))
    assert reader.page.locator("input[name=theme]:checked").count() == 1, "the facet is kept"
    assert 0 < said(reader) < promised and lines(reader).count() == said(reader)

    title = lines(reader).first.get_by_role("heading").inner_text()
    reader.clicks(title, exact=True)
    assert reader.page.get_by_role("heading", level=1).inner_text() == title
    reader.reads("Non renseigné")
    reader.sees("fiche-publique")
    reader.clicks("Lire en clair")
    for question in ("À quoi cela sert-il", "Qui décide", "Comment contester", "Combien cela coûte-t-il"):
        reader.reads(question)
    reader.sees("en-clair")
    reader.clicks("Lire toute la fiche")
    reader.clicks("Sur une page, pour élus")
    reader.reads("Où il en est")


def test_a_need_in_one_sentence_is_understood_and_each_answer_says_why(person: Callable[..., Person]) -> None:
    reader = person("secrétaire de mairie")
    reader.goes_to("/bibliotheque/")
    reader.clicks("Partir de votre besoin")
    reader.writes("Votre besoin, en une phrase", NEED)
    reader.submits("Chercher")
    understood = {"mots": "eau", "type": "commune", "habitants": "4000", "budget": "50000", "donnees": "non"}
    for name, value in understood.items():
        assert reader.page.locator(f"main [name={name}]").input_value() == value, name
    first = lines(reader).first
    assert "parle de « eau »" in first.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"même taille : 4\s323 habitants", first.inner_text())
    for line in lines(reader).all():
        assert line.locator(".reason").count(), "no answer without its reasons"
    reader.sees("besoin")

    # What was misunderstood is corrected where it stands, and the order follows.
    reader.fills(type="metropole", habitants="480000")
    reader.submits("Corriger et chercher de nouveau")
    assert "métropole" in lines(reader).first.locator(".reason-for").inner_text()


def test_four_uses_are_compared_from_a_sheet_and_from_the_list(person: Callable[..., Person]) -> None:
    reader = person("directrice", screen=DESK)
    reader.goes_to(f"/bibliotheque/{CRECHE}/")
    reader.clicks("Ajouter à la comparaison")
    kept = reader.page.locator(".compare-bar input[name=fiches]")
    assert kept.count() == 1 and kept.input_value() == CRECHE and kept.is_checked()
    for line in lines(reader).all()[:3]:
        line.get_by_label("Comparer").check()
    reader.submits("Comparer les fiches cochées")
    heads = reader.page.locator("main thead th")
    assert heads.count() == 5, "the field, then the four"
    assert "Attribuer les places en crèche" in heads.nth(1).inner_text()
    reader.reads("diffère")
    reader.sees("comparaison")
    reader.page.get_by_text("Retirer :").locator("a").first.click()
    reader.page.wait_for_load_state()
    assert heads.count() == 4
    reader.clicks("Ajouter une fiche")
    assert kept.count() == 3

    # A fifth is refused in words, and the first four are shown.
    reader.goes_to("/bibliotheque/?vue=tableau")
    for box in reader.page.locator("main table input[name=fiches]").all()[:5]:
        box.check()
    reader.submits("Comparer les fiches cochées")
    reader.reads("Quatre fiches au plus")
    assert heads.count() == 5

    # On a phone the same table is read territory by territory.
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.sees("comparaison-telephone")


def test_the_table_and_the_map_show_the_uses_of_the_list(person: Callable[..., Person]) -> None:
    reader = person("journaliste", screen=DESK, javascript=True, dark=True)
    reader.goes_to("/bibliotheque/?q=feux")
    found = said(reader)
    reader.clicks("en tableau")
    assert said(reader) == found == reader.page.locator("main tbody tr").count()
    reader.sees("tableau")
    reader.clicks("Voir sur la carte")
    table = reader.page.locator("main table")
    assert number(table.locator("tfoot").inner_text()) == found
    places = table.locator("tbody tr")
    assert sum(number(row.locator("td").inner_text()) for row in places.all()) == found
    assert reader.page.locator("main svg a").count() >= 1
    reader.sees("carte")
    here = number(places.first.locator("td").inner_text())
    places.first.get_by_role("link").click()
    reader.page.wait_for_url("**/bibliotheque/?*")
    assert said(reader) == here, "a place leads to its own uses, the search kept"


def test_the_library_is_read_with_the_keyboard_alone(person: Callable[..., Person]) -> None:
    reader = person("lecteur au clavier", screen=DESK, javascript=True)
    reader.goes_to("/bibliotheque/")
    keyboard, here = reader.page.keyboard, reader.page.locator(":focus")

    def tabs_to(wanted: Callable[[], bool]) -> None:
        for _step in range(80):
            keyboard.press("Tab")
            if wanted():
                shown = here.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth")
                assert shown != "none0px" and not shown.endswith(" 0px"), f"no visible focus on {here.inner_text()}"
                return
        raise AssertionError("Tab never reaches it")

    keyboard.press("Tab")
    assert here.inner_text() == "Aller au contenu"
    keyboard.press("Enter")
    tabs_to(lambda: here.get_attribute("name") == "q")
    keyboard.type("creche")
    with reader.page.expect_navigation():
        keyboard.press("Enter")
    title = lines(reader).first.get_by_role("heading").inner_text()
    tabs_to(lambda: here.inner_text() == title)
    with reader.page.expect_navigation():
        keyboard.press("Enter")
    assert reader.page.get_by_role("heading", level=1).inner_text() == title
    tabs_to(lambda: here.inner_text() == "Lire en clair")
    with reader.page.expect_navigation():
        keyboard.press("Enter")
    reader.reads("Comment contester")


def test_the_pages_around_the_sheets_hold_on_a_phone(person: Callable[..., Person]) -> None:
    reader = person("lectrice", javascript=True)
    reader.goes_to("/bibliotheque/solutions/vizzia/")
    reader.reads("la CNIL juge que")
    reader.sees("systeme")
    reader.goes_to("/bibliotheque/")
    for page in ("les systèmes utilisés", "ce que les territoires n’ont pas déclaré", "les évaluations", "le droit",
                 "les standards d’ailleurs"):  # fmt: skip
        reader.clicks(page)
        reader.sees()
        reader.clicks("Bibliothèque")
    reader.goes_to("/territoires/saint-exemple-sur-loire/algorithmes/")
    reader.sees("inventaire")
    reader.goes_to(f"/bibliotheque/{CRECHE}/documents-legaux/mention/")
    reader.sees("mention")
