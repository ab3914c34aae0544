"""Each export is judged by a schema written from its standard's own constraints; what it lacks is in its report."""

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings

from commun.core.dates import PartialDate
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import (
    AbandonReason,
    AnnexPoint,
    Audience,
    Automation,
    DataSource,
    Debated,
    DpiaStatus,
    Explainability,
    Hosting,
    Implementation,
    Method,
    PersonalData,
    ProcurementRoute,
    Quality,
    RiskClass,
    Stage,
    SubTheme,
    Technique,
    Theme,
    Visibility,
)
from commun.library.exports import STANDARDS
from commun.library.exports.dutch import CATEGORY, STATUS
from commun.library.exports.eurocities import DOMAIN
from commun.library.exports.standard import Note
from commun.library.exports.table import markdown
from commun.library.models import PublishedSheet
from commun.library.queries import exports
from tests.accounts.factories import referent
from tests.library.factories import SolutionFactory, draft, published, result
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).resolve().parent / "schemas"
REGISTERS = Path(settings.BASE_DIR).resolve().parent / "shared/data/registers"
LONG = "Un texte qui dit beaucoup. " * 400


@cache
def judge(slug: str) -> jsonschema.Draft202012Validator:
    standard = STANDARDS[slug]
    schema = json.loads((SCHEMAS / f"{slug}-{standard.version}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def faults(slug: str, record: dict) -> set[str]:
    """The path of each key that the schema refuses, or misses."""
    found = set()
    for error in judge(slug).iter_errors(record):
        path = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "required":
            found |= {f"{path}.{name}".strip(".") for name in error.validator_value if name not in error.instance}
        else:
            found.add(path)
    return found


def told(exported) -> set[str]:
    return {one.key for one in exported.remarks if one.note in (Note.MISSING, Note.REFUSED)}


def whole(territory=None, **values):
    """A sheet that says nearly everything."""
    sheet = draft(
        territory,
        **{
            "title": "Trier les candidatures",
            "sub_themes": [SubTheme.HUMAN_RESOURCES],
            "theme": Theme.ADMINISTRATION,
            "stage": Stage.IN_USE,
            "started_on": PartialDate("2024-05-13"),
            "service_unit": "Direction des ressources humaines",
            "accountable_role": "Directrice",
            "contact_email": "rh@ville.exemple.fr",
            "contact_url": "https://ville.exemple.fr/contact",
            "information_url": "https://ville.exemple.fr/candidatures",
            "audiences": [Audience.AGENT],
            "alternative": "Lire toutes les candidatures.",
            "proportionality": LONG,
            "expected_benefit": "Répondre plus vite.",
            "quality": Quality.PARTIAL,
            "technique": Technique.LEARNING,
            "methods": [Method.LANGUAGE],
            "algorithm_name": "Classeur",
            "algorithm_description": LONG,
            "operations": "Extraction puis classement.",
            "parameters": "Aucun critère personnel.",
            "explainability": Explainability.PARTIAL,
            "personal_data": PersonalData.YES,
            "data_sources": [DataSource.USER],
            "data_description": "Candidatures.",
            "training_data": "Candidatures de 2019 à 2022.",
            "sensitive_proxies": "Adresse.",
            "has_special_categories": False,
            "dpia_status": DpiaStatus.DONE,
            "dpia_summary": "Risque modéré.",
            "is_individual_decision": True,
            "automation": Automation.ASSISTED,
            "place_in_decision": "Avant la présélection.",
            "people_concerned": "Candidates et candidats.",
            "decisions_per_year": 300,
            "legal_basis": "Code général de la fonction publique",
            "oversight_who": "Chargée de recrutement",
            "oversight_step": "À chaque classement",
            "oversight_may_overrule": True,
            "oversight_training": "Une journée par an",
            "risks": "Écarter des candidates.",
            "risk_class": RiskClass.HIGH,
            "annex_point": AnnexPoint.EMPLOYMENT,
            "objection": "Écrire à la DRH.",
            "supplier": "Éditeur d’essai",
            "implementation": [Implementation.CONTRACTORS],
            "procurement_route": ProcurementRoute.ADAPTED,
            "hosting": Hosting.CLOUD,
            "hosting_country": "FR",
            "model_origin": "Modèle de l’éditeur",
            "reversibility": "Arrêt possible en un mois.",
            "debated": Debated.YES,
            "debate": "Trois réserves.",
            **values,
        },
    )
    result(sheet, value="12", unit="% d’erreurs")
    return publication.publish(sheet=sheet, by=None)


def exported(slug: str, sheet: PublishedSheet):
    return STANDARDS[slug].export(exports.use_of(slug=sheet.slug))


# --- judged by the standard's own constraints ----------------------------------------------------------------------

EXPECTED_OF_WHOLE = {
    "atrs": {"tier_1.contact_email", "tier_2.maintenance"},
    "algoritmeregister": {"lang"},
    "eurocities": {"contact_email", "type"},
}
"""What even a whole sheet cannot say there: an e-mail address that is never published, a language not admitted…"""


@pytest.mark.parametrize("slug", sorted(STANDARDS))
def test_a_whole_sheet_is_valid_but_for_what_its_report_says(slug: str) -> None:
    found = exported(slug, whole())
    assert faults(slug, found.record) == told(found) == EXPECTED_OF_WHOLE[slug]


@pytest.mark.parametrize("slug", sorted(STANDARDS))
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"technique": Technique.RULES, "is_individual_decision": True, "title": "T" * 180, "summary": "S" * 900},
        {"technique": Technique.STATISTICS, "theme": Theme.MOBILITY, "sub_themes": []},
        {"technique": Technique.GENERATIVE, "risk_class": RiskClass.LIMITED, "methods": [Method.GENERATIVE]},
    ],
    ids=str,
)
def test_what_the_schema_refuses_is_exactly_what_the_report_names(slug: str, values) -> None:
    found = exported(slug, published(**values))
    assert faults(slug, found.record) == told(found)


