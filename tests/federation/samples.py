"""Sample arguments of this app's addresses."""

from tests.federation.factories import active_source, record_of

SAMPLES = {
    "federation:record": lambda world: {"pk": record_of(active_source()).pk},
    **{
        f"federation:{name}": lambda world: {"slug": active_source().slug}
        for name in ("source", "desk_source", "rehearse", "approve", "pause")
    },
}
