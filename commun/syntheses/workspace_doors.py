"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(
    Door("syntheses:territory_syntheses", t("Synthèses"), 25),
    Door("syntheses:manifesto_of_territory", t("Manifeste"), 27),
)
add_network_doors(
    Door("syntheses:workshop", t("Synthèses"), 25),
    Door("syntheses:finding_desk", t("Constats"), 26),
    Door("syntheses:manifesto_desk", t("Manifeste"), 27),
)
