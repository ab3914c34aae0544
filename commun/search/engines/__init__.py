"""The engines behind `commun.search.backend`: tantivy in process, or OpenSearch over the network."""

import shutil
from importlib import import_module
from pathlib import Path

from django.conf import settings

from commun.search.backend import SearchBackend
from commun.search.documents import sources
from commun.search.engines.tantivy import TantivyBackend


def engine_of(path: Path) -> SearchBackend:
    """The engine on the index kept in this directory, which may not exist yet.

    On OpenSearch the index bears the directory's name, and the directory is empty: it only says that the index exists.
    """
    weights = {kind: source.weight for kind, source in sources().items()}
    if not settings.SEARCH_URL:
        return TantivyBackend(path, weights)
    # Its client is installed only where it is chosen.
    found: SearchBackend = import_module("commun.search.engines.opensearch").OpenSearchBackend(
        settings.SEARCH_URL, f"commun-{path.name}", weights
    )
    path.mkdir(parents=True, exist_ok=True)
    return found


def drop(path: Path) -> None:
    """Delete the index kept in this directory."""
    if settings.SEARCH_URL:
        import_module("commun.search.engines.opensearch").OpenSearchBackend(
            settings.SEARCH_URL, f"commun-{path.name}"
        ).drop()
    shutil.rmtree(path, ignore_errors=True)