@pytest.mark.parametrize("slug", sorted(STANDARDS))
def test_every_word_of_our_vocabularies_is_admitted_there_or_told(slug: str) -> None:
    use = exports.use_of(slug=published().slug)
    first = dict(use.sheet.values)
    for name, words in (
        ("sub_themes", [[one] for one in SubTheme]),
        ("technique", list(Technique)),
        ("methods", [[one] for one in Method]),
        ("risk_class", list(RiskClass)),
        ("procurement_route", list(ProcurementRoute)),
    ):
        for word in words:
            use.sheet.values = {**first, name: word}
            found = STANDARDS[slug].export(use)
            assert faults(slug, found.record) == told(found), (name, word)
    for stage in Stage:
        use.sheet.stage = stage
        found = STANDARDS[slug].export(use)
        assert faults(slug, found.record) == told(found), stage


def test_a_stage_that_nobody_knows_is_not_said_to_be_over() -> None:
    use = exports.use_of(slug=published().slug)
    use.sheet.stage = Stage.UNKNOWN
    assert "phase" not in STANDARDS["atrs"].export(use).record["metadata"]
    assert "status" not in STANDARDS["algoritmeregister"].export(use).record


@pytest.mark.parametrize("slug", sorted(STANDARDS))
def test_all_the_sheets_in_one_file(client, slug: str) -> None:
    whole()
    published(TerritoryFactory(is_fictional=True), title="Inventé")
    published()
    raw = b"".join(client.get(f"/bibliotheque/exports/{slug}.json"))
    records = json.loads(raw)
    assert len(records) == 2 and "Inventé" not in raw.decode()
    [first] = [one for one in records if "candidatures" in json.dumps(one)]
    assert faults(slug, first) == EXPECTED_OF_WHOLE[slug]


def test_an_empty_library_is_an_empty_array(client) -> None:
    assert json.loads(b"".join(client.get("/bibliotheque/exports/atrs.json"))) == []


# --- what is cut, near, left out -----------------------------------------------------------------------------------


def test_a_text_too_long_is_cut_with_an_ellipsis_and_said_to_be() -> None:
    found = exported("algoritmeregister", published(title="T" * 180, summary="Mot " * 200))
    assert len(found.record["name"]) == 100 and found.record["name"].endswith("…")
    assert len(found.record["description_short"]) <= 350
    assert {one.key for one in found.remarks if one.note is Note.CUT} == {"name", "description_short"}


