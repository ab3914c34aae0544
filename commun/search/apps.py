from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate, pre_migrate


class SearchConfig(AppConfig):
    name = "commun.search"
    label = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        """Keep the triggers of the outbox in step with the tables.

        The one use of signals here, because migrations are no place for this: the triggers follow declarations of all
        apps, SQLite's schema editor remakes tables without their triggers, and neither database alters a column that
        a trigger names. Every database that is migrated has them, those of the tests included.
        """
        pre_migrate.connect(_before_migrations, sender=self)
        post_migrate.connect(_after_migrations, sender=self)


def _before_migrations(*, using: str, plan: Any = (), apps: Any, **_rest: Any) -> None:
    from commun.search import triggers  # after the models of all apps are loaded

    touched = {migration.app_label for migration, _backwards in plan}
    if using == DEFAULT_DB_ALIAS and touched:
        triggers.uninstall(None if SearchConfig.label in touched else touched)


def _after_migrations(*, using: str, **_rest: Any) -> None:
    from commun.search import triggers

    if using == DEFAULT_DB_ALIAS:
        triggers.install()
