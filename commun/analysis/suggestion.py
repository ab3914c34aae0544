"""Suggest how to class a text (its nature, its theme) from what people here have already decided, or say nothing.

Learned from the examples in three steps, so that a few are enough:

1. a teacher reads each text with its neighbours (the encoder's vectors, drawn towards those of nearby texts, examples
   or not: `vectors.smoothed`) and learns the examples by logistic regression;
2. a pupil reads each text alone, word by word (`wordwise`), and learns what the teacher thinks of all of them.
   It alone is kept: a suggestion depends on nothing but the text, and each word's weight is what taking it out changes;
3. both learn again several times without a part of the examples, and are asked about that part: it gives the
   temperature that makes confidences true, and the confidence below which the pupil keeps silent.
"""

import base64
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar

from commun.analysis import french
from commun.analysis.corpus import Corpus
from commun.analysis.values import Example, Suggestion, Text, WeightedWord
from commun.analysis.vectors import neighbours, smoothed, unit
from commun.analysis.wordwise import Spelled, WordReader

Doubles = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

VERSION = 1
# Fixed on the corpora given for work, before any other was tried.
FEWEST = 10  # examples that a label needs before it is ever suggested
PRECISION = 0.85  # of what is said, on examples kept aside
FOLDS = 5
STEPS = 5
TEACHER, PUPIL = 2.0, 3.0  # how much examples weigh beside simplicity
BACKGROUND = 2_000  # texts without a label that are read along
MARKER_WEIGHT = 0.5
_SHOWN = 6

