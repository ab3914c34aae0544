"""Whoever reads our files counts on their headers. One may be added at the end; none is renamed, moved or removed."""

import json
from pathlib import Path

from commun.opendata.registry import datasets

FROZEN = Path(__file__).parent / "frozen_headers.json"


def test_headers_of_every_dataset_are_frozen() -> None:
    frozen = json.loads(FROZEN.read_text())
    actual = {slug: dataset.headers for slug, dataset in datasets().items()}
    for slug, headers in frozen.items():
        assert slug in actual, f"The dataset “{slug}” is published: its address and its headers may not disappear."
        assert actual[slug][: len(headers)] == headers, (
            f"The headers of “{slug}” are frozen in {FROZEN.name}: whoever reads that file counts on them. "
            "Add a column at the end rather than renaming, moving or removing one. One that must go is declared "
            f"`deprecated`, announced in docs/schemas/{slug}/CHANGELOG.md (« fin le AAAA-MM-JJ », six months ahead), "
            f"stays until then, and leaves {FROZEN.name} that day."
        )
    assert actual == frozen, f"A dataset or a column is new: add it to {FROZEN.name}, and it will be frozen too."
