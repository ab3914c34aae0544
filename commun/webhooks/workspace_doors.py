"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(Door("webhooks:list", t("Envois"), 96))
add_network_doors(Door("webhooks:network", t("Envois"), 85))
