"""The index on OpenSearch, beyond the data of one machine. Chosen by `COMMUN_SEARCH_URL`; decision 14 tells its limits.

Texts are cut and stemmed here, as for tantivy: the server receives terms parted by spaces, so that both engines find
the same words. It is asked to keep none of what it is sent (`_source` is off). A second, small index holds the
watermark and who writes.

OpenSearch has no change of several documents at once: a change is sent when it ends, the watermark last. A writer that
dies in between leaves documents ahead of the watermark; the next one sends them again, under the same keys.
"""

import datetime
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import ConflictError, OpenSearchException

from commun.search import french, language
from commun.search.backend import IndexUnavailable
from commun.search.documents import FACETS, SearchDocument
from commun.search.spelling import slips
from commun.search.values import PAGE, Count, Found, Hit, Query

Json: TypeAlias = dict[str, Any]

SCHEMA = f"1/{french.ANALYSIS}"
"""To be raised with any change of the mapping or of what is put in it."""
TITLE_WEIGHT = 1.5
COMPLETIONS = 24
SHOWN = 20
WHOLE_BONUS = 1000.0
LEASE = datetime.timedelta(minutes=2)
"""How long a writer that died keeps its place."""
SENT_AT_ONCE = 5000
"""Documents of one change that wait in memory: a larger one is sent as it comes."""

_TERMS = {"type": "text", "analyzer": "terms"}
_EXACT = {"type": "keyword"}
INDEX: Json = {
    "settings": {
        "refresh_interval": "-1",
        "analysis": {
            "filter": {"gap": {"type": "stop", "stopwords": [french.GAP]}},
            "analyzer": {"terms": {"type": "custom", "tokenizer": "whitespace", "filter": ["gap"]}},
        },
    },
    "mappings": {
        "_meta": {"schema": SCHEMA},
        "_source": {"enabled": False},
        "dynamic": "strict",
        "properties": {
            "text": _TERMS,
            "title": _TERMS,
            "names": _EXACT,
            "kind_of": _EXACT,
            "key": {"type": "long"},
            "on": {"type": "date"},
            "places": _EXACT,
            "fictional": {"type": "boolean"},
            **dict.fromkeys(FACETS, _EXACT),
        },
    },
}
STATE: Json = {
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "watermark": {"type": "long", "index": False},
            "writer": {"type": "keyword", "index": False},
            "until": {"type": "date", "index": False},
        },
    },
}


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OpenSearchException as fault:
        raise IndexUnavailable(str(fault)) from fault


@dataclass(frozen=True, slots=True)
class _Part:
    group: language.Group
    alternatives: tuple[language.Alternative, ...]

    @property
    def is_quoted(self) -> bool:
        return not self.group.typed and len(self.alternatives) == 1 and self.alternatives[0].is_phrase

    def asked(self) -> Json:
        shoulds = [_matching(each) for each in self.alternatives]
        if self.group.is_unfinished:
            start = {"value": french.fold(self.group.typed), "rewrite": f"top_terms_boost_{COMPLETIONS}"}
            shoulds.append({"prefix": {"text": start}})
        return _any(shoulds)


