"""The door that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_territory_doors

add_territory_doors(Door("keys:list", t("Clés d’API"), 95))
