"""What other platforms export is read whatever their version, their encoding and the habits of who saved the file."""

import codecs
import contextlib
import datetime
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.concertations.platforms.correspondence import PLATFORMS, markdown
from commun.concertations.platforms.layouts import Kind, personal_columns
from commun.concertations.platforms.reading import read
from commun.concertations.platforms.records import Comment, Consultation, Debate, Fault, Meeting, Proposal, Result
from commun.concertations.platforms.tables import open_tables
from commun.concertations.platforms.values import day_of, localised, plain, proposal_ids, web_address
from commun.core.archives import ArchiveRefused
from commun.core.errors import DomainError
from commun.core.spreadsheets import Unreadable
from tests.concertations import exports
from tests.concertations.exports import HEADS, HOST, decidim, line, proposal, table
from tests.core import office

REAL = Path(__file__).parents[3] / "shared" / "data" / "participation"


def read_file(path: Path):
    """Each table of the file: (kind, generation, its records and faults)."""
    with open_tables(path) as tables:
        return [
            (one.found and one.found.layout.kind, one.found and one.found.generation, list(read(one.found, one.rows())))
            if one.found
            else (None, None, list(one.rows()))
            for one in tables
        ]


def records(tmp_path, content: bytes, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    ((_kind, _generation, found),) = read_file(path)
    return found


@pytest.mark.parametrize("generation", HEADS)
def test_each_generation_of_decidim_gives_the_same_proposal(tmp_path, generation):
    heads = HEADS[generation]
    names = heads.split(";")
    values = {"id": "457", "url": f"{HOST}/processes/ia/f/7/proposals/457", "component_id": "7"}
    values |= {"title_fr": "Publier", "body_fr": "'=La <b>liste</b>"} if "title/fr" in names else {
        "title": "Publier", "body": "'=La <b>liste</b>"
    }  # fmt: skip
    if "state" in names:
        values |= {"state": "rejected", "answer_fr": "<p>Trop cher&nbsp;!</p>"}
    path = tmp_path / "participer.exemple.fr-open-data-proposals.csv"
    path.write_text(table(heads, line(heads, **values)))
    ((kind, found, (one,)),) = read_file(path)
    assert (kind, found) == (Kind.PROPOSALS, generation)
    assert (one.origin.platform, one.origin.host, one.origin.id) == ("decidim", "participer.exemple.fr", "457")
    assert (one.title, one.text, one.component) == ("Publier", "=La liste", "7")
    if "state" in names:
        assert (one.said.decision, one.said.text) == ("non_retenue", "Trop cher !")


def test_language_that_is_filled_is_read_and_french_before_the_others(tmp_path):
    content = decidim(
        proposal(1, "", title_fr="", body_fr="", title_en="List", body_en="Publish the list"),
        proposal(2, "Publier", body_en="Publish"),
        proposal(3, '{"en": "Publish", "fr": "Dire"}'),
    )
    found = records(tmp_path, content)
    assert [(one.origin.locale, one.text) for one in found] == [
        ("en", "Publish the list"),
        ("fr", "Publier"),
        ("fr", "Dire"),
    ]


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace(";", ",").encode(),
        lambda text: text.replace(";", "\t").encode(),
        lambda text: ("Export du 12 mars\n\n" + text).encode(),
        lambda text: text.replace("é", "é\0").encode(),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "utf-16-le", "comma", "tab", "title above", "nul"],
)
def test_any_encoding_separator_and_title_above_the_heads_is_read(tmp_path, encoded):
    (one, _other) = records(
        tmp_path, encoded("id;title;body\n7;Été;Dire où, à qui\n8;b;Montrer\n".replace(", à", " à"))
    )
    assert (one.origin.id, one.title, one.text) == ("7", "Été", "Dire où à qui")


def test_names_of_people_are_gone_before_anything_is_read(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(decidim(proposal(1)))
    with open_tables(path) as (found,):
        assert found.dropped == ("author/id", "author/name", "author/url", "likes/user_likes")
        assert "Camille" not in str(list(found.rows()))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("author/name", True), ("authorZipCode", True), ("Adresse e-mail", True),
        ("export_proposal_author_email", True),
        ("user_group/name/fr", True), ("Prénom", True), ("Nom de l’auteur", True), ("téléphone", True),
        ("address", False), ("Nom du projet", False), ("title/fr", False), ("category/name/fr", False),
    ],
)  # fmt: skip
def test_heads_that_name_people_are_known(head, expected):
    assert bool(personal_columns([head])) is expected


def test_results_keep_whole_identifiers_whatever_joins_the_addresses(tmp_path):
    heads = (
        "id;parent/id;title/fr;description/fr;start_date;end_date;status/key;status/name/fr;progress;url;proposal_urls"
    )
    urls = f"{HOST}/processes/ia/f/7/proposals/457, {HOST}/processes/ia/f/7/proposals/12;{HOST}/f/7/proposals/3"
    row = line(heads, id="9", title_fr="Liste publiée", progress="96.0", end_date="2026-06-05", proposal_urls=urls)
    (one,) = records(tmp_path, table(heads, row).encode())
    assert isinstance(one, Result)
    assert (one.proposals, one.progress, one.ends_on) == (("457", "12", "3"), 96.0, datetime.date(2026, 6, 5))