class OpenSearchBackend:
    """The index `name` of the cluster at `url`."""

    def __init__(self, url: str, name: str, weights: Mapping[str, float] | None = None) -> None:
        self.weights = weights or {}
        self.url = url
        self.client = OpenSearch(hosts=[url], timeout=10, max_retries=1)
        self.name = name
        self.states = f"{name}-state"
        self.writer = secrets.token_hex(8)
        self._is_held = False
        self._is_checked = False

    # Reading

    def search(self, query: Query) -> Found:
        with _told():
            self._check()
            question = language.read(query.text, is_prefix=query.is_prefix)
            if question.is_void:
                return Found(hits=(), total=0)
            corrected: dict[str, str] = {}
            parts, missing = self._understood(question, corrected, query.without)
            excluded = [_matching(each) for each in question.excluded]
            found = Found(hits=(), total=0)
            if not missing:
                required = [part.asked() for part in parts]
                found = self._answer(query, {"must": required, "should": _titles(parts), "must_not": excluded}, parts)
            if found.total < PAGE and not query.by_date and (some := _some_words(parts, missing)):
                found = replace(self._answer(query, {**some, "must_not": excluded}, parts), whole=found.total)
            return replace(
                found,
                terms=self._terms(parts, missing),
                corrected=corrected,
                missing=tuple(group.typed for group in missing if group.typed),
                near=() if found.total else self._near(missing, query.without),
            )

    def _answer(self, query: Query, asked: Json, parts: Sequence[_Part]) -> Found:
        always = _always(query)
        chosen = {
            facet: {"terms": {facet: list(values)}}
            for facet, values in query.facets.items()
            if values and facet in FACETS
        }
        wanted = query.counted if query.with_facets else ()
        counts: Json = {}
        for facet in wanted:
            others = [one for other, one in chosen.items() if other != facet]
            terms: Json = {"top": {"terms": {"field": facet, "size": SHOWN}}}
            if facet in chosen:
                terms["chosen"] = {"terms": {"field": facet, "include": list(query.facets[facet]), "size": 100}}
            counts[facet] = {"filter": {"bool": {"filter": others}}, "aggs": terms}
        is_ranked = bool(parts) and not query.by_date
        found: Json = {
            "bool": {
                "must": asked["must"] or [{"match_all": {}}],
                "should": asked["should"],
                "must_not": [*asked["must_not"], *always["must_not"]],
                "filter": always["filter"],
            }
        }
        if is_ranked and (weights := self._weights()):
            found = {"function_score": {"query": found, "functions": weights, "boost_mode": "multiply"}}
        body: Json = {
            "query": found,
            "post_filter": {"bool": {"filter": list(chosen.values())}},
            "track_total_hits": True,
            "docvalue_fields": ["kind_of", "key"],
            "from": query.start,
            "size": query.size,
            "aggs": counts,
        }
        if not is_ranked:
            body["sort"] = [{"on": {"order": "desc", "missing": "_last"}}]
        answer = self.client.search(index=self.name, body=body)
        hits = tuple(
            Hit(hit["fields"]["kind_of"][0], int(hit["fields"]["key"][0]), float(hit["_score"] or 0.0))
            for hit in answer["hits"]["hits"]
        )
        total = int(answer["hits"]["total"]["value"])
        told = {facet: _counts(answer["aggregations"][facet], query.facets.get(facet, ())) for facet in wanted}
        return Found(hits=hits, total=total, whole=total, counts=told)

    def _weights(self) -> list[Json]:
        return [{"filter": {"term": {"kind": kind}}, "weight": weight} for kind, weight in self.weights.items()]

    def suggest(self, text: str, *, limit: int = 8, without: Collection[tuple[str, int]] = ()) -> Sequence[str]:
        with _told():
            self._check()
            words = french.surfaces(text)
            if not words or text[-1:].isspace():
                return ()
            start = text[: text.rfind(words[-1])]
            parts, missing = self._understood(language.read(start), {}, without)
            if missing:
                return ()
            before: Json = {"must": [part.asked() for part in parts], "must_not": _but(without)}
            names = self._names(french.fold(words[-1]), limit, {"bool": before})
            return tuple(f"{start}{name.partition('|')[2]}" for name, _ in names)

    def like(
        self, kind: str, document: SearchDocument, *, limit: int = 5, without: Collection[tuple[str, int]] = ()
    ) -> Sequence[tuple[str, int]]:
        with _told():
            self._check()
            title = french.terms(f"{document.title} {document.words}")
            words = [*title, *title, *title, *french.terms(document.body[:3000])]
            alike = {
                "more_like_this": {
                    "fields": ["text"],
                    "like": " ".join(word for word in words if not word.isdigit()),
                    "min_term_freq": 1,
                    "min_doc_freq": 2,
                    "max_query_terms": 12,
                    "minimum_should_match": "30%",
                }
            }
            query = {"bool": {"must": [alike], "must_not": _but([(kind, document.key), *without])}}
            body = {"query": query, "size": limit, "docvalue_fields": ["kind_of", "key"]}
            hits = self.client.search(index=self.name, body=body)["hits"]["hits"]
            return tuple((hit["fields"]["kind_of"][0], int(hit["fields"]["key"][0])) for hit in hits)

    def watermark(self) -> int:
        with _told():
            self._check()
            return int(self._state()["_source"]["watermark"])

    def size(self) -> int:
        with _told():
            self._check()
            return int(self.client.count(index=self.name)["count"])

    def _check(self) -> None:
        """The index is there, and of this version: asked once, for a mapping does not change."""
        if not self._is_checked:
            told = self.client.indices.get_mapping(index=self.name)
            if any(one["mappings"].get("_meta", {}).get("schema") != SCHEMA for one in told.values()):
                raise IndexUnavailable("the index was written by another version")
            self._is_checked = True

    def _understood(
        self, question: language.Question, corrected: dict[str, str], without: Collection[tuple[str, int]]
    ) -> tuple[list[_Part], list[language.Group]]:
        parts, missing = [], []
        every = [each for group in question.groups for each in group.alternatives]
        known = dict(zip(every, self._are_known(every), strict=True))
        for group in question.groups:
            alternatives = [each for each in group.alternatives if known[each]]
            if group.is_unfinished:
                names = self._names(french.fold(group.typed), COMPLETIONS)
                terms = dict.fromkeys(french.term_of(name.partition("|")[2]) for name, _ in names)
                held = {each.terms for each in alternatives}
                alternatives += [language.Alternative((term,), 0.8) for term in terms if term and (term,) not in held]
            if not alternatives and group.typed:
                near = [language.Alternative((term,)) for term in self._near_terms(french.fold(group.typed))]
                found = self._are_known(near, without)
                alternatives = [each for each, is_held in zip(near, found, strict=True) if is_held]
                if alternatives:
                    corrected[group.typed] = self._shown(alternatives[0].terms[0], without)
            if alternatives:
                parts.append(_Part(group, tuple(alternatives)))
            else:
                missing.append(group)
        return parts, missing

    def _are_known(
        self, alternatives: Sequence[language.Alternative], without: Collection[tuple[str, int]] = ()
    ) -> list[bool]:
        """Whether each alternative's terms are in some document: one exchange for all."""
        if not alternatives:
            return []
        lines: list[Json] = []
        for each in alternatives:
            terms = [{"term": {"text": term}} for term in each.terms if term != french.GAP]
            lines += [
                {"index": self.name},
                {"size": 0, "terminate_after": 1, "query": {"bool": {"filter": terms, "must_not": _but(without)}}},
            ]
        return [one["hits"]["total"]["value"] > 0 for one in self.client.msearch(body=lines)["responses"]]

    def _names(self, start: str, size: int, among: Json | None = None) -> list[tuple[str, int]]:
        if not start.isalnum() or not start.isascii():
            return []
        body = {
            "size": 0,
            "query": {"bool": {"must": [among or {"match_all": {}}], "filter": [{"prefix": {"names": start}}]}},
            "aggs": {"names": {"terms": {"field": "names", "include": f"{start}.*", "size": size}}},
        }
        buckets = self.client.search(index=self.name, body=body)["aggregations"]["names"]["buckets"]
        return [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]

    def _near_terms(self, word: str) -> list[str]:
        """See `spelling.near_terms`: words of titles that begin alike, then terms that the server holds for near."""
        if len(word) < 4 or not word.isalpha() or not word.isascii():
            return []
        found: dict[str, tuple[int, int]] = {}
        for name, documents in self._names(word[:3], 1000):
            known = name.partition("|")[0]
            if (count := slips(word, known)) is not None:
                term = french.stem(known)
                found[term] = min(found.get(term, (count, 0)), (count, -documents))
        term = french.stem(word)
        asked = {"field": "text", "max_edits": 2, "prefix_length": 0, "min_word_length": 4, "size": 10}
        suggested = self.client.search(
            index=self.name, body={"size": 0, "suggest": {"near": {"text": term, "term": asked}}}
        )
        for one in suggested["suggest"]["near"]:
            for option in one["options"]:
                if (count := slips(word, option["text"])) is not None or (
                    count := slips(term, option["text"])
                ) is not None:
                    found.setdefault(option["text"], (count, -int(option["freq"])))
        if not found:
            return []
        nearest = min(count for count, _ in found.values())
        return [known for _, known in sorted((worth, known) for known, worth in found.items() if worth[0] == nearest)][
            :3
        ]

    def _shown(self, term: str, without: Collection[tuple[str, int]]) -> str:
        for name, _ in self._names(term[: max(3, len(term) - 1)], 20, {"bool": {"must_not": _but(without)}}):
            shown = name.partition("|")[2]
            if french.term_of(shown) == term:
                return shown
        return term

    def _near(self, missing: Sequence[language.Group], without: Collection[tuple[str, int]]) -> tuple[str, ...]:
        among: Json = {"bool": {"must_not": _but(without)}}
        starts = [french.fold(group.typed)[: max(3, len(group.typed) - 3)] for group in missing if group.typed]
        return tuple(
            dict.fromkeys(name.partition("|")[2] for start in starts for name, _ in self._names(start, 3, among))
        )

    def _terms(self, parts: Sequence[_Part], missing: Sequence[language.Group]) -> tuple[str, ...]:
        every = [each for part in parts for each in part.alternatives]
        every += [each for group in missing for each in group.alternatives]
        return tuple(dict.fromkeys(term for each in every for term in each.terms if term != french.GAP))

    def drop(self) -> None:
        """Delete the index."""
        with _told():
            self.client.indices.delete(index=f"{self.name},{self.states}", ignore_unavailable=True)
        self._is_checked = False

    # Writing

    @contextmanager
    def holding(self) -> Iterator[None]:
        if self._is_held:
            yield
            return
        with _told():
            self._claim()
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            with _told():
                self._put_state(writer="", until=_now())

    @contextmanager
    def writing(self) -> Iterator["_Writing"]:
        with self.holding():
            with _told():
                before = self._claim()
            change = _Writing(self, before)
            yield change
            with _told():
                change.commit()

    def _claim(self) -> int:
        """Take the place of the writer, or keep it for a while more. Returns the watermark."""
        if not self.client.indices.exists(index=self.name):
            self.client.indices.create(index=self.name, body=INDEX)
            self.client.indices.create(index=self.states, body=STATE)
            self.client.index(
                index=self.states, id="state", body={"watermark": 0, "writer": "", "until": _now().isoformat()}
            )
        self._check()
        state = self._state()
        told = state["_source"]
        until = datetime.datetime.fromisoformat(told["until"])
        if told["writer"] not in ("", self.writer) and until > _now():
            raise IndexUnavailable("another writer has its place")
        try:
            self.client.index(
                index=self.states,
                id="state",
                body={**told, "writer": self.writer, "until": (_now() + LEASE).isoformat()},
                if_seq_no=state["_seq_no"],
                if_primary_term=state["_primary_term"],
            )
        except ConflictError as fault:
            raise IndexUnavailable("another writer took its place") from fault
        return int(told["watermark"])

    def _state(self) -> Json:
        found: Json = self.client.get(index=self.states, id="state")
        return found

    def _put_state(self, **changes: Any) -> None:
        state = self._state()
        told = {
            name: value.isoformat() if isinstance(value, datetime.datetime) else value
            for name, value in changes.items()
        }
        self.client.index(
            index=self.states,
            id="state",
            body={**state["_source"], **told},
            if_seq_no=state["_seq_no"],
            if_primary_term=state["_primary_term"],
        )


