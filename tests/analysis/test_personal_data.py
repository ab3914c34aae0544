"""A text is shown to its author with what could tell who somebody is: recall first, and no alarm for a street name."""

import subprocess
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.analysis.personal_data import Kind, personal_data

# What must be found: the sentence, its kind, the exact words.
FOUND = [
    ("Écrivez-moi à marie.durand@exemple.fr, merci.", Kind.EMAIL, "marie.durand@exemple.fr"),
    ("Mon mail : j-p_morel+atelier@courriel.exemple.org.", Kind.EMAIL, "j-p_morel+atelier@courriel.exemple.org"),
    ("Contact jean.petit (at) exemple.fr pour la suite", Kind.EMAIL, "jean.petit (at) exemple.fr"),
    ("on peut me joindre sur lea arobase exemple point fr", Kind.EMAIL, "lea arobase exemple point fr"),
    ("CLAIRE.ROUX@EXEMPLE.FR", Kind.EMAIL, "CLAIRE.ROUX@EXEMPLE.FR"),
    ("Appelez-moi au 06 12 34 56 78 après 18 h.", Kind.PHONE, "06 12 34 56 78"),
    ("Tel 02.40.12.34.56", Kind.PHONE, "02.40.12.34.56"),
    ("mon numéro, 0612345678, est public", Kind.PHONE, "0612345678"),
    ("+33 (0)6 12 34 56 78", Kind.PHONE, "+33 (0)6 12 34 56 78"),
    ("Joignable au +33612345678 le soir", Kind.PHONE, "+33612345678"),
    ("ou bien 0033 6 12 34 56 78.", Kind.PHONE, "0033 6 12 34 56 78"),
    ("le 06-12-34-56-78 ne répond pas", Kind.PHONE, "06-12-34-56-78"),
    ("Bruxelles : 0470/12.34.56", Kind.PHONE, "0470/12.34.56"),
    ("Depuis Namur, +32 470 12 34 56", Kind.PHONE, "+32 470 12 34 56"),
    ("À Lausanne, 079 123 45 67", Kind.PHONE, "079 123 45 67"),
    ("Natel +41 79 123 45 67", Kind.PHONE, "+41 79 123 45 67"),
    ("Je suis au 514 555-0123 le jour", Kind.PHONE, "514 555-0123"),
    ("Québec : (418) 555-0199", Kind.PHONE, "(418) 555-0199"),
    ("À Dakar, appelez le 77 123 45 67", Kind.PHONE, "77 123 45 67"),
    ("WhatsApp +225 07 07 12 34 56", Kind.PHONE, "+225 07 07 12 34 56"),
    ("Ouagadougou, tél. : 70 12 34 56", Kind.PHONE, "70 12 34 56"),
    ("Cotonou +229 97 12 34 56 !", Kind.PHONE, "+229 97 12 34 56"),
    ("Mon numéro de sécu est le 1 85 05 78 006 084 36", Kind.SOCIAL_SECURITY, "1 85 05 78 006 084 36"),
    ("dossier 255081416802538 refusé", Kind.SOCIAL_SECURITY, "255081416802538"),
    ("sécurité sociale n° 2 69 05 49 588 157", Kind.SOCIAL_SECURITY, "2 69 05 49 588 157"),
    ("Registre national 85.07.30-033.28", Kind.SOCIAL_SECURITY, "85.07.30-033.28"),
    ("AVS 756.9217.0769.85", Kind.SOCIAL_SECURITY, "756.9217.0769.85"),
    ("Virement sur FR76 3000 6000 0112 3456 7890 189 svp", Kind.IBAN, "FR76 3000 6000 0112 3456 7890 189"),
    ("fr7630006000011234567890189", Kind.IBAN, "fr7630006000011234567890189"),
    ("Compte BE68 5390 0754 7034.", Kind.IBAN, "BE68 5390 0754 7034"),
    ("CH93 0076 2011 6238 5295 7 est mon compte", Kind.IBAN, "CH93 0076 2011 6238 5295 7"),
    ("ma carte 4111 1111 1111 1111 a été débitée", Kind.CARD, "4111 1111 1111 1111"),
    ("5500-0000-0000-0004", Kind.CARD, "5500-0000-0000-0004"),
    ("La voiture AB-123-CD se gare sur le trottoir", Kind.PLATE, "AB-123-CD"),
    ("le scooter ab-123-cd roule trop vite", Kind.PLATE, "ab-123-cd"),
    ("véhicule immatriculé 1234 XY 44", Kind.PLATE, "1234 XY 44"),
    ("Une moto 1-ABC-123 à Liège", Kind.PLATE, "1-ABC-123"),
    ("J'habite 12 rue des Lilas et rien ne marche", Kind.ADDRESS, "12 rue des Lilas"),
    (
        "au 3 bis, avenue du Général de Gaulle, 44000 Nantes.",
        Kind.ADDRESS,
        "3 bis, avenue du Général de Gaulle, 44000 Nantes",
    ),
    ("le 7 impasse des jonquilles est inondé", Kind.ADDRESS, "7 impasse des jonquilles"),
    ("nous vivons 5 place Viarme à Nantes", Kind.ADDRESS, "5 place Viarme"),
    ("Je vis rue des Tanneurs, au-dessus du bar", Kind.ADDRESS, "rue des Tanneurs"),
    ("rue de la Loi 16, 1000 Bruxelles", Kind.ADDRESS, "rue de la Loi 16, 1000 Bruxelles"),
    ("1234, rue Saint-Denis, un immeuble de Montréal", Kind.ADDRESS, "1234, rue Saint-Denis"),
    ("Voyez https://www.facebook.com/lea.bertin.7", Kind.PROFILE, "https://www.facebook.com/lea.bertin.7"),
    ("linkedin.com/in/karim-haddad-1234/ dit le contraire", Kind.PROFILE, "linkedin.com/in/karim-haddad-1234"),
    ("signalé par @lea_bertin hier", Kind.PROFILE, "@lea_bertin"),
    ("Ma fille est née le 4 juin 2015 ici", Kind.BIRTH, "née le 4 juin 2015"),
    ("Date de naissance : 12/03/1980", Kind.BIRTH, "Date de naissance : 12/03/1980"),
    ("je suis né(e) le 01.02.1963", Kind.BIRTH, "né(e) le 01.02.1963"),
    ("Mme Durand ne répond jamais", Kind.PERSON, "Mme Durand"),
    ("C’est M. Jean Martin qui décide", Kind.PERSON, "M. Jean Martin"),
    ("monsieur Le Goff a tout vu", Kind.PERSON, "monsieur Le Goff"),
    ("Le docteur Benali m’a reçue", Kind.PERSON, "docteur Benali"),
    ("mme durand du service état civil", Kind.PERSON, "mme durand"),
    ("Ma voisine Aminata N’Diaye l’a dit", Kind.PERSON, "Aminata N’Diaye"),
    ("Bonjour Marie Dupont, merci", Kind.PERSON, "Marie Dupont"),
    ("d’après Jean-Pierre de La Tour, non", Kind.PERSON, "Jean-Pierre de La Tour"),
    ("signé KONÉ Mariam", Kind.PERSON, "KONÉ Mariam"),
    ("Je m'appelle lucie bernard et je vote", Kind.PERSON, "lucie bernard"),
    ("Le maire doit recevoir Sophie Lambert", Kind.PERSON, "Sophie Lambert"),
    ("Éric LEROUX gare son camion", Kind.PERSON, "Éric LEROUX"),
    ("Mlle O’Connor et sa mère", Kind.PERSON, "Mlle O’Connor"),
    ("merci à mr alain bertin pour sa patience", Kind.PERSON, "mr alain bertin"),
    ("mon voisin Kossivi Mensah n’a pas Internet", Kind.PERSON, "Kossivi Mensah"),
    ("MADAME LEFÈVRE DE L’ACCUEIL EST DÉSAGRÉABLE", Kind.PERSON, "MADAME LEFÈVRE"),
]

