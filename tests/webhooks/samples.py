"""Sample arguments of the addresses of webhooks."""

from commun.webhooks.models import Webhook
from tests.consistency.world import World


def _of_territory(world: World) -> dict[str, object]:
    made = Webhook.objects.create(territory=world.territory, name="Site", url="https://recoit.exemple.fr/")
    return {"slug": world.territory.slug, "pk": made.pk}


def _of_network(world: World) -> dict[str, object]:
    return {"pk": Webhook.objects.create(name="Site", url="https://recoit.exemple.fr/").pk}


SAMPLES = {
    "webhooks:list": lambda world: {"slug": world.territory.slug},
    "webhooks:one": _of_territory,
    "webhooks:act": _of_territory,
    "webhooks:network_one": _of_network,
    "webhooks:network_act": _of_network,
}