class _Writing:
    """See `commun.search.backend.Writing`."""

    def __init__(self, backend: OpenSearchBackend, watermark: int) -> None:
        self._backend = backend
        self._before = self._watermark = watermark
        self._waiting: list[Json] = []

    def put(self, kind: str, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            self._add({"_op_type": "index", "_id": f"{kind}:{document.key}", "_source": _sent(kind, document)})

    def remove(self, kind: str, keys: Iterable[int]) -> None:
        for key in keys:
            self._add({"_op_type": "delete", "_id": f"{kind}:{key}"})

    def holds(self, kind: str, keys: Iterable[int]) -> bool:
        """Not ours to say: a cluster merges its files by itself."""
        return False

    def reach(self, watermark: int) -> None:
        self._watermark = watermark

    def _add(self, line: Json) -> None:
        self._waiting.append({"_index": self._backend.name, **line})
        if len(self._waiting) >= SENT_AT_ONCE:
            with _told():
                self._send()

    def _send(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        _, faults = helpers.bulk(self._backend.client, waiting, raise_on_error=False)
        assert isinstance(faults, list)
        for fault in faults:
            (what, told), *_ = fault.items()
            if not (what == "delete" and told["status"] == 404):
                raise IndexUnavailable(f"a document was refused: {told}")

    def commit(self) -> None:
        self._send()
        self._backend.client.indices.refresh(index=self._backend.name)
        self._backend._put_state(watermark=self._watermark)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _sent(kind: str, document: SearchDocument) -> Json:
    title = french.analyse(document.title)
    facets = {facet: list(values) for facet, values in document.facets.items() if values}
    if document.on and "year" not in facets:
        facets["year"] = [str(document.on.year)]
    return {
        **facets,
        "kind": kind,
        "kind_of": kind,
        "key": document.key,
        "text": french.joined((title, french.analyse(document.words), french.analyse(document.body))),
        "title": title,
        "names": french.names(document.title).split(),
        "places": list(document.places),
        "fictional": document.is_fictional,
        **({"on": document.on.isoformat()} if document.on else {}),
    }


def _matching(alternative: language.Alternative) -> Json:
    terms = [term for term in alternative.terms if term != french.GAP]
    if len(terms) == 1:
        return {"term": {"text": {"value": terms[0], "boost": alternative.weight}}}
    if alternative.is_phrase:
        return {"match_phrase": {"text": {"query": " ".join(alternative.terms), "boost": alternative.weight}}}
    return {"bool": {"must": [{"term": {"text": {"value": term, "boost": alternative.weight}}} for term in terms]}}


def _titles(parts: Sequence[_Part]) -> list[Json]:
    return [
        {"term": {"title": {"value": term, "boost": TITLE_WEIGHT * each.weight}}}
        for part in parts
        for each in part.alternatives
        for term in each.terms
        if term != french.GAP
    ]


def _any(queries: list[Json]) -> Json:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def _some_words(parts: Sequence[_Part], missing: Sequence[language.Group]) -> Json | None:
    """Half of the words at least, when few documents hold them all. Expressions within quotes stay required."""
    loose = [part.asked() for part in parts if not part.is_quoted]
    is_quoted = any(not group.typed and group.alternatives[0].is_phrase for group in missing if group.alternatives)
    if is_quoted or not loose or not (missing or len(loose) > 1):
        return None
    half = {"bool": {"should": loose, "minimum_should_match": (len(loose) + 1) // 2}}
    should = _titles(parts)
    if not missing:
        whole = {"bool": {"filter": [part.asked() for part in parts]}}
        should.append({"constant_score": {"filter": whole, "boost": WHOLE_BONUS}})
    return {"must": [half, *(part.asked() for part in parts if part.is_quoted)], "should": should}


def _always(query: Query) -> dict[str, list[Json]]:
    filters: list[Json] = []
    if query.within:
        filters.append({"term": {"places": query.within}})
    if query.since or query.until:
        ends = {"gte": query.since, "lte": query.until}
        filters.append({"range": {"on": {name: day.isoformat() for name, day in ends.items() if day}}})
    if query.real_only:
        filters.append({"term": {"fictional": False}})
    return {"filter": filters, "must_not": _but(query.without)}


def _but(without: Collection[tuple[str, int]]) -> list[Json]:
    return [{"ids": {"values": [f"{kind}:{key}" for kind, key in without]}}] if without else []


def _counts(told: Mapping[str, Any], chosen: Sequence[str]) -> tuple[Count, ...]:
    known = dict.fromkeys(chosen, 0)
    for name in ("top", "chosen"):
        for bucket in told.get(name, {"buckets": []})["buckets"]:
            known[str(bucket["key"])] = int(bucket["doc_count"])
    return tuple(Count(value, count) for value, count in sorted(known.items(), key=lambda item: (-item[1], item[0])))
