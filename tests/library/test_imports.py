"""A table from elsewhere: doubted, shown, all or nothing; twice changes nothing; what people wrote here is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.actions.imports import ImportRefused, ingest, network_source, settle_difference
from commun.library.enums import AbandonReason, Explainability, Quality, SheetState, Stage, SubTheme, Visibility
from commun.library.fields import Section
from commun.library.importers.columns import network_mapping
from commun.library.importers.plan import ACCEPT_LOSS, SKIP_FAULTS, plan
from commun.library.importers.reading import NoTable, read_file
from commun.library.models import Deployment, FeedVersion, ImportedRow, ImportSource, PublishedSheet
from commun.territories.enums import Kind
from commun.territories.models import Territory
from tests.accounts.factories import coordinator, referent
from tests.library.factories import draft
from tests.library.network_files import ALL_HEADS, LINES, METRO, line, network_table, restricted, territories, written

pytestmark = pytest.mark.django_db


def shown(lines=LINES, *, answers=None, heads=None):
    table = network_table(written(lines, heads) if heads else written(lines))
    mapping = network_mapping(table)
    return plan(source=network_source(), table=table, mapping=mapping, is_network=True, answers=answers or {})


def take(lines=LINES, *, heads=None, **options):
    table = network_table(written(lines, heads) if heads else written(lines))
    options = {"by": None, "answers": {}, "takes_proposals": True, **options}
    return ingest(source=network_source(), table=table, mapping=network_mapping(table), **options)


def changed(index: int, **cells: str) -> list[dict[str, str]]:
    return [{**one, **cells} if position == index else one for position, one in enumerate(LINES)]


def sheet(title: str) -> Deployment:
    return Deployment.objects.get(title=title)


def question(found, text: str):
    return next(one for one in found.questions if text in one.doubt.text)


# --- Whose line it is -------------------------------------------------------------------------------------------------


def test_contradictions_of_identity_are_asked_and_proposed() -> None:
    here = territories()
    found = shown()
    asked = {one.doubt.text.split(" · ")[0]: one for one in found.questions if one.doubt.kind == "owner"}
    assert set(asked) == {
        "Ville de Valmont", "Ville de Fontréal", "Syndicat des eaux du Vallon", "Clairval Métropole",
        "Département de la Haute-Lande",
    }  # fmt: skip
    assert asked["Ville de Valmont"].answer == here["commune"].uid, "the SIREN is the metropolis's: by name and type"
    assert asked["Ville de Fontréal"].answer == here["capitale"].uid, "the type is wrong, name and SIREN agree"
    assert asked["Syndicat des eaux du Vallon"].answer == f"creer:{Kind.SYNDICAT_MIXTE}"
    assert asked["Clairval Métropole"].answer == here["metro"].uid, "a dragged SIRET: found by name"
    assert asked["Département de la Haute-Lande"].answer == here["departement"].uid
    assert "métropole" in asked["Ville de Valmont"].doubt.message
    assert "clé de contrôle" in asked["Clairval Métropole"].doubt.message


def test_nothing_is_imported_while_a_question_is_open() -> None:
    territories()
    with pytest.raises(ImportRefused, match="choix"):
        take(takes_proposals=False)
    assert not Deployment.objects.exists()
    assert not ImportedRow.objects.exists() and not FeedVersion.objects.exists()


def test_a_body_that_no_list_holds_is_entered_with_its_siren() -> None:
    territories()
    take()
    made = sheet("Écouter les fuites du réseau").territory
    assert (made.kind, made.siren[:2], made.name) == (Kind.SYNDICAT_MIXTE, "25", "Syndicat des eaux du Vallon")


def test_an_answer_that_leads_nowhere_is_no_answer() -> None:
    territories()
    found = shown()
    key = question(found, "Ville de Valmont").doubt.key
    assert not question(shown(answers={key: "siren:000000000"}), "Ville de Valmont").is_answered
    typed = shown(answers={key: METRO})
    assert question(typed, "Ville de Valmont").is_answered, "a SIREN typed by hand"
    assert typed.lines[0].owner.territory.name == "Clairval Métropole"


def test_lines_left_out_are_not_imported_and_asked_no_more() -> None:
    territories()
    key = question(shown(), "Syndicat").doubt.key
    done = take(answers={key: "laisser"})
    assert (done.created, done.left_out) == (7, 1)
    assert question(shown(), "Syndicat") not in shown().open_questions


def test_dragged_cells_are_seen() -> None:
    territories()
    found = [one for line in shown().lines for one in line.remarks if one.kind == "recopie"]
    assert {one.column for one in found} == {"SIRET", "Longitude", "URL_Logo"}
    assert len(found) == 6, "each line but the first of the run"


# --- What the cells say -----------------------------------------------------------------------------------------------


def test_cells_are_read_whatever_their_dialect() -> None:
    territories()
    take()
    leaks = sheet("Écouter les fuites du réseau")
    assert leaks.title == "Écouter les fuites du réseau", "a line break in a name is a space"
    assert leaks.audiences == ["agent", "amenageurs"]
    assert sheet("Repas des cantines").stage == Stage.ENDED
    assert sheet("Repas des cantines").partners == [], "« développé en régie » is nobody"
    assert sheet("Relever la chaussée").partners == ["CEREMA", "Immergis"]
    assert sheet("Compter les déchets").sub_themes == [SubTheme.WASTE, SubTheme.PARTICIPATION]
    assert str(sheet("Agent conversationnel").started_on) == "15 octobre 2023"
    assert sheet("Classer les délibérations").information_url == ""
    given_up = sheet("Îlots de chaleur").stages.get()
    assert (given_up.stage, given_up.reason) == (Stage.ABANDONED, AbandonReason.UNPUBLISHED)


def test_partners_joined_by_hyphens_are_kept_whole_until_someone_parts_them() -> None:
    territories()
    key = question(shown(), "NAIA-").doubt.key
    take()
    assert sheet("Compter les déchets").partners == ["NAIA-Université de Valmont"]
    take(answers={key: "separes"})
    assert sheet("Compter les déchets").partners == ["NAIA", "Université de Valmont"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Start-up Ecoutelo", ["Start-up Ecoutelo"]),
        ("IFPEN - Citepa", ["IFPEN", "Citepa"]),
        ("CEREMA-Immergis", ["CEREMA", "Immergis"]),
        ("Un comité (expert, habitants", ["Un comité (expert, habitants"]),
        ("Comité (expert, habitants), Civiteo", ["Comité (expert, habitants)", "Civiteo"]),
        ("Laboratoire\nTelesCoop", ["Laboratoire", "TelesCoop"]),
        ("/", []),
    ],
)
def test_partners_are_parted_only_where_it_is_safe(text, read) -> None:
    territories()
    found = shown(changed(0, Partenaires=text))
    assert found.lines[0].values["partners"] == read
    assert not [one for one in found.questions if one.doubt.kind == "partners"]


def test_a_word_of_no_list_is_proposed_with_the_nearest_and_left_to_choose() -> None:
    territories()
    lines = changed(0, Theme="Transformation écologique et énergétique", Statut_du_projet="En pause estivale")
    theme = question(shown(lines), "Transformation")
    assert theme.answer == "transition_ecologique" and not theme.is_answered
    stage = question(shown(lines), "En pause")
    assert stage.answer == "", "nothing is near: empty is proposed"
    take(lines, answers={stage.doubt.key: Stage.SUSPENDED})
    assert sheet("Compter les déchets").stage == Stage.SUSPENDED
    assert shown(lines).open_questions == (), "remembered for the next version"


def test_a_description_that_is_too_long_keeps_whole_sentences() -> None:
    territories()
    take()
    here = sheet("Agent conversationnel")
    assert len(here.summary) <= 1000 and here.summary.endswith(".")
    assert here.expected_benefit.endswith('Et la fin, "entre guillemets".')


def test_the_thirty_eight_fields_are_read_their_scales_turned_and_kept_to_the_network() -> None:
    territories()
    take([restricted(status_abandon="")], heads=ALL_HEADS)
    here = sheet("Trier les demandes")
    assert here.quality == Quality.GOOD, "« erreur : faible » answers the need well"
    assert here.explainability == Explainability.NONE, "« explicabilite : fort » cannot be explained"
    assert here.cost_band == "moins_de_50k" and here.contact_email == "numerique@bocage.example"
    public = PublishedSheet.objects.get(deployment=here)
    assert "objection" not in public.values and "cost_band" not in public.values
    assert public.network_values["objection"] == "Écrire à la mairie."
    assert public.values["_held"]["funding"]["reason"]
    assert fields.BY_NAME["funding"].visible_to(here) == Visibility.NETWORK
    link = here.links.get()
    assert (link.url, link.visibility, link.is_public) == ("https://exemple.fr/code", Visibility.NETWORK, False)
    kept = ImportedRow.objects.get(sheet=here)
    assert "bocage.example" not in f"{kept.raw}{kept.values}", "no copy of an address is kept"


def test_sheets_are_public_with_their_source_and_date() -> None:
    territories()
    take()
    here = sheet("Relever la chaussée")
    assert here.is_documented_by_network and here.state == SheetState.PUBLISHED
    source = here.sources.get()
    assert (source.title, str(source.read_on), source.is_public) == ("Bibliothèque du réseau", "16 avril 2025", True)
    assert "bibliotheque.csv" in source.note


def test_vendors_home_pages_and_texts_in_place_of_addresses_are_told() -> None:
    territories()
    told = {one.message for line in shown().lines for one in line.remarks if one.column == "URL_Service"}
    assert any("prestataire" in one and "ecoutelo" in one for one in told)
    assert any("accès interne uniquement" in one for one in told)


# --- Again ------------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing() -> None:
    territories()
    take()
    before = (
        list(Deployment.objects.values().order_by("pk")),
        list(ImportedRow.objects.values().order_by("pk")),
        list(PublishedSheet.objects.values().order_by("pk")),
        FeedVersion.objects.count(),
        Territory.objects.count(),
        AuditEvent.objects.count(),
    )
    done = take(takes_proposals=False)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 8)
    after = (
        list(Deployment.objects.values().order_by("pk")),
        list(ImportedRow.objects.values().order_by("pk")),
        list(PublishedSheet.objects.values().order_by("pk")),
        FeedVersion.objects.count(),
        Territory.objects.count(),
        AuditEvent.objects.count(),
    )
    assert after == before


def test_a_later_version_updates_adds_and_publishes_again() -> None:
    territories()
    take()
    lines = changed(1, Theme="Gouvernance et socles technologiques", Statut_du_projet="En déploiement")
    lines.append(line("CA DU BOCAGE", "Compter les vélos", LINES[6]["SIRET"], "EPCI"))
    done = take(lines)
    assert (done.created, done.updated, done.unchanged) == (1, 1, 7)
    here = sheet("Relever la chaussée")
    assert here.theme == "gouvernance" and PublishedSheet.objects.get(deployment=here).theme == "gouvernance"
    assert [one.stage for one in here.stages.all()] == [Stage.EXPERIMENT, Stage.ROLL_OUT]
    assert Deployment.objects.count() == 9


def test_what_vanished_stays_and_says_since_when() -> None:
    territories()
    take()
    with pytest.raises(ImportRefused, match="disparu"):
        take(LINES[1:])
    take(LINES[1:], answers={ACCEPT_LOSS: "1"})
    here = sheet("Compter les déchets")
    assert PublishedSheet.objects.filter(deployment=here).exists()
    assert ImportedRow.objects.get(sheet=here).vanished_on is not None
    assert "N’est plus dans ce fichier depuis le" in here.sources.get().note
    take()
    assert ImportedRow.objects.get(sheet=here).vanished_on is None, "back in the file"
    assert "N’est plus" not in here.sources.get().note


def test_a_line_renamed_is_asked_about_and_duplicates_nothing() -> None:
    territories()
    take()
    lines = changed(1, Nom_du_projet="Relever la chaussée par image")
    asked = next(one for one in shown(lines).questions if one.doubt.kind == "renamed")
    assert asked.answer == "meme"
    take(lines)
    assert Deployment.objects.count() == 8
    assert sheet("Relever la chaussée par image").uid


# --- What people wrote here -------------------------------------------------------------------------------------------


def save(here: Deployment, section: Section, **values) -> None:
    by = referent(here.territory)
    seen = sheets.section_digest(here, section)
    sheets.save_section(sheet=here, section=section, values=values, seen=seen, by=by)


def test_a_field_edited_here_is_kept_and_the_difference_waits_for_the_owner() -> None:
    territories()
    take()
    here = sheet("Relever la chaussée")
    save(here, Section.IDENTITY, summary="Nos propres mots.")
    lines = changed(1, Description_service="Les mots du réseau.", Theme="Gouvernance et socles technologiques")
    done = take(lines)
    here.refresh_from_db()
    assert here.summary == "Nos propres mots."
    assert here.theme == "gouvernance", "the field that nobody touched follows the file"
    assert done.differences == 1
    row = ImportedRow.objects.get(sheet=here)
    assert row.differences == {"summary": "Les mots du réseau."}
    take(lines)
    row.refresh_from_db()
    assert row.differences == {"summary": "Les mots du réseau."}, "it goes on waiting"
    settle_difference(row=row, name="summary", takes_file=True, by=referent(here.territory))
    here.refresh_from_db()
    row.refresh_from_db()
    assert (here.summary, row.differences) == ("Les mots du réseau.", {})
    with pytest.raises(DomainError, match="déjà tranché"):
        settle_difference(row=row, name="summary", takes_file=False, by=referent(here.territory))


def test_a_difference_settled_for_the_sheet_is_not_told_again() -> None:
    territories()
    take()
    here = sheet("Relever la chaussée")
    save(here, Section.IDENTITY, summary="Nos propres mots.")
    lines = changed(1, Description_service="Les mots du réseau.")
    take(lines)
    row = ImportedRow.objects.get(sheet=here)
    settle_difference(row=row, name="summary", takes_file=False, by=referent(here.territory))
    assert take(lines).differences == 0


def test_a_territory_that_has_its_own_sheet_is_never_rewritten() -> None:
    here = territories()
    own = publication.publish(sheet=draft(here["capitale"], title="Relever la chaussée"), by=None).deployment
    done = take()
    own.refresh_from_db()
    assert done.attached == 1 and Deployment.objects.count() == 8
    assert own.summary == "Classer les tronçons du réseau selon leur risque de fuite."
    assert not own.is_documented_by_network
    assert "summary" in ImportedRow.objects.get(sheet=own).differences


def test_a_sheet_that_its_territory_took_over_is_never_rewritten() -> None:
    territories()
    take()
    here = sheet("Relever la chaussée")
    Deployment.objects.filter(pk=here.pk).update(is_documented_by_network=False)
    take(changed(1, Theme="Gouvernance et socles technologiques"))
    here.refresh_from_db()
    assert here.theme == "mobilites"
    assert ImportedRow.objects.get(sheet=here).differences == {"theme": "gouvernance"}


# --- Bad files, two at once, a crash ----------------------------------------------------------------------------------


def test_faulty_lines_are_told_and_block_unless_left_aside() -> None:
    territories()
    lines = [*LINES, line("", "", "", ""), {**LINES[1]}, line("CA DU BOCAGE", "x" * 201, LINES[6]["SIRET"], "EPCI")]
    found = shown(lines)
    assert [(one.where, one.fault) for one in found.faulty] == [
        ("ligne 10, colonne B", "Le nom de l’usage manque."),
        ("ligne 11", "Le même usage de la même collectivité est déjà à la ligne 3."),
        ("ligne 12, colonne B", "201 signes : « Nom de l’usage » en tient 200 au plus."),
    ]
    with pytest.raises(ImportRefused, match="fautives"):
        take(lines)
    assert take(lines, answers={SKIP_FAULTS: "1"}).created == 8


def test_a_crash_in_the_middle_leaves_nothing(monkeypatch) -> None:
    territories()
    count = Territory.objects.count()
    real, calls = publication.publish, []

    def crash(**given):
        calls.append(given)
        if len(calls) == 4:
            raise RuntimeError("power cut")
        return real(**given)

    monkeypatch.setattr("commun.library.actions.imports.publication.publish", crash)
    with pytest.raises(RuntimeError):
        take()
    assert not Deployment.objects.exists() and not ImportedRow.objects.exists()
    assert Territory.objects.count() == count


def test_what_moved_since_the_preview_is_looked_at_again() -> None:
    """Two people at once: the second sees what the first did before confirming."""
    territories()
    first = shown()
    take(seen=first.seen)
    with pytest.raises(ImportRefused, match="relisez"):
        take(changed(1, Theme="Mobilités"), seen=first.seen)
    assert Deployment.objects.count() == 8


def test_formulas_and_null_characters_are_text_or_refused() -> None:
    territories()
    take(changed(1, Description_service='=HYPERLINK("https://x")', Partenaires="@SOMME(A1)"))
    assert sheet("Relever la chaussée").summary == '=HYPERLINK("https://x")'
    with pytest.raises(DomainError):
        read_file(written(LINES).replace(b"Agent", b"Ag\0ent"), "x.csv")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!DOCTYPE html><title>504 Gateway Time-out</title>", "data.csv"),
        (b"", "data.csv"),
        (b"une seule ligne\n", "data.csv"),
        (b"PK\x03\x04 pas une archive", "data.xlsx"),
        (b"MZ\x90", "data.csv"),
    ],
)
def test_what_is_no_table_is_refused(content, name) -> None:
    with pytest.raises(DomainError):
        read_file(content, name)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(NoTable, match="au plus"):
        read_file(b"a,b\n" + b"1,2\n" * 2_001, "x.csv")


def test_looking_costs_the_same_number_of_queries_whatever_the_lines() -> None:
    territories()
    take()
    with CaptureQueriesContext(
        connection,
    ) as few:
        shown(LINES[4:7])
    more = [line("CA DU BOCAGE", f"Usage {n}", LINES[6]["SIRET"], "EPCI") for n in range(40)]
    with CaptureQueriesContext(connection) as many:
        shown([*LINES[4:7], *more])
    assert len(many) <= len(few) + 2


# --- A territory's own table ------------------------------------------------------------------------------------------


def own_source(territory) -> ImportSource:
    return ImportSource.objects.create(slug="tableau", title="Tableau", territory=territory)


def take_own(source, rows, **options):
    table = network_table(written(rows, tuple(rows[0])), name="tableau.csv")
    mapping = [
        {"Intitulé": "title", "Besoin": "need", "Étape": "stage", "Coût": "yearly_cost"}[one] for one in table.heads
    ]
    return ingest(source=source, table=table, mapping=mapping, by=None, answers={}, takes_proposals=True, **options)


def test_a_territory_imports_drafts_of_its_own_and_edits_win() -> None:
    here = territories()["agglo"]
    source = own_source(here)
    rows = [{"Intitulé": "Cantines", "Besoin": "Moins jeter.", "Étape": "Exploitation", "Coût": "12 500,50 €"}]
    assert take_own(source, rows).created == 1
    made = sheet("Cantines")
    assert (made.territory, made.state, made.is_documented_by_network) == (here, SheetState.DRAFT, False)
    assert (made.stage, str(made.yearly_cost)) == (Stage.IN_USE, "12500.50")
    assert take_own(source, rows).unchanged == 1
    save(made, Section.NEED, need="Jeter moins, servir mieux.")
    take_own(source, [{**rows[0], "Besoin": "Autre chose.", "Coût": "13 000"}])
    made.refresh_from_db()
    assert (made.need, str(made.yearly_cost)) == ("Jeter moins, servir mieux.", "13000.00")


def test_a_territory_says_why_it_gave_up() -> None:
    source = own_source(territories()["agglo"])
    rows = [{"Intitulé": "Cantines", "Étape": "Abandonné"}]
    with pytest.raises(ImportRefused, match="fautives"):
        take_own(source, rows)


def test_the_coordination_is_named_in_the_trace() -> None:
    territories()
    by = coordinator()
    take(by=by)
    event = AuditEvent.objects.get(verb="library.imported")
    assert event.by == by and event.detail["created"] == 8
