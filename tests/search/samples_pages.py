"""The addresses of the search take no argument: the sweeps need nothing (see tests/consistency/samples.py)."""

from tests.consistency.samples import Sample

SAMPLES: dict[str, Sample] = {}
