from django.urls import URLPattern, path

from commun.deliberations.views import desk, report, scdl, versions

urlpatterns: list[URLPattern] = [
    path("espace/deliberations/", desk.desk, name="desk"),
    path("espace/deliberations/signalements/<int:pk>/classer/", desk.dismiss, name="report_dismiss"),
    path("espace/deliberations/<str:uid>/retirer/", desk.take_down, name="take_down"),
    path("espace/deliberations/<str:uid>/lever/", desk.lift, name="lift"),
    path("deliberations/organismes/<slug:slug>/scdl.csv", scdl.body_file, name="scdl"),
    path("deliberations/<str:uid>/signaler/", report.report, name="report"),
    path("deliberations/<str:uid>/versions/", versions.version_list, name="versions"),
    path("deliberations/<str:uid>/versions/<int:number>/", versions.version, name="version"),
]
