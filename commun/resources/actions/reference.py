"""The resources that the network named itself: the ten of its catalogue, and the texts that its call recommends.

`reference/resources.json` says of each only what was read, where, and when: what could not be read is not there.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from commun.resources.actions import catalogue, collections
from commun.resources.fields import BY_NAME, FIELDS
from commun.resources.models import Resource, ResourceCollection

FILE = Path(__file__).resolve().parent.parent / "reference" / "resources.json"


@dataclass(frozen=True)
class Loaded:
    resources: int
    collections: int


@transaction.atomic
def load_reference() -> Loaded:
    """Add those that are not there; what someone corrected or took down since stays as they left it."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    known = set(Resource.objects.values_list("uid", flat=True))
    added = [one for one in told["resources"] if one["uid"] not in known]
    for one in added:
        catalogue.add(values=values_of(one), by=None, uid=one["uid"])
    if not added or ResourceCollection.objects.exists():
        return Loaded(len(added), 0)
    by_uid = {one.uid: one for one in Resource.objects.public()}
    for one in told["collections"]:
        chosen = [by_uid[uid] for uid in one["resources"]]
        collections.create(title=one["title"], introduction=one["introduction"], resources=chosen, by=None)
    return Loaded(len(added), len(told["collections"]))


def values_of(told: dict[str, Any]) -> dict[str, Any]:
    """The values of `fields.FIELDS`, those that the file does not give being unknown."""
    return {one.name: BY_NAME[one.name].from_json(told.get(one.name, one.empty)) for one in FIELDS}
