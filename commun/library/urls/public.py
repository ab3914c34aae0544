from django.urls import path

from commun.library.views import sheet, solution

urlpatterns = [
    path("bibliotheque/solutions/<slug:slug>/", solution.detail, name="solution"),
    path("bibliotheque/<slug:slug>/", sheet.detail, name="sheet"),
]
