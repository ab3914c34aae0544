"""What the sweep of addresses needs of the inventory (see tests/consistency/samples.py)."""

from tests.consistency.samples import Sample
from tests.consultations.factories import consultation

SAMPLES: dict[str, Sample] = {"consultations:detail": lambda world: {"slug": consultation().slug}}
