"""Sample arguments of this app's addresses."""

from tests.concertations.factories import published_concertation

SAMPLES = {
    "embeds:concertation": lambda world: {"slug": published_concertation(territory=world.territory).slug},
    "embeds:uses": lambda world: {"slug": world.territory.slug},
    "embeds:figure": lambda world: {"key": "part_repondue"},
    "embeds:territory_figure": lambda world: {"slug": world.territory.slug, "key": "part_repondue"},
}
