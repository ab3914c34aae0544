"""A computation says what it cost, and can be made again from its record."""

import json
import time

import pytest

from commun.analysis import requests
from commun.analysis.usage import Record, measured, texts_digest
from commun.analysis.values import Text

TEXTS = [
    Text("a", "Garder un guichet humain dans chaque mairie"),
    Text("b", "Garder un guichet humain dans les mairies"),
    Text("c", "Publier la consommation d’eau"),
]


def burn(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_cost_is_estimated_from_processor_time_and_says_so(tmp_path):
    with measured(tmp_path) as meter:
        burn(0.2)
    usage = meter.usage
    assert 0.2 <= usage.cpu_seconds < 2
    assert usage.seconds >= 0.19
    assert usage.peak_bytes > 5_000_000
    assert usage.energy_wh == pytest.approx(usage.cpu_seconds * 10 / 3600, rel=0.02)
    assert "10 W" in usage.method
    assert "between 4 and 20 W" in usage.method


def test_cost_is_read_from_the_processor_where_it_counts_its_energy(tmp_path):
    counters = [tmp_path / f"intel-rapl:{package}" / "energy_uj" for package in (0, 1)]
    for counter in counters:
        counter.parent.mkdir()
        counter.write_text("1000000\n")
    with measured(tmp_path) as meter:
        counters[0].write_text("37000000\n")
        counters[1].write_text("1000000\n")
    assert meter.usage.energy_wh == 0.01
    assert meter.usage.method.startswith("RAPL")


def test_a_counter_that_went_round_is_not_believed(tmp_path):
    counter = tmp_path / "intel-rapl:0" / "energy_uj"
    counter.parent.mkdir()
    counter.write_text("262143000000")
    with measured(tmp_path) as meter:
        counter.write_text("5")
    assert meter.usage.energy_wh >= 0
    assert "no counter" in meter.usage.method


def test_a_fault_inside_is_not_hidden(tmp_path):
    with pytest.raises(KeyError), measured(tmp_path) as meter:
        raise KeyError("inside")
    with pytest.raises(RuntimeError):
        _ = meter.usage


def test_one_letter_or_one_place_changed_is_another_corpus():
    digests = {
        texts_digest(texts)
        for texts in (TEXTS, TEXTS[::-1], [*TEXTS[:2], Text("c", "Publier la consommation d’eaux")], TEXTS[:2], [])
    }
    assert len(digests) == 5
    assert texts_digest([Text("a", "b c")]) != texts_digest([Text("a b", "c")])


def test_the_same_record_run_again_gives_the_same_bytes():
    def run():
        sent = [{"id": text.id, "body": text.body} for text in TEXTS]
        with measured() as meter:
            result = requests.twins(texts=sent, meaning=0.6)
        engine = result.pop("engine")
        return Record.of("twins", TEXTS, {"meaning": 0.6}, engine, result, meter.usage), json.dumps(result)

    (first, first_bytes), (second, second_bytes) = run(), run()
    assert first_bytes == second_bytes
    assert first.result_sha256 == second.result_sha256
    assert (first.texts, first.inputs_sha256) == (("a", "b", "c"), texts_digest(TEXTS))
    assert first.engine == second.engine
    assert set(first.engine["packages"]) >= {"numpy", "scipy"}
    assert first.usage.cpu_seconds > 0
