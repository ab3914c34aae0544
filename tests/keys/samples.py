"""Sample arguments of the addresses of keys."""

from tests.keys.factories import opened

SAMPLES = {
    "keys:list": lambda world: {"slug": world.territory.slug},
    "keys:revoke": lambda world: {"slug": world.territory.slug, "pk": opened(world.territory, by=world.referent)[0].pk},
}
