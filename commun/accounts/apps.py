from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "commun.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Every app says what it holds about a person, its doors of the workspace, what it makes due, what it mails."""
        autodiscover_modules("personal_data", "workspace_doors", "todo", "reminders", "web_links")
