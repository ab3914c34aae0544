"""What the sweep of addresses needs of the heritage (see tests/consistency/samples.py)."""

from typing import Any

from commun.heritage.actions import deposits
from tests.accounts.factories import referent
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.heritage.factories import in_preparation, published, ready, signed


def _published(world: World) -> dict[str, Any]:
    return {"uid": published(world.territory).uid}


def _version(world: World) -> dict[str, Any]:
    return {**_published(world), "number": 1}


def _file(world: World) -> dict[str, Any]:
    item = published(world.territory)
    assert item.current is not None
    return {"uid": item.uid, "number": 1, "pk": item.current.files.get().pk}


def _draft(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug, "uid": in_preparation(world.territory).item.uid}


def _with_file(world: World) -> dict[str, Any]:
    version = ready(world.territory)
    return {"slug": world.territory.slug, "uid": version.item.uid, "pk": version.files.get().pk}


def _ready(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug, "uid": ready(world.territory).item.uid}


def _signed(world: World) -> dict[str, Any]:
    return {"uid": signed(world.territory).item.uid}


def _coming(world: World) -> dict[str, Any]:
    version = in_preparation(world.territory)
    deposit = deposits.begin(version=version, name="grand.csv", size=10, by=referent(world.territory))
    return {"slug": world.territory.slug, "uid": version.item.uid, "token": deposit.pk}


SAMPLES: dict[str, Sample] = {
    "heritage:item": _published,
    "heritage:version": _version,
    "heritage:file": _file,
    "heritage:croissant": _version,
    "heritage:bibtex": _version,
    "heritage:cff": _version,
    "heritage:sums": _version,
    "heritage:part_by_key": lambda world: {"token": _coming(world)["token"]},
    "heritage:desk": lambda world: {"slug": world.territory.slug},
    "heritage:new": lambda world: {"slug": world.territory.slug},
    "heritage:desk_item": _draft,
    "heritage:describe": _draft,
    "heritage:custody": _draft,
    "heritage:send": _draft,
    "heritage:remove_file": _with_file,
    "heritage:announce": _draft,
    "heritage:part": _coming,
    "heritage:give_up": _coming,
    "heritage:sign": _ready,
    "heritage:take_back": lambda world: {"slug": world.territory.slug, **_signed(world)},
    "heritage:open_version": lambda world: {"slug": world.territory.slug, **_published(world)},
    "heritage:withdraw": _draft,
    "heritage:review": _signed,
    "heritage:publish": _signed,
    "heritage:refuse": _signed,
}
