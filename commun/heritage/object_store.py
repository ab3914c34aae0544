"""Pieces on an object store that speaks S3's protocol: each is one object, written by one request that either holds for
the whole or for nothing, with its digest that the store checks.

The settings name this storage when `COMMUN_HERITAGE_S3_URL` is set (docs/exploitation/patrimoine.md). boto3 is in the
dependency group `objects`; nothing else of the site imports it, nor this module.
"""

import base64
import hashlib
import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from commun.heritage.addresses import StoreAddress
from commun.heritage.contents import StoreUnreachable

_MOST_KEYS = 1000
_GONE = frozenset({"NoSuchKey", "404", "NotFound"})  # an answer to HEAD has no other code than its status


@deconstructible
class ObjectStore(Storage):
    """What `contents` asks of a storage: save, open and seek, list, delete. Names never collide, hence no look before.

    Raises FileNotFoundError for an object that is not there, and StoreUnreachable when the store does not answer or
    refuses: nothing is then known of what it keeps.
    """

    def __init__(self, *, url: str, region: str = "", key_id: str = "", secret: str = "") -> None:
        self._address = StoreAddress.read(url)
        self._region, self._key_id, self._secret = region, key_id, secret

    @cached_property
    def _client(self) -> Any:
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self._address.endpoint,
            region_name=self._region or None,
            aws_access_key_id=self._key_id or None,
            aws_secret_access_key=self._secret or None,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "total_max_attempts": 3},
                # Stores that are not Amazon's do not all know its newer checksums: Content-MD5 is known by all.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        try:
            self._ask("head_object", Key=self._key(name))
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        length: int = self._ask("head_object", Key=self._key(name))["ContentLength"]
        return length

    def delete(self, name: str) -> None:
        self._ask("delete_object", Key=self._key(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The objects of a folder; folders are only a way of writing names there, hence none."""
        prefix = self._key(path.rstrip("/")) + "/"
        return [], [key.removeprefix(prefix) for key in self._keys(prefix)]

    def _keys(self, prefix: str) -> Iterator[str]:
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=prefix, MaxKeys=_MOST_KEYS, **more)
            yield from (one["Key"] for one in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return File(io.BufferedReader(_Object(self, name)), name)

    def _save(self, name: str, content: Any) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        content.seek(0)
        size = 0
        while block := content.read(256 * 1024):
            digest.update(block)
            size += len(block)
        content.seek(0)
        self._ask(
            "put_object", Key=self._key(name), Body=getattr(content, "file", content), ContentLength=size,
            ContentMD5=base64.b64encode(digest.digest()).decode(),
        )  # fmt: skip
        return name

    def from_byte(self, name: str, start: int) -> Any:
        """What is kept from this byte on, as it comes; nothing beyond the end."""
        return self._ask("get_object", Key=self._key(name), Range=f"bytes={start}-")["Body"]

    def _key(self, name: str) -> str:
        return f"{self._address.prefix}/{name}" if self._address.prefix else name

    def _ask(self, operation: str, **given: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._address.bucket, **given)
        except ClientError as refusal:
            code = refusal.response.get("Error", {}).get("Code")
            if code in _GONE and "Key" in given:
                raise FileNotFoundError(given["Key"]) from refusal
            if code == "InvalidRange":
                return {"Body": io.BytesIO()}
            raise StoreUnreachable(str(refusal)) from refusal
        except BotoCoreError as silence:
            raise StoreUnreachable(str(silence)) from silence


class _Object(io.RawIOBase):
    """An object read from where one is: nothing is asked before the first byte, nor again while one goes on."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        super().__init__()
        self._store, self._name = store, name
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            offset += self._store.size(self._name)
        elif whence == io.SEEK_CUR:
            offset += self._at
        if offset != self._at:
            self._drop()
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._body is None:
            self._body = self._store.from_byte(self._name, self._at)
        try:
            block: bytes = self._body.read(len(buffer))
        except BotoCoreError as cut:
            raise StoreUnreachable(str(cut)) from cut
        buffer[: len(block)] = block
        self._at += len(block)
        return len(block)

    def close(self) -> None:
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
