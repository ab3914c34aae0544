from django.urls import URLPattern, URLResolver, path

from commun.ui.views import gallery

urlpatterns: list[URLPattern | URLResolver] = [
    path("composants/", gallery.gallery, name="gallery"),
    path("composants/<slug:slug>/", gallery.gallery_family, name="gallery-family"),
]
