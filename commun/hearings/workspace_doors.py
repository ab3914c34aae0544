"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors

add_network_doors(
    Door("hearings:desk", t("Auditions"), 67), Door("hearings:own_opinions", t("Mes avis scientifiques"), 68)
)
