"""What an engine promises, whichever it is; and what tantivy's promises alone."""

import datetime
import json
import multiprocessing
import os
import random
import secrets
import subprocess
import sys
import threading
import unicodedata
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from osmem_server import OsmemServer

from commun.search import french
from commun.search.backend import IndexUnavailable
from commun.search.documents import SearchDocument
from commun.search.engines import drop, engine_of, opensearch
from commun.search.engines.opensearch import OpenSearchBackend
from commun.search.engines.tantivy import STAMP_FILE, TantivyBackend, expressions, ranking, writing
from commun.search.values import Query

COUNCIL = (
    ("Attribution d’une subvention à l’association sportive", "La commune soutient le club de football.", "rouen"),
    ("Règlement du budget", "Le conseil approuve le budget et la subvention du CCAS.", "rouen"),
    ("Convention avec la métropole", "Mise en œuvre du plan vélo sur le territoire métropolitain.", "nantes"),
    ("Charte de l’intelligence artificielle", "Un callbot répond aux habitants ; l’IA est encadrée.", "nantes"),
    ("Subventionner l’école", "Travaux de l’école Jean-Jaurès, intelligence et générosité.", "nantes"),
)


def council():
    for key, (title, body, place) in enumerate(COUNCIL, start=1):
        yield SearchDocument(
            key=key,
            title=title,
            url=f"/d/{key}/",
            body=body,
            words=f"2024-DEL-{key:02}",
            on=datetime.date(2020 + key, 3, 1),
            facets={"territory": (place,), "theme": ("sport", "budget")[key % 2 :]},
            places=(place, "france"),
            is_fictional=key == 5,
        )


@pytest.fixture(scope="session")
def cluster():
    """An imitation of OpenSearch, in memory: the only server to be had without fetching one."""
    server = OsmemServer.start(japanese=False)
    yield server
    server.close()
    server.process.stdout.close()


@pytest.fixture(params=["tantivy", "opensearch"])
def engine(request, tmp_path):
    if request.param == "tantivy":
        return TantivyBackend(tmp_path / "index")
    url = request.getfixturevalue("cluster").url
    return OpenSearchBackend(url, f"t-{secrets.token_hex(6)}")


@pytest.fixture
def another():
    """The same index, as another process would open it."""

    def opened(engine):
        if isinstance(engine, TantivyBackend):
            return TantivyBackend(engine.path)
        return OpenSearchBackend(engine.url, engine.name)

    return opened


@pytest.fixture
def filled(engine):
    return fill(engine)


@pytest.fixture
def folder(tmp_path):
    """An index of tantivy, for what is promised of its files."""
    return fill(TantivyBackend(tmp_path / "index"))


def fill(engine):
    with engine.writing() as change:
        change.put("deliberations", council())
        change.put("solutions", [SearchDocument(key=1, title="Callbot d’accueil", url="/s/1/", body="Agent vocal.")])
        change.reach(42)
    return engine


def keys(found):
    return [hit.key for hit in found.hits if hit.kind == "deliberations"]


def ask(engine, text="", **asked):
    found = engine.search(Query(text=text, **asked))
    if len(found.hits) < found.total:
        assert len(found.hits) == asked.get("size", 20)
    else:
        assert len(found.hits) == found.total
    return found


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("subvention", {1, 2, 5}),
        ("subventions école", {5}),
        ("ecole", {5}),
        ("l'école", {5}),
        ("L’ÉCOLE", {5}),
        ('"mise en œuvre"', {3}),
        ('"œuvre mise"', set()),
        ('"plan vélo sur le territoire"', {3}),
        ("subvention -ccas", {1, 5}),
        ('subvention -"club de football"', {2, 5}),
        ("2024-DEL-03", {3}),
        ("DEL", {1, 2, 3, 4, 5}),
        ("subvention absurdité", set()),
    ],
)
def test_words_are_all_required_phrases_exact_and_exclusions_kept(filled, text, expected):
    found = ask(filled, text)
    assert found.whole == len(expected)
    assert set(keys(found)[: found.whole]) == expected


def test_few_documents_that_hold_all_words_are_followed_by_those_that_hold_half(filled):
    found = ask(filled, "subventions école")
    assert keys(found) == [5, 1, 2]
    assert (found.whole, found.total) == (1, 3)
    assert sum(count.count for count in found.counts["territory"]) == 3


