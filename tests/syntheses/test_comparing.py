"""What changed from a version to the next: words, moves and origins; and that nothing of either text is lost."""

import datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as some

from commun.core.revisions import pieces_between
from commun.syntheses.comparing import Origin, compare, merged, moved_among
from commun.syntheses.enums import ManifestoState, VotingRule
from commun.syntheses.queries.manifesto import Article, Axis, Paragraph, Text

WORDS = some.lists(some.sampled_from(["une", "machine", "répond,", "personne", "\n", "l’agent", "trente"]), max_size=14)


def text_of(*articles: tuple[str, list[tuple[str, str]]], preamble: str = "") -> Text:
    """("a1", [("a1-1", "Un texte.")]) for each article, all in one axis."""
    made = tuple(
        Article(
            code=code,
            label=code.upper(),
            title=f"Article {code}",
            axis="Un axe",
            url=f"/manifeste/1/article-{code}/",
            paragraphs=tuple(Paragraph(key, f"manifeste-1-{key}", words) for key, words in paragraphs),
        )
        for code, paragraphs in articles
    )
    return Text(
        code="1", uid="manifeste-1", number=1, is_fictional=False, state=ManifestoState.ADOPTED, title="Manifeste",
        subtitle="", preamble=preamble, source="", source_url="", source_read_on=None, url="/manifeste/1/",
        drafted_on=datetime.date(2026, 1, 1), published_on=None, amendments_until=None, vote_until=None,
        adopted_on=datetime.date(2026, 3, 11), adopted_where="Rennes", adopted_by="", rule=VotingRule.CONSENT,
        axes=(Axis("axe-1", "Un axe", "", made),),
    )  # fmt: skip


@given(before=WORDS, after=WORDS)
def test_a_difference_holds_both_texts_whole(before, after) -> None:
    old, new = " ".join(before).strip(), " ".join(after).strip()
    pieces = pieces_between(old, new)
    assert "".join(one.text for one in pieces if one.kind != "added") == old
    assert "".join(one.text for one in pieces if one.kind != "removed") == new


@given(some.permutations(list("abcdefg")))
def test_the_fewest_are_said_to_have_moved(after) -> None:
    """Taking them away leaves the others in their order, and no smaller set does (tried one by one)."""
    before = list("abcdefg")
    moved = moved_among(before, after)

    def keeps_order(without: frozenset[str]) -> bool:
        return [one for one in before if one not in without] == [one for one in after if one not in without]

    assert keeps_order(moved)
    for size in range(len(moved)):
        assert not any(keeps_order(frozenset(some_of)) for some_of in combinations(before, size))


@given(
    before=some.lists(some.sampled_from("abcdefgh"), unique=True),
    after=some.lists(some.sampled_from("abcdefgh"), unique=True),
)
def test_every_paragraph_of_both_versions_stands_once_in_the_order_of_the_new_one(before, after) -> None:
    found = merged(before, after)
    assert sorted(found) == sorted({*before, *after})
    assert [key for key in found if key in set(after)] == after


def test_a_paragraph_is_followed_by_its_key_wherever_it_went() -> None:
    old = text_of(
        ("a1", [("a1-1", "Un."), ("a1-2", "Deux."), ("a1-3", "Trois.")]),
        ("a2", [("a2-1", "Quatre."), ("a2-2", "Six.")]),
    )
    new = text_of(
        ("a1", [("a1-3", "Trois."), ("a1-1", "Un seul."), ("a1-4", "Neuf.")]),
        ("a2", [("a1-2", "Deux."), ("a2-1", "Quatre.")]),
    )
    found = compare(old, new, origins={"a1-1": [Origin("Amendement 1", "/x/")], "a2-1": [Origin("rien")]})
    told = {one.key: (one.kinds, one.moved_from) for article in found.articles for one in article.paragraphs}
    assert told == {
        "a1-1": (("reworded",), ""),
        "a1-2": (("moved",), "A1"),
        "a1-3": (("moved",), ""),
        "a1-4": (("added",), ""),
        "a2-1": (("same",), ""),
        "a2-2": (("removed",), ""),
    }
    assert dict(found.counts) == {"reworded": 1, "moved": 2, "added": 1, "removed": 1}
    by_key = {one.key: one for article in found.articles for one in article.paragraphs}
    assert [one.label for one in by_key["a1-1"].origins] == ["Amendement 1"]
    assert by_key["a2-1"].origins == (), "what did not change has no origin"


def test_an_article_added_removed_or_moved_is_told_so_and_the_same_text_says_nothing() -> None:
    old = text_of(("a1", [("a1-1", "Un.")]), ("a2", [("a2-1", "Deux.")]), ("a3", [("a3-1", "Trois.")]))
    assert compare(old, old, origins={}).is_same
    new = text_of(
        ("a3", [("a3-1", "Trois.")]), ("a1", [("a1-1", "Un.")]), ("a4", [("a4-1", "Quatre.")]), preamble="Nous."
    )
    found = compare(old, new, origins={})
    kinds = {one.code: one.kinds for one in found.articles}
    assert kinds == {"a1": ("same",), "a2": ("removed",), "a3": ("moved",), "a4": ("added",)}
    assert [one.text for one in found.preamble] == ["Nous."]
    assert [one.code for one in found.changed] == ["a3", "a2", "a4"]
