"""Sample arguments of this app's addresses."""

from tests.federation.factories import active_source, in_quarantine, record_of


def _version(world) -> dict[str, object]:
    source = active_source()
    return {"slug": source.slug, "pk": in_quarantine(source).pk}


SAMPLES = {
    "federation:record": lambda world: {"pk": record_of(active_source()).pk},
    "federation:accept": _version,
    **{
        f"federation:{name}": lambda world: {"slug": active_source().slug}
        for name in ("source", "desk_source", "rehearse", "approve", "pause")
    },
}
