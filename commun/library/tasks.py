"""The network's file, read where it stands."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as t

from commun.core.background import GiveUp, task
from commun.library.actions.fetching import NotTakenIn, fetch_network_file
from commun.library.actions.imports import network_source


@task(title=t("Lecture du fichier du réseau"), limit=timedelta(minutes=20))
def fetch(slot: str) -> int:
    """Once somebody has given its address. What is bad is kept apart and told by mail: trying again is no use."""
    url = network_source().url
    if not url:
        return 0
    try:
        done = fetch_network_file(url)
    except NotTakenIn as refusal:
        raise GiveUp(refusal.message) from refusal
    return done.created + done.updated
