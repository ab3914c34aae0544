"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(Door("library:desk", t("Usages d’IA"), 15))
add_network_doors(Door("library:import", t("Bibliothèque"), 40))
add_network_doors(Door("library:grid_desk", t("Grille"), 50))