def test_word_of_no_document_is_told_and_the_others_are_found(filled):
    found = ask(filled, "subvention absurdité")
    assert set(keys(found)) == {1, 2, 5}
    assert (found.whole, found.total, found.missing) == (0, 3, ("absurdité",))


def test_what_is_between_quotes_is_always_required(filled):
    assert keys(ask(filled, '"club de football" subvention école')) == [1]
    assert keys(ask(filled, '"plan absurde" subvention école')) == []
    assert keys(ask(filled, "subvention école -ccas")) == [5, 1]


def test_nothing_found_says_what_is_near(filled):
    found = ask(filled, "subventxyz")
    assert found.total == 0
    assert found.near
    assert all(word.startswith("subvent") for word in found.near)


def test_title_weighs_more_than_body(filled):
    assert keys(ask(filled, "subvention"))[-1] == 2


@pytest.mark.parametrize("text", ["subvantion", "subvenion", "sbuvention", "ubvention", "subvenntion"])
def test_one_slip_is_forgiven_and_told(filled, text):
    found = ask(filled, text)
    assert set(keys(found)) == {1, 2, 5}
    assert list(found.corrected) == [text]
    assert french.terms(found.corrected[text]) == ["subvent"]
    assert "subvent" in found.terms


def test_two_slips_are_forgiven_in_long_words_only(filled):
    assert set(keys(ask(filled, "metropilitian"))) == {3}
    assert keys(ask(filled, "bugdat")) == []


def test_word_that_is_in_the_index_is_never_corrected(filled):
    found = ask(filled, "plan")
    assert found.corrected == {}
    assert keys(found) == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("subv", {1, 2, 5}), ("plan vé", {3}), ("subventionn", {1, 2, 5}), ("l’éc", {5}), ("métr", {3})],
)
def test_last_word_may_be_unfinished(filled, text, expected):
    assert set(keys(ask(filled, text, is_prefix=True))) == expected


def test_synonyms_are_found_and_rank_lower(filled):
    found = ask(filled, "callbot")
    assert {(hit.kind, hit.key) for hit in found.hits} == {("deliberations", 4), ("solutions", 1)}
    found = ask(filled, "agent vocal")
    assert [(hit.kind, hit.key) for hit in found.hits] == [("solutions", 1), ("deliberations", 4)]
    assert set(keys(ask(filled, "IA"))) == {4}
    assert set(keys(ask(filled, "intelligence artificielle"))) == {4}


def test_word_of_every_document_finds_them_all_and_its_titles_first(engine):
    titles = ["Budget", "Voirie", "Budget annexe", "Piscine"]
    with engine.writing() as change:
        change.put(
            "deliberations",
            [SearchDocument(key=n, title=title, url="", body="Le budget.") for n, title in enumerate(titles)],
        )
    found = ask(engine, "budget")
    assert found.total == 4
    assert set(keys(found)[:2]) == {0, 2}
    assert len(set(keys(found))) == 4


@pytest.mark.parametrize("many_from", [0, 50_000])
def test_page_read_from_titles_alone_goes_on_like_the_others(engine, monkeypatch, many_from):
    monkeypatch.setattr(ranking, "MANY", many_from)
    with engine.writing() as change:
        change.put(
            "deliberations",
            [
                SearchDocument(
                    key=n, title="Vélo cargo" if n % 3 else "Piscine", url="", body=f"Vélo {'cargo ' * (n % 7)}"
                )
                for n in range(60)
            ],
        )
    whole = keys(engine.search(Query(text="vélo", size=60)))
    pages = [key for start in range(0, 60, 7) for key in keys(engine.search(Query(text="vélo", start=start, size=7)))]
    assert len(whole) == len(pages) == 60
    assert set(whole[:40]) == set(pages[:40]) == {n for n in range(60) if n % 3}
    assert sorted(pages) == sorted(whole)


def test_kind_that_weighs_more_comes_first(filled):
    assert [hit.kind for hit in _weighing(filled, {"solutions": 0.01}).hits] == ["deliberations", "solutions"]
    assert [hit.kind for hit in _weighing(filled, {"solutions": 100.0}).hits] == ["solutions", "deliberations"]


def _weighing(engine, weights):
    engine.weights = weights
    return engine.search(Query(text="callbot"))


def test_terms_mark_what_was_found(filled):
    found = ask(filled, "agent vocal")
    assert {"callbot", "vocal", "agent"} <= set(found.terms)