# What must raise no alarm at all.
CLEAN = [
    "Madame la Maire, il faut un budget pour les écoles.",
    "M. le Préfet et Mme la Présidente ont signé.",
    "Monsieur le Maire a répondu.",
    "MADAME LA MAIRE DOIT AGIR",
    "Madame, Monsieur, bonjour.",
    "La rue Victor Hugo est dangereuse à vélo.",
    "Un parking près du lycée Jean Moulin.",
    "La place Jeanne d’Arc manque d’arbres.",
    "Saint-Denis et Saint-Pierre ont déjà essayé.",
    "L’école primaire Marie Laurent ouvre à 8 h.",
    "La médiathèque Jacques Demy ferme trop tôt.",
    "L’arrêt Pierre Martin du tramway n’est pas accessible.",
    "La rue du Docteur Roux est en travaux.",
    "La maire Jeanne Martin a promis une réponse.",
    "Jeanne Martin, maire de la ville, a promis une réponse.",
    "La députée Claire Petit a posé la question.",
    "Emmanuel Macron et la loi Simone Veil",
    "3 places de parking et 2 cours de français par semaine",
    "Il faudrait 12 rues piétonnes et 4 avenues plantées.",
    "Budget de 1 250 000 euros sur 2024-2026",
    "Le 14/07/2024 à 18 h 30, réunion publique",
    "de 01/12/2020 14:30 à 16:45",
    "La SIRET 55208131766522 est celle d’une entreprise",
    "Loi n° 78-17 du 6 janvier 1978, article L. 311-3-1",
    "Le projet est né le 3 mars 2021 d’une concertation.",
    "L’association est née le 12/05/2019.",
    "Une idée est née en 2020.",
    "Interdire l'IA à l'école, et former les profs",
    "Appelez le 3919 ou le 112",
    "0 800 123 456, appel gratuit",
    "Version 3.0612345678 du logiciel",
    "https://www.nantes.fr/concertation?id=44",
    "Voir https://www.facebook.com/groups/nantes",
    "Rendez-vous à 18h@la mairie",
    "Le maître d’œuvre et le maître d’ouvrage",
    "Monsieur Tout-le-Monde n’y comprend rien.",
    "Mme X et M. Y ont témoigné",
    "La Marine Nationale recrute ; Pierre-Bénite aussi.",
    "Claude AI et Mistral répondent à la place des agents",
    "Nantes Métropole, Rennes Métropole et Angers Loire Métropole",
    "Créer un guichet au 2e étage, bureau 12, porte B",
    "20 route, 30 piste : limiter la vitesse à 30 km/h rue de la Paix",
    "Il y a 2 chemins possibles et 1 place pour tous",
    "ISO 27001, RGPD, IA-44 et norme EN 301 549",
    "La référence FR76 n’est pas un compte, 4111 1111 1111 1112 non plus",
    "Le numéro 2 55 08 14 168 025 39 ne veut rien dire",
    "Le collège Rosa Parks, l’hôpital Simone Veil et le stade Marcel Saupin",
    "L’ex-professeur d’HEC et le docteur d’État",
    "Interdire la voiture au 100km et les villas en place du marché",
    "Charlie Hebdo et Le Monde en ont parlé.",
    "Les habitants demeurant près de la montée des eaux",
    "Mes chers concitoyens, Merci Paul",
]


