"""The people of the network, and what reaches those who follow it."""

import re

from tests.e2e.site import Site

COORDINATION = "coordination.vie@reseau.exemple.fr"
SECOND = "relecture.vie@reseau.exemple.fr"
PEOPLE = f"""
from commun.accounts.enums import NetworkRole
from commun.accounts.models import Membership, User
from commun.territories.models import Territory
for address, name in (({COORDINATION!r}, "Coordination"), ({SECOND!r}, "Relecture")):
    User.objects.create_user(address, name=name, network_role=NetworkRole.COORDINATOR)
for address, name in (("agathe@exemple.fr", "Agathe"), ("bastien@exemple.fr", "Bastien")):
    User.objects.create_user(address, name=name)
keeper = User.objects.create_user("referente.vie@exemple.fr", name="Référente")
Membership.objects.create(user=keeper, territory=Territory.objects.get(slug="bourg-fictif"), role="referent")
"""


def link_in_mail(site: Site, to: str, path: str) -> str:
    """The path of the first link that begins so, in the last mail to this address."""
    found = re.search(rf"https?://[^/\s]+({path}\S+)", site.last_mail(to))
    assert found is not None, site.last_mail(to)
    return found.group(1)


def told(site: Site, to: str, words: str) -> int:
    """How many mails to this address say these words (of ASCII: as they travel)."""
    mails = [path.read_text(errors="replace") for path in (site.folder / "data/mails").iterdir()]
    return sum(to in one and words in one for one in "".join(mails).split("-" * 79))


def works(site: Site, job: str) -> None:
    """What the worker does at the hour of a job of `commun.following`, then all that waits."""
    site.script(
        f"from commun.following.tasks import {job}; {job}.call('now'); "
        "from django.core.management import call_command; call_command('worker', once=True, only='tasks')"
    )
