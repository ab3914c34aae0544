"""Arguments of the addresses of the manifesto, for the sweep of rights (tests/consistency/samples.py)."""

from typing import Any

from commun.syntheses.actions import manifesto
from commun.syntheses.enums import Choice
from commun.syntheses.models import ManifestoVersion
from tests.accounts.factories import coordinator
from tests.concertations.factories import signed_pledge
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.syntheses import manifestos


def _signed(world: World) -> None:
    signed_pledge(world.territory)


def _adopted(world: World) -> ManifestoVersion:
    _signed(world)
    return manifestos.adopted(territories=[world.territory])


def _draft(world: World) -> ManifestoVersion:
    return manifestos.draft(coordinator())


def _voted(world: World) -> ManifestoVersion:
    _signed(world)
    return manifestos.open_to_vote()


def _amendment(world: World) -> dict[str, Any]:
    _signed(world)
    return {"uid": manifestos.amends(world.territory, manifestos.open_to_amendments()).uid}


def _own_amendment(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug, **_amendment(world)}


def _amended(world: World) -> dict[str, Any]:
    _signed(world)
    version = manifestos.open_to_amendments()
    return {"slug": world.territory.slug, "code": version.code, "article": "a1"}


def _check(world: World, version: ManifestoVersion) -> dict[str, Any]:
    check = manifesto.add_check(
        article=manifestos.article(version),
        question="Le retour en arrière est-il décrit ?",
        target="usage",
        field="reversibility",
        condition="renseigne",
        by=coordinator(),
    )
    return {"code": version.code, "article": "a1", "check": check.code}


def _public_check(world: World) -> dict[str, Any]:
    _signed(world)
    made = _draft(world)
    found = _check(world, made)
    manifesto.open_vote(manifesto=made, until=manifestos.in_days(3), by=coordinator())
    return found


def _objection(world: World) -> dict[str, Any]:
    version = _voted(world)
    said = manifestos.says(world.territory, version, Choice.AGAINST, reason="Trop court.")
    return {"code": version.code, "pk": said.pk}


def _article(version: ManifestoVersion) -> dict[str, Any]:
    return {"code": version.code, "article": "a1"}


SAMPLES: dict[str, Sample] = {
    "syntheses:manifesto_compare": lambda world: {"old": "1", "new": _adopted(world).code},
    "syntheses:amendment": _amendment,
    "syntheses:manifesto_version": lambda world: {"code": _adopted(world).code},
    "syntheses:manifesto_amendments": lambda world: {"code": _adopted(world).code},
    "syntheses:manifesto_vote": lambda world: {"code": _adopted(world).code},
    "syntheses:manifesto_article": lambda world: _article(_adopted(world)),
    "syntheses:manifesto_check": _public_check,
    "syntheses:manifesto_file": lambda world: {"code": _adopted(world).code, "suffix": "json"},
    **dict.fromkeys(
        (
            "syntheses:manifesto_draft",
            "syntheses:manifesto_frame",
            "syntheses:manifesto_discard",
            "syntheses:manifesto_integrate",
            "syntheses:manifesto_axes",
            "syntheses:manifesto_article_new",
        ),
        lambda world: {"code": _draft(world).code},
    ),
    **dict.fromkeys(
        (
            "syntheses:manifesto_article_edit",
            "syntheses:manifesto_article_remove",
            "syntheses:manifesto_article_move",
            "syntheses:manifesto_rest_on",
            "syntheses:manifesto_checks",
        ),
        lambda world: _article(_draft(world)),
    ),
    "syntheses:manifesto_step": lambda world: {"code": _draft(world).code, "step": "ouvrir-vote"},
    "syntheses:manifesto_axis_remove": lambda world: {"code": _draft(world).code, "axis": "axe-1"},
    "syntheses:manifesto_check_remove": lambda world: _check(world, _draft(world)),
    "syntheses:manifesto_objection": _objection,
    "syntheses:manifesto_of_territory": lambda world: {"slug": world.territory.slug},
    "syntheses:manifesto_endorse": lambda world: {"slug": world.territory.slug},
    "syntheses:amendment_position": _own_amendment,
    "syntheses:amendment_withdraw": _own_amendment,
    "syntheses:manifesto_position": lambda world: {"slug": world.territory.slug, "code": _voted(world).code},
    "syntheses:manifesto_amend": _amended,
}
