"""One module for each part of the syntheses; the addresses are in French, stable and permanent."""

from commun.syntheses.urls import findings, manifesto, opinion, preview, workshop

app_name = "syntheses"
urlpatterns = [
    *workshop.urlpatterns,
    *preview.urlpatterns,
    *manifesto.urlpatterns,
    *opinion.urlpatterns,
    *findings.urlpatterns,
]