def test_meetings_and_comments_are_told_apart(tmp_path):
    heads = "id;title/fr;description/fr;start_time;end_time;attendees;contributions;address;location/fr;url;withdrawn"
    row = line(
        heads,
        id="3",
        title_fr="Atelier",
        start_time="2026-05-12 18:00:00 +0200",
        end_time="2026-05-12 20:30:00 +0200",
        attendees="24",
    )
    (meeting,) = records(tmp_path, table(heads, row).encode())
    assert isinstance(meeting, Meeting)
    assert (meeting.on, meeting.minutes, meeting.attendance) == (datetime.date(2026, 5, 12), 150, 24)
    heads = (
        "id;created_at;body;locale;author/id;author/name;alignment;depth;commentable_id;commentable_type;"
        "root_commentable_url"
    )
    row = line(
        heads,
        id="1",
        body="D’accord",
        alignment="1",
        commentable_id="457",
        commentable_type="Decidim::Proposals::Proposal",
    )
    (comment,) = records(tmp_path, table(heads, row).encode())
    assert isinstance(comment, Comment)
    assert (comment.about_kind, comment.about_id, comment.alignment) == ("Proposal", "457", 1)


def test_cap_collectif_reads_proposals_and_leaves_votes_and_the_basket(tmp_path):
    heads = (
        "contribution_type;proposal_id;proposal_title;proposal_description;proposal_status_name;proposal_author_email;"
        "proposal_trashedAt;proposal_link"
    )
    rows = [
        [
            "proposal",
            "UHJvcG9zYWw6MQ==",
            "Dire",
            "<p>Dire où</p>",
            "Retenu",
            "a@exemple.fr",
            "",
            "https://cap.exemple.fr/p/1",
        ],
        ["proposalVote", "UHJvcG9zYWw6MQ==", "Dire", "<p>Dire où</p>", "Retenu", "b@exemple.fr", "", ""],
        ["proposal", "UHJvcG9zYWw6Mg==", "Vendre", "…", "", "", "2026-01-02 10:00:00", ""],
    ]
    kept, trashed = records(tmp_path, table(heads, *rows).encode())
    assert (kept.origin.platform, kept.text, kept.said.decision) == ("cap-collectif", "Dire où", "retenue")
    assert trashed.is_withdrawn
    heads = (
        "id;reference;title;createdAt;publishedAt;updatedAt;trashed;trashedStatus;authorId;authorType;authorZipCode;"
        "QUXVlc3Rpb246MTA3 - Que faire ?;QUXVlc3Rpb246MTA4 - Comment ?"
    )
    row = ["1", "2-4", "Transition", "", "2019-01-22", "", "false", "", "u", "Citoyen", "44000", "Isoler|Planter", ""]
    (reply,) = records(tmp_path, table(heads, row).encode())
    assert (reply.title, reply.text) == ("Transition", "Isoler, Planter")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-01-24 22:29:15 +0100", "2019-01-24"), ("2020-05-26 22:39:50 UTC", "2020-05-26"),
        ("2026-3-2", "2026-03-02"),
        ("24/01/2019 22:29", "2019-01-24"), ("3.2.26", "2026-02-03"), ("lundi 1er août 2022", "2022-08-01"),
        ("43489", "2019-01-24"), ("43489,5", "2019-01-24"), ("", None),
    ],
)  # fmt: skip
def test_days_of_every_habit_are_read(text, day):
    assert day_of(text) == (day and datetime.date.fromisoformat(day))


@pytest.mark.parametrize("text", ["31/02/2026", "2026", "bientôt", "00/00/0000", "999999"])
def test_day_that_cannot_be_is_not_guessed(text):
    with pytest.raises(ValueError):
        day_of(text)


def test_words_are_kept_and_markup_is_not():
    assert plain("<p>Dire&nbsp;: <ul><li>où</li><li>quand</li></ul><script>x()</script></p>") == "Dire :\n- où\n- quand"
    assert plain("2 < 3 & 4 > 1") == "2 < 3 & 4 > 1"
    assert localised('[{"en"=>"Jobs", "fr"=>"Métiers"}, {"fr"=>"Données"}]') == ("fr", "Métiers, Données")
    assert localised('{"fr": "", "machine_translations": {"fr": "Dire"}}') == ("fr", "Dire")
    assert proposal_ids("/proposals/1457") == ("1457",)
    assert web_address("javascript:alert(1)") == ""


@given(st.text(max_size=200))
def test_any_cell_is_read(text):
    for one in (plain, localised, web_address, proposal_ids):
        one(text)
    with contextlib.suppress(ValueError):
        day_of(text)


