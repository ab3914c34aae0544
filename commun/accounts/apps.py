from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "commun.accounts"
    label = "accounts"
    verbose_name = "Comptes"
