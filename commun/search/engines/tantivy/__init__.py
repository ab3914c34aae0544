"""The index of this machine: a directory that tantivy reads and writes in process. Decision 14 tells why and how fast.

It holds terms, never texts. Each document is a number (kind and key), what it is found by, and what it is counted by.
The watermark is a document among the others: one change writes both or neither.
"""

from commun.search.engines.tantivy.backend import TantivyBackend
from commun.search.engines.tantivy.fields import STAMP_FILE

__all__ = ["STAMP_FILE", "TantivyBackend"]
