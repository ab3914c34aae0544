"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(Door("jobs:territory_desk", t("Métiers"), 17))
add_network_doors(Door("jobs:desk", t("Métiers"), 69))