# Expressions of frequent words

FORMULAS = (
    "Le conseil municipal de la ville décide.",
    "Vu le code général des collectivités territoriales, le conseil délibère.",
    "L’œuvre du conseil, municipal s’il en est.",
    "Le conseil de la ville, réuni au conseil municipal.",
    "Conseil. Municipal, code ; général.",
    "Le code, général, des grandes collectivités.",
)
SEARCHED = (
    '"conseil municipal"', '"CONSEIL MUNICIPAL"', '"conseils municipaux"', '"le conseil municipal"',
    '"conseil de la ville"', '"conseil ville"', '"code général"', '"code général des collectivités"',
    '"code general des collectivites territoriales"', '"code général collectivités"', '"municipal conseil"',
    '"vu le code"', '"vu code"', '"l’œuvre du conseil"', '"oeuvre du conseil"', '"s\'il en est"',
    '"conseil municipal de la ville"', '"conseil délibère"', '"conseil" "municipal"', '-"conseil municipal"',
    '"conseil municipal" -"code général"', '"la ville décide" conseil',
)  # fmt: skip


def formulas(count=120):
    chance = random.Random(11)
    for key in range(1, count + 1):
        body = " ".join(chance.sample(FORMULAS, chance.randint(1, 4)))
        title = "Conseil municipal" if key % 7 == 0 else f"Ville {key}"
        yield SearchDocument(key=key, title=title, url="", body=body, words="code", facets={"theme": (str(key % 3),)})


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same documents, with frequent expressions kept as terms and without."""
    folder = tmp_path_factory.mktemp("formulas")
    engines = []
    with pytest.MonkeyPatch.context() as patch:
        for name, least in (("kept", 50), ("places", 10**9)):
            patch.setattr(expressions, "LEARNT_FROM", least)
            patch.setattr(writing, "LEARNT_FROM", least)
            engine = TantivyBackend(folder / name)
            documents = list(formulas())
            with engine.writing() as change:
                change.put("deliberations", documents[:70])
                change.remove("deliberations", [3, 60])
                change.put("deliberations", documents[50:80])
            with engine.writing() as change:
                change.put("deliberations", documents[80:])
            engines.append(engine)
    return engines


@pytest.mark.parametrize("text", SEARCHED)
def test_expression_that_is_kept_is_found_where_its_words_stand_side_by_side(both, text):
    kept, places = (engine.search(Query(text=text, size=200)) for engine in both)
    assert set(keys(kept)) == set(keys(places))
    assert (kept.total, kept.whole, kept.counts, kept.missing) == (
        places.total, places.whole, places.counts, places.missing,
    )  # fmt: skip


def test_frequent_expressions_are_learnt_and_those_of_titles_come_first(both):
    learnt = both[0]._read().state.expressions
    assert {"conseil+municipal", "cod+general++collectivit"} <= learnt.kept
    assert learnt.of(("conseil", french.GAP, "municip")) is None
    assert both[1]._read().state.expressions.kept == frozenset()
    found = keys(both[0].search(Query(text='"conseil municipal"')))
    assert all(key % 7 == 0 for key in found[:10])


# Filters and counts


def test_empty_question_gives_everything_newest_first(filled):
    found = ask(filled)
    assert keys(found) == [5, 4, 3, 2, 1]
    assert found.total == 6
    assert found.hits[-1].kind == "solutions"


def test_filters_hold_together(filled):
    assert keys(ask(filled, facets={"territory": ("nantes",)}, since=datetime.date(2024, 1, 1))) == [5, 4]
    assert keys(ask(filled, within="rouen")) == [2, 1]
    assert keys(ask(filled, "subvention", within="france", until=datetime.date(2021, 12, 31))) == [1]
    assert keys(ask(filled, facets={"kind": ("deliberations",)}, real_only=True)) == [4, 3, 2, 1]
    assert keys(ask(filled, "subvention", by_date=True)) == [5, 2, 1]


def test_counts_of_a_facet_ignore_what_was_chosen_in_it(filled):
    found = ask(filled, "subvention", facets={"territory": ("rouen", "lille")})
    assert found.total == 2
    counts = {count.value: count.count for count in found.counts["territory"]}
    assert counts == {"rouen": 2, "nantes": 1, "lille": 0}
    assert {count.value: count.count for count in found.counts["year"]} == {"2021": 1, "2022": 1}


def test_excluded_records_are_neither_found_counted_nor_totalled(filled):
    found = ask(filled, "subvention", without=(("deliberations", 5), ("inconnu", 3)))
    assert set(keys(found)) == {1, 2}
    assert found.total == 2
    assert {count.value for count in found.counts["territory"]} == {"rouen"}


def test_pages_follow_one_another(filled):
    first = ask(filled, size=4)
    second = filled.search(Query(start=4, size=4))
    assert first.total == second.total == 6
    assert len({*first.hits, *second.hits}) == 6


def test_stopwords_alone_find_nothing(filled):
    assert ask(filled, "de la").total == 0


THEMES = ("eau", "voirie", "école", "budget")
WORDS = ("subvention", "travaux", "piscine", "marché", "vélo", "crèche")


def many(seed, count=400):
    chance = random.Random(seed)
    for key in range(1, count + 1):
        yield SearchDocument(
            key=key,
            title=" ".join(chance.sample(WORDS, 2)),
            url="",
            body=" ".join(chance.choices(WORDS, k=6)),
            on=datetime.date(chance.randint(2012, 2026), 1, chance.randint(1, 28)),
            facets={
                "territory": (f"t{int(chance.random() ** 3 * 30)}",),
                "theme": tuple(chance.sample(THEMES, chance.randint(0, 2))),
                "vote": (chance.choice(("unanime", "partage")),),
            },
        )


@pytest.mark.parametrize("chosen", [{}, {"theme": ("eau", "voirie")}, {"theme": ("eau",), "year": ("2020", "2021")}])
@pytest.mark.parametrize("text", ["", "piscine", "subvention vélo"])
def test_totals_and_counts_are_those_of_a_slow_obvious_count(engine, text, chosen):
    documents = list(many(7, 1500))
    with engine.writing() as change:
        change.put("a", documents[:900])
        change.put("b", documents[900:])
    found = engine.search(Query(text=text, facets=chosen))
    wanted = set(french.terms(text))

    def facets(at, document):
        year = (str(document.on.year),)
        return {**document.facets, "year": year, "kind": ("a" if at < 900 else "b",)}

    matching = [
        facets(at, document)
        for at, document in enumerate(documents)
        if wanted <= set(french.terms(f"{document.title} {document.body}"))
    ]

    def chosen_but(facet, values):
        return all(set(values.get(name, ())) & set(some) for name, some in chosen.items() if name != facet)

    assert found.total == sum(chosen_but(None, values) for values in matching)
    for facet in ("kind", "theme", "year", "vote", "territory"):
        expected = Counter(value for values in matching if chosen_but(facet, values) for value in values.get(facet, ()))
        told = {count.value: count.count for count in found.counts[facet]}
        assert len(told) >= min(len(expected), 20)
        assert all(expected[value] == count for value, count in told.items())
        assert sorted(told.values(), reverse=True)[:20] == [count for _, count in expected.most_common(20)]


# Suggestions and neighbours


def test_suggestions_are_words_of_titles_the_most_frequent_first(filled):
    assert filled.suggest("subv")[0] in {"subvention", "subventionner"}
    assert filled.suggest("SUBVENTION À L’ASSO") == ("SUBVENTION À L’association",)
    assert filled.suggest("budget asso") == ()
    assert filled.suggest("eco") == ("école",)
    assert filled.suggest("") == filled.suggest("budget ") == ()


def test_suggestions_never_tell_what_was_removed(filled):
    with filled.writing() as change:
        change.remove("deliberations", [5])
    assert filled.suggest("eco") == ()
    assert ask(filled, "ecolr").corrected == {}
    assert ask(filled, "ecolexyz").near == ()


def test_nothing_is_told_that_only_hidden_documents_hold(filled):
    hidden = (("deliberations", 5),)
    assert filled.suggest("eco") == ("école",)
    assert filled.suggest("eco", without=hidden) == ()
    assert ask(filled, "ecolr").corrected == {"ecolr": "école"}
    assert ask(filled, "ecolr", without=hidden).corrected == {}
    assert "école" in ask(filled, "ecolexyz").near
    assert ask(filled, "ecolexyz", without=hidden).near == ()


def test_neighbours_share_what_tells_a_document(engine):
    texts = [f"Pistes cyclables et vélo cargo numéro {n}" for n in range(3)] + [f"Budget annexe {n}" for n in range(3)]
    with engine.writing() as change:
        change.put("deliberations", [SearchDocument(key=n, title=text, url="") for n, text in enumerate(texts)])
    found = engine.like("deliberations", SearchDocument(key=1, title=texts[1], url=""))
    assert set(found) == {("deliberations", 0), ("deliberations", 2)}
    assert engine.like("autres", SearchDocument(key=1, title="rien de tel", url="")) == ()


# Writing


def test_watermark_and_documents_are_of_one_change(filled):
    assert filled.watermark() == 42
    with pytest.raises(ZeroDivisionError), filled.writing() as change:
        change.put("deliberations", [SearchDocument(key=9, title="Piscine", url="")])
        change.reach(50)
        _ = 1 / 0
    assert filled.watermark() == 42
    assert ask(filled, "piscine").total == 0
    assert filled.size() == 6


def test_document_takes_the_place_of_the_one_that_bears_its_key(filled):
    for _ in range(2):
        with filled.writing() as change:
            change.put("deliberations", [SearchDocument(key=2, title="Piscine", url=""), *list(council())[:1]])
            change.put("deliberations", [SearchDocument(key=2, title="Piscine", url="")])
    assert filled.size() == 6
    assert keys(ask(filled, "piscine")) == [2]
    assert keys(ask(filled, "ccas")) == []
    assert keys(ask(filled, "football")) == [1]


def test_removed_document_is_gone_and_may_come_back(filled):
    with filled.writing() as change:
        change.remove("deliberations", [1, 3, 77])
        change.remove("inconnu", [1])
    assert filled.size() == 4
    assert ask(filled, "vélo").total == 0
    with filled.writing() as change:
        change.put("deliberations", [document for document in council() if document.key == 3])
    assert keys(ask(filled, "vélo")) == [3]


def test_a_second_writer_is_refused(filled, another):
    other = another(filled)
    with filled.writing(), pytest.raises(IndexUnavailable), other.writing():
        pass
    with other.writing() as change:
        change.reach(43)
    assert filled.watermark() == 43


def test_holding_keeps_the_place_of_writer(filled, another):
    other = another(filled)
    with filled.holding():
        for at in (43, 44):
            with filled.writing() as change:
                change.reach(at)
            assert other.watermark() == at
        with pytest.raises(IndexUnavailable), other.writing():
            pass
    with other.writing():
        pass


def test_readers_see_each_change_as_soon_as_it_is_made(filled, another):
    other = another(filled)
    assert ask(other, "piscine").total == 0
    with filled.writing() as change:
        change.put("deliberations", [SearchDocument(key=8, title="Piscine", url="")])
    assert ask(other, "piscine").total == 1
    assert ask(filled, "piscine").total == 1


def _size_elsewhere(path, answers):
    answers.put(TantivyBackend(path).size())


def test_other_processes_read_while_one_writes(folder):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    with folder.writing() as change:
        change.put("deliberations", [SearchDocument(key=8, title="Piscine", url="")])
        reader = context.Process(target=_size_elsewhere, args=(folder.path, answers))
        reader.start()
        assert answers.get(timeout=60) == 6
        reader.join()
    assert folder.size() == 7


def test_threads_read_together(filled):
    faults = []

    def read():
        try:
            for text in ("subvention", "vélo", "callbot") * 10:
                assert ask(filled, text).total
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


# Index that cannot be read


def test_missing_index_is_told(engine):
    for call in (
        lambda: engine.search(Query(text="eau")),
        engine.size,
        engine.watermark,
        lambda: engine.suggest("eau"),
    ):
        with pytest.raises(IndexUnavailable):
            call()


def test_index_of_another_version_is_told_and_not_written(folder):
    stamp = folder.path / STAMP_FILE
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "schema": 0}))
    other = TantivyBackend(folder.path)
    with pytest.raises(IndexUnavailable, match="another version"):
        other.size()
    with pytest.raises(IndexUnavailable), other.writing():
        pass


@pytest.mark.parametrize("suffix", ["idx", "term", "fast", "store", "pos", "fieldnorm"])
@pytest.mark.parametrize("damage", ["cut", "gone", "empty", "scrambled"])
def test_damaged_index_is_told(folder, suffix, damage):
    for file in folder.path.glob(f"*.{suffix}"):
        content = file.read_bytes()
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes({"cut": content[:-9], "empty": b"", "scrambled": bytes(len(content))}[damage])
    with pytest.raises(IndexUnavailable):
        TantivyBackend(folder.path).search(Query(text="subvention"))


@pytest.mark.parametrize("name", ["meta.json", STAMP_FILE])
@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_damaged_description_is_told(folder, name, content):
    (folder.path / name).write_text(content)
    with pytest.raises(IndexUnavailable):
        TantivyBackend(folder.path).size()


def test_index_put_in_the_place_of_another_is_read(folder, tmp_path):
    assert folder.size() == 6
    new = TantivyBackend(tmp_path / "new")
    with new.writing() as change:
        change.put("solutions", [SearchDocument(key=1, title="Piscine", url="")])
    folder.path.rename(tmp_path / "old")
    new.path.rename(folder.path)
    assert folder.size() == 1
    assert ask(folder, "piscine").hits[0].kind == "solutions"


# Anything may be typed


@pytest.fixture(scope="module")
def steady(tmp_path_factory):
    engine = TantivyBackend(tmp_path_factory.mktemp("steady") / "index")
    with engine.writing() as change:
        change.put("deliberations", council())
    return engine


TYPED = st.one_of(
    st.text(max_size=120), st.text(alphabet="aeiou subvention\"-'’éÉ«»()*:^~[]{}/\\+&|!?0123", max_size=80)
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED, st.booleans(), st.booleans())
def test_any_typed_text_answers(steady, text, is_prefix, by_date):
    found = steady.search(Query(text=text, is_prefix=is_prefix, by_date=by_date))
    assert len(found.hits) == found.total <= 5
    for suggestion in steady.suggest(text):
        assert suggestion


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([title for title, _, _ in COUNCIL]), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_title_is_found_however_it_is_typed(steady, title, form, in_capitals):
    typed = unicodedata.normalize(form, title.upper() if in_capitals else title)
    assert title in [COUNCIL[hit.key - 1][0] for hit in steady.search(Query(text=typed)).hits]


# What is OpenSearch's alone


def test_what_a_dead_writer_sent_is_sent_again_and_its_place_is_freed_in_time(cluster, monkeypatch):
    name = f"t-{secrets.token_hex(6)}"
    first = fill(OpenSearchBackend(cluster.url, name))
    dying = OpenSearchBackend(cluster.url, name)
    dying._claim()
    with pytest.raises(IndexUnavailable), first.writing():
        pass
    monkeypatch.setattr(opensearch, "_now", lambda: datetime.datetime.now(datetime.UTC) + 2 * opensearch.LEASE)
    with first.writing() as change:
        change.put("deliberations", council())
        change.reach(43)
    assert first.watermark() == 43
    assert first.size() == 6


def test_cluster_that_does_not_answer_is_an_index_that_cannot_be_read():
    gone = OpenSearchBackend("http://127.0.0.1:9", "nothing")
    for call in (gone.size, gone.watermark, lambda: gone.search(Query(text="eau")), lambda: gone.suggest("eau")):
        with pytest.raises(IndexUnavailable):
            call()


def test_large_change_is_sent_as_it_comes(cluster, monkeypatch):
    monkeypatch.setattr(opensearch, "SENT_AT_ONCE", 100)
    engine = OpenSearchBackend(cluster.url, f"t-{secrets.token_hex(6)}")
    with engine.writing() as change:
        change.put("a", many(3, 450))
        change.reach(1)
    assert engine.size() == 450


def test_dropped_index_is_missing(cluster):
    engine = fill(OpenSearchBackend(cluster.url, f"t-{secrets.token_hex(6)}"))
    engine.drop()
    with pytest.raises(IndexUnavailable):
        engine.size()


def test_setting_chooses_the_engine(cluster, settings, tmp_path):
    assert isinstance(engine_of(tmp_path / "one"), TantivyBackend)
    settings.SEARCH_URL = cluster.url
    engine = engine_of(tmp_path / "one")
    assert isinstance(engine, OpenSearchBackend)
    fill(engine)
    drop(tmp_path / "one")
    assert not (tmp_path / "one").exists()
    with pytest.raises(IndexUnavailable):
        OpenSearchBackend(cluster.url, engine.name).size()


def test_opensearch_is_not_imported_unless_chosen():
    script = (
        "import os, sys, django; django.setup(); import commun.search.index, commun.search.service;"
        "sys.exit(','.join({'opensearchpy', 'numpy', 'scipy', 'pyarrow'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "COMMUN_SEARCH_URL": ""})
