"""What changed in the API, and who uses it: data for one page, added to and never rewritten."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Change:
    """One version. `notes` say what is new for whoever programs against it; `ends_on` when what it announces stops."""

    on: datetime.date
    version: str
    notes: tuple[str | Promise, ...]
    ends_on: datetime.date | None = None


CHANGES: tuple[Change, ...] = (
    Change(
        datetime.date(2026, 11, 23),
        "1.3.0",
        (
            _(
                "Ce qui va disparaître est annoncé sur cette page, dans la description et par les en-têtes des "
                "réponses."
            ),
            _("Par clé, dire de quels métiers parlent un usage ou une remontée, et le reprendre."),
            _("Refus 507 : le disque du site est plein, rien n’a été gardé."),
        ),
    ),
    Change(
        datetime.date(2026, 11, 22),
        "1.2.0",
        (
            _("Par clé, ce que fait l’espace de travail : charte, co-porteurs, documents et fichiers, ressources."),
            _("Évaluations, origines, liens, sources et système d’un usage ; délibérations citées comme preuves."),
            _("Changer ou retirer une séquence, une intervenante, un chiffre, par l’identifiant de la ligne."),
            _("« /api/ecrire/#sans-cle » dit ce qu’une clé ne fait pas, et pourquoi."),
            _("Les clés ouvertes avant n’ont pas les portées « charte » et « ressources » : ouvrez-en une autre."),
        ),
    ),
    Change(
        datetime.date(2026, 11, 22),
        "1.1.0",
        (
            _("Écrire avec la clé d’un territoire : concertations, remontées, réponses, suites, usages d’algorithmes."),
            _("« dry_run=true » essaie sans rien garder."),
            _("« Idempotency-Key » : une demande renvoyée sous le même nom n’est pas refaite."),
            _("Refus 412 et 428 : une modification dit dans If-Match quelle version elle remplace."),
            _("Une page d’un autre site peut lire, jamais écrire."),
            _("Recevoir les nouvelles signées, quand elles deviennent publiques (webhooks)."),
        ),
    ),
    Change(datetime.date(2026, 11, 22), "1.0.0", (_("Lire tout ce qui est public, sans clé."),)),
)


@dataclass(frozen=True)
class KnownClient:
    """A program that speaks this API."""

    name: str
    what: str | Promise
    url: str


CLIENTS: tuple[KnownClient, ...] = (
    KnownClient("curl", _("Les commandes de ces pages, essayées à chaque changement."), "/api/ecrire/"),
    KnownClient(
        "commun_client",
        _("Le client Python : lit, cherche, télécharge, écrit, sans rien installer d’autre."),
        "/api/ecrire/#python",
    ),
    KnownClient(
        "commun remote",
        _("Le même, en ligne de commande : une ligne de JSON par résultat."),
        "/api/ecrire/#python",
    ),
)
"""Those that are kept in step with the API, each tried by the tests; to add one: its name, what it does, the address of
its public page, and what tries it here at each change (`tests/client`). A test follows each address."""
