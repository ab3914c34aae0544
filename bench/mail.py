"""`python -m bench.mail [--readers 50000] [--kills 3] [--workers 2] [--rate 25] [--postgres]`: one act, many readers.

A database and a mail server of their own, on this machine (aiosmtpd, in a process of its own, that writes down each mail
as it takes it). One public act is spread among the readers; `commun worker` sends; its processes are killed by
`kill -9` at random instants. Then what the server took is compared with who was to be written to: how many a second,
none lost, none twice. Prints Markdown; ends with status 1 when anything is missing or doubled. It waits as long as the
readers take at `--rate` mails a second, the slowest that is accepted: what has not come by then is lost.
"""

import argparse
import collections
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Beside the mails themselves: spreading the act, and a task whose process was killed is taken back only after a while.
SETTING_OUT = 300.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="processus qui envoient")
    parser.add_argument("--rate", type=float, default=25, help="courriels par seconde, au moins")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--sink", nargs=2, metavar=("PORT", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.sink:
        return _sink(int(asked.sink[0]), Path(asked.sink[1]))
    if asked.postgres and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        command = [str(ROOT / "bin/with-postgres"), sys.executable, "-m", "bench.mail", *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="commun-mail-") as folder:
        if not asked.postgres:
            os.environ.pop("DATABASE_URL", None)
        port = _free_port()
        os.environ |= {
            "COMMUN_DATA_DIR": folder,
            "COMMUN_EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "COMMUN_SITE_URL": "http://commun.exemple.fr",
            "COMMUN_BOUNCE_EMAIL": "rebonds@commun.exemple.fr",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return _trial(asked, port, Path(folder) / "taken.txt")


def _trial(asked: argparse.Namespace, port: int, taken: Path) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from commun.following import tasks
    from commun.following.models import Delivery

    call_command("migrate", verbosity=0)
    _write_readers(asked.readers)
    tasks.spread.call(slot="")
    _one_public_act()
    taken.touch()
    sink = subprocess.Popen([sys.executable, "-m", "bench.mail", "--sink", str(port), str(taken)], cwd=ROOT)
    _wait_for(port)
    command = [sys.executable, "-m", "commun", "worker", "--only", "tasks", "--with-parent"]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(asked.workers)
    ]
    chance = random.Random(asked.seed)
    kills = sorted(chance.sample(range(asked.readers // 20, asked.readers * 9 // 10), asked.kills))
    deadline = SETTING_OUT + asked.readers / asked.rate
    begun = time.monotonic()
    tasks.spread.enqueue(slot="")
    first, count, killed = 0.0, 0, 0
    try:
        while count < asked.readers and time.monotonic() - begun < deadline:
            time.sleep(0.05)
            count = _lines(taken)
            first = first or (time.monotonic() if count else 0.0)
            if killed < len(kills) and count >= kills[killed]:
                time.sleep(chance.random() / 20)
                killed += _kill_one(chance)
        ended = time.monotonic()
        first = first or ended
        if count < asked.readers:
            print(f"{count} mails of {asked.readers} after {deadline:.0f} s: stopped.\n", file=sys.stderr)
        # What would come twice comes now.
        late = time.monotonic() + 60
        while time.monotonic() < late and _is_busy():
            time.sleep(0.2)
    finally:
        for process in (*workers, sink):
            process.terminate()
        for process in (*workers, sink):
            process.wait(timeout=60)
    return _tell(asked, taken, Delivery.objects.count(), first - begun, ended - first, killed)


def _tell(asked: argparse.Namespace, taken: Path, written: int, spread: float, sending: float, killed: int) -> int:
    from django.db import connection

    seen = collections.Counter(line.split()[0] for line in taken.read_text().splitlines())
    wanted = {f"lectrice{number}@exemple.fr" for number in range(asked.readers)}
    lost, twice = len(wanted - set(seen)), sum(number - 1 for number in seen.values())
    print(f"## {asked.readers} readers, one public act ({connection.vendor}, {asked.workers} workers)\n")
    print("| | |\n|---|---|")
    for name, value in (
        ("deliveries written", written),
        ("workers killed by `kill -9` while sending", killed),
        ("until the first mail", f"{spread:.1f} s"),
        ("sending, restarts included", f"{sending:.1f} s"),
        ("mails a second", f"{asked.readers / max(sending, 0.001):.0f}"),
        ("lost", lost),
        ("twice", twice),
    ):
        print(f"| {name} | {value} |")
    return int(bool(lost or twice or killed < asked.kills))


def _write_readers(count: int) -> None:
    from django.utils import timezone

    from commun.following.declared import NETWORK
    from commun.following.enums import Rhythm
    from commun.following.models import Reader, Subscription

    now = timezone.now()
    Reader.objects.bulk_create(
        (Reader(email=f"lectrice{number}@exemple.fr") for number in range(count)), batch_size=2000
    )
    Subscription.objects.bulk_create(
        (
            Subscription(reader_id=pk, topic=NETWORK, label="Tout le réseau", rhythm=Rhythm.IMMEDIATE, confirmed_at=now)
            for pk in Reader.objects.order_by("pk").values_list("pk", flat=True)
        ),
        batch_size=2000,
    )


def _one_public_act() -> None:
    from commun.concertations.actions.charter import announce
    from commun.territories.enums import Kind
    from commun.territories.models import Territory

    place = Territory.objects.create(
        uid="essai", slug="essai", kind=Kind.COMMUNE, name="Ville d’essai", code_insee="99999", source="essai"
    )
    announce(territory=place, by=None, source_label="Essai")


def _kill_one(chance: random.Random) -> int:
    """One of the processes that have a task, if there is one now."""
    from django_tasks_db.models import DBTaskResult

    from commun.core.models import BackgroundWorker

    names = [row.worker_ids[-1] for row in DBTaskResult.objects.running()]
    pids = list(BackgroundWorker.objects.filter(name__in=names).values_list("pid", flat=True))
    if not pids:
        return 0
    os.kill(chance.choice(pids), signal.SIGKILL)
    return 1


def _is_busy() -> bool:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists()


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Le serveur de courriel d’essai n’a pas démarré.")


def _sink(port: int, path: Path) -> int:
    """The mail server: takes everything, writes one line for each mail before it says that it took it."""
    import asyncio

    from aiosmtpd.smtp import SMTP

    kept = path.open("ab", buffering=0)

    class Taken:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            content: bytes = envelope.content
            start = content.index(b"Message-ID: ") + 12
            identifier = content[start : content.index(b"\r\n", start)]
            kept.write(envelope.rcpt_tos[0].encode() + b" " + identifier + b"\n")
            return "250 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Taken(), loop=loop), "127.0.0.1", port)
        loop.add_signal_handler(signal.SIGTERM, server.close)
        async with server:
            await server.wait_closed()

    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
