"""Sample arguments of the addresses of territories."""

SAMPLES = {"territories:detail": lambda world: {"slug": world.territory.slug}}
