"""`commun import cap-collectif FILE… --concertation SLUG [--dry-run]`: the CSV of a step of Cap Collectif."""

from commun.concertations.management.commands import import_decidim
from commun.concertations.platforms import cap_collectif


class Command(import_decidim.Command):
    platform = cap_collectif.PLATFORM
    platform_name = "Cap Collectif"
    help = (
        "Importe dans une concertation les contributions qu’exporte Cap Collectif (CSV) ; tout, ou rien, et deux fois "
        "ne double rien. Les réponses deviennent des brouillons à signer."
    )
