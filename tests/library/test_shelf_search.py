"""French words find French words: accents, plurals, elisions, slips of the fingers; and nothing that is held back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core.freshness import public_version
from commun.library import fields, terms
from commun.library.actions import publication, sheets
from commun.library.enums import SubTheme, Theme, Visibility
from commun.library.queries import index
from commun.library.queries.shelf import ShelfFilter, matching_keys
from tests.accounts.factories import referent
from tests.library.factories import SolutionFactory, draft, published


@pytest.fixture
def shelf(db) -> dict[str, int]:
    """Five sheets whose public words are known."""

    def one(title: str, summary: str, need: str = "Un besoin.", theme=Theme.GOVERNANCE, sub_themes=()) -> int:
        shown = published(title=title, summary=summary, need=need, theme=theme, sub_themes=list(sub_themes))
        return int(shown.pk)

    return {
        "waste": one("Trier les déchets", "Une caméra reconnaît le déchet mal trié."),
        "leaks": one("Repérer les fuites d’eau", "Classer les tronçons.", sub_themes=[SubTheme.WATER]),
        "energy": one("Piloter l’énergie des écoles", "Les agents règlent le chauffage."),
        "votes": one("Résumer les délibérations", "Un agent relit chaque résumé."),
        "buses": one("Prévoir la fréquentation", "Le transport à la demande suit les réservations."),
    }


def found(text: str) -> set[int]:
    return set(matching_keys(ShelfFilter(text=text)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("déchets", "dechets", "déchet", "dechet", "DÉCHETS", "des déchets"), {"waste"}),
        (("délibérations", "deliberation", "la délibération"), {"votes"}),
        (("énergie", "energies", "l'énergie", "l’énergie", "Energie"), {"energy"}),
        (("agents", "agent", "l’agent"), {"energy", "votes"}),
        (("fuite eau", "fuites d'eau", "fuites d’eau", "eau fuite", "qu'une fuite d'eau"), {"leaks"}),
        (("transport", "transports", "trasnport", "tranport", "transpor", "transportt"), {"buses"}),
        (('"déchets"', "déchets!", "(déchets)", "déchets';--"), {"waste"}),
    ],
)
def test_the_french_table_passes_whole(shelf: dict[str, int], written: tuple[str, ...], expected: set[str]) -> None:
    for text in written:
        assert found(text) == {shelf[name] for name in expected}, text


@pytest.mark.parametrize("text", ['"', "'", "«", "%", "_", "\\", "le", "l'", "d’", "* ?"])
def test_a_lone_sign_searches_nothing_and_says_so(shelf: dict[str, int], client, text: str) -> None:
    assert found(text) == set(shelf.values())
    page = client.get("/bibliotheque/", {"q": text})
    assert page.status_code == 200
    assert "pas de mot à chercher" in page.content.decode()


def test_a_slip_of_the_fingers_is_mended_and_said(shelf: dict[str, int], client) -> None:
    html = client.get("/bibliotheque/", {"q": "trasnport"}).content.decode()
    assert "Aucun résultat pour « trasnport » ; voici « transport »." in html
    assert "Prévoir la fréquentation" in html


def test_a_word_that_no_sheet_holds_finds_nothing_and_says_so(shelf: dict[str, int], client) -> None:
    html = client.get("/bibliotheque/", {"q": "zorglub déchets"}).content.decode()
    assert "Aucune fiche ne contient « zorglub »" in html
    assert found("zorglub déchets") == set()


def test_every_word_must_be_there(shelf: dict[str, int]) -> None:
    assert found("agent déchets") == set()
    assert found("agent chauffage") == {shelf["energy"]}


def test_a_title_comes_before_a_text(db) -> None:
    told = published(title="Compter les vélos", summary="Une piste.").pk
    published(title="Compter les passants", summary="Et les vélos aussi.")
    assert matching_keys(ShelfFilter(text="vélos"))[0] == told


def test_a_mended_word_is_one_of_the_sheets_that_may_be_shown(db) -> None:
    published(title="Repérer les fuites", is_template=True)
    assert found("fuitees") == set()


def test_what_is_held_back_is_never_found(db) -> None:
    solution = SolutionFactory(supplier="Éditeur Discret", name="Aquascope")
    here = draft(solution=solution, supplier="Éditeur Discret", alternative="Une carte de sourcier.")
    by = referent(here.territory)
    for name in ("supplier", "alternative"):
        sheets.hold_back(
            sheet=here, field=fields.BY_NAME[name], level=Visibility.NETWORK, reason="Marché en cours.", by=by
        )
    shown = publication.publish(sheet=here, by=by)
    assert found("aquascope") == {shown.pk}
    for secret in ("discret", "discrets", "sourcier", "sourcierr"):
        assert found(secret) == set(), secret
    assert "sourcier" not in index.now().index.shown


def test_the_index_follows_each_publication_and_withdrawal(db) -> None:
    shown = published(title="Avant")
    assert found("avant") == {shown.pk}
    here = shown.deployment
    by = referent(here.territory)
    seen = sheets.section_digest(here, fields.Section.IDENTITY)
    sheets.save_section(sheet=here, section=fields.Section.IDENTITY, values={"title": "Ensuite"}, seen=seen, by=by)
    assert found("ensuite") == set()
    here.refresh_from_db()
    publication.publish(sheet=here, by=by)
    assert (found("avant"), found("ensuite")) == (set(), {shown.pk})
    publication.withdraw(sheet=here, by=by, reason="Publiée deux fois.")
    assert found("ensuite") == set()


def test_many_changes_compact_the_index_and_lose_nothing(db, monkeypatch) -> None:
    monkeypatch.setattr(index, "_MOST_DEAD", 0)
    kept = {published(title=f"Usage {word}").pk for word in ("bleu", "vert", "rouge")}
    assert found("usage") == kept
    shown = published(title="Usage changeant")
    for _turn in range(4):
        publication.publish(sheet=shown.deployment, by=None)
        assert found("usage") == {*kept, shown.pk}
    assert index.now().version == public_version()
    assert len(index.now().index.entries) <= 8


def test_a_reading_that_fails_leaves_nothing_behind(db, monkeypatch) -> None:
    shown = published(title="Usage bleu")
    with monkeypatch.context() as broken:
        broken.setattr(terms, "parts", lambda text: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            found("bleu")
    assert found("bleu") == {shown.pk}


@given(st.text(max_size=80))
def test_any_text_is_read_and_written_again(text: str) -> None:
    for term in terms.typed_terms(text):
        assert term.stem.isascii() and term.stem.isalnum()
        assert "=" not in term.shown and "|" not in term.shown and not term.shown.isspace()


@given(st.text(alphabet="abcdefg", min_size=4, max_size=9), st.data())
def test_one_slip_is_one_error(word: str, data) -> None:
    slip = data.draw(st.sampled_from(sorted(terms.one_error_away(word))))
    assert terms.errors_between(word, slip, 2) == 1
    assert word in terms.one_error_away(slip)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("transport", "trasnport", 1), ("eau", "eaux", 1), ("assainissement", "asainisement", 2), ("eau", "numérique", 3)],
)
def test_errors_are_counted_to_a_limit(one: str, other: str, errors: int) -> None:
    assert terms.errors_between(one, other, 2) == errors
