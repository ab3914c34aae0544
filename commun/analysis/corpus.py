"""A corpus once its words are counted: everything the rest of the analysis reads about texts, as arrays."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from commun.analysis import french

Floats: TypeAlias = npt.NDArray[np.float32]
Integers: TypeAlias = npt.NDArray[np.int64]
Sparse: TypeAlias = Any  # scipy.sparse.csr_matrix, which has no types


@dataclass(frozen=True)
class Corpus:
    """`words`: the vocabulary, sorted; `flat`: every word of every text, by its place in `words`; text number `i` is
    `flat[offsets[i]:offsets[i + 1]]`."""

    texts: Sequence[str]
    words: list[str]
    flat: Integers
    offsets: Integers

    @classmethod
    def read(cls, texts: Sequence[str]) -> "Corpus":
        """Cut each text in words. A text written without one accent is read with those of the corpus."""
        places: defaultdict[str, int] = defaultdict()
        places.default_factory = places.__len__
        found = array("q")
        ends = array("q", [0])
        for text in texts:
            found.extend([places[word] for word in french.words(text)])
            ends.append(len(found))
        flat, offsets = np.frombuffer(found, np.int64), np.frombuffer(ends, np.int64)
        bare = np.repeat(np.fromiter(map(str.isascii, texts), bool, len(texts)), np.diff(offsets))
        counts = np.bincount(flat, minlength=len(places)).tolist()
        forms = french.accents(dict(zip(places, counts, strict=True)))
        written = np.fromiter((places[forms.get(word, word)] for word in places), np.int64, len(places))
        flat = np.where(bare, written[flat], flat)
        return cls._sorted(texts, list(places), flat, offsets)

    @classmethod
    def _sorted(cls, texts: Sequence[str], words: list[str], flat: Integers, offsets: Integers) -> "Corpus":
        """The vocabulary in alphabetical order, without the words that no text holds."""
        used = np.unique(flat)
        order = sorted(used.tolist(), key=words.__getitem__)
        rank = np.zeros(len(words), np.int64)
        rank[order] = np.arange(len(order))
        return cls(texts, [words[place] for place in order], rank[flat], offsets)

    def keep(self, places: Sequence[int] | Integers) -> "Corpus":
        """The corpus of these texts alone, in this order."""
        pieces = [self.flat[self.offsets[place] : self.offsets[place + 1]] for place in places]
        offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces], dtype=np.int64)])
        flat = np.concatenate(pieces) if pieces else self.flat[:0]
        return self._sorted([self.texts[place] for place in places], self.words, flat, offsets)

    @property
    def written(self) -> list[str]:
        """The texts as the encoder reads them best; those without one accent, with those of the corpus."""
        counts = np.bincount(self.flat, minlength=len(self.words)).tolist()
        forms = french.accents(dict(zip(self.words, counts, strict=True)))
        return [french.accented(french.sentence(text), forms) for text in self.texts]

    @cached_property
    def said(self) -> list[bytes]:
        """For each text its words without case or accents, as one value to compare; empty when it has no word."""
        folded: dict[str, int] = {}
        of_word = np.fromiter(
            (folded.setdefault(french.fold(word), len(folded)) for word in self.words), np.int64, len(self.words)
        )
        flat = of_word[self.flat]
        bounds = self.offsets.tolist()
        return [flat[start:end].tobytes() for start, end in pairwise(bounds)]

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def word_counts(self) -> Sparse:
        """Texts × words: how many times each word is in each text."""
        return _counts(self.flat, self.offsets, len(self.words))

    @cached_property
    def _stems(self) -> tuple[list[str], Integers]:
        found = [french.content_stem(word) for word in self.words]
        stems = sorted({stem for stem in found if stem})
        places = {stem: place for place, stem in enumerate(stems)} | {"": -1}
        return stems, np.fromiter((places[stem] for stem in found), np.int64, len(found))

    @property
    def stems(self) -> list[str]:
        """The stems of the vocabulary's content words, sorted."""
        return self._stems[0]

    @property
    def stem_of_word(self) -> Integers:
        """For each word its place in `stems`, −1 for a tool word."""
        return self._stems[1]

    @cached_property
    def stem_counts(self) -> Sparse:
        """Texts × stems: how many times each stem is in each text."""
        stems = self.stem_of_word[self.flat] if len(self.flat) else self.flat
        kept = stems >= 0
        before = np.concatenate([[0], np.cumsum(kept)])
        return _counts(stems[kept], before[self.offsets], len(self.stems))

    @cached_property
    def surfaces(self) -> list[str]:
        """For each stem, the word that people here wrote most often for it."""
        totals = np.bincount(self.flat, minlength=len(self.words))
        best: dict[int, tuple[int, str]] = {}
        for place, (word, stem) in enumerate(zip(self.words, self.stem_of_word.tolist(), strict=True)):
            if stem >= 0:
                # an accented form is preferred to the bare one that hurried fingers type
                rank = (-int(totals[place]) * (2 if not word.isascii() else 1), word)
                if stem not in best or rank < best[stem]:
                    best[stem] = rank
        return [best[stem][1] for stem in range(len(self.stems))]


def _counts(columns: Integers, offsets: Integers, width: int) -> Sparse:
    matrix = sp.csr_matrix((np.ones(len(columns), np.float32), columns, offsets), shape=(len(offsets) - 1, width))
    matrix.sum_duplicates()
    return matrix
