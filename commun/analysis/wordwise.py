"""Texts read word by word, so that each word's part in their meaning can be told.

The sentence encoder is a sum over tokens, then a small network on the sum. Here each distinct word is read once, alone,
and a text is the sum of its words, then the network: a word is taken out by a subtraction. A vector depends on its text
alone (but for the accents, that a text without any takes from those read with it).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from commun.analysis.corpus import Corpus, Floats
from commun.analysis.encoding import TOOL_WEIGHT, WIDTH, Encoder
from commun.analysis.values import Text

_AT_ONCE = 4096


@dataclass(frozen=True)
class Spelled:
    """The words of a corpus, read alone: what each adds to a sentence's sum, and to its length."""

    corpus: Corpus
    sums: Floats
    lengths: Floats


class WordReader(Encoder):
    """An `Encoder` that also reads word by word."""

    def spell(self, corpus: Corpus) -> Spelled:
        sums, lengths = self._read_alone(corpus.words)
        tools = corpus.stem_of_word < 0
        sums[tools] *= np.float32(TOOL_WEIGHT)
        lengths[tools] *= np.float32(TOOL_WEIGHT)
        return Spelled(corpus, sums, lengths)

    def read(self, spelled: Spelled) -> Floats:
        """Texts × 512, each row of length one."""
        vectors = np.empty((len(spelled.corpus), WIDTH), np.float32)
        for start in range(0, len(spelled.corpus), _AT_ONCE):
            counts = spelled.corpus.word_counts[start : start + _AT_ONCE]
            # the two marks that open and close every sentence count too
            vectors[start : start + _AT_ONCE] = self._network(
                counts @ spelled.sums + self._marks, counts @ spelled.lengths + 2
            )
        return vectors

    def without_each_word(self, spelled: Spelled, text: int) -> tuple[list[str], Floats]:
        """The distinct words of one text, and the vector of that text without each of them: words × 512."""
        row = spelled.corpus.word_counts[text]
        words, counts = row.indices, row.data.astype(np.float32)
        sums, lengths = counts[:, None] * spelled.sums[words], counts * spelled.lengths[words]
        vectors = self._network(sums.sum(axis=0) + self._marks - sums, lengths.sum() + 2 - lengths)
        return [spelled.corpus.words[word] for word in words.tolist()], vectors


def meanings(texts: Sequence[Text]) -> Floats:
    """The meaning of each text of one block, word by word: texts × 512.

    On one thread: shared among several, products of matrices are summed in another order on some processors, and a
    machine with two cores would not give the bytes of a worker that has one.
    """
    reader = WordReader()
    with threadpool_limits(limits=1):
        return reader.read(reader.spell(Corpus.read([text.body for text in texts])))
