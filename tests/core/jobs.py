"""Tasks for the trials of the queue: they write what they do in a file, whose lines tell who did what, when."""

import os
import time
from datetime import timedelta
from pathlib import Path

from commun.core.background import GiveUp, give_way, task

NOW = timedelta()
done: list[str] = []


def _write(file: str, *words: object) -> None:
    with Path(file).open("a") as kept:
        kept.write(" ".join(str(word) for word in (*words, os.getpid())) + "\n")


@task(title="Écrire une ligne")
def write(file: str, key: str, seconds: float = 0.0) -> None:
    _write(file, "begins", key)
    time.sleep(seconds)
    _write(file, "ends", key)


@task(title="Échouer", delays=(timedelta(minutes=1), timedelta(minutes=10)))
def fail(word: str) -> None:
    done.append(word)
    raise ValueError(f"refusé : {word}")


@task(title="Renoncer")
def give_up() -> None:
    raise GiveUp("l’adresse n’existe plus")


@task(title="Durer", limit=timedelta(seconds=0.2), delays=(NOW,))
def last() -> None:
    time.sleep(30)


@task(title="Céder la place")
def long() -> None:
    give_way()
    done.append("long")


@task(title="Chaque matin")
def each_morning(slot: str) -> None:
    done.append(slot)
