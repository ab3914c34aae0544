from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "commun.groups"
    label = "groups"
    verbose_name = "Groupes"
