"""What is done beside the web processes: each night, what is public is archived."""

import datetime

from django.utils.translation import gettext_lazy as t

from commun.core.background import Scheduled, add_scheduled, task
from commun.opendata import archives


@task(title=t("Archive des données ouvertes"), limit=datetime.timedelta(hours=2))
def archive(slot: str) -> str:
    return archives.archive().day.zip_sha256


add_scheduled(Scheduled("opendata.archive", "10 3 * * *", "commun.opendata.background.archive"))