# What each nature often says, for all to see; the examples decide how much each counts.
MARKERS: Mapping[str, tuple[str, ...]] = {
    "vigilance": (
        r"risqu\w*|attention|dang\w+|dériv\w+|vigilan\w+|veiller|crain\w+|biais|surveillance|menac\w+|méfi\w+",
        r"inqui\w+",
        r"garde-fous?|ne pas|ne doi(?:t|vent) pas|perte|à condition|encadr\w+|protég\w+|protection",
    ),
    "frein": (
        r"frein\w*|manqu\w+|obstacles?|difficil\w+|difficultés?|coûts?|coûteu\w+|trop cher\w*|pas assez",
        r"complex\w+|lourd\w*",
        r"absence|bloqu\w+|peur|réticen\w+|faute de|insuffisan\w+|trop peu|pas les moyens|illectronisme",
        r"ne (?:sait|savent|peut|peuvent) pas",
    ),
    "opportunité": (
        r"opportunités?|permet\w*|gagner|gain\w*|facilit\w+|amélior\w+|potentiel\w*|atouts?|chance|aider?",
        r"utiles?|mieux",
        r"simplifi\w+|accél\w+|rapid\w+|libér\w+|avantages?|espoir|inclus\w+|accessib\w+|anticip\w+|optimis\w+",
    ),
    "proposition": (
        r"il faudrait|il faut|propos\w+|créer|mettre en place|mise en place|pourquoi ne pas|pourrait-on",
        r"devrai\w+|doi\w+",
        r"instaur\w+|nous demandons|je demande|souhait\w+|organiser|former|publier|imposer|interdire|rendre",
        r"prévoir|obliger",
    ),
}
_MARKERS = {nature: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for nature, words in MARKERS.items()}
# « Former les agents… »: a proposition often begins with an infinitive.
_MARKERS["infinitive"] = re.compile(r"\A\W*(?:ne pas )?\w+(?:er|ir|re)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """How well the engine did on examples that it had not seen. `coverage` is the share of texts on which it speaks,
    `precision` how often it is then right; `calibration_error` the mean gap between its confidence and the truth."""

    examples: int
    labels: Mapping[str, int]
    accuracy: float
    calibration_error: float
    coverage: float
    precision: float


@dataclass(frozen=True)
class Suggester:
    """What was learned: arrays and numbers only. `labels` may end with "" (texts that fit none of those learned)."""

    labels: tuple[str, ...]
    has_markers: bool
    centre: Singles
    weights: Singles
    bias: Singles
    temperature: float
    threshold: float
    report: Report

    @classmethod
    def learn(
        cls,
        examples: Sequence[Example],
        *,
        seed: int,
        background: Sequence[str] = (),
        markers: bool = False,
        encoder: WordReader | None = None,
    ) -> Self:
        """Learn the labels that have at least `FEWEST` examples; silent (no label) when fewer than two have.

        `background`: texts without a label, those to be classed for instance. `markers`: count the words of `MARKERS`
        too (for the nature of a takeaway). The same arguments give the same bytes.
        """
        counts = Counter(str(example.label) for example in examples)
        labels = sorted(str(label) for label, count in counts.items() if count >= FEWEST)
        if len(labels) < 2:
            return cls._silent(counts)
        if sum(count for count in counts.values() if count < FEWEST) >= FEWEST:
            labels.append("")
        kept = [example for example in examples if example.label in labels or "" in labels]
        rng = np.random.default_rng(seed)
        others = [background[place] for place in sorted(rng.permutation(len(background))[:BACKGROUND].tolist())]
        lesson = Lesson.prepare(kept, labels, others, markers=markers, encoder=encoder or WordReader(), seed=seed)
        kept_aside = lesson.asked_aside(rng)
        temperature = _temperature(kept_aside, lesson.targets)
        confidence = _softmax(kept_aside / temperature)
        right = confidence.argmax(axis=1) == lesson.targets.argmax(axis=1)
        best = confidence.max(axis=1)
        threshold = _threshold(best, right)
        said = best >= threshold
        weights, bias = lesson.taught(np.arange(len(kept)))
        return cls(
            tuple(labels),
            markers,
            lesson.centre,
            weights.astype(np.float32),
            bias.astype(np.float32),
            temperature,
            threshold,
            Report(
                len(kept),
                dict(sorted(counts.items())),
                round(float(right.mean()), 4),
                round(calibration_error(best, right), 4),
                round(float(said.mean()), 4),
                round(float(right[said].mean()), 4) if said.any() else 0.0,
            ),
        )

    @classmethod
    def _silent(cls, counts: Mapping[str, int]) -> Self:
        nothing = np.zeros(0, np.float32)
        report = Report(sum(counts.values()), dict(sorted(counts.items())), 0.0, 0.0, 0.0, 0.0)
        return cls((), False, nothing, nothing, nothing, 1.0, 1.0, report)

    def suggest(self, texts: Sequence[Text], *, encoder: WordReader | None = None) -> tuple[Suggestion, ...]:
        """A suggestion for each text, in order; its label is None below the threshold, and for a text without words."""
        if not self.labels:
            return tuple(Suggestion(text.id, None, 0.0, None, ()) for text in texts)
        encoder = encoder or WordReader()
        spelled = encoder.spell(Corpus.read([text.body for text in texts]))
        rows = self._rows(spelled, encoder)
        confidences = self._confidences(rows)
        offsets = spelled.corpus.offsets
        order = np.argsort(-confidences, axis=1, kind="stable")[:, :2]
        suggestions = []
        for place, (text, (first, second)) in enumerate(zip(texts, order.tolist(), strict=True)):
            confidence = float(confidences[place, first])
            has_words = bool(offsets[place] < offsets[place + 1])
            if confidence < self.threshold or not self.labels[first] or not has_words:
                suggestions.append(Suggestion(text.id, None, round(confidence, 4) if has_words else 0.0, None, ()))
                continue
            direction = self.weights[:, first] - self.weights.mean(axis=1)
            words, vectors = encoder.without_each_word(spelled, place)
            width = len(self.centre)
            whole = float(rows[place, :width] @ direction[:width])
            weighed = list(zip(words, (whole - unit(vectors - self.centre) @ direction[:width]).tolist(), strict=True))
            if self.has_markers:
                weighed += _marks_found(text.body, direction[width:])
            suggestions.append(
                Suggestion(
                    text.id, self.labels[first], round(confidence, 4), self.labels[second] or None, _shown(weighed)
                )
            )
        return tuple(suggestions)

    def confidences(self, bodies: Sequence[str], *, encoder: WordReader | None = None) -> Doubles:
        """Texts × labels: how likely each label is, silence and words left out."""
        encoder = encoder or WordReader()
        return self._confidences(self._rows(encoder.spell(Corpus.read(bodies)), encoder))

    def _rows(self, spelled: Spelled, encoder: WordReader) -> Singles:
        marks = _marks(spelled.corpus.texts, wanted=self.has_markers)
        return np.hstack([unit(encoder.read(spelled) - self.centre), marks])

    def _confidences(self, rows: Singles) -> Doubles:
        return _softmax((rows.astype(np.float64) @ self.weights + self.bias) / self.temperature)

    def as_json(self) -> dict[str, Any]:
        """Plain values; arrays as base64 of little-endian float32."""
        return {
            "version": VERSION,
            "labels": list(self.labels),
            "markers": self.has_markers,
            "centre": _packed(self.centre),
            "weights": _packed(self.weights),
            "bias": _packed(self.bias),
            "temperature": self.temperature,
            "threshold": self.threshold,
            "report": report_as_json(self.report),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises ValueError for a model of another version: it must be learned again."""
        if data.get("version") != VERSION:
            raise ValueError(f"learned by version {data.get('version')}, not {VERSION}")
        labels = tuple(data["labels"])
        weights = _unpacked(data["weights"])
        return cls(
            labels,
            data["markers"],
            _unpacked(data["centre"]),
            weights.reshape(-1, len(labels)) if labels else weights,
            _unpacked(data["bias"]),
            data["temperature"],
            data["threshold"],
            Report(**data["report"]),
        )


def report_as_json(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__} | {"labels": dict(report.labels)}


@dataclass(frozen=True)
class Lesson:
    """Examples first, then the texts read along, as the teacher and the pupil read them."""

    teacher_rows: Doubles
    pupil_rows: Doubles
    targets: Doubles
    centre: Singles

    @classmethod
    def prepare(
        cls,
        examples: Sequence[Example],
        labels: Sequence[str],
        background: Sequence[str],
        *,
        markers: bool,
        encoder: WordReader,
        seed: int,
    ) -> Self:
        bodies = [example.body for example in examples] + list(background)
        corpus = Corpus.read(bodies)
        whole = encoder.whole(corpus.written)
        whole = unit(whole - whole.mean(axis=0))
        near = neighbours(whole, seed=seed)
        marks = _marks(bodies, wanted=markers)
        composed = encoder.read(encoder.spell(corpus))
        centre = composed.mean(axis=0)
        places = {label: place for place, label in enumerate(labels)}
        targets = np.zeros((len(examples), len(labels)))
        targets[np.arange(len(examples)), [places.get(example.label, len(labels) - 1) for example in examples]] = 1
        return cls(
            np.hstack([whole, smoothed(whole, near, steps=STEPS), marks]).astype(np.float64),
            np.hstack([unit(composed - centre), marks]).astype(np.float64),
            targets,
            centre,
        )

    def taught(self, known: npt.NDArray[np.int64]) -> tuple[Doubles, Doubles]:
        """The pupil's weights, when only the `known` examples have a label."""
        weights, bias = _regression(self.teacher_rows[known], self.targets[known], TEACHER)
        thought = _softmax(self.teacher_rows @ weights + bias) ** 2
        thought /= thought.sum(axis=1, keepdims=True)
        thought[known] = self.targets[known]
        return _regression(self.pupil_rows, thought, PUPIL)

    def asked_aside(self, rng: np.random.Generator) -> Doubles:
        """What the pupil answers about each example when it has not seen its label: examples × labels."""
        answers = np.zeros_like(self.targets)
        fold = _folds(self.targets.argmax(axis=1), rng)
        for number in range(FOLDS):
            weights, bias = self.taught(np.flatnonzero(fold != number))
            aside = np.flatnonzero(fold == number)
            answers[aside] = self.pupil_rows[aside] @ weights + bias
        return answers


def calibration_error(confidence: Doubles, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """The mean gap between confidence and truth, over bins of equal numbers of texts."""
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(bins, len(order)))
    return float(sum(len(part) * abs(confidence[part].mean() - right[part].mean()) for part in parts) / len(order))


def _folds(labels: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """A fold for each example, each label spread over all of them."""
    fold = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        fold[members] = (np.arange(len(members)) + label) % FOLDS
    return fold


def _regression(rows: Doubles, targets: Doubles, weight: float) -> tuple[Doubles, Doubles]:
    """Multinomial logistic regression on shares of labels, with a penalty on the squares of the weights."""
    width, count = rows.shape[1], targets.shape[1]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat[: width * count].reshape(width, count)
        scores = rows @ weights + flat[width * count :]
        scores -= scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gap = weight * (np.exp(scores - total) - targets)
        value = -weight * float((targets * (scores - total)).sum()) + 0.5 * float((weights * weights).sum())
        return value, np.concatenate([(rows.T @ gap + weights).ravel(), gap.sum(axis=0)])

    found = minimize(loss, np.zeros((width + 1) * count), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return found.x[: width * count].reshape(width, count), found.x[width * count :]


def _temperature(scores: Doubles, targets: Doubles) -> float:
    """What scores must be divided by for confidences to be true."""
    # as if two more examples had been answered at random: a few answers all right do not make a certainty
    doubt = 2 / (len(targets) + 2)
    expected = (1 - doubt) * targets + doubt / targets.shape[1]

    def loss(logarithm: float) -> float:
        return -float((expected * np.log(_softmax(scores / np.exp(logarithm)) + 1e-12)).sum())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded").x)), 4)


def _threshold(confidence: Doubles, right: npt.NDArray[np.bool_]) -> float:
    """The lowest confidence above which `PRECISION` was reached, never under one half; more than 1 (silence) when there
    is none."""
    order = np.argsort(-confidence, kind="stable")
    # two mistakes more than were seen: a run of luck is not a promise
    precision = np.cumsum(right[order]) / (np.arange(len(order)) + 3)
    enough = np.flatnonzero(precision >= PRECISION)
    return max(0.5, math.floor(confidence[order[enough[-1]]] * 1e4) / 1e4) if len(enough) else 1.01


def _softmax(scores: Doubles) -> Doubles:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Doubles = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _marks(bodies: Sequence[str], *, wanted: bool) -> Singles:
    """Texts × markers: whether each kind of marker is there."""
    if not wanted:
        return np.zeros((len(bodies), 0), np.float32)
    return MARKER_WEIGHT * np.array(
        [[bool(pattern.search(body)) for pattern in _MARKERS.values()] for body in bodies], np.float32
    ).reshape(len(bodies), len(_MARKERS))


def _marks_found(body: str, direction: Singles) -> Iterator[tuple[str, float]]:
    for pattern, weight in zip(_MARKERS.values(), direction.tolist(), strict=True):
        found = pattern.search(body)
        if found:
            yield found[0].lower().strip(' «"–-'), weight * MARKER_WEIGHT


def _shown(weighed: Sequence[tuple[str, float]]) -> tuple[WeightedWord, ...]:
    """The words that weighed most, for first, then against; the heaviest weighs 1."""
    totals: defaultdict[str, float] = defaultdict(float)
    for word, weight in weighed:
        totals[word] += weight
    told = {word: weight for word, weight in totals.items() if french.fold(word) not in french.STOP_WORDS}
    heaviest = max((abs(weight) for weight in told.values()), default=0)
    if not heaviest:
        return ()
    kept = sorted(told.items(), key=lambda item: (-abs(item[1]), item[0]))[:_SHOWN]
    rounded = [WeightedWord(word, round(weight / heaviest, 2)) for word, weight in kept]
    return tuple(sorted((word for word in rounded if word.weight), key=lambda word: (-word.weight, word.word)))


def _packed(values: Singles) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def _unpacked(text: str) -> Singles:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float32)
