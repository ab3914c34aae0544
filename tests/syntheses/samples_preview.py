"""What the sweep of addresses needs of findings and syntheses (see tests/consistency/samples.py)."""

from typing import Any

from commun.concertations.actions import takeaways
from commun.syntheses.actions import syntheses
from commun.syntheses.models import Finding, Group, PreviewComment, Synthesis
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.syntheses.situations import group_of, in_preview, published


def _here(world: World) -> dict[str, Any]:
    return {"territory": world.territory}


def public_finding(world: World) -> Finding:
    return published(**_here(world)).findings.order_by("pk")[0]


def previewed(world: World) -> Synthesis:
    return in_preview(**_here(world))


def comment(world: World) -> PreviewComment:
    contributor = previewed(world).contributors.get(territory=world.territory)
    return syntheses.comment(contributor=contributor, text="Un commentaire.", by=world.referent)


def group(world: World) -> Group:
    return group_of(**_here(world))


def flag(world: World) -> dict[str, Any]:
    finding = public_finding(world)
    cited = finding.evidence.order_by("pk")[0].takeaway
    takeaways.correct(takeaway=cited, text="Le texte corrigé.", reason="Coquille", by=world.referent)
    return {"pk": finding.flags.get().pk}


def slug(world: World) -> dict[str, Any]:
    return {"slug": public_finding(world).slug}


def uid(world: World) -> dict[str, Any]:
    return {"uid": public_finding(world).uid}


def of_territory(world: World) -> dict[str, Any]:
    return {"slug": world.territory.slug, "uid": previewed(world).uid}


def synthesis(world: World) -> dict[str, Any]:
    return {"uid": previewed(world).uid}


def preview_finding(world: World) -> dict[str, Any]:
    here = previewed(world)
    return {"slug": world.territory.slug, "uid": here.uid, "finding": here.findings.order_by("pk")[0].slug}


def leaving(world: World) -> dict[str, Any]:
    here = previewed(world)
    return {"uid": here.uid, "finding": here.findings.order_by("pk")[0].uid}


SAMPLES: dict[str, Sample] = {
    "syntheses:finding": slug,
    "syntheses:finding_json": slug,
    "syntheses:finding_proofs": slug,
    "syntheses:finding_versions": slug,
    "syntheses:finding_version": lambda world: slug(world) | {"number": 1},
    "syntheses:synthesis": lambda world: {"slug": published(**_here(world)).slug},
    "syntheses:territory_syntheses": lambda world: {"slug": world.territory.slug},
    "syntheses:preview": of_territory,
    "syntheses:preview_enough": of_territory,
    "syntheses:preview_finding": preview_finding,
    "syntheses:endorse": lambda world: {"slug": world.territory.slug, "uid": published(**_here(world)).uid},
    "syntheses:finding_draft": lambda world: {"pk": group(world).pk},
    "syntheses:finding_edit": uid,
    "syntheses:finding_weigh": uid,
    "syntheses:finding_rest": uid,
    "syntheses:finding_sign": uid,
    "syntheses:finding_withdraw": uid,
    "syntheses:finding_settle": flag,
    "syntheses:preview_answer": lambda world: {"pk": comment(world).pk},
    "syntheses:synthesis_desk": synthesis,
    "syntheses:synthesis_choose": synthesis,
    "syntheses:synthesis_send": synthesis,
    "syntheses:synthesis_publish": synthesis,
    "syntheses:synthesis_explain": synthesis,
    "syntheses:synthesis_leave_out": leaving,
}
