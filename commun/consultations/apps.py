from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "commun.consultations"
    label = "consultations"
    verbose_name = "Consultations inventoriées"
