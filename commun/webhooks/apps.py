from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "commun.webhooks"
    label = "webhooks"
    verbose_name = "Envois automatiques"
