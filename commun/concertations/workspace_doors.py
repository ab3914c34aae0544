"""The doors that this app adds to the navigation of the workspace (`accounts.workspace`)."""

from django.utils.translation import gettext_lazy as t

from commun.accounts.workspace import Door, add_network_doors, add_territory_doors

add_territory_doors(
    Door("concertations:workspace_territory", order=10),
    Door("concertations:pledge_sign", t("Charte"), 20),
)
add_network_doors(
    Door("concertations:network", t("Réseau"), 10),
    Door("concertations:participant_views", t("Avis à relire"), 20),
    Door("concertations:charter_new", t("Charte"), 30),
    Door("concertations:network_commitments", t("Nos engagements"), 35),
)
