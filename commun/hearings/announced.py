"""What the network announced of its hearings and of its council: facts read in a press release, with their date."""

import datetime

from django.utils.translation import gettext_lazy as _

SOURCE = _("communiqué de presse de France urbaine")
SAID_ON = datetime.date(2023, 7, 6)
HEARINGS = _(
    "Le réseau a annoncé des auditions nationales d’acteurs, du 11 au 20 juillet 2023. Leurs comptes rendus n’ont pas "
    "été retrouvés : ce site n’en montre que ce qui lui est confié."
)
COUNCIL = _(
    "Le réseau a annoncé l’installation d’un conseil scientifique pour accompagner et outiller la démarche. Seuls "
    "paraissent ici les membres qui l’ont accepté."
)
