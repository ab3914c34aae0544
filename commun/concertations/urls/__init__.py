"""One module for each part of the house; the addresses are in French, stable and permanent."""

from commun.concertations.urls import answers, canevas, charter, network, offline, public, takeaways

app_name = "concertations"
urlpatterns = [
    *public.urlpatterns,
    *charter.urlpatterns,
    *offline.urlpatterns,
    *canevas.urlpatterns,
    *takeaways.urlpatterns,
    *answers.urlpatterns,
    *network.urlpatterns,
]
