"""One module for each part of the library; the addresses are in French, stable and permanent.

Addresses made of fixed words come before those of the sheets.
"""

from commun.library.urls import desk, duties, public

app_name = "library"
urlpatterns = [*desk.urlpatterns, *duties.urlpatterns, *public.urlpatterns]
