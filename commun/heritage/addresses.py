"""Where an object store is: `https://host[:port]/bucket[/prefix]`."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class StoreAddress:
    """`endpoint` is the service; `prefix` is what the name of each object begins with, without a bar at its end."""

    endpoint: str
    bucket: str
    prefix: str = ""

    @classmethod
    def read(cls, url: str) -> "StoreAddress":
        """Raises ValueError for what is not such an address; keys are never in it, since it is shown."""
        parts = urlsplit(url)
        bucket, _bar, prefix = parts.path.strip("/").partition("/")
        if parts.scheme not in ("http", "https") or not parts.hostname or not bucket:
            raise ValueError(url)
        if parts.username or parts.query or parts.fragment:
            raise ValueError(url)
        return cls(f"{parts.scheme}://{parts.netloc}", bucket, prefix)

    @property
    def is_clear(self) -> bool:
        """Whether what goes there can be read on the way by others than this machine."""
        parts = urlsplit(self.endpoint)
        return parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost")
