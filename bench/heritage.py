"""`python -m bench.heritage`: a file of 2 GB goes up in parts to the production server, which is killed twice on the way;
then it is read again, downloaded, and downloaded from where a download was cut. Everything is compared by SHA-256.

    python -m bench.heritage --gb 0.2      # a tenth
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from bench.processes import BIN, peak_mib, tree, wait_for
from bench.web import ROOT, run, site_environment
from commun_client import Commun

PORT = 8108
PREPARE = """
from commun.accounts.models import User, Membership
from commun.accounts.enums import Role
from commun.heritage.actions import items
from commun.heritage.enums import Kind
from commun.keys import actions as keys
from commun.keys.enums import Scope
from commun.territories.models import Territory
from commun.territories.enums import Kind as Place
one = Territory.objects.create(uid="insee:99999", slug="essai", name="Essai", kind=Place.COMMUNE, code_insee="99999", is_fictional=True)
by = User.objects.create_user("essai@exemple.fr")
Membership.objects.create(user=by, territory=one, role=Role.REFERENT)
item = items.create(territory=one, kind=Kind.MODEL, title="Essai", by=by)
key, secret = keys.open_key(territory=one, name="Essai", scopes={Scope.HERITAGE}, by=by)
print(item.uid, secret.text)
"""
PUBLISH = """
import time
from django.utils import timezone
from commun.heritage.actions import keeping
from commun.heritage.models import HeritageItem, HeritageVersion, StoredContent
content = StoredContent.objects.get()
start = time.perf_counter()
sound = keeping.check(content)
spent = time.perf_counter() - start
now = timezone.now()
HeritageVersion.objects.update(signed_at=now, signed_by_role="Essai", published_at=now, published_by_role="Essai", licence="MIT", personal_data="absentes")
HeritageItem.objects.update(current=HeritageVersion.objects.get(), published_at=now)
content.refresh_from_db()
print(sound, spent, content.sha256, content.pieces.count(), content.files.get().pk)
"""


class Server:
    """The production server, alone: two web processes."""

    def __init__(self, folder: Path) -> None:
        self.environment = site_environment(folder) | {
            "PORT": str(PORT), "COMMUN_WORKER": "0", "COMMUN_INDEXER": "0", "COMMUN_STATIC_MANIFEST": "0",
            "COMMUN_DEBUG": "1", "COMMUN_SITE_URL": f"http://127.0.0.1:{PORT}",
        }  # fmt: skip
        self.peak = 0.0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([BIN / "commun", "serve"], env=self.environment, cwd=ROOT)
        wait_for(f"http://127.0.0.1:{PORT}/robots.txt")

    def look(self) -> None:
        self.peak = max(self.peak, peak_mib(self.process.pid))

    def kill(self) -> None:
        """As a machine that loses power: every process at once, without a word."""
        self.look()
        for pid in tree(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


def made(path: Path, size: int) -> str:
    """A file that nothing can compress; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for start in range(0, size, 1 << 20):
            block = os.urandom(min(1 << 20, size - start))
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def uploaded(server: Server, item: str, key: str, path: Path) -> tuple[float, float, list[str]]:
    """Send it, with the server killed at a third and at two thirds. Seconds in all, seconds it was down, what was said."""
    size = path.stat().st_size
    cuts, down, said = [size // 3, 2 * size // 3], [0.0], []
    busy = threading.Lock()

    def cut(at: int) -> None:
        # A little later, so that a part is on its way.
        time.sleep(0.05)
        with busy:
            start = time.perf_counter()
            server.kill()
            server.start()
            down[0] += time.perf_counter() - start
        said.append(f"{at / 1e6:,.0f} Mo")

    def told(sent: int, whole: int) -> None:
        if sent % (64 << 20) < 8 << 20 and not busy.locked():
            server.look()
        if cuts and sent >= cuts[0]:
            cuts.pop(0)
            threading.Thread(target=cut, args=(sent,)).start()

    start = time.perf_counter()
    site = Commun(f"http://127.0.0.1:{PORT}", key=key, retries=6)
    site.deposit(item, path, told=told)
    return time.perf_counter() - start, down[0], said


def fetched(url: str, start: int, etag: str, stop_after: int | None = None) -> tuple[str, int, str]:
    """What comes from `start`: its SHA-256, how much, and the validator."""
    headers = {"Range": f"bytes={start}-", "If-Range": etag} if start else {}
    digest, count = hashlib.sha256(), 0
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        while block := answer.read(1 << 20):
            digest.update(block)
            count += len(block)
            if stop_after is not None and count >= stop_after:
                break
        return digest.hexdigest(), count, answer.headers["ETag"]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--gb", type=float, default=2.0)
    size = int(asked.parse_args().gb * 1_000_000_000)
    folder = Path(tempfile.mkdtemp(prefix="bench-heritage-"))
    try:
        path = folder / "poids.safetensors"
        digest = made(path, size)
        run(folder, "migrate", "--verbosity", "0")
        run(folder, "createcachetable")
        item, key = run(folder, "shell", "--no-imports", "-c", PREPARE).split()[-2:]
        server = Server(folder)
        server.look()
        idle = server.peak
        seconds, down, cuts = uploaded(server, item, key, path)
        server.look()
        up = server.peak
        sound, again, kept, pieces, file = run(folder, "shell", "--no-imports", "-c", PUBLISH).split()[-5:]
        url = f"http://127.0.0.1:{PORT}/patrimoine/{item}/v/1/fichiers/{file}/"
        start = time.perf_counter()
        whole, count, etag = fetched(url, 0, "")
        took = time.perf_counter() - start
        rest, left, _etag = fetched(url, size // 2, etag)
        server.look()
        with path.open("rb") as source:
            source.seek(size // 2)
            half = hashlib.file_digest(source, "sha256").hexdigest()
        server.kill()
        print(
            f"file                      {size / 1e6:,.0f} MB in {pieces} pieces, server killed at {' and '.join(cuts)}"
        )
        print(
            f"upload                    {size / 1e6 / (seconds - down):,.0f} MB/s ({seconds:.0f} s, of which down {down:.0f} s)"
        )
        print(
            f"memory of a web process   idle {idle:.0f} MiB, peak while uploading {up:.0f} MiB, at the end {server.peak:.0f} MiB"
        )
        print(
            f"kept is what was sent     {sound == 'True' and kept == digest}, read again at {size / 1e6 / float(again):,.0f} MB/s"
        )
        print(f"downloaded is the same    {whole == digest and count == size}, {size / 1e6 / took:,.0f} MB/s")
        print(f"from the middle           {rest == half and left == size - size // 2}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
