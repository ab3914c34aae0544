"""One module for each part of the library; the addresses are in French, stable and permanent."""

from commun.library.urls import public

app_name = "library"
urlpatterns = [*public.urlpatterns]
