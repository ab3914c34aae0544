"""What was asked, against what the index holds: alternatives, completions, the nearest to what is mistyped."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import tantivy

from commun.search import french, language
from commun.search.engines.tantivy.clauses import (
    Ask,
    Clauses,
    Must,
    MustNot,
    Should,
    all_but,
    any_of,
    term_in,
    unscored,
)
from commun.search.engines.tantivy.expressions import Expressions
from commun.search.engines.tantivy.fields import schema
from commun.search.engines.tantivy.state import Reader
from commun.search.spelling import near_terms

COMPLETIONS = 12
"""Words that an unfinished one may stand for: the most frequent."""
TITLE_WEIGHT = 1.5
"""On top of what the title already counts for as part of the text: 2.5 together."""
RELAXED_UP_TO = 20_000
"""A word found in more documents than this brings none by itself when few hold all words."""
WHOLE_BONUS = 1000.0
"""What holds all words comes before what holds some."""
TOLD_WITHOUT_LOOKING = 5000
"""Documents that hold a word, deleted ones among them, above which some are surely left."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for, as far as the index knows it. `documents` is how many it may reach, at most."""

    group: language.Group
    alternatives: tuple[language.Alternative, ...]
    documents: int
    expressions: Expressions
    is_everywhere: bool = False
    """In every document: it neither ranks nor counts."""

    @property
    def is_words(self) -> bool:
        return all(len(each.terms) == 1 for each in self.alternatives)

    @property
    def is_fast(self) -> bool:
        """Found by words alone, or by expressions that are kept as such."""
        return all(_is_one_term(self.expressions, each) for each in self.alternatives)

    def ranking(self) -> tantivy.Query:
        return any_of([_weighted(self.expressions, each, "freq") for each in self.alternatives])

    def counting(self) -> tantivy.Query:
        return any_of([matching(self.expressions, each) for each in self.alternatives])

    def titles(self) -> "Clauses":
        return [(Should, _in_title(each)) for each in self.alternatives]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the engine's words: once for ranking, once for counting (there are no frequencies to read)."""

    ranking: "Clauses"
    counting: "Clauses"
    documents: int
    titles: "Clauses" = ()
    """What holds all in its title, ranked alike; empty when that cannot be asked of titles (expressions)."""
    some_title: tantivy.Query | None = None
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What is asked, against what the index holds."""

    parts: tuple[Part, ...]
    excluded: tuple[language.Alternative, ...]
    missing: tuple[language.Group, ...]
    corrected: Mapping[str, str]
    expressions: Expressions

    @property
    def terms(self) -> tuple[str, ...]:
        every = [each for part in self.parts for each in part.alternatives]
        every += [each for group in self.missing for each in group.alternatives]
        return tuple(dict.fromkeys(term for each in every for term in each.terms if term != french.GAP))

    def all_words(self, reader: Reader) -> Asked:
        telling = [part for part in self.parts if not part.is_everywhere]
        without: Clauses = [(MustNot, matching(self.expressions, each)) for each in self.excluded]
        counting = [(Must, part.counting()) for part in telling]
        ranking = [(Must, part.ranking()) for part in telling] or [(Must, Ask.all_query())]
        in_titles = [clause for part in self.parts for clause in part.titles()]
        documents = min((part.documents for part in telling), default=reader.documents)
        titles: Clauses = ()
        if self.parts and all(part.is_fast for part in self.parts):
            required = [(Must, any_of([query for _, query in part.titles()])) for part in self.parts]
            # Words of a title are words of the text; those of an expression may stand apart in it.
            weighed = [(Should if part.is_words else Must, part.ranking()) for part in telling]
            titles = [*required, *weighed, *without]
        state = [] if telling else [(MustNot, term_in("state", "state"))]
        some_title = Ask.boolean_query(in_titles) if titles else None
        ranked = [*ranking, *in_titles, *state, *without]
        return Asked(ranked, [*counting, *without], documents, titles, some_title)

    def some_words(self, reader: Reader) -> Asked | None:
        """Half of the words at least, when few documents hold them all. Expressions within quotes stay required."""
        if len(self.parts) + len(self.missing) < 2 or any(map(_is_quoted, self.missing)):
            return None
        required = [part for part in self.parts if _is_quoted(part.group)]
        loose = [part for part in self.parts if not _is_quoted(part.group)]
        most = RELAXED_UP_TO if reader.documents > RELAXED_UP_TO else reader.documents
        rare = [part for part in loose if part.documents <= most and not part.is_everywhere]
        if not rare or not (self.missing or len(loose) > 1):
            return None
        least = min(len(rare), (len(loose) + 1) // 2)
        half = Ask.boolean_query([(Should, part.counting()) for part in rare], minimum_number_should_match=least)
        without: Clauses = [(MustNot, matching(self.expressions, each)) for each in self.excluded]
        counting: Clauses = [(Must, half), *((Must, part.counting()) for part in required), *without]
        ranking: list[tuple[tantivy.Occur, tantivy.Query]] = [(Must, unscored(half))]
        ranking += [(Must, part.ranking()) for part in required]
        ranking += [(Should, part.ranking()) for part in loose]
        ranking += [clause for part in self.parts for clause in part.titles()]
        if not self.missing:
            whole = Ask.boolean_query([(Must, part.counting()) for part in self.parts])
            ranking.append((Should, Ask.const_score_query(whole, WHOLE_BONUS)))
        documents = sum(part.documents for part in rare)
        return Asked([*ranking, *without], counting, documents, is_relaxed=True)


def matching(expressions: Expressions, alternative: language.Alternative, option: str = "basic") -> tantivy.Query:
    terms = alternative.terms
    if len(terms) == 1:
        return term_in("text", terms[0], option)
    if alternative.is_phrase:
        if (kept := expressions.of(terms)) is not None:
            return term_in("expressions", kept)
        words: list[str | tuple[int, str]] = [(at, term) for at, term in enumerate(terms) if term != french.GAP]
        return Ask.phrase_query(schema(), "text", words)
    return Ask.boolean_query([(Must, term_in("text", term, option)) for term in terms])


def _weighted(expressions: Expressions, alternative: language.Alternative, option: str) -> tantivy.Query:
    query = matching(expressions, alternative, option)
    return query if alternative.weight == 1 else Ask.boost_query(query, alternative.weight)


def _in_title(alternative: language.Alternative) -> tantivy.Query:
    terms = [term for term in alternative.terms if term != french.GAP]
    weight = TITLE_WEIGHT * alternative.weight
    if len(terms) == 1:
        return Ask.boost_query(term_in("title", terms[0], "freq"), weight)
    occur = Must if alternative.is_phrase else Should
    return Ask.boost_query(Ask.boolean_query([(occur, term_in("title", term, "freq")) for term in terms]), weight)


def _is_quoted(group: language.Group) -> bool:
    return not group.typed and len(group.alternatives) == 1 and group.alternatives[0].is_phrase


def is_held(reader: Reader, field: str, value: str, without: Collection[tuple[str, int]]) -> bool:
    """Whether a document that may be found holds the term. The dictionary keeps those of what was deleted until its
    segment is merged, which may be never: they are not to be told. What thousands hold is not looked up."""
    if reader.searcher.doc_freq(field, value) > TOLD_WITHOUT_LOOKING:
        return True
    asked = Ask.boolean_query([(Must, term_in(field, value)), *all_but(reader, without)])
    return bool(reader.searcher.search(asked, 1, count=False).hits)


def understand(reader: Reader, question: language.Question, without: Collection[tuple[str, int]] = ()) -> Understood:
    parts, missing = [], []
    corrected: dict[str, str] = {}
    expressions = reader.state.expressions
    for group in question.groups:
        alternatives = _known(reader, group, corrected, without)
        if not alternatives:
            missing.append(group)
            continue
        documents = sum(_reach(reader, each) for each in alternatives)
        is_alone = len(alternatives) == 1 and _is_one_term(expressions, alternatives[0])
        is_everywhere = is_alone and documents >= reader.documents
        parts.append(Part(group, tuple(alternatives), documents, expressions, is_everywhere))
    return Understood(tuple(parts), question.excluded, tuple(missing), corrected, expressions)


def _is_one_term(expressions: Expressions, alternative: language.Alternative) -> bool:
    if len(alternative.terms) == 1:
        return True
    return alternative.is_phrase and expressions.of(alternative.terms) is not None


def _reach(reader: Reader, alternative: language.Alternative) -> int:
    kept = reader.state.expressions.of(alternative.terms) if alternative.is_phrase else None
    if kept is not None:
        return reader.searcher.doc_freq("expressions", kept)
    return min(reader.searcher.doc_freq("text", term) for term in alternative.terms if term != french.GAP)


def _known(
    reader: Reader, group: language.Group, corrected: dict[str, str], without: Collection[tuple[str, int]]
) -> list[language.Alternative]:
    """The alternatives that are in the index: the completions of an unfinished word, the nearest to a mistyped one."""
    searcher = reader.searcher
    known = [each for each in group.alternatives if _is_known(searcher, each)]
    if group.is_unfinished:
        known.extend(_completions(searcher, group, {each.terms for each in known}))
    if known or not group.typed:
        return known
    near = [one for one in near_terms(searcher, french.fold(group.typed)) if is_held(reader, "text", one, without)]
    if near:
        corrected[group.typed] = _shown(reader, near[0], without)
    return [language.Alternative((one,)) for one in near]


def _is_known(searcher: tantivy.Searcher, alternative: language.Alternative) -> bool:
    return all(term == french.GAP or searcher.doc_freq("text", term) for term in alternative.terms)


def _completions(
    searcher: tantivy.Searcher, group: language.Group, known: set[tuple[str, ...]]
) -> Iterator[language.Alternative]:
    """Words of titles that begin so, and terms that do; for want of them the longest term that it begins with."""
    prefix = french.fold(group.typed)
    names = searcher.terms_with_prefix("names", prefix, limit=COMPLETIONS)
    found = dict.fromkeys(french.term_of(name.partition("|")[2]) for name, _ in names)
    found.update(dict.fromkeys(term for term, _ in searcher.terms_with_prefix("text", prefix, limit=COMPLETIONS)))
    if not found:
        for length in range(len(prefix) - 1, 3, -1):
            if searcher.doc_freq("text", prefix[:length]):
                found[prefix[:length]] = None
                break
    for term in found:
        if term and (term,) not in known:
            yield language.Alternative((term,), weight=0.8)


def _shown(reader: Reader, term: str, without: Collection[tuple[str, int]]) -> str:
    """A word of titles that has this term, to tell what was understood; the term itself for want of one."""
    for name, _ in reader.searcher.terms_with_prefix("names", term[: max(3, len(term) - 1)], limit=20):
        shown = name.partition("|")[2]
        if french.term_of(shown) == term and is_held(reader, "names", name, without):
            return shown
    return term


def near_words(reader: Reader, understood: Understood, without: Collection[tuple[str, int]]) -> tuple[str, ...]:
    """Words of titles that begin like those that are in no document."""
    found: list[str] = []
    for group in understood.missing:
        start = french.fold(group.typed)[: max(3, len(group.typed) - 3)]
        if start.isalnum():
            names = [name for name, _ in reader.searcher.terms_with_prefix("names", start, limit=3)]
            found += [name.partition("|")[2] for name in names if is_held(reader, "names", name, without)]
    return tuple(dict.fromkeys(found))
