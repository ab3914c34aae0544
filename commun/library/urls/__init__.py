"""One module for each part of the library; the addresses are in French, stable and permanent.

Addresses made of fixed words come before those of the sheets: `pages` is the last.
"""

from commun.library.urls import desk, duties, feed, grid, pages, shelf

app_name = "library"
urlpatterns = [
    *shelf.urlpatterns,
    *desk.urlpatterns,
    *feed.urlpatterns,
    *duties.urlpatterns,
    *grid.urlpatterns,
    *pages.urlpatterns,
]
