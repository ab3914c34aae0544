"""What makes a decision one, whoever reads its file, on whichever machine."""

import base64
import datetime
import hashlib


def uid_of(*, siret: str, local_id: str, decided_on: datetime.date) -> str:
    """ "21860194600013-20171015-k3f9a2qx7m": the same for the same decision in every file and every database.

    The body's own identifier is there as a digest: it may hold any sign, and stay unsaid when a decision is taken down.
    """
    digest = hashlib.sha256(f"{siret}\x1f{local_id}\x1f{decided_on.isoformat()}".encode()).digest()
    return f"{siret}-{decided_on:%Y%m%d}-{base64.b32encode(digest[:7])[:10].decode().lower()}"


def digest_of(*values: str) -> str:
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()
