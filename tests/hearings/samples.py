"""What the sweep of addresses needs of hearings and of the council (see tests/consistency/samples.py)."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.hearings.actions import hearings
from tests.accounts.factories import coordinator
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.hearings.factories import AGREED_ON, hearing, listed, opinion, public_hearing, public_opinion
from tests.library.factories import published


def _draft(world: World) -> dict[str, Any]:
    return {"slug": hearing(person_name="Camille Exemple", consented_on=AGREED_ON).slug}


def _public(world: World) -> dict[str, Any]:
    return {"slug": public_hearing().slug}


def _with_file(world: World) -> dict[str, Any]:
    made = public_hearing()
    file = SimpleUploadedFile("compte-rendu.txt", b"Ce qui a ete dit.")
    hearings.attach(hearing=made, file=file, by=coordinator())
    return {"slug": made.slug}


def _author(world: World) -> User:
    found = world.people[NetworkRole.COUNCIL.value].user
    assert found is not None
    return found


SAMPLES: dict[str, Sample] = {
    "hearings:hearing": _public,
    "hearings:file": _with_file,
    "hearings:versions": _public,
    "hearings:version": lambda world: {**_public(world), "number": 1},
    "hearings:opinion": lambda world: {"uid": public_opinion().uid},
    "hearings:opinion_versions": lambda world: {"uid": public_opinion().uid},
    "hearings:opinion_version": lambda world: {"uid": public_opinion().uid, "number": 1},
    "hearings:member_edit": lambda world: {"pk": listed().pk},
    "hearings:member_forget": lambda world: {"pk": listed().pk},
    "hearings:edit": _draft,
    "hearings:attach": _draft,
    "hearings:publish": _draft,
    "hearings:take_off": _public,
    "hearings:withdraw": _draft,
    "hearings:opinion_edit": lambda world: {"uid": opinion(_author(world)).uid},
    "hearings:opinion_publish": lambda world: {"uid": opinion(_author(world)).uid},
    "hearings:opinion_take_off": lambda world: {"uid": public_opinion(_author(world)).uid},
    "hearings:answer_finding": lambda world: {"uid": public_opinion().uid},
    "hearings:answer_sheet": lambda world: {"uid": public_opinion(about=published(world.territory)).uid},
}