def test_fault_is_told_where_it_stands_and_stops_nothing_else(tmp_path):
    content = decidim(
        proposal(1, published_at="hier"), proposal(2, title_fr="", body_fr=" "), proposal(3), [*proposal(4), "x"]
    )
    found = records(tmp_path, content)
    faults = [(one.line, one.column is not None, one.is_fatal) for one in found if isinstance(one, Fault)]
    assert faults == [(2, True, False), (3, True, True), (5, False, True)]
    assert [one.origin.id for one in found if isinstance(one, Proposal)] == ["1", "3"]


# --- Files made to harm, or cut on the way ---------------------------------------------------------------------------


def cut_zip() -> bytes:
    return exports.archive(proposals=decidim(*map(proposal, range(1, 50))))[:-400]


def lying_zip() -> bytes:
    """The archive says that its part is much shorter than it is."""
    made = bytearray(exports.archive(proposals=decidim(*map(proposal, range(1, 50)))))
    central = made.rindex(b"PK\x01\x02")
    made[central + 24 : central + 28] = (300).to_bytes(4, "little")
    return bytes(made)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("e.zip", cut_zip(), ArchiveRefused),
        ("e.zip", lying_zip(), ArchiveRefused),
        ("e.zip", exports.archive(proposals=decidim(proposal(1)) + b"\n" * 30_000_000), ArchiveRefused),
        ("e.csv.gz", gzip.compress(decidim(proposal(1)) + b"\n" * 30_000_000), ArchiveRefused),
        ("e.csv.gz", gzip.compress(decidim(*map(proposal, range(1, 50))))[:-40], ArchiveRefused),
        ("e.csv", decidim(proposal(1, "x" * 10_000_000)), Unreadable),
        ("e.csv", decidim(proposal(1)) + b'5;"never closed\n', Unreadable),
        ("e.csv", b"\0\0\0\0", Unreadable),
        ("e.json", b'[{"title": {"fr": "Dire"', Unreadable),
        ("e.odt", office.docx([("Normal", "a")]), Unreadable),
    ],
    ids=["cut zip", "lying zip", "zip bomb", "gzip bomb", "cut gzip", "long cell", "quote", "nuls", "cut json", "odt"],
)  # fmt: skip
def test_file_made_to_harm_or_cut_is_refused_with_a_sentence(tmp_path, name, content, refusal):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(refusal) as raised:
        read_file(path)
    assert isinstance(raised.value, DomainError)
    assert raised.value.message


def test_archive_of_open_data_gives_each_of_its_tables(tmp_path):
    path = tmp_path / "open-data.zip"
    path.write_bytes(exports.archive(proposals=decidim(proposal(1)), users=b"id;name\n1;Camille\n"))
    (proposals, users) = read_file(path)
    assert proposals[0] == Kind.PROPOSALS
    assert users[0] is None
    assert "Camille" not in str(proposals)


def test_json_of_decidim_is_read_as_its_table(tmp_path):
    content = json.dumps([{"id": 4, "title": {"fr": "Dire"}, "body": {"fr": "<p>Où</p>"}, "author": {"name": "C. P."}}])
    (one,) = records(tmp_path, content.encode(), "proposals.json")
    assert (one.origin.id, one.title, one.text) == ("4", "Dire", "Où")


# --- Real files ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL.is_dir(), reason="les vrais exports ne sont pas à côté du dépôt (../shared/data)")
def test_real_exports_give_the_counts_of_their_readme():
    def counted(name: str, kind: type) -> int:
        return sum(isinstance(one, kind) for _kind, _generation, found in read_file(REAL / name) for one in found)

    assert counted("decidim/propositions-libres.csv", Proposal) == 196
    assert counted("consultation-gouv/usages.csv", Consultation) == 40
    assert [counted(f"decidim/comments_config{n}.xls", Comment) for n in (1, 2, 3)] == [4, 5, 6]
    assert [counted(f"decidim/proposals_config{n}.xls", Proposal) for n in (1, 2, 3)] == [1, 2, 2]
    assert [
        counted(f"decidim/format-fixtures/import_proposals.{one}", Proposal) for one in ("csv", "json", "xlsx")
    ] == [3, 3, 3]
    assert counted("decidim/format-fixtures/valid_result.csv", Result) == 4
    assert counted("decidim/debats.csv", Debate) == 29
    rows = {
        "paris-budget/bp_projets_gagnants.csv": 1_341,
        "ccc/propositions.csv": 146,
        "ccc/mesures_jugement_majoritaire.csv": 143,
    }
    for name, count in rows.items():  # nobody's export: lines that a person says the columns of
        ((kind, _generation, found),) = read_file(REAL / name)
        assert (kind, len(found)) == (None, count), name
    for name in ("decidim/propositions-libres.csv", "decidim/debats.csv", "consultation-gouv/usages.csv"):
        assert not [
            one for _k, _g, found in read_file(REAL / name) for one in found if isinstance(one, Fault) and one.is_fatal
        ]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_tables_of_correspondence_are_those_of_the_code(platform):
    page = Path(__file__).parents[2] / f"docs/correspondances/{platform}.md"
    assert page.read_text(encoding="utf-8") == markdown(platform), (
        f"run: commun correspondences {platform} > {page.name}"
    )
