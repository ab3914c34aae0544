"""What a computation cost, and what it was: enough to pay for it and to make it again. Standard library only."""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from commun.analysis.values import Example, Text, Usage

# Watts that one busy core adds, with its share of memory, cooling left out: from a laptop to an old server.
WATTS, WATTS_LOW, WATTS_HIGH = 10.0, 4.0, 20.0
_RAPL = Path("/sys/class/powercap")


@dataclass
class Meter:
    """What `measured` yields: its `usage` is known once the block is left (RuntimeError before)."""

    measured: Usage | None = None

    @property
    def usage(self) -> Usage:
        if self.measured is None:
            raise RuntimeError("still running")
        return self.measured


@contextmanager
def measured(rapl: Path = _RAPL) -> Iterator[Meter]:
    """Measure what is done inside: `with measured() as meter: …` then `meter.usage`.

    Processor time is this process's, all threads, and that of the children it waited for. `peak_bytes` is the most
    memory that the process has held since it began. Energy is read from the processor's own counters (RAPL) where the
    machine shows them, else estimated from processor time.
    """
    meter = Meter()
    wall, cpu, energy = time.perf_counter(), _cpu_seconds(), _joules(rapl)
    yield meter
    seconds, cpu_seconds, spent = time.perf_counter() - wall, _cpu_seconds() - cpu, _joules(rapl)
    joules = [after - before for before, after in zip(energy.values(), spent.values(), strict=False) if after >= before]
    is_counted = bool(joules) and energy.keys() == spent.keys() and len(joules) == len(energy)
    if is_counted:
        watt_hours, method = sum(joules) / 3600, "RAPL: whole processor, what others did meanwhile included"
    else:
        watt_hours = cpu_seconds * WATTS / 3600
        low, high = cpu_seconds * WATTS_LOW / 3600, cpu_seconds * WATTS_HIGH / 3600
        method = (
            f"processor seconds × {WATTS:g} W for a busy core (between {WATTS_LOW:g} and {WATTS_HIGH:g} W: "
            f"{low:.2g} to {high:.2g} Wh); no counter of energy on this machine"
        )
    meter.measured = Usage(
        round(seconds, 3), round(cpu_seconds, 3), _peak_bytes(), float(f"{watt_hours:.3g}"), method, is_counted
    )


_NO_EXAMPLES: Mapping[str, Sequence[Example]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """What was computed: with the same texts and examples, the same record gives the same `result_sha256` again."""

    task: str
    texts: tuple[str, ...]
    inputs_sha256: str
    parameters: Mapping[str, Any]
    engine: Mapping[str, Any]
    result_sha256: str
    usage: Usage

    @classmethod
    def of(
        cls,
        task: str,
        texts: Sequence[Text],
        parameters: Mapping[str, Any],
        engine: Mapping[str, Any],
        result: Any,
        usage: Usage,
        examples: Mapping[str, Sequence[Example]] = _NO_EXAMPLES,
    ) -> "Record":
        """`examples`: what was learned from, for each thing to learn."""
        ids = tuple(text.id for text in texts)
        inputs = inputs_digest(texts, examples)
        return cls(task, ids, inputs, dict(parameters), dict(engine), digest(result), usage)


def inputs_digest(texts: Iterable[Text], examples: Mapping[str, Sequence[Example]] = _NO_EXAMPLES) -> str:
    """What identifies all that a computation reads: its texts, and what it learns from if it does."""
    read = texts_digest(texts)
    if not examples:
        return read
    return digest([read, {name: [[one.body, one.label] for one in each] for name, each in examples.items()}])


def texts_digest(texts: Iterable[Text]) -> str:
    """SHA-256 of identifiers and words, in order: one letter or one place changed makes another."""
    hashed = hashlib.sha256()
    for text in texts:
        hashed.update(json.dumps([text.id, text.body], ensure_ascii=False).encode() + b"\n")
    return hashed.hexdigest()


def digest(result: Any) -> str:
    """SHA-256 of a result in JSON, keys sorted."""
    return hashlib.sha256(json.dumps(result, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _joules(rapl: Path) -> dict[str, float]:
    """The energy counter of each processor package, in joules; empty where none can be read."""
    counters = {}
    for counter in sorted(rapl.glob("intel-rapl:[0-9]/energy_uj")):
        try:
            counters[counter.parent.name] = int(counter.read_text()) / 1e6
        except (OSError, ValueError):
            return {}
    return counters
