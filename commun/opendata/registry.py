"""Every dataset of every installed app, found in its `datasets` module."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from commun.core.datasets import Dataset

_PLACES = frozenset({"archives", "catalogue"})
"""Words that stand in the place of a slug at /donnees/."""


@cache
def datasets() -> Mapping[str, Dataset]:
    """By slug, in the order in which they are declared. Raises ValueError when two bear the same slug."""
    found: dict[str, Dataset] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "datasets"):
            continue
        declared: tuple[Dataset, ...] = getattr(import_module(f"{config.name}.datasets"), "DATASETS", ())
        for dataset in declared:
            if dataset.slug in found or dataset.slug in _PLACES:
                raise ValueError(f"two datasets, or a dataset and a page, are called {dataset.slug}")
            found[dataset.slug] = dataset
    return MappingProxyType(found)
