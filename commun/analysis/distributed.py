"""The same analysis on several machines, by Dask (ADR 0013). Optional: the dependency group `scale` brings Dask.

Nothing is computed otherwise than on one machine: the same blocks go through the same functions, and their results are
put together in the same order. What a scheduler adds is where, never what.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np

from commun.analysis import twins as near
from commun.analysis.corpus import Floats
from commun.analysis.encoding import WIDTH
from commun.analysis.values import Text, Twin
from commun.analysis.wordwise import meanings

Client: TypeAlias = Any  # distributed.Client, which is optional


class NotInstalled(RuntimeError):
    """Dask is not there; one machine still does it all."""


def connect(address: str) -> Client:
    """A client of the Dask scheduler at `address` (« tcp://10.0.0.5:8786 »). Raises NotInstalled without Dask."""
    if find_spec("distributed") is None:
        raise NotInstalled("Dask is not installed: see the dependency group « scale »")
    return import_module("distributed").Client(address)


def twins(texts: Sequence[Text], client: Client | None, *, likeness: float = near.LIKENESS) -> tuple[Twin, ...]:
    """`commun.analysis.twins.twins`, its blocks counted and compared by the workers of `client`; here without one."""
    if client is None:
        return near.twins(texts, likeness=likeness)
    blocks = near.cut(texts)
    counted = client.map(near.count, blocks, pure=False)
    counts = client.gather(counted)
    reading = near.read(counts)
    originals = near.first_seen(counts)
    everywhere = client.scatter(reading, broadcast=True, hash=False)
    masks = near.cut(originals == np.arange(len(texts)))
    shelves = [
        client.submit(near.Reading.shelve, everywhere, block, mask, pure=False)
        for block, mask in zip(counted, masks, strict=True)
    ]
    starts = np.cumsum([0, *map(len, blocks)]).tolist()
    found = [
        client.submit(
            near.compare, shelves[left], shelves[right], starts[left], starts[right], likeness=likeness, pure=False
        )
        for left, right in near.couples(len(shelves))
    ]
    return near.gather(texts, reading, originals, client.gather(found))


def sense(texts: Sequence[Text], client: Client | None) -> Floats:
    """The meaning of each text, texts × 512, block by block."""
    blocks: list[Any] = near.cut(texts)
    read = (
        [meanings(block) for block in blocks]
        if client is None
        else client.gather(client.map(meanings, blocks, pure=False))
    )
    return np.concatenate([np.zeros((0, WIDTH), np.float32), *read])
