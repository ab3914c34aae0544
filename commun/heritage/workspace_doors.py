"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(Door("heritage:desk", t("Patrimoine"), 25))
add_network_doors(Door("heritage:network", t("Patrimoine"), 66))
