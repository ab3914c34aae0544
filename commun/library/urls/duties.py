"""What the law asks, made from the sheets; exports to peers; the law itself as data."""

from django.urls import path, re_path

from commun.library.views import exports, inventory, law, papers, qualification

_PAPER = r"(?P<slug>[-a-zA-Z0-9_]+)/documents-legaux/(?P<kind>[a-z0-9-]+)"

urlpatterns = [
    path("bibliotheque/droit/", law.law_page, name="law"),
    path("bibliotheque/qualifier/", qualification.qualify, name="qualify"),
    path("bibliotheque/inventaire/schema.json", inventory.schema, name="inventory_schema"),
    path("bibliotheque/exports/", exports.index, name="exports"),
    path("bibliotheque/exports/<slug:standard>/", exports.standard_page, name="export"),
    path("bibliotheque/exports/<slug:standard>.json", exports.everything, name="export_all"),
    path("bibliotheque/<slug:slug>/exports/", exports.of_sheet, name="sheet_exports"),
    path("bibliotheque/<slug:slug>/exports/<slug:standard>.json", exports.one, name="sheet_export"),
    path("bibliotheque/<slug:slug>/documents-legaux/", papers.index, name="papers"),
    path("bibliotheque/<slug:slug>/documents-legaux/<slug:kind>/", papers.page, name="paper"),
    re_path(rf"^bibliotheque/{_PAPER}\.(?P<suffix>docx|pdf)$", papers.file, name="paper_file"),
    path("espace/bibliotheque/<slug:slug>/documents-legaux/", papers.desk_index, name="desk_papers"),
    path("espace/bibliotheque/<slug:slug>/documents-legaux/<slug:kind>/", papers.desk_page, name="desk_paper"),
    re_path(rf"^espace/bibliotheque/{_PAPER}\.(?P<suffix>docx|pdf)$", papers.desk_file, name="desk_paper_file"),
    path("espace/bibliotheque/<slug:slug>/qualification/", qualification.qualification, name="qualification"),
    path("territoires/<slug:slug>/algorithmes/", inventory.page, name="inventory"),
    path("territoires/<slug:slug>/algorithmes.csv", inventory.as_csv, name="inventory_csv"),
    path("territoires/<slug:slug>/algorithmes.json", inventory.as_json, name="inventory_json"),
]
