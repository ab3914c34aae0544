"""Two Communs on one machine, each with its own data: one harvests the other, which dies in the middle."""

import base64
import os
import signal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commun.core import outbound
from commun.core.outbound import Fetched
from commun.federation import reading
from commun.federation.actions.harvest import harvest
from commun.federation.enums import Verdict
from commun.federation.models import HarvestedRecord
from tests.e2e.site import Site
from tests.federation.factories import active_source

WORLD = """
from tests.concertations.factories import restituted_concertation
restituted_concertation(title="Débat de l’autre site", propositions=3)
"""
CHANGE = """
from commun.concertations.models import Concertation
from commun.core import freshness
Concertation.objects.update(title="Débat renommé")
freshness.touch("test")
"""


def _kill(site: Site) -> None:
    """As the machine would: the server and the processes that it made."""
    assert site.process is not None
    pid = site.process.pid
    for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(one), signal.SIGKILL)
    site.process.kill()
    site.process.wait()


@pytest.mark.once("two servers: what the database does is tested beside")
def test_one_commun_harvests_another_that_dies_and_comes_back(db, settings, tmp_path: Path, monkeypatch) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    key = Ed25519PrivateKey.generate()
    secret = base64.b64encode(key.private_bytes_raw()).decode()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    other = Site(tmp_path, settings={"COMMUN_SIGNING_KEY": secret, "COMMUN_STATIC_MANIFEST": "0"})
    other.migrate()
    other.script(WORLD)
    other.start()
    try:
        source = active_source(f"{other.url}/federation/datapackage.json", public_key=public)
        done = harvest(source=source)
        assert (done.verdict, done.signature, done.refused) == (Verdict.ACCEPTED, "valide", 0), done.why
        kept = set(HarvestedRecord.objects.values_list("dataset", "identifier", "title", "sha256"))
        assert sum(dataset == "propositions" for dataset, *_rest in kept) == 3
        assert harvest(source=source).verdict == Verdict.UNCHANGED

        other.script(CHANGE)
        asked: list[str] = []

        def dying(url: str, **more: object) -> Fetched:
            asked.append(url)
            if sum(one.endswith(".csv") for one in asked) == 2:  # the first changed file was read, the second never is
                _kill(other)
            return real(url, **more)  # type: ignore[arg-type]

        real = outbound.fetch
        with monkeypatch.context() as patched:
            patched.setattr(reading, "fetch", dying)
            assert harvest(source=source).verdict == Verdict.FAILED
        assert sum(one.endswith(".csv") for one in asked) == 2
        assert set(HarvestedRecord.objects.values_list("dataset", "identifier", "title", "sha256")) == kept
    finally:
        other.stop()
    port = other.port
    other.start()
    try:
        type(source).objects.filter(pk=source.pk).update(url=f"{other.url}/federation/datapackage.json", validators={})
        done = harvest(source=source)
        assert (done.verdict, done.withdrawn) == (Verdict.ACCEPTED, 0), (port, done.why)
        assert HarvestedRecord.objects.get(dataset="concertations").title == "Débat renommé"
    finally:
        other.stop()
