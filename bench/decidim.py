"""What the import of a Decidim's proposals costs: `python -m bench.decidim [--rows 100000]`.

In a process and a database of their own, so that the peak of memory is that of the import alone: a CSV in the heads of
the newest Decidim is written, imported, then imported again (nothing may be doubled).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.processes import peak_mib

ROWS = 100_000
AIM_ROWS_A_SECOND = 2_000
HEADS = [
    "id",
    "author/id",
    "author/name",
    "author/url",
    "taxonomies/ids",
    "taxonomies/12/fr",
    "participatory_space/id",
    "participatory_space/url",
    "component/id",
    "title/en",
    "title/fr",
    "body/en",
    "body/fr",
    "address",
    "latitude",
    "longitude",
    "state",
    "state_published_at",
    "reference",
    "answer/fr",
    "answered_at",
    "votes",
    "likes/total_count",
    "likes/user_likes",
    "comments",
    "attachments",
    "follows_count",
    "published_at",
    "url",
    "withdrawn",
    "created_at",
    "updated_at",
]
_STATES = ("", "", "accepted", "rejected", "evaluating")
_WORDS = [
    "transport",
    "école",
    "quartier",
    "données",
    "algorithme",
    "service",
    "public",
    "agents",
    "formation",
    "énergie",
    "eau",
    "parc",
    "vélo",
    "marché",
    "santé",
    "mairie",
    "information",
    "transparence",
    "décision",
    "habitants",
    "budget",
    "logement",
    "culture",
    "sport",
    "numérique",
    "accès",
    "aide",
    "démarches",
]


def run(rows: int = ROWS) -> dict[str, Any]:
    """Seconds, rows a second and peak of memory (MiB) of a first import and of a second one of the same file."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.decidim", "--inside", folder, "--rows", str(rows)],
            env={**os.environ, "COMMUN_DATA_DIR": folder},
            check=True,
            capture_output=True,
            text=True,
        )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(HEADS) + "\r\n")
        for line in _lines(rows):
            file.write(line + "\r\n")


def _lines(rows: int) -> Iterator[str]:
    for number in range(1, rows + 1):
        words = [_WORDS[(number * step) % len(_WORDS)] for step in range(3, 63)]
        state = _STATES[number % len(_STATES)]
        cells = dict.fromkeys(HEADS, "")
        cells |= {
            "id": str(number),
            "author/name": f"Personne {number}",
            "component/id": "7",
            "title/fr": f"Proposition {number}",
            "body/fr": f"<p>Pour {number} : {' '.join(words)}.</p>",
            "state": state,
            "answer/fr": "<p>Voir le plan de mandat.</p>" if state == "rejected" else "",
            "answered_at": "2026-06-01 09:00:00 +0200" if state else "",
            "published_at": "2026-03-02 10:00:00 +0100",
            "url": f"https://participer.exemple.fr/processes/ia/f/7/proposals/{number}",
        }
        yield ";".join(cells.values())


def _inside(folder: Path, rows: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Django first needs its settings, which need the folder of this process.
    import django

    django.setup()
    from django.core.management import call_command

    from commun.concertations.actions.imports import Verdict
    from commun.concertations.importers.bulk import import_table
    from commun.concertations.models import Concertation
    from commun.concertations.platforms.tables import open_tables
    from commun.territories.models import Territory

    call_command("migrate", verbosity=0)
    path = folder / "proposals.csv"
    write(path, rows)
    body = Territory.objects.create(name="Banc d’essai", slug="banc", kind="commune", code_insee="01001")
    record = Concertation.objects.create(uid="cta-2026-0001", slug="banc", territory=body, title="Banc")
    # Not ru_maxrss: a process inherits that of the one that started it.
    before = peak_mib(os.getpid())
    figures: dict[str, Any] = {"rows": rows, "file_mib": round(path.stat().st_size / 1024**2, 1)}
    for name in ("first", "again"):
        began, cpu = time.perf_counter(), time.process_time()
        with open_tables(path) as (table,):
            outcome = import_table(record=record, table=table)
        seconds = time.perf_counter() - began
        figures[name] = {
            "seconds": round(seconds, 2),
            "rows_a_second": round(rows / seconds),
            "rows_a_cpu_second": round(rows / (time.process_time() - cpu)),
            "added": outcome.taken[Verdict.NEW],
            "unchanged": outcome.taken[Verdict.UNCHANGED],
            "peak_mib": round(peak_mib(os.getpid()), 1),
        }
    figures["before_mib"] = round(before, 1)
    figures["takeaways"] = record.takeaways.count()
    figures["aim_met"] = figures["first"]["rows_a_second"] >= AIM_ROWS_A_SECOND
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        _inside(options.inside, options.rows)
        return
    print(json.dumps(run(options.rows), indent=2))


if __name__ == "__main__":
    main()
