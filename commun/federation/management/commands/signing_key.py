"""`commun signing-key`: a new pair of keys, to sign what other sites harvest here."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Fait une paire de clés ed25519 : la privée pour COMMUN_SIGNING_KEY, la publique pour qui moissonne ce site."

    def handle(self, *args: Any, **options: Any) -> None:
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.stdout.write(f"COMMUN_SIGNING_KEY={base64.b64encode(key.private_bytes_raw()).decode()}")
        self.stdout.write(f"clé publique : {base64.b64encode(public).decode()}")
