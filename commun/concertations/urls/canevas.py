from django.urls import URLPattern, path, register_converter

from commun.concertations.canevas import Section
from commun.concertations.views import (
    document,
    versions,
    workspace_co_leads,
    workspace_documents,
    workspace_home,
    workspace_new,
    workspace_overview,
    workspace_resources,
    workspace_rows,
    workspace_section,
    workspace_usages,
)


class SectionConverter:
    """The three sections, and nothing else: other pages of the canevas stand beside them."""

    regex = "|".join(section.value for section in Section)

    def to_python(self, value: str) -> Section:
        return Section(value)

    def to_url(self, value: Section | str) -> str:
        return value.value if isinstance(value, Section) else value


register_converter(SectionConverter, "section")

_TERRITORY = "espace/territoires/<slug:slug>/"
_RECORD = "espace/concertations/<slug:slug>/"
_ROWS = f"{_RECORD}canevas/<section:section>/<slug:rows>/"

urlpatterns: list[URLPattern] = [
    path("espace/", workspace_home.todo, name="workspace_todo"),
    path(_TERRITORY, workspace_home.territory_home, name="workspace_territory"),
    path(f"{_TERRITORY}concertations/nouvelle/", workspace_new.concertation_new, name="workspace_new"),
    path(_RECORD, workspace_overview.overview, name="workspace"),
    path(f"{_RECORD}publier/", workspace_overview.publish, name="workspace_publish"),
    path(f"{_RECORD}etape/", workspace_overview.advance, name="workspace_advance"),
    path(f"{_RECORD}interrompre/", workspace_overview.interrupt, name="workspace_interrupt"),
    path(f"{_RECORD}reprendre/", workspace_overview.resume, name="workspace_resume"),
    path(f"{_RECORD}canevas/<section:section>/", workspace_section.section_edit, name="workspace_section"),
    path(_ROWS, workspace_rows.row_list, name="workspace_rows"),
    path(f"{_ROWS}<int:pk>/", workspace_rows.row_edit, name="workspace_row"),
    path(f"{_ROWS}<int:pk>/retirer/", workspace_rows.row_remove, name="workspace_row_remove"),
    path(f"{_RECORD}co-porteurs/", workspace_co_leads.co_leads, name="workspace_co_leads"),
    path(f"{_RECORD}usages/", workspace_usages.usages, name="workspace_usages"),
    path(f"{_RECORD}usages/<int:pk>/retirer/", workspace_usages.usage_remove, name="workspace_usage_remove"),
    path(f"{_RECORD}ressources/", workspace_resources.resources, name="workspace_resources"),
    path(
        f"{_RECORD}ressources/<int:pk>/retirer/", workspace_resources.resource_remove, name="workspace_resource_remove"
    ),
    path(f"{_RECORD}documents/", workspace_documents.document_list, name="workspace_documents"),
    path(
        f"{_RECORD}documents/<int:pk>/retirer/", workspace_documents.document_remove, name="workspace_document_remove"
    ),
    path("documents/<int:pk>/<str:name>", document.document_file, name="document_file"),
    path("concertations/<slug:slug>/versions/", versions.version_list, name="versions"),
    path("concertations/<slug:slug>/versions/<int:number>/", versions.version, name="version"),
]