@pytest.mark.parametrize(("text", "kind", "excerpt"), FOUND)
def test_what_identifies_a_person_is_found_word_for_word(text, kind, excerpt):
    assert (kind, excerpt) in [(datum.kind, datum.excerpt) for datum in personal_data(text)]


@pytest.mark.parametrize(("text", "kind", "excerpt"), FOUND)
def test_nothing_else_is_said_of_the_same_words(text, kind, excerpt):
    start = text.index(excerpt)
    over = [datum for datum in personal_data(text) if datum.start < start + len(excerpt) and start < datum.end]
    assert [datum.excerpt for datum in over] == [excerpt]


@pytest.mark.parametrize("text", CLEAN)
def test_public_words_raise_no_alarm(text):
    assert personal_data(text) == ()


def test_several_data_come_in_the_order_of_the_text():
    text = "Mme Durand, 12 rue des Lilas, 06 12 34 56 78, née le 4 juin 1951 : durand@exemple.fr"
    assert [datum.kind for datum in personal_data(text)] == ["person", "address", "phone", "birth", "email"]


def test_typographic_spaces_hide_nothing():
    text = "Tél.\u00a0: 06\u202f12\u202f34\u202f56\u202f78, M.\u00a0Morel"
    assert [datum.excerpt for datum in personal_data(text)] == ["06\u202f12\u202f34\u202f56\u202f78", "M.\u00a0Morel"]


FRAGMENTS = [text for text, _, _ in FOUND] + CLEAN


@given(st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8))).map(" ".join)))
def test_any_text_is_read_without_fault_and_its_spans_are_right(text):
    data = personal_data(text)
    assert all(text[datum.start : datum.end] == datum.excerpt and datum.excerpt for datum in data)
    assert all(before.end <= after.start for before, after in pairwise(data))


@pytest.mark.parametrize(
    "unit",
    [
        "0",
        "1 ",
        "06 ",
        "A",
        "Aa ",
        "Marie ",
        "Aa-",
        "a.",
        "a@",
        "12 rue ",
        "M. A ",
        "FR76",
        "l’",
        "né le 1 ",
        "habite ",
        "école ",
    ],
)
def test_a_page_made_to_be_slow_is_read_in_no_time(unit):
    text = unit * (20_000 // len(unit))
    started = time.process_time()
    personal_data(text)
    assert time.process_time() - started < 2


def test_a_web_process_may_import_it_without_any_library():
    code = "import sys; import commun.analysis.personal_data; print('numpy' in sys.modules or 'django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
