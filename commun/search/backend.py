"""What every search engine must do. Two are written for it: tantivy, in process, and OpenSearch, over the network."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from commun.search.documents import SearchDocument
from commun.search.values import Found, Query


class IndexUnavailable(Exception):
    """There is no index that can be read: it is missing, damaged, of another version, or being built."""


class Writing(Protocol):
    """One change of the index: seen by readers all at once, with the watermark that it reaches, or not at all."""

    def put(self, kind: str, documents: Iterable[SearchDocument]) -> None:
        """Add each, in the place of what bears its key."""

    def remove(self, kind: str, keys: Iterable[int]) -> None: ...

    def holds(self, kind: str, keys: Iterable[int]) -> bool:
        """Whether the files of the index hold words of one of these: removing it does not take them away at once."""

    def reach(self, watermark: int) -> None:
        """Everything in the outbox before `watermark` is in the index once this change is."""


class SearchBackend(Protocol):
    """Raises IndexUnavailable from any of its methods when it cannot answer."""

    def search(self, query: Query) -> Found: ...

    def suggest(self, text: str, *, limit: int = 8, without: Collection[tuple[str, int]] = ()) -> Sequence[str]:
        """Words of the index that what is being typed may become, the most frequent first.

        `without` as in Query: nothing is told that only these documents hold.
        """

    def like(
        self, kind: str, document: SearchDocument, *, limit: int = 5, without: Collection[tuple[str, int]] = ()
    ) -> Sequence[tuple[str, int]]:
        """Kinds and keys of the nearest other documents ("voir aussi"). The index keeps no text: it is given one."""

    def watermark(self) -> int:
        """How far in the outbox the index has read. It is written with the documents, in one change."""

    def writing(self) -> AbstractContextManager[Writing]:
        """The only writer; a second one is refused (`IndexUnavailable`). Committed at the end, or not at all."""

    def holding(self) -> AbstractContextManager[None]:
        """Remains the writer from one `writing()` to the next, so that what was written is tidied behind."""

    def size(self) -> int:
        """Documents in the index."""
