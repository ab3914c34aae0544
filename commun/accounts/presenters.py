"""The table of rights, as a page that anyone can read."""

from commun.accounts.enums import NetworkRole, Permission, Role
from commun.accounts.permissions import NETWORK_PERMISSIONS, ROLE_PERMISSIONS

HEAD = """# Qui a le droit de faire quoi

Cette page est tirée de la table des droits du programme (`commun rights-table`) ; un test vérifie qu’elle lui est
fidèle.

Lire ce qui est public ne demande aucun compte.
"""

NETWORK_NOTE = """Ces rôles valent pour tous les territoires. Ils ne donnent aucun droit tant que la double vérification
n’est pas active. Seule l’administration les donne et les retire.
"""

TERRITORY_NOTE = """Ces rôles valent pour un territoire, et pour lui seul. On y entre par une invitation, ou par une
demande qu’une personne référente accepte.
"""


def rights_markdown() -> str:
    """The whole page, ending with a line break."""
    territory = _table(Role, ROLE_PERMISSIONS)
    network = _table(NetworkRole, NETWORK_PERMISSIONS)
    return "\n".join(
        [HEAD, "## Dans un territoire\n", TERRITORY_NOTE, territory, "## Dans le réseau\n", NETWORK_NOTE, network]
    )


def _table(
    roles: type[Role] | type[NetworkRole],
    rights: dict[Role, frozenset[Permission]] | dict[NetworkRole, frozenset[Permission]],
) -> str:
    """One line per permission that at least one of the roles has."""
    granted: dict[str, frozenset[Permission]] = {role.value: given for role, given in rights.items()}
    lines = [f"| droit | {' | '.join(str(role.label) for role in roles)} |", f"|---|{'---|' * len(list(roles))}"]
    for permission in Permission:
        marks = ["oui" if permission in granted[role.value] else "–" for role in roles]
        if "oui" in marks:
            lines.append(f"| {permission.label} | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"
