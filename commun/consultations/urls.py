"""Addresses of the inventory."""

from django.urls import URLPattern, path

from commun.consultations import views

app_name = "consultations"

urlpatterns: list[URLPattern] = [
    path("consultations/", views.consultation_list, name="list"),
    path("consultations/<slug:slug>/", views.consultation, name="detail"),
]
