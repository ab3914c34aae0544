import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path) -> None:
    """What is deposited goes with the test."""
    settings.STORAGES = settings.STORAGES | {
        "heritage": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "patrimoine"},
        }
    }


@pytest.fixture(scope="package")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own process that speaks S3's protocol, with one empty bucket; its address."""
    if importlib.util.find_spec("moto") is None:
        pytest.skip("Le serveur S3 des essais n’est pas installé (moto, groupe dev).")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = {"AWS_ACCESS_KEY_ID": "essai", "AWS_SECRET_ACCESS_KEY": "essai", "MOTO_CALL_RESET_API": "false"}
    with (tmp_path_factory.mktemp("s3") / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            env=os.environ | outside, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(600):
        assert server.poll() is None, "the S3 server stopped"
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the S3 server did not start")


def store_at(url: str) -> dict[str, Any]:
    """What the settings say of a store at this address."""
    return {
        "BACKEND": "commun.heritage.object_store.ObjectStore",
        "OPTIONS": {"url": url, "region": "eu-west-3", "key_id": "essai", "secret": "essai"},
    }


@pytest.fixture
def s3(s3_server: str, settings) -> Any:
    """The heritage on that server, in a bucket that is made new; a client that sees what is in it."""
    import boto3

    client = boto3.client("s3", endpoint_url=s3_server, region_name="eu-west-3",
                          aws_access_key_id="essai", aws_secret_access_key="essai")  # fmt: skip
    bucket = f"patrimoine-{time.monotonic_ns()}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    settings.HERITAGE_S3_URL = f"{s3_server}/{bucket}/commun"
    settings.HERITAGE_S3_KEY_ID = settings.HERITAGE_S3_SECRET = "essai"
    settings.STORAGES = settings.STORAGES | {"heritage": store_at(settings.HERITAGE_S3_URL)}
    client.bucket = bucket
    return client
