"""Every public address is French, stable and permanent (docs/adr/0003)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commun.api.urls")),  # first: what programs ask for most, with the least to do for each answer
    path("", include("commun.site.urls")),
    path("", include("commun.ui.urls")),
    path("", include("commun.search.urls")),
    path("", include("commun.territories.urls")),
    path("", include("commun.accounts.urls")),
    path("", include("commun.keys.urls")),
    path("", include("commun.following.urls")),
    path("", include("commun.webhooks.urls")),
    path("", include("commun.deliberations.urls")),
    path("", include("commun.resources.urls")),
    path("", include("commun.editorial.urls")),
    path("", include("commun.heritage.urls")),
    path("", include("commun.groups.urls")),
    path("", include("commun.agenda.urls")),
    path("", include("commun.library.urls")),
    path("", include("commun.concertations.urls")),
    path("", include("commun.consultations.urls")),
    path("", include("commun.syntheses.urls")),
    path("", include("commun.hearings.urls")),
    path("", include("commun.jobs.urls")),
    path("", include("commun.labels.urls")),
    path("", include("commun.opendata.urls")),
    path("", include("commun.federation.urls")),
    path("", include("commun.embeds.urls")),
]

handler400 = "commun.site.views.errors.bad_request"
handler403 = "commun.site.views.errors.permission_denied"
handler404 = "commun.site.views.errors.not_found"
handler429 = "commun.site.views.errors.too_many_requests"
handler500 = "commun.site.views.errors.server_error"
