"""One module for each part of the house; the addresses are in French, stable and permanent."""

from commun.concertations.urls import answers, canevas, charter, network, offline, public, reuse, takeaways

app_name = "concertations"
urlpatterns = [
    *reuse.urlpatterns,
    *public.urlpatterns,
    *charter.urlpatterns,
    *offline.urlpatterns,
    *canevas.urlpatterns,
    *takeaways.urlpatterns,
    *answers.urlpatterns,
    *network.urlpatterns,
]