def test_a_text_too_short_for_the_standard_is_left_out_and_said_to_be() -> None:
    found = exported("eurocities", published(algorithm_description="Trop court."))
    assert "description" not in found.record
    assert "description" in {one.key for one in found.remarks if one.note is Note.TOO_SHORT}


def test_a_category_is_never_guessed() -> None:
    assert "publication_category" not in exported("algoritmeregister", published()).record
    impact = exported("algoritmeregister", published(is_individual_decision=True)).record
    assert impact["publication_category"] == "Impactvolle algoritmes"
    assert "risk_category" not in exported("eurocities", published()).record


def test_a_stage_that_they_have_no_word_for_is_said_to_be_near() -> None:
    for slug, key in (("algoritmeregister", "status"), ("eurocities", "status"), ("atrs", "metadata.phase")):
        remarks = exported(slug, published(stage=Stage.SUSPENDED)).remarks
        assert key in {one.key for one in remarks if one.note is Note.NEAR}, slug


def test_a_use_given_up_says_since_when() -> None:
    sheet = draft()
    sheets.enter_stage(
        sheet=sheet, stage=Stage.ABANDONED, reason=AbandonReason.COST, since=PartialDate("2025-07"),
        by=referent(sheet.territory),
    )  # fmt: skip
    shown = publication.publish(sheet=sheet, by=None)
    record = exported("algoritmeregister", shown).record
    assert (record["status"], record["end_date"]) == ("Buiten gebruik", "2025-07")


def test_an_experiment_is_public_when_people_outside_meet_it() -> None:
    inside = exported("atrs", published(audiences=[Audience.AGENT])).record["metadata"]["phase"]
    outside = exported("atrs", published(audiences=[Audience.PUBLIC])).record["metadata"]["phase"]
    assert (inside, outside) == ("Private Beta", "Public Beta")


def test_figures_keep_their_nature() -> None:
    assert "12 % d’erreurs (Mesuré)" in exported("atrs", whole()).record["tier_2"]["model_performance"]


def test_what_is_held_back_leaves_by_no_standard(client) -> None:
    solution = SolutionFactory(supplier="Éditeur discret")
    sheet = draft(solution=solution, operations="La formule secrète", contact_email="eau@ville.exemple.fr",
                  supplier="Éditeur discret")  # fmt: skip
    by = referent(sheet.territory)
    for name in ("operations", "supplier"):
        sheets.hold_back(sheet=sheet, field=fields.BY_NAME[name], level=Visibility.NETWORK, reason="Fraudes.", by=by)
    result(sheet, value="777", visibility=Visibility.NETWORK)
    publication.publish(sheet=sheet, by=by)
    for slug in STANDARDS:
        for address in (f"/bibliotheque/{sheet.slug}/exports/{slug}.json", f"/bibliotheque/exports/{slug}.json"):
            response = client.get(address)
            raw = b"".join(response).decode()
            for secret in ("secrète", "eau@ville", "discret", "777"):
                assert secret not in raw, (address, secret)


def test_identifiers_are_stable() -> None:
    sheet = published()
    before = exported("eurocities", sheet).record["uuid"]
    publication.publish(sheet=sheet.deployment, by=None)
    assert exported("eurocities", sheet).record["uuid"] == before


def test_the_example_that_does_not_exist_says_so() -> None:
    shown = published(TerritoryFactory(is_fictional=True))
    assert exported("atrs", shown).record["tier_1"]["name"].startswith("[Exemple fictif]")


def test_a_file_of_all_costs_the_same_number_of_queries_whatever_its_length(django_assert_num_queries) -> None:
    for number in range(7):
        result(published(title=f"Usage {number}").deployment)
    with django_assert_num_queries(3):
        assert len([STANDARDS["atrs"].export(use) for use in exports.every_use()]) == 7


