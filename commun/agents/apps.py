from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "commun.agents"
    label = "agents"
    verbose_name = "Assistants"
