"""The public pages of one sheet, of one solution, and of what is not declared."""

from django.urls import URLPattern, path

from commun.library import feeds
from commun.library.views import also, correction, coverage, document, one_page, plain, sheet, solution, versions

urlpatterns: list[URLPattern] = [
    path("flux/usages.atom", feeds.sheets_feed, name="feed"),
    path("bibliotheque/couverture/", coverage.coverage_page, name="coverage"),
    path("bibliotheque/solutions/", solution.solution_list, name="solutions"),
    path("bibliotheque/solutions/<slug:slug>/", solution.detail, name="solution"),
    path("bibliotheque/solutions/<slug:slug>/nous-aussi/", also.from_solution, name="also_solution"),
    path("territoires/<slug:slug>/usages/", one_page.territory, name="territory_one_page"),
    path("territoires/<slug:slug>/usages.pdf", one_page.territory_pdf, name="territory_one_page_pdf"),
    path("bibliotheque/<slug:slug>/en-clair/", plain.plain, name="plain"),
    path("bibliotheque/<slug:slug>/une-page/", one_page.sheet, name="one_page"),
    path("bibliotheque/<slug:slug>/une-page.pdf", one_page.sheet_pdf, name="one_page_pdf"),
    path("bibliotheque/<slug:slug>/versions/", versions.version_list, name="versions"),
    path("bibliotheque/<slug:slug>/versions/<int:number>/", versions.version, name="version"),
    path("bibliotheque/<slug:slug>/documents/<int:pk>/", document.document, name="document"),
    path("bibliotheque/<slug:slug>/completer/", correction.correction, name="correction"),
    path("bibliotheque/<slug:slug>/nous-aussi/", also.from_sheet, name="also"),
    path("bibliotheque/<slug:slug>/", sheet.detail, name="sheet"),
]