# --- tables, pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted(STANDARDS))
def test_the_mapping_table_is_the_one_in_use(slug: str) -> None:
    written = (Path(settings.BASE_DIR) / f"docs/correspondances/{slug}.md").read_text(encoding="utf-8")
    assert written == markdown(STANDARDS[slug]), f"run: commun mapping-table {slug} > docs/correspondances/{slug}.md"


@pytest.mark.parametrize("slug", sorted(STANDARDS))
def test_every_key_of_the_standard_is_in_the_table(slug: str) -> None:
    schema = judge(slug).schema
    theirs = {
        f"{group}.{name}".strip(".")
        for group, part in ([("", schema)] if slug != "atrs" else schema["properties"].items())
        for name in part["properties"]
    }
    ours = {f"{key.group}.{key.name}".strip(".") for key in STANDARDS[slug].keys}
    assert theirs - ours <= {"lars"} and ours <= theirs
    required = {key.name for key in STANDARDS[slug].keys if key.is_required and not key.group}
    assert slug == "atrs" or required == set(schema["required"])


def test_every_theme_has_its_word() -> None:
    assert set(Theme) <= set(CATEGORY) and set(Theme) <= set(DOMAIN) and set(Stage) - {Stage.UNKNOWN} == set(STATUS)


def test_the_page_of_a_standard_says_what_goes_where_and_what_is_missing(client) -> None:
    published()
    html = client.get("/bibliotheque/exports/eurocities/").content.decode()
    assert "objection_procedure" in html and "Comment contester" in html and "Sur la seule fiche publiée." in html
    assert client.get("/bibliotheque/exports/inconnu/").status_code == 404


def test_the_report_of_a_standard_says_of_how_many_sheets_it_speaks(client, monkeypatch) -> None:
    for _number in range(3):
        published()
    assert "Sur les 3 fiches publiées." in client.get("/bibliotheque/exports/eurocities/").content.decode()
    monkeypatch.setattr("commun.library.queries.exports.REPORTED", 2)
    html = client.get("/bibliotheque/exports/atrs/").content.decode()
    assert "Sur les 2 fiches mises à jour en dernier ; 3 sont publiées" in html.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_of_a_sheet_lists_its_exports(client) -> None:
    sheet = published()
    html = client.get(f"/bibliotheque/{sheet.slug}/exports/").content.decode()
    assert all(f"/bibliotheque/{sheet.slug}/exports/{slug}.json" in html for slug in STANDARDS)


# --- beside real records -------------------------------------------------------------------------------------------


@pytest.mark.skipif(not REGISTERS.exists(), reason="the registers are not beside the repository")
def test_real_dutch_records_fit_where_ours_do() -> None:
    """The public list gives few keys; renamed as the standard names them, they obey what ours obey."""
    words = {"in_gebruik": "In gebruik", "ontwikkeling": "In ontwikkeling", "buiten_gebruik": "Buiten gebruik"}
    rows = json.loads((REGISTERS / "nl-algoritmeregister.json").read_text(encoding="utf-8"))["algoritmes"]
    properties = judge("algoritmeregister").schema["properties"]
    kept = 0
    for row in rows:
        record = {
            "name": row["title"],
            "organization": row["organisatie"],
            "status": words[row["status"]],
            "source_id": row["id"],
            "url": row["url"],
        }
        errors = [
            name
            for name, value in record.items()
            if list(jsonschema.Draft202012Validator(properties[name]).iter_errors(value))
        ]
        kept += not errors
    assert len(rows) > 1500 and kept / len(rows) > 0.99, kept
    assert set(words.values()) == set(STATUS.values())


@pytest.mark.skipif(not REGISTERS.exists(), reason="the registers are not beside the repository")
def test_real_british_records_have_the_keys_that_ours_fill() -> None:
    rows = json.loads((REGISTERS / "uk-atrs.json").read_text(encoding="utf-8"))["records"]
    ours = exported("atrs", whole()).record
    for row in rows:
        title = row["title"].strip()
        first = {"title": title, "one_sentence_description": row["description"].strip() or title}
        assert set(first) <= set(ours["metadata"])
        assert all(isinstance(first[name], type(ours["metadata"][name])) for name in first)
    assert len(rows) > 100
