"""Several workers give the same bytes as one machine; without Dask, one machine does it all."""

import numpy as np
import pytest

from commun.analysis import distributed
from commun.analysis import twins as engine
from commun.analysis.twins import twins
from tests.analysis.test_twins import ALTERED, SOURCES, texts

BODIES = texts(*SOURCES, *(altered for _, _, altered in ALTERED), *SOURCES[2:4])


@pytest.fixture
def client():
    dask_distributed = pytest.importorskip("distributed")
    with (
        dask_distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        dask_distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_several_workers_give_the_same_as_one_machine(client, monkeypatch):
    monkeypatch.setattr(engine, "_BLOCK", 6)
    assert len(client.scheduler_info()["workers"]) == 2
    alone = twins(BODIES)
    assert distributed.twins(BODIES, client) == alone == distributed.twins(BODIES, None)
    assert len(alone) >= len(ALTERED)
    vectors = distributed.sense(BODIES, client)
    assert vectors.shape == (len(BODIES), 512)
    assert np.array_equal(vectors, distributed.sense(BODIES, None))


def test_without_dask_one_machine_does_it_all(monkeypatch):
    monkeypatch.setattr(distributed, "find_spec", lambda name: None)
    with pytest.raises(distributed.NotInstalled):
        distributed.connect("tcp://127.0.0.1:1")
    assert distributed.twins(BODIES, None) == twins(BODIES)
    assert distributed.sense([], None).shape == (0, 512)
