"""A finding as JSON, for other programs: keys are French, as in the open data."""

from typing import Any

from django.conf import settings

from commun.syntheses.queries.evidence import Quote, Spread
from commun.syntheses.queries.findings import FindingPage


def as_json(page: FindingPage) -> dict[str, Any]:
    finding, counted, evidence = page.finding, page.counted, page.evidence
    return {
        "identifiant": finding.uid,
        "url": f"{settings.SITE_URL}{finding.get_absolute_url()}",
        "nature": finding.kind,
        "famille": finding.category or None,
        "theme": finding.theme or None,
        "etat": finding.state,
        "exemple_fictif": finding.is_fictional,
        "constat": finding.title,
        "explication": finding.text,
        "contre": finding.dissent,
        "publie_le": finding.published_at,
        "signe_par": finding.signed_role,
        "part_de_la_machine": finding.machine_part,
        "retire_le": finding.withdrawn_at,
        "motif_retrait": finding.withdrawn_reason,
        "preuves": {
            "phrase": counted.sentence,
            "remontees": counted.takeaways,
            "appuient": counted.supports,
            "nuancent": counted.nuances,
            "contraires": counted.contrary,
            "territoires": counted.territories,
            "territoires_lus": counted.of,
            "par_nature": {kind.value: count for kind, count in counted.kinds},
            "par_type_de_territoire": [_spread(one) for one in evidence.territory_kinds],
            "par_region": [_spread(one) for one in evidence.regions],
            "par_public": [_spread(one) for one in evidence.audiences],
            "citations": [_quote(one) for one in (*evidence.quotes, *evidence.nuances, *evidence.contrary)],
        },
        "sources": [
            {"titre": one.title, "url": one.url or None, "date": one.said_on or None, "lu_le": one.read_on}
            for one in page.sources
        ],
        "s_appuie_sur": [one.uid for one in page.rests_on],
        "fonde": [one.uid for one in page.led_to],
        "articles_du_manifeste": [
            {"article": one.label, "url": f"{settings.SITE_URL}{one.url}"} for one in page.articles
        ],
        "signalements": [
            {"motif": one.reason.value, "le": one.at, "decision": one.settlement or None, "decide_le": one.settled_at}
            for one in page.flags
        ],
    }


def _spread(one: Spread) -> dict[str, Any]:
    return {
        "valeur": one.key or None,
        "libelle": one.label,
        "remontees": one.takeaways,
        "contraires": one.contrary,
        "territoires": one.territories,
        "territoires_lus": one.of,
    }


def _quote(one: Quote) -> dict[str, Any]:
    return {
        "remontee": one.uid,
        "url": f"{settings.SITE_URL}{one.url}",
        "texte": one.text,
        "territoire": one.place,
        "position": one.stance.value,
        "corrigee_depuis": one.has_changed,
    }
