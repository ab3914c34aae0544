"""The assistant says why, never guesses, and takes no warning back without saying by which answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.core.models import AuditEvent
from commun.library import fields, law
from commun.library.actions import sheets
from commun.library.actions.qualification import NothingToKeep, keep_qualification
from commun.library.duties.qualification.questions import NONE, QUESTIONS, UNKNOWN, Answers
from commun.library.duties.qualification.rules import CONCLUSIONS, outcomes, proposal
from commun.library.enums import AiActRole, AnnexPoint, Automation, RiskClass, Technique
from tests.accounts.factories import referent
from tests.library.factories import draft


def answers(**given: str) -> Answers:
    return Answers({name: value.split() for name, value in given.items()})


def verdicts(of: Answers) -> dict[str, bool | None]:
    return {one.conclusion.name: one.value for one in outcomes(of)}


TOWN = {"agents": "oui", "habitants": "oui"}
NURSERY = answers(
    technique="regles", decision="oui", automatisation="aide_a_la_decision", principal="oui", secret="non",
    domaines="aucun", influence="pese", profilage="oui", echanges="aucun", relecture="oui",
    donnees_personnelles="oui", sensibles="non", echelle="oui", pratiques="aucun", **TOWN,
)  # fmt: skip
LEAKS = answers(
    technique="apprentissage", decision="non", automatisation="sans_decision_individuelle", principal="non",
    secret="non", domaines="aucun", influence="preparatoire", profilage="non", echanges="aucun", relecture="oui",
    donnees_personnelles="non", sensibles="non", echelle="non", pratiques="aucun", **TOWN,
)  # fmt: skip
CALLBOT = answers(
    technique="generatif", decision="non", domaines="aucun", influence="preparatoire", profilage="non",
    echanges="parle", relecture="oui", donnees_personnelles="oui", sensibles="non", echelle="non", pratiques="aucun",
    **TOWN,
)  # fmt: skip
RECRUITING = answers(
    technique="apprentissage", decision="oui", automatisation="assistee", principal="oui", secret="non", domaines="4",
    influence="pese", profilage="oui", echanges="aucun", relecture="oui", donnees_personnelles="oui", sensibles="non",
    echelle="non", pratiques="aucun", **TOWN,
)  # fmt: skip
DUMPS = answers(
    technique="apprentissage", decision="oui", automatisation="assistee", principal="non", secret="oui", domaines="6",
    influence="pese", profilage="non", echanges="aucun", relecture="oui", donnees_personnelles="oui",
    pratiques="espace_public infractions", **TOWN,
)  # fmt: skip
BENEFITS = answers(
    technique="apprentissage", decision="oui", automatisation="entierement_automatisee", principal="oui", secret="non",
    domaines="5a", influence="pese", profilage="oui", donnees_personnelles="oui", echelle="oui", pratiques="aucun",
    echanges="aucun", relecture="oui", **TOWN,
)  # fmt: skip
PLANTING = answers(
    technique="regles", decision="non", domaines="aucun", influence="preparatoire", profilage="non", echanges="aucun",
    donnees_personnelles="non", pratiques="aucun", **TOWN,
)  # fmt: skip
MEETINGS = answers(technique="generatif", echanges="publie", relecture="oui", decision="non", domaines="aucun",
                   pratiques="aucun", influence="preparatoire", profilage="non")  # fmt: skip
TRANSCRIBED_CALLS = answers(technique="apprentissage", pratiques="agents_observes emotions", domaines="4")
WATER_SAFETY = answers(technique="apprentissage", domaines="2", influence="pese", profilage="non", pratiques="aucun",
                       decision="non", echanges="aucun")  # fmt: skip
EXEMPT = answers(technique="apprentissage", domaines="4", influence="preparatoire", profilage="non", pratiques="aucun",
                 echanges="aucun")  # fmt: skip
VILLAGE = answers(
    technique="regles", decision="oui", automatisation="assistee", principal="oui", secret="non", agents="non",
    habitants="non",
)  # fmt: skip

SITUATIONS = [
    ("crèche: sans IA, mais mention et inventaire", NURSERY, {
        "algorithme": True, "ia": False, "mention": True, "nullite": False, "inventaire": True, "haut_risque": False,
        "transparence": False, "aipd": True, "interdite": False,
    }),
    ("fuites: IA sans décision", LEAKS, {
        "ia": True, "decision": False, "mention": False, "inventaire": False, "haut_risque": False, "aipd": False,
        "formation": True, "interdite": False,
    }),
    ("callbot: dire que c’est une IA", CALLBOT, {"transparence": True, "haut_risque": False, "mention": False}),
    ("tri de CV: haut risque", RECRUITING, {
        "annexe": True, "haut_risque": True, "droits_fondamentaux": True, "mention": True, "exemption": False,
        "nullite": False, "aipd": True,
    }),
    ("dépôts sauvages: réserve de la CNIL", DUMPS, {
        "cnil_cameras": True, "haut_risque": True, "mention": False, "inventaire": False, "aipd": True,
    }),
    ("RSA: nullité sans mention, et RGPD 22", BENEFITS, {
        "haut_risque": True, "nullite": True, "rgpd_22": True, "mention": True, "inventaire": True,
    }),
    ("plantabilité: des règles, personne n’est visé", PLANTING, {
        "algorithme": True, "ia": False, "mention": False, "aipd": False, "formation": False,
    }),
    ("comptes rendus relus: pas d’article 50", MEETINGS, {"transparence": False, "ia": True}),
    ("émotions au standard: peut-être interdit", TRANSCRIBED_CALLS, {
        "interdite": True, "cnil_agents": True, "transparence": True,
    }),
    ("sûreté de l’eau: haut risque, sans FRIA", WATER_SAFETY, {"haut_risque": True, "droits_fondamentaux": False}),
    ("tri préparatoire de CV: exemption à motiver", EXEMPT, {"exemption": True, "haut_risque": False}),
    ("petite commune: mention sans inventaire", VILLAGE, {"mention": True, "inventaire": False}),
]  # fmt: skip


@pytest.mark.parametrize(("of", "expected"), [row[1:] for row in SITUATIONS], ids=[row[0] for row in SITUATIONS])
def test_situations(of: Answers, expected: dict[str, bool]) -> None:
    found = verdicts(of)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("of", "risk", "point"),
    [
        (NURSERY, None, None),
        (LEAKS, RiskClass.MINIMAL, None),
        (CALLBOT, RiskClass.LIMITED, None),
        (RECRUITING, RiskClass.HIGH, AnnexPoint.EMPLOYMENT),
        (BENEFITS, RiskClass.HIGH, AnnexPoint.BENEFITS),
        (TRANSCRIBED_CALLS, RiskClass.UNACCEPTABLE, AnnexPoint.EMPLOYMENT),
        (answers(technique="apprentissage"), None, None),
    ],
)
def test_the_class_of_risk_proposed(of: Answers, risk: RiskClass | None, point: AnnexPoint | None) -> None:
    found = proposal(of)
    assert (found.risk_class, found.annex_point) == (risk, point)


def test_without_answers_nothing_is_concluded() -> None:
    assert set(verdicts(answers()).values()) == {None}
    assert set(verdicts(Answers({name: [UNKNOWN] for name in QUESTIONS})).values()) == {None}


def test_sources_that_disagree_do_not_let_one_conclude() -> None:
    """Etalab writes « et/ou » between 50 agents and 3,500 inhabitants; the article has one threshold only."""
    of = answers(technique="regles", decision="oui", principal="oui", secret="non", agents="oui", habitants="non")
    assert verdicts(of)["inventaire"] is None


def test_of_statistics_one_cannot_say_whether_they_are_ai() -> None:
    assert verdicts(answers(technique="statistique"))["ia"] is None


def test_no_class_of_risk_is_proposed_for_what_may_not_be_ai() -> None:
    nothing = {"pratiques": "aucun", "domaines": "aucun", "echanges": "aucun"}
    of = answers(technique="statistique", **nothing)
    assert verdicts(of)["ia"] is None and verdicts(of)["transparence"] is False
    assert proposal(of).risk_class is None
    assert proposal(answers(**nothing)).risk_class is None, "nothing is said of how it works"
    assert proposal(answers(technique="apprentissage", **nothing)).risk_class is RiskClass.MINIMAL


def test_every_conclusion_has_its_articles_and_its_reasons() -> None:
    assert len({one.name for one in CONCLUSIONS}) == len(CONCLUSIONS)
    for one in CONCLUSIONS:
        assert one.articles and set(one.articles) <= set(law.articles()), one.name
    for outcome in outcomes(RECRUITING):
        assert outcome.because and outcome.text and outcome.sureness is not None


def _question(name: str) -> st.SearchStrategy[tuple[str, frozenset[str]]]:
    question = QUESTIONS[name]
    several = st.frozensets(st.sampled_from(question.values), min_size=1)
    one = st.sampled_from([value for value, _label in question.choices]).map(lambda value: frozenset({value}))
    return st.tuples(st.just(name), several | one if question.many else one)


SETS = st.lists(st.sampled_from(list(QUESTIONS)), unique=True).flatmap(lambda names: st.tuples(*map(_question, names)))


@given(before=SETS, after=SETS)
@settings(max_examples=300, deadline=None)
def test_an_answer_more_never_turns_a_yes_or_a_no_round_and_says_why_it_settles(before, after) -> None:
    """Answering more takes no warning away: what was unknown may be ruled out, and then quotes the answers."""
    known = dict(before)
    more = {**dict(after), **{name: value for name, value in known.items() if value != {UNKNOWN}}}
    first = {one.conclusion.name: one for one in outcomes(Answers(known))}
    for one in outcomes(Answers(more)):
        earlier = first[one.conclusion.name].value
        if earlier is not None:
            assert one.value is earlier, one.conclusion.name
        if one.value is not None:
            assert one.because and all("Sans réponse" not in words for words in one.because), one.conclusion.name


@given(SETS)
@settings(max_examples=200, deadline=None)
def test_what_is_proposed_rests_on_what_was_answered(given_answers) -> None:
    of = Answers(dict(given_answers))
    found = verdicts(of)
    risk = proposal(of).risk_class
    if risk in (RiskClass.HIGH, RiskClass.LIMITED, RiskClass.MINIMAL):
        assert found["interdite"] is False and found["ia"] is True
    if risk is RiskClass.MINIMAL:
        assert found["haut_risque"] is False and found["transparence"] is False
    if found["ia"] is None:
        assert risk is None


# --- pages, and what a territory keeps ---------------------------------------------------------------------------


def _address(of: Answers) -> str:
    return "&".join(f"{name}={value}" for name, value in of.pairs())


def test_anyone_may_use_it_and_nothing_is_kept(client, db) -> None:
    before = AuditEvent.objects.count()
    html = client.get(f"/bibliotheque/qualifier/?{_address(BENEFITS)}").content.decode()
    assert "Sans mention, la décision est nulle" in html and "n’est pas un avis juridique" in html
    assert "texte officiel non relu" in html
    assert AuditEvent.objects.count() == before


def test_an_answer_that_contradicts_itself_is_told(client, db) -> None:
    html = client.get(f"/bibliotheque/qualifier/?domaines=4&domaines={NONE}").content.decode()
    assert "ou bien « rien de cela »" in html and "Ce que disent vos réponses" not in html


def test_it_starts_from_what_the_sheet_says_and_guesses_nothing(client, db) -> None:
    here = draft(technique=Technique.LEARNING, is_individual_decision=True, automation=Automation.ASSISTED)
    client.force_login(referent(here.territory))
    html = client.get(f"/espace/bibliotheque/{here.slug}/qualification/").content.decode()
    assert 'value="assistee" id="id_automatisation_1" checked' in html
    assert 'name="domaines" value="aucun"' in html and 'value="aucun" id="id_domaines_8" checked' not in html


@pytest.mark.django_db
def test_keeping_is_signed_and_says_why() -> None:
    here = draft(technique=Technique.LEARNING)
    by = referent(here.territory)
    seen = sheets.section_digest(here, fields.Section.RISK)
    kept = keep_qualification(sheet=here, answers=RECRUITING, role=AiActRole.DEPLOYER, seen=seen, by=by)
    assert (kept.risk_class, kept.annex_point, kept.ai_act_role) == ("eleve", "4", "deployeur")
    assert "Recruter, évaluer" in kept.risk_reason and kept.qualified_on is not None
    assert kept.qualified_by_role == by.signature(here.territory) != ""
    assert AuditEvent.objects.filter(verb="deployment.qualified").count() == 1


@pytest.mark.django_db
def test_keeping_what_does_not_settle_is_refused_and_so_is_overwriting() -> None:
    here = draft(technique=Technique.LEARNING)
    by = referent(here.territory)
    seen = sheets.section_digest(here, fields.Section.RISK)
    with pytest.raises(NothingToKeep):
        keep_qualification(sheet=here, answers=answers(technique="apprentissage"), role=None, seen=seen, by=by)
    keep_qualification(sheet=here, answers=CALLBOT, role=None, seen=seen, by=by)
    with pytest.raises(sheets.SectionChanged):
        keep_qualification(sheet=here, answers=RECRUITING, role=None, seen=seen, by=by)


def test_the_page_keeps_by_an_explicit_act_alone(client, db) -> None:
    here = draft(technique=Technique.LEARNING)
    client.force_login(referent(here.territory))
    address = f"/espace/bibliotheque/{here.slug}/qualification/"
    assert "Garder cette qualification" in client.get(f"{address}?{_address(RECRUITING)}").content.decode()
    here.refresh_from_db()
    assert here.risk_class == ""
    data = {name: list(RECRUITING.chosen(name)) for name in QUESTIONS}
    seen = sheets.section_digest(here, fields.Section.RISK)
    done = client.post(address, {**data, "role": "deployeur", "seen": seen}, follow=True)
    assert "gardée sur la fiche" in done.content.decode()
    here.refresh_from_db()
    assert here.risk_class == "eleve"
