from django.urls import URLPattern, path

from commun.concertations.views import workspace_takeaways as views

_LIST = "espace/concertations/<slug:slug>/remontees/"

urlpatterns: list[URLPattern] = [
    path(_LIST, views.takeaway_list, name="workspace_takeaways"),
    path(f"{_LIST}nouvelle/", views.takeaway_new, name="workspace_takeaway_new"),
    path(f"{_LIST}ordre/<slug:kind>/", views.takeaway_order, name="workspace_takeaway_order"),
    path(f"{_LIST}<slug:uid>/modifier/", views.takeaway_edit, name="workspace_takeaway"),
    path(f"{_LIST}<slug:uid>/erratum/", views.erratum, name="workspace_erratum"),
    path(f"{_LIST}<slug:uid>/classement/", views.takeaway_classify, name="workspace_takeaway_classify"),
    path(f"{_LIST}<slug:uid>/retirer/", views.takeaway_remove, name="workspace_takeaway_remove"),
]
