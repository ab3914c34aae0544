"""French words: cut out of a text, folded (case, accents, apostrophes), brought back to their stem, sorted by use.

Everything else in this package counts stems. Three kinds of words are told apart: tool words (`STOP_WORDS`: « le »,
« nous », « être »), which say nothing of a theme; action words (`ACTION_STEMS`: « supprimer », « création »), which say
what is asked and not about what, and would make groups of all suppressions; and content words, the rest.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_SPACES = re.compile(r"\s+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'"})
_french = Stemmer.Stemmer("french")


@lru_cache(maxsize=1 << 18)
def fold(word: str) -> str:
    """The word without case, accents or ligatures: « Écœuré » → « ecoeure »."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a text in lower case, accents kept, in order; elisions and hyphens cut (« l'eau » → « l », « eau »);
    web and mail addresses left out."""
    if "@" in text or "www." in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _WORD.findall(text.lower())


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """The Snowball stem without accents: « Propositions » → « proposit »."""
    return fold(_french.stemWord(word.lower()))


@lru_cache(maxsize=1 << 18)
def content_stem(word: str) -> str:
    """The stem of a word that may tell a theme; empty for a tool word, a lone letter, or a number that is no year."""
    folded = fold(word)
    if len(folded) < 2 or folded in STOP_WORDS:
        return ""
    if folded.isdigit() and not (len(folded) == 4 and folded[:2] in {"19", "20"}):
        return ""
    return stem(word)


def content_stems(text: str) -> list[str]:
    """The stems of a text without its tool words, in order, repeats kept."""
    return [found for found in map(content_stem, words(text)) if found]


def sentence(text: str) -> str:
    """The text as the sentence encoder reads it best: lower case, straight apostrophes, one space, no address."""
    if "@" in text or "www." in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)).strip()


def accents(counts: Mapping[str, int]) -> dict[str, str]:
    """How a corpus writes each word that it sometimes accents: folded form → its most frequent form.

    Learned from the corpus itself (how many times each word is there), so that « REDUIRE LES IMPOTS » meets « réduire
    les impôts »; words always written alike are left out.
    """
    best: dict[str, tuple[int, str]] = {}
    for word, count in counts.items():
        folded = fold(word)
        # at equal counts the accented form, then the alphabet: the order of the texts never decides
        rank = (2 * count + (word != folded), word)
        if folded not in best or rank > best[folded]:
            best[folded] = rank
    return {folded: word for folded, (_, word) in best.items() if word != folded}


def accented(text: str, forms: Mapping[str, str]) -> str:
    """A text without one accent, written with those of the corpus (see `accents`); any other text as it is."""
    if not forms or not text.isascii():
        return text
    return _WORD.sub(lambda match: forms.get(match[0], match[0]), text)


_TOOLS = """
le la les l un une des du de d au aux ce cet cette ces c ci ça cela ceci celui celle ceux celles là mon ton son
ma ta sa mes tes ses notre votre leur nos vos leurs mien tien sien mienne tienne sienne nôtre vôtre je j tu t il
elle on nous vous ils elles me m te se s lui eux moi toi soi y en qui que qu quoi dont où lequel laquelle
lesquels lesquelles duquel auquel auxquels auxquelles desquels desquelles quel quelle quels quelles quiconque
quelque quelques quelqu chaque chacun chacune aucun aucune nul nulle tout toute tous toutes autre autres même
mêmes tel telle tels telles plusieurs certain certaine certains certaines et ou ni mais or car donc soit puis
ensuite enfin alors ainsi aussi à dans par pour sur sous avec sans entre vers chez contre depuis pendant avant
après dès durant hors selon jusque jusqu lors lorsque lorsqu quand comme comment pourquoi parce puisque puisqu
quoique quoiqu si sinon malgré afin via parmi envers outre près auprès travers cause raison grâce face lieu sauf
ne n pas plus moins très trop peu beaucoup assez tant tellement autant plutôt presque environ encore toujours
jamais souvent parfois déjà bientôt ici partout ailleurs dessus dessous dedans dehors loin hier aujourd hui
demain maintenant actuellement vraiment seulement surtout notamment également simplement réellement totalement
complètement absolument uniquement davantage mieux bien mal non oui merci bonjour svp cordialement être suis es
est sommes êtes sont étais était étions étiez étaient fus fut fûmes furent serai seras sera serons serez seront
serais serait serions seriez seraient sois soyons soyez soient fusse fût été étant avoir ai as a avons avez ont
avais avait avions aviez avaient eus eut eûmes eurent aurai auras aura aurons aurez auront aurais aurait aurions
auriez auraient aie aies ait ayons ayez aient eût eu eue eues ayant faire fais fait faisons faites font faisais
faisait faisaient ferai fera feront ferait feraient fasse fassent faisant faite pouvoir peux peut pouvons pouvez
peuvent pouvait pouvaient pourra pourront pourrait pourraient pourrions puisse puissent pu devoir dois doit
devons devez doivent devait devaient devra devront devrait devraient devrions dû due dus vouloir veux veut
voulons voulez veulent voulait voulaient voudra voudrait voudrais voudraient veuille veuillez voulu falloir faut
faudra faudrait fallait aller vais vas va allons allez vont allait allaient ira iront irait aille dire dis dit
disent disait savoir sais sait savons savez savent voir vois voit voient vu mettre mets met mettent mis mise
mises prendre prend prennent pris prise venir vient viennent donner donne donnent permettre permet permettent
permettrait penser pense pensent croire crois trouver trouve trouvent sembler semble rester reste restent passer
passe passent rendre rend rendent laisser laisse tenir tient avis propos sujet sujets point points chose choses
cas façon façons manière manières fois part titre exemple etc bon bonne bons bonnes meilleur meilleure meilleurs
meilleures vrai vraie nouveau nouvel nouvelle nouveaux nouvelles grand grande grands grandes petit petite petits
petites gros grosse beau belle premier première deux trois quatre cinq six sept huit neuf dix cent mille gens
personne personnes monsieur madame mr mme cf ex ok nombre nombreux nombreuses divers diverses différent
différente différents différentes ensemble seul seule seuls seules propre propres possible possibles nécessaire
nécessaires important importante importants importantes
"""

_ACTIONS = """
ajouter ajout améliorer amélioration amender arrêt arrêter augmenter augmentation autoriser autorisation baisse
baisser bannir changer changement créer création demander demande développer développement diminuer diminution
encourager établir étendre extension exiger favoriser fin finir garantir imposer instaurer instauration
instituer interdire interdiction limiter limitation lutter lutte mesure mesures modifier modification obliger
obligation obligatoire proposer proposition promouvoir promotion réduire réduction réforme réformer refonte
refuser remplacer remplacement renforcer renforcement renforcé repenser respect respecter restaurer rétablir
rétablissement retour revaloriser revalorisation revenir réviser révision revoir simplifier simplification
solution soutenir soutien stop stopper supprimer suppression abolir abolition abroger abrogation mettre donner
prévoir assurer appliquer application organiser permettre adapter inciter incitation accorder accroître rendre
cesser éviter besoin souhaiter vouloir proposons souhaite idée suggestion
"""

# Tool words, folded. Elisions are there as what remains of them: « qu », « jusqu », « aujourd », « hui ».
STOP_WORDS = frozenset(map(fold, _TOOLS.split()))

# What is asked, whatever it is asked about: kept in similarities, left out of labels and of what makes a theme.
ACTION_STEMS = frozenset(map(stem, _ACTIONS.split()))
