"""What a person signed is in the file they receive, and stays public without them once they are gone."""

from commun.accounts import actions, personal_data
from commun.concertations.models import Answer
from tests.concertations.factories import published_concertation, referent_of, signed_pledge, unanswered_proposition


def test_the_export_holds_what_the_person_signed_published_and_answered(db) -> None:
    proposition = unanswered_proposition()
    concertation = proposition.concertation
    user = referent_of(concertation)
    pledge = signed_pledge()
    pledge.signatures.update(recorded_by=user)
    type(concertation).objects.filter(pk=concertation.pk).update(published_by=user)
    Answer.objects.create(
        proposition=proposition,
        decision="retenue",
        author_role="Vice-présidente",
        answered_on="2025-03-11",
        published_by=user,
    )
    data = personal_data.export(user)
    assert data["signatures de la charte enregistrées"][0]["territoire"] == pledge.territory.name
    assert data["concertations publiées"][0]["concertation"] == concertation.title
    assert len(data["réponses publiées"]) == 1
    actions.erase(user=user)
    answer = Answer.objects.get()
    assert (answer.published_by, answer.author_role) == (None, "Vice-présidente")


def test_what_another_person_published_is_not_in_it(db) -> None:
    concertation = published_concertation(title="Une autre question")
    stranger = referent_of(published_concertation())
    assert concertation.title not in str(personal_data.export(stranger))
