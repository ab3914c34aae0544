"""The door that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors

add_network_doors(Door("labels:desk", t("Labels"), 70))
