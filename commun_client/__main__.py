"""`commun remote SITE list propositions reponse=retenue`, or `python -m commun_client …`: a line of JSON for each."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commun_client.client import FORMATS, Commun
from commun_client.errors import CommunError
from commun_client.writing import Written


def parser(prog: str = "commun remote") -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog=prog,
        description="Lit un site Commun, et y écrit avec la clé d’un territoire : une ligne de JSON par résultat.",
    )
    found.add_argument("site", help="l’adresse du site : https://commun.exemple.fr")
    actions = found.add_subparsers(dest="action", required=True)
    actions.add_parser("collections", help="ce que l’on peut lire")
    listing = actions.add_parser("list", help="toutes les lignes d’une collection")
    listing.add_argument("collection")
    listing.add_argument("filters", nargs="*", metavar="nom=valeur", help="reponse=retenue ; peut être répété")
    listing.add_argument("--champs", default="", help="les seules colonnes voulues, séparées par des virgules")
    listing.add_argument("--limite", type=int, default=0, help="s’arrêter après tant de lignes")
    one = actions.add_parser("get", help="une ligne, par son identifiant")
    one.add_argument("collection")
    one.add_argument("identifiant")
    search = actions.add_parser("search", help="chercher dans tout ce qui est public")
    search.add_argument("mots")
    search.add_argument("filters", nargs="*", metavar="nom=valeur")
    search.add_argument("--limite", type=int, default=20)
    download = actions.add_parser("download", help="le fichier entier d’un jeu de données, repris s’il a été coupé")
    download.add_argument("jeu")
    download.add_argument("fichier", nargs="?", default="")
    download.add_argument("--format", choices=FORMATS, default="csv")
    deposit = actions.add_parser(
        "upload", help="déposer un fichier de toute taille, repris s’il a été coupé (COMMUN_KEY)"
    )
    deposit.add_argument("fiche", help="l’identifiant du jeu de données ou du modèle : p7k2q9x4m")
    deposit.add_argument("fichier")
    writing = actions.add_parser("write", help="écrire, avec la clé d’un territoire (variable COMMUN_KEY)")
    writing.add_argument("method", choices=("post", "patch", "delete"))
    writing.add_argument("operation", help="son adresse après /api/v1/ : concertations/cta-2027-0001/remontees")
    writing.add_argument("contenu", nargs="?", default="", help="du JSON, @fichier.json, ou - pour l’entrée standard")
    writing.add_argument("--version-lue", default="", metavar="VERSION", help="celle que vous modifiez ; « * » : toute")
    writing.add_argument(
        "--nom", default="", help="le nom de la demande : renvoyée sous ce nom, elle n’est pas refaite"
    )
    writing.add_argument("--fichier", default="", help="un fichier à joindre")
    writing.add_argument("--essai", action="store_true", help="vérifier tout, ne rien garder")
    return found


def main(words: Sequence[str] | None = None, *, prog: str = "python -m commun_client") -> int:
    asked = parser(prog).parse_args(words)
    try:
        _do(
            Commun(asked.site, key=os.environ.get("COMMUN_KEY", "") if asked.action in ("write", "upload") else ""),
            asked,
        )
    except (CommunError, ValueError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


def _do(site: Commun, asked: argparse.Namespace) -> None:
    if asked.action == "collections":
        for collection in site.collections():
            sys.stdout.write(f"{collection.name}\t{collection.title}\n")
    elif asked.action == "list":
        wanted = [name for name in asked.champs.split(",") if name]
        page = min(asked.limite or 1000, 1000)
        rows = site.list(asked.collection, champs=wanted, page=page, **_filters(asked.filters))
        for number, row in enumerate(rows, 1):
            _tell(row)
            if number == asked.limite:
                return
    elif asked.action == "get":
        _tell(site.get(asked.collection, asked.identifiant))
    elif asked.action == "search":
        filters: dict[str, Any] = _filters(asked.filters)
        for result in site.search(asked.mots, size=asked.limite, **filters).results:
            _tell(result)
    elif asked.action == "upload":
        sys.stdout.write(f"{site.deposit(asked.fiche, asked.fichier, told=_tell_sent)}  {asked.fichier}\n")
    elif asked.action == "write":
        _tell(asdict(_write(site, asked)))
    else:
        target = asked.fichier or f"{asked.jeu}.{asked.format}"
        sys.stdout.write(f"{site.download(asked.jeu, to=target, form=asked.format)}\n")


def _write(site: Commun, asked: argparse.Namespace) -> Written:
    """The key is read in the environment alone: the words of a command are seen by all, and kept in its history."""
    text = asked.contenu
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    data = json.loads(text) if text else None
    said: dict[str, Any] = {"idempotency_key": asked.nom, "dry_run": asked.essai}
    if asked.fichier:
        return site.upload(asked.operation, asked.fichier, data, **said)
    said["version"] = asked.version_lue
    if asked.method == "delete":
        return site.delete(asked.operation, **said)
    if asked.method == "patch":
        return site.patch(asked.operation, data or {}, **said)
    return site.post(asked.operation, data, **said)


def _filters(words: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise ValueError(f"« {word} » : un filtre s’écrit nom=valeur")
        found.setdefault(name, []).append(value)
    return found


def _tell(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _tell_sent(sent: int, size: int) -> None:
    sys.stderr.write(f"\r{sent / 1e6:,.0f} Mo sur {size / 1e6:,.0f}" + ("\n" if sent == size else ""))


if __name__ == "__main__":
    sys.exit(main())
