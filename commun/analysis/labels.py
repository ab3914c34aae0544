"""The words that make a group: frequent in it, rare elsewhere (class-based TF-IDF), shown as people wrote them."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from commun.analysis import french
from commun.analysis.corpus import Corpus, Floats, Integers, Sparse
from commun.analysis.values import WeightedWord

SHOWN = 12
IN_LABEL = 3
NO_WORD = "sans mot propre"


class Labels:
    """Counts the stems of each fine group once; a union of groups is a sum of rows."""

    def __init__(self, corpus: Corpus, leaf_of: Integers, leaves: int) -> None:
        self._corpus = corpus
        present = (corpus.stem_counts > 0).astype(np.float32)
        members = sp.csr_matrix(
            (np.ones(len(leaf_of), np.float32), (leaf_of, np.arange(len(leaf_of)))), shape=(leaves, len(leaf_of))
        )
        # a text that repeats a word ten times says it once
        self._counts: Sparse = (members @ present).tocsr()
        self._total = len(leaf_of)
        self._found = np.asarray(present.sum(axis=0)).ravel()

    def counted(self, leaf: int) -> Floats:
        """How many texts of a fine group hold each stem: the counts of a union are their sum."""
        counts: Floats = self._counts[leaf].toarray().ravel()
        return counts

    def of(self, counts: Floats, size: int) -> tuple[str, tuple[WeightedWord, ...]]:
        """The label and the weighted words of a group of `size` texts, from its counts."""
        places = np.flatnonzero(counts)
        if not len(places):
            return NO_WORD, ()
        total = float(self._total)
        share = counts[places] / size
        elsewhere = self._found[places] / total
        weight = share * np.log1p(share / elsewhere) * self._worth[places]
        # a word met once tells little, but in a group of few texts
        weight[counts[places] < min(2, size / 3)] *= 0.1
        ranked = places[np.lexsort((places, -weight))]
        best = np.sort(weight)[::-1]
        words = tuple(
            WeightedWord(self._corpus.surfaces[place], round(float(worth / best[0]), 4))
            for place, worth in zip(ranked[:SHOWN].tolist(), best[:SHOWN], strict=False)
            if worth > 0
        )
        return " · ".join(_told_apart([word.word for word in words])[:IN_LABEL]) or NO_WORD, words

    @cached_property
    def _worth(self) -> Floats:
        return np.array([0.0 if stem in french.ACTION_STEMS else 1.0 for stem in self._corpus.stems], np.float32)


def _told_apart(words: Sequence[str]) -> list[str]:
    """The words without those that repeat the root of one before them: « public », « publique »."""
    kept: list[str] = []
    for word in words:
        root = french.fold(word)[:5]
        if not any(french.fold(other)[:5] == root for other in kept):
            kept.append(word)
    return kept
