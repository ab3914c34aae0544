"""A Polis conversation is counted again from the last vote of each person, and doubted."""

import datetime
from pathlib import Path

import pytest

from commun.analysis.opinion import Tally
from commun.syntheses.importers.polis import Conversation, NotPolis, read_conversation
from tests.syntheses.polis_files import NEW, OLD, camps, export, table

REAL = Path(__file__).resolve().parents[3] / "shared/data/participation/polis"


def by_key(read) -> dict:
    return {one.key: one for one in read.statements}


@pytest.mark.parametrize("heads", [NEW, OLD])
@pytest.mark.parametrize("seconds", [True, False])
@pytest.mark.parametrize("xid", [True, False])
def test_every_shape_of_the_export_gives_the_same_counts(heads, seconds, xid):
    read = read_conversation(export(heads=heads, seconds=seconds, xid=xid))
    assert (read.title, read.url) == ("Quelle IA à Fontaine-les-Bains ?", "https://pol.is/exemple")
    assert read.question == "Dites-nous.\n\nMerci."
    assert by_key(read)["0"].tally == Tally(agree=119, disagree=0, passed=1)
    assert (read.voters, read.votes, read.recast) == (120, 363, 3)
    assert read.first_on == read.last_on == datetime.date(2023, 11, 14)
    assert read.remarks == ()


def test_a_changed_mind_is_one_vote_and_the_difference_with_the_file_is_told():
    read = read_conversation(export())
    assert by_key(read)["0"].in_file == (121, 1)
    assert by_key(read)["0"].differs
    assert read.differing == 1


def test_what_moderators_refused_is_counted_and_not_kept():
    read = read_conversation(export())
    assert read.rejected == 1
    assert "Achetez" not in str(read.as_json())
    assert not by_key(read)["5"].is_moderated


def test_votes_whose_sign_is_inverted_are_turned_round_and_it_is_said():
    read = read_conversation(export(sign=-1))
    assert by_key(read)["0"].tally == Tally(agree=119, disagree=0, passed=1)
    assert "signe inverse" in read.remarks[0]


def test_no_group_is_drawn_under_a_hundred_voters():
    assert read_conversation(export()).groups is not None
    assert read_conversation(export(votes=camps(voters=99))).groups is None


def test_nothing_kept_says_who_voted_what():
    kept = str(read_conversation(export()).as_json())
    assert "voter" not in kept.replace("voters", "")
    assert "author" not in kept


def test_what_was_read_travels_through_json():
    read = read_conversation(export())
    assert Conversation.from_json(read.as_json()) == read


def test_files_that_do_not_agree_are_told():
    files = export()
    files["stats-history.csv"] = table(("n-votes", "n-comments"), [(7, 4)])
    files["participants-votes.csv"] = files["participants-votes.csv"].replace(b"\n3,,0,0,0,0,0,1", b"\n3,,0,0,0,0,0,-1")
    read = read_conversation(files)
    assert any("L’historique compte 7 votes" in one for one in read.remarks)
    assert any("1 case du tableau des participants" in one for one in read.remarks)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"votes.csv": None}, "Il manque le fichier « votes.csv »"),
        ({"comments.csv": b"a,b\n1,2\n"}, "n’a pas la colonne « comment-id »"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\n1,0,0,2\n"}, "ligne 2, colonne D : un vote vaut 1, 0 ou"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\nhier,0,0,1\n"}, "« hier » n’est pas un nombre"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\n1,0,0,inf\n"}, "« inf » n’est pas un nombre"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\n"}, "aucun vote"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\n%d,0,0,1\n" % 10**30}, "n’est pas lisible"),
        ({"autre.votes.csv": b"x"}, "le même fichier de deux conversations"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_with_its_place(change, message):
    files = {name: content for name, content in {**export(), **change}.items() if content is not None}
    with pytest.raises(NotPolis, match=message):
        read_conversation(files)


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is absent: real conversations are not read")
@pytest.mark.parametrize(
    ("name", "voters", "votes", "differing", "groups"),
    [
        ("vtaiwan.uberx", 1921, 49443, 95, 2),
        ("scoop-hivemind.biodiversity", 536, 29719, 48, 2),
        ("bg2050-volunteers", 126, 14283, 28, 2),
        ("london.youth.policing", 26, 638, 2, None),
    ],
)
def test_real_conversations_are_counted_again(name, voters, votes, differing, groups):
    read = read_conversation({path.name: path.read_bytes() for path in (REAL / name).glob("*.csv")})
    assert (read.voters, read.votes) == (voters, votes)
    assert read.remarks == ()
    assert (len(read.groups.groups) if read.groups else None) == groups
    assert read.differing == differing
