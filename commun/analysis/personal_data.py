"""Warn of what could tell who a person is, before a text is published.

Standard library only: a web form calls this on each text. It looks for recall: a person reads the warning, sees the
words and decides; nothing is ever removed by a machine. Numbers that carry a check digit are checked; names need a
civility or a known first name, and are left alone where they name a place (« rue Victor-Hugo ») or a public office
(« M. le Préfet »).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from commun.analysis.names import ACRONYMS, FIRST_NAMES, HEADS_OF_STATE, NOT_A_NAME, PUBLIC_NAMES


class Kind(StrEnum):
    """What was found. The values are stable: pages explain them."""

    EMAIL = "email"
    PHONE = "phone"
    SOCIAL_SECURITY = "social-security"
    IBAN = "iban"
    CARD = "card"
    PLATE = "plate"
    ADDRESS = "address"
    PROFILE = "profile"
    BIRTH = "birth"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Something personal in a text: `text[start:end] == excerpt`."""

    kind: Kind
    start: int
    end: int
    excerpt: str


Span = tuple[int, int]


def personal_data(text: str) -> tuple[PersonalDatum, ...]:
    """What could identify a person in `text`, in order, never overlapping; the surest kind wins where two meet."""
    taken = bytearray(len(text))
    found = []
    for kind, search in SEARCHES:
        for start, end in search(text):
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(PersonalDatum(kind, start, end, text[start:end]))
    return tuple(sorted(found, key=lambda datum: datum.start))


# Addresses on the network

GAP = r"[ \u00a0\u202f]"
EMAIL = re.compile(
    r"(?<![\w.+-])[\w](?:[\w.+'’-]{0,63})"
    r"(?:@|[ ]?(?:\(|\[|\{)[ ]?(?:at|arobase|arobas|à|chez)[ ]?(?:\)|\]|\})[ ]?|[ ]arobase?[ ])"
    r"[\w-]{1,63}(?:(?:\.|[ ]?[(\[](?:point|dot)[)\]][ ]?|[ ]point[ ])[\w-]{1,63}){1,4}(?<![-_])",
    re.IGNORECASE,
)
PROFILE = re.compile(
    r"(?:https?://)?(?:\b(?:www|m|mobile|[a-z]{2}|[a-z]{2}-[a-z]{2})\.)?"
    r"\b(?:(?:facebook\.com|fb\.com|fb\.me|instagram\.com|twitter\.com|x\.com|bsky\.app/profile|github\.com|gitlab\.com"
    r"|snapchat\.com/add|t\.me|vk\.com|wa\.me|pinterest\.fr|viadeo\.com)/@?"
    r"|(?:tiktok\.com|youtube\.com|threads\.net|mastodon\.social|piaille\.fr|mamot\.fr|medium\.com)/@"
    r"|linkedin\.com/in/|copainsdavant\.linternaute\.com/p/)"
    r"(?P<who>[\w%.-]{2,80})(?:\?id=\d+)?/?",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@./-])@[A-Za-z_][\w.]{2,30}(?<!\.)")
NOT_A_PROFILE = frozenset(
    ("groups", "events", "watch", "pages", "sharer", "share", "hashtag", "search", "i", "p", "reel", "reels", "explore")
)


def _emails(text: str) -> Iterator[Span]:
    if "@" not in text and not re.search(r"\bat\b|arobas|[(\[{][ ]?(?:à|chez)", text, re.IGNORECASE):
        return
    for match in EMAIL.finditer(text):
        yield match.span()


def _profiles(text: str) -> Iterator[Span]:
    for match in PROFILE.finditer(text):
        if match["who"].lower() not in NOT_A_PROFILE:
            yield match.start(), match.end() - _trailing(match[0], "./-")
    for match in HANDLE.finditer(text):
        yield match.span()


def _trailing(excerpt: str, signs: str) -> int:
    return len(excerpt) - len(excerpt.rstrip(signs))


# Numbers

SEPARATOR = rf"(?:{GAP}|[.\-/]|{GAP}?[-/]{GAP}?)"
# No figure, letter or decimal sign may touch a number: 3.0612345678 and AB0612345678 are something else.
BEFORE, AFTER = r"(?<![\w+])(?<!\d[.,])", r"(?![\w]|[.,]\d)"
PHONES = re.compile(
    "|".join(
        (
            # France and its overseas: pairs all parted alike; +33, 0033, (0). 08 serves companies, nobody in person.
            rf"{BEFORE}0[1-79](?P<gap>{SEPARATOR}?)\d\d(?P=gap)\d\d(?P=gap)\d\d(?P=gap)\d\d{AFTER}",
            rf"{BEFORE}0[67]{GAP}?\d{{2}}{GAP}\d{{3}}{GAP}\d{{3}}{AFTER}",
            rf"{BEFORE}0[67]\d\d{GAP}\d\d\d{GAP}\d\d\d{AFTER}",
            rf"{BEFORE}0[67]{GAP}\d{{4}}{GAP}\d{{4}}{AFTER}",
            rf"{BEFORE}0[67]\d\d[.]\d\d\d[.]\d\d\d{AFTER}",
            # Any country, written with its code: « +221 77 123 45 67 », « 00 225 07 07 12 34 56 », « +33 (0)6… »
            rf"(?<![\w+])(?:\+{GAP}?|00{GAP}?)[1-9]\d{{0,2}}(?:{SEPARATOR}?\(0\))?(?:{SEPARATOR}?\(?\d\)?){{7,13}}(?!\w)",
            # Belgium: 0470 12 34 56, 0470/12.34.56, 02/123.45.67, 081 12 34 56
            rf"{BEFORE}04\d\d{GAP}?[/ .\u00a0]{GAP}?\d\d[. \u00a0]?\d\d[. \u00a0]?\d\d{AFTER}",
            rf"{BEFORE}0[2-49]{GAP}?[/ \u00a0]{GAP}?\d\d\d[. \u00a0]\d\d[. \u00a0]\d\d{AFTER}",
            rf"{BEFORE}0[1-9]\d{GAP}?[/ \u00a0]{GAP}?\d\d[. \u00a0]\d\d[. \u00a0]\d\d{AFTER}",
            # Switzerland: 079 123 45 67
            rf"{BEFORE}0[2-9]\d(?P<ch>[. \u00a0])\d\d\d(?P=ch)\d\d(?P=ch)\d\d{AFTER}",
            # Canada, by its French-speaking area codes: 514 555-0123, (418) 555-0123
            rf"(?<![\w+])(?:1[ .-])?\(?(?:263|354|367|418|438|450|468|506|514|579|581|613|819|873)"
            rf"\)?[ .-]?\d\d\d[ .-]\d{{4}}{AFTER}",
            # Senegal: 77 123 45 67
            rf"{BEFORE}7[05678](?P<sn>[. \u00a0-])\d\d\d(?P=sn)\d\d(?P=sn)\d\d{AFTER}",
            # Anywhere, after a word that announces it: « Tél. : 70 12 34 56 »
            rf"(?:t[ée]l[ée]?phone[rz]?|\bt[ée]l\b|whats ?app|portable|joindre|appele[rz](?:-moi)?|rappele[rz](?:-moi)?"
            rf"|mon num[ée]ro|\bgsm\b|\bnatel\b|\bsms\b)"
            rf"(?:{GAP}?[.:°]|{GAP}(?:au|est|c’est|c'est|le|portable|mobile|de|sur|moi)\b){{0,4}}{GAP}{{0,2}}"
            rf"(?P<told>\d(?:{SEPARATOR}?\d){{7,11}}){AFTER}",
        )
    ),
    re.IGNORECASE,
)


def _phones(text: str) -> Iterator[Span]:
    for match in PHONES.finditer(text):
        start, end = match.span("told") if match["told"] else match.span()
        if 8 <= sum(sign.isdigit() for sign in text[start:end]) <= 15:
            yield start, end


NIR = re.compile(
    rf"{BEFORE}[1-478](?P<gap>[ \u00a0\u202f.\-]?)\d\d(?P=gap)\d\d(?P=gap)(?:\d\d|2[ABab])(?P=gap)\d\d\d(?P=gap)\d\d\d"
    rf"(?P<key>(?:{GAP}?[/\-.]?{GAP}?)\d\d)?(?!\w)"
)
TOLD_NIR = re.compile(
    r"s[ée]curit[ée] sociale|\bs[ée]cu\b|\bn\.?i\.?r\.?\b|\binsee\b|carte vitale|immatriculation", re.I
)
BELGIAN = re.compile(r"(?<![\w.-])\d\d[.]?\d\d[.]?\d\d[- ]?\d\d\d[.]?\d\d(?!\w)")
SWISS = re.compile(r"(?<![\w.])756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d(?!\w)")
CANADIAN = re.compile(r"(?<!\w)\d{3}[ -]\d{3}[ -]\d{3}(?!\w)")
TOLD_NAS = re.compile(r"\bNAS\b|assurance sociale", re.I)


def _social_security(text: str) -> Iterator[Span]:
    for match in NIR.finditer(text):
        if _nir_is_right(match) or TOLD_NIR.search(text, max(0, match.start() - 60), match.start()):
            yield match.span()
    for match in BELGIAN.finditer(text):
        figures = _digits(match[0])
        body, key = int(figures[:9]), int(figures[9:])
        if (
            1 <= int(figures[2:4]) <= 12
            and 1 <= int(figures[4:6]) <= 31
            and key in (97 - body % 97, 97 - (2 * 10**9 + body) % 97)
        ):
            yield match.span()
    for match in SWISS.finditer(text):
        signs = [int(figure) for figure in _digits(match[0])]
        if (sum(signs[0::2]) + 3 * sum(signs[1::2])) % 10 == 0:
            yield match.span()
    for match in CANADIAN.finditer(text):
        if _luhn(_digits(match[0])) and TOLD_NAS.search(text, max(0, match.start() - 60), match.start()):
            yield match.span()


def _nir_is_right(match: re.Match[str]) -> bool:
    if not match["key"]:
        return False
    figures = re.sub(r"[^\dABab]", "", match[0]).upper()
    body, key = figures[:-2].replace("2A", "19", 1).replace("2B", "18", 1), figures[-2:]
    return body.isdigit() and 97 - int(body) % 97 == int(key)


IBAN = re.compile(rf"(?<!\w)[A-Za-z]{{2}}\d\d(?:{GAP}?[A-Za-z0-9]){{10,30}}")
# ISO 13616: the length of an IBAN by country, where French is spoken and around.
IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BF": 28, "BI": 27, "BJ": 28, "CF": 27, "CG": 27, "CH": 21, "CI": 28, "CM": 27,
    "DE": 22, "DJ": 27, "DZ": 26, "ES": 24, "FR": 27, "GA": 27, "GB": 22, "IE": 22, "IT": 27, "KM": 27, "LU": 20,
    "MA": 28, "MC": 27, "MG": 27, "ML": 28, "MR": 27, "NE": 28, "NL": 18, "PT": 25, "SN": 28, "TD": 27, "TG": 28,
    "TN": 24,
}  # fmt: skip


def _ibans(text: str) -> Iterator[Span]:
    for match in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2].upper())
        if not length:
            continue
        kept = 0
        for offset, sign in enumerate(match[0]):
            kept += sign.isalnum()
            if kept == length:
                account = "".join(filter(str.isalnum, match[0][: offset + 1])).upper()
                if _iban_is_right(account):
                    yield match.start(), match.start() + offset + 1
                break


def _iban_is_right(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


CARD = re.compile(
    r"(?<![\w.,])(?:[2-6]\d{3}(?P<gap>[ \u00a0\u202f-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}|"
    r"3[47]\d{2}(?P<amex>[ \u00a0-]?)\d{6}(?P=amex)\d{5})(?![\w])"
)


def _cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        figures = _digits(match[0])
        if _luhn(figures) and len(set(figures)) > 1:
            yield match.span()


def _digits(excerpt: str) -> str:
    return "".join(sign for sign in excerpt if sign in "0123456789")


def _luhn(figures: str) -> bool:
    doubled = [int(figure) * 2 for figure in figures[-2::-2]]
    return (
        sum(int(figure) for figure in figures[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
    ) % 10 == 0


PLATE_LETTER = "[A-HJ-NP-TV-Z]"
PLATE = re.compile(
    rf"(?<![\w-])(?:{PLATE_LETTER}{{2}}-\d{{3}}-{PLATE_LETTER}{{2}}|(?i:{PLATE_LETTER}{{2}}-(?!000)"
    rf"\d{{3}}-{PLATE_LETTER}{{2}})"
    rf"|{PLATE_LETTER}{{2}} ?\d{{3}} ?{PLATE_LETTER}{{2}}|[1-9]-[A-Z]{{3}}-\d{{3}})(?![\w-])"
)
TOLD_PLATE = re.compile(
    r"(?:immatricul\w+|plaque\w*|voiture|v[ée]hicule|camion\w*|scooter|moto|auto|fourgon\w*)\b[^.;\n]{0,30}?"
    r"(?-i:(?P<plate>(?<!\w)(?:\d{1,4}[ -]?[A-Z]{2,3}[ -]?(?:\d\d\d?|2[AB])|[A-Z]{2}[ -]\d{4,6}|"
    r"[A-Z]\d\d[ -][A-Z]{3}|[A-Z]{2}[ -]?\d{3,4}[ -]?[A-Z]{1,2}"
    r"|\d{3,4}[ -][A-Z]{1,2}[ -]\d{1,3})))(?![\w-])",
    re.IGNORECASE,
)


def _plates(text: str) -> Iterator[Span]:
    for match in PLATE.finditer(text):
        yield match.span()
    for match in TOLD_PLATE.finditer(text):
        yield match.span("plate")


# Where and when

CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
WORD = rf"{CAPITAL}[\w’'-]*"
LINK = r"(?:de la |de l['’]|de |du |des |d['’]|la |le |les |l['’]|aux? |à |en |sur |sous |et )"
INSIDE = r"(?:de la |de l['’]|de |du |des |d['’]|la |le |les |l['’]|sur |sous |et )"
NAME_OF_STREET = rf"(?:{LINK}{{0,2}}[\w-][\w’'-]{{1,30}})(?: {INSIDE}{{0,2}}{WORD}){{0,5}}"
STREET = (
    r"(?:rue|avenue|ave?\.?|boulevard|boul\.?|bd\.?|bld\.?|blvd\.?|impasse|imp\.?|all[ée]es?|chemin|chem\.?|ch\.|"
    r"quai|ruelle|venelle|sentier|"
    r"lotissement|lot\.?|r[ée]sidence|hameau|faubourg|fbg\.?|mont[ée]e|traverse|esplanade|promenade|rond-point|rte\.?|"
    r"chauss[ée]e|lieu-?dit|rang|mail|clos|domaine|zac)"
)
# Words that are streets only when a proper name follows: « 2 places de parking », « 3 cours de français »
DOUBTFUL_STREET = r"(?:place|pl\.?|cours|square|passage|cit[ée]|villa|c[ôo]te|route|parc|galerie)"
NUMBER = rf"(?:n° ?)?(?<![\w.,/-])\d{{1,5}}(?:{GAP}?(?:bis|ter|quater|[A-D])\b)?{GAP}?,?{GAP}?"
TOWN = rf"(?:{GAP}?[,;–-]?{GAP}?(?:\b[A-Z]{{1,2}}-)?\b\d{{4,5}} {WORD}(?:[ -](?:{LINK}|sur-|en-|lès-)?{WORD}){{0,4}})?"
ADDRESS = re.compile(
    rf"{NUMBER}(?i:{STREET}) {NAME_OF_STREET}{TOWN}"
    rf"|{NUMBER}(?i:{DOUBTFUL_STREET}) (?:{LINK}{{0,2}}{WORD}(?: {INSIDE}{{0,2}}{WORD}){{0,4}}|(?:du|de la|des|"
    rf"de l['’]) ?[\w’'-]+(?={GAP}?(?:,|à\b|\d{{5}}))){TOWN}"
    # Belgium and Switzerland put the number last: « rue des Lilas 12, 1000 Bruxelles »
    rf"|\b(?i:{STREET}|{DOUBTFUL_STREET}) {NAME_OF_STREET},? \d{{1,4}} ?[a-dA-D]?,? (?:[A-Z]{{1,2}}-)?\d{{4}} {WORD}"
)
HOME = re.compile(
    rf"(?i:\b(?:j['’]habite|j['’]habitais|habitant|habite|je vis|nous habitons|domicili[ée]e?s?|demeurant|"
    rf"r[ée]sidant|mon adresse|adresse ?:|log[ée]e? )[^.;\n]{{0,20}}?)"
    rf"(?P<home>(?i:{NUMBER})?(?i:\b{STREET}|\b{DOUBTFUL_STREET}) {NAME_OF_STREET}(?:,? \d{{1,4}}\b)?{TOWN})"
)


def _addresses(text: str) -> Iterator[Span]:
    for match in ADDRESS.finditer(text):
        yield match.start(), match.end() - _trailing(match[0], " ,-’'")
    for match in HOME.finditer(text):
        if any(sign.isupper() or sign.isdigit() for sign in match["home"]):
            yield match.start("home"), match.end("home") - _trailing(match["home"], " ,-’'")


MONTH = (
    r"(?:janvier|janv\.?|f[ée]vrier|f[ée]v\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|ao[ûu]t|septembre|"
    r"sept\.?|octobre|oct\.?|novembre|nov\.?|d[ée]cembre|d[ée]c\.?)"
)
DATE = (
    rf"(?:\d{{1,2}}(?:er)?[ /.\-](?:\d{{1,2}}|{MONTH})[ /.\-]\d{{2,4}}|\d{{1,2}}(?:er)? {MONTH}|\d{{4}}-\d\d-\d\d)"
    rf"(?!\w)"
)
BIRTH = re.compile(
    rf"\bn[ée](?:e|s|es|\(e\)|·e|\.e|-e)? (?:[àa] [\w’'-]{{2,30}},? )?(?:le |un |en |au )?(?:(?:lundi|mardi|"
    rf"mercredi|jeudi|vendredi|samedi|dimanche) )?{DATE}"
    rf"|\b(?:date(?: et lieu)? de naissance|naissance|anniversaire|d\.?d\.?n\.?)(?: est)?{GAP}?:?{GAP}?(?:le )?{DATE}",
    re.IGNORECASE,
)
BORN_THING = re.compile(
    r"\b(?:projets?|id[ée]es?|associations?|collectifs?|dispositifs?|initiatives?|d[ée]marches?|mouvements?|"
    r"labels?|festivals?|plateformes?|"
    r"chartes?|communes?|villes?|m[ée]tropoles?|territoires?|lois?|r[ée]seaux?|services?|[ée]coles?|parcs?|"
    r"comit[ée]s?|conseils?|outils?|"
    r"entreprises?|start-?ups?|partis?|groupes?|conventions?|r[èe]glements?|programmes?|internet|europe|"
    r"r[ée]publique|instances?|maisons?|"
    r"syndicats?|coop[ée]ratives?|journal|radio|application|site|intelligence artificielle|ia|chatgpt|"
    r"tiers-lieux?)\b[^.;!?\n]{0,40}$",
    re.IGNORECASE,
)
SOMEBODY = re.compile(
    r"\b(?:je|il|elle|nous|qui|fils|fille|enfant|m[èe]re|p[èe]re|fr[èe]re|s[œo]e?ur|mari|femme|voisine?)\b",
    re.IGNORECASE,
)


def _births(text: str) -> Iterator[Span]:
    for match in BIRTH.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        thing = BORN_THING.search(before)
        if not thing or SOMEBODY.search(thing[0]):
            yield match.span()


# Who

PARTICLE = r"(?:de la |de l['’]|de |du |des |d['’]|van der |van den |van de |van |von |den |el |al |ben |ould |mc )"
SURNAME = rf"(?:(?:{PARTICLE})?{CAPITAL}(?:['’]{CAPITAL})?[\w]*(?:[-’'][\w]+)*)"
CIVILITY = re.compile(
    r"(?<![\w.])(?:M\.|MM\.|Mr\b\.?|Mme\b\.?|Mmes\b|Mlle\b\.?|Mlles\b|Dr\b\.?|Me\b|Pr\b\.?|Mgr\b"
    r"|(?i:mme\b|mlle\b|mr\b|monsieur|madame|mademoiselle|messieurs|mesdames|(?:docteure?|ma[îi]tre|professeure?)"
    r"(?! d)))[ \u00a0\u202f]{1,2}"
    rf"(?P<name>(?:{CAPITAL}\.[ -]?)?{SURNAME}(?:[ ]{SURNAME}){{0,3}})"
)
LOWER_CIVILITY = re.compile(
    r"(?<![\w.])(?:mme|mlle|mr)\.?[ \u00a0](?P<name>[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]+)?)(?P<second> [a-zà-ÿ-]{2,})?\b",
    re.IGNORECASE,
)
# Whoever stands after a bond is a person, whatever the first name: « mon voisin Kossi Mensah »
RELATIVE = re.compile(
    r"(?i:\b(?:voisine?|coll[èe]gue|amie?|cousine?|fr[èe]re|s[œo]eu?r|mari|femme|[ée]poux|[ée]pouse|compagne|compagnon|fils"
    r"|fille|p[èe]re|m[èe]re|oncle|tante|nomm[ée]e?|certaine?|patron|patronne|propri[ée]taire|locataire|concierge|facteur"
    r"|instituteur|institutrice|ma[îi]tresse|contacter|contact ?:|sign[ée] ?:?|nom ?:)[ ])"
    rf"(?P<name>{SURNAME}(?:[ ]{SURNAME}){{1,2}})"
)
I_AM = re.compile(
    r"\b(?:je m['’]appelle|mon nom est|je me nomme|je me pr[ée]sente ?[:,])"
    r"[ ](?P<name>[\w’'-]{2,30}(?: [\w’'-]{2,30})?)",
    re.IGNORECASE,
)
# « Marie Dupont », « Jean-Pierre de La Tour », « Aminata N’Diaye »; the lexicon decides.
FIRST = re.compile(
    rf"(?<![\w’'-])(?:{CAPITAL}[a-zà-ÿœ]+(?:-{CAPITAL}?[a-zà-ÿœ]+)?|{CAPITAL}{{2,}}(?:-{CAPITAL}{{2,}})?)(?![\w’'-])"
)
LAST = re.compile(rf"[ ](?:{CAPITAL}\.[ ])?(?P<last>{SURNAME}(?:[ ]{SURNAME})?)")
# « DURAND Marie »
LAST_FIRST = re.compile(
    rf"(?<![\w’'-])(?P<last>{CAPITAL}{{2,}}(?:[-’' ]{CAPITAL}{{2,}})?)"
    rf"[ ](?P<first>{CAPITAL}[a-zà-ÿœ]+(?:-{CAPITAL}[a-zà-ÿœ]+)?)(?![\w’'-])"
)

PLACES = (
    r"rues?|avenues?|av\.?|boulevards?|bd\.?|places?|pl\.?|squares?|quais?|ponts?|passerelles?|tunnels?|chemins?|"
    r"all[ée]es?|impasses?|cours|"
    r"mails?|esplanades?|rond-points?|ronds-points|carrefours?|portes?|jardins?|parcs?|bois|lyc[ée]es?|"
    r"coll[èe]ges?|[ée]coles?|"
    r"groupes? scolaires?|maternelles?|universit[ée]s?|facult[ée]s?|campus|amphi(?:th[ée][âa]tre)?|instituts?|"
    r"h[ôo]pital|h[ôo]pitaux|chu|chr|"
    r"cliniques?|ehpad|cr[èe]ches?|gares?|stations?|arr[êe]ts?|m[ée]tro|tram(?:way)?|stades?|gymnases?|piscines?|"
    r"complexes?|halls?|halles?|"
    r"salles?|th[ée][âa]tres?|cin[ée]mas?|m[ée]diath[èe]ques?|biblioth[èe]ques?|mus[ée]es?|conservatoires?|"
    r"centres?|espaces?|maisons?|tours?|"
    r"cit[ée]s?|r[ée]sidences?|quartiers?|zac|immeubles?|foyers?|fondations?|prix|a[ée]roports?|ports?|"
    r"[ée]glises?|cath[ée]drales?|"
    r"chapelles?|basiliques?|casernes?|lois?|faubourgs?|sentiers?|promenades?|mails?|villas?|auditorium|"
    r"pavillons?|p[ôo]les?|"
    r"statues?|bourses?|lignes?|loge|clos|plages?|stade|d[ée]cret|accords?|proc[èe]s|affaires?|ouragan|temp[êe]te|"
    r"cyclone|barrage"
)
OF_A_PLACE = re.compile(
    rf"(?i:\b(?:{PLACES})(?: (?:primaire|maternelle|élémentaire|publique?|privée?|municipale?|culturel(?:le)?|"
    rf"social(?:e)?|socioculturel|socio-culturel|"
    rf"sportif|de santé|hospitalier|universitaire|de quartier|d['’]animation|nautique|omnisports?|polyvalente?|"
    rf"communale?|intercommunale?|bilingue|général|technique|"
    rf"technologique|professionnel|polyvalent))?"
    rf"(?: (?:du|de la|de l['’]|de|des|d['’]|la|le|les|l['’]|et))? ?[«\"“]?\s?)(?:Docteure?|Dr\.?|Professeure?|"
    rf"Pr\.?|Général|Maréchal|Président|Colonel|Capitaine|Amiral|Abbé|Père|Sœur|Mme|Madame|Ma[îi]tre)?\s?$"
)
SAINT = re.compile(r"\b(?:Saint|Sainte|St|Ste|SAINT|SAINTE|ST|STE)[- ]$")
OFFICE_WORDS = (
    r"maires?|mairesse|pr[ée]fete?s?|pr[ée]f[èe]tes?|sous-pr[ée]f[èe]te?|d[ée]put[ée]e?s?|s[ée]nateurs?|"
    r"s[ée]natrices?|ministres?|premi[èe]re? ministre|"
    r"pr[ée]sidente?s?|vice-pr[ée]sidente?s?|adjointe?s?|conseill[èe]re?s?|conseillers?|rapporteure?|rapporteuse|"
    r"secr[ée]taire d['’][ée]tat|bourgmestre|[ée]chevine?|syndique?|commissaire europ[ée]en(?:ne)?|"
    r"d[ée]fenseure? des droits|garde des sceaux"
)
OFFICE_BEFORE = re.compile(
    rf"(?i:\b(?:{OFFICE_WORDS})(?: (?:au maire|municipale?s?|d[ée]partementale?s?|r[ée]gionale?s?|"
    rf"m[ée]tropolitaine?s?|communautaires?|"
    rf"de la r[ée]publique|de la m[ée]tropole|de r[ée]gion|du conseil [\w-]+|de (?:{CAPITAL}[\w-]+)|"
    rf"d['’]{CAPITAL}[\w-]+|chargée? de [^.;]{{2,40}}))?,? ?)$"
)
OFFICE_AFTER = re.compile(
    rf"(?i:,? (?:(?:la|le|l['’]|notre|alors|ancien(?:ne)?) ?)?(?:maires?|pr[ée]fete?|pr[ée]f[èe]te|d[ée]put[ée]e?|"
    rf"s[ée]nateur|s[ée]natrice|ministre|adjointe? au maire|(?:premi[èe]re? )?adjointe?|"
    rf"vice-pr[ée]sidente?|conseill[eè]re? (?:municipale?|d[ée]partementale?|r[ée]gionale?|m[ée]tropolitaine?|"
    rf"communautaire)|bourgmestre|"
    rf"pr[ée]sidente? (?:de la r[ée]publique|de la m[ée]tropole|de la r[ée]gion|de r[ée]gion|du conseil|"
    rf"du d[ée]partement|de la communaut[ée]|de l['’]agglom[ée]ration|de (?:{CAPITAL}[\w-]+)))\b)"
)


def _people(text: str) -> Iterator[Span]:
    shouting = _shouts(text)
    for match in CIVILITY.finditer(text):
        end = _name_end(text, match.start("name"), match.end("name"), shouting=shouting)
        if end > match.start("name") + 1 and not _is_public(text, match.start(), match.start("name"), end):
            yield match.start(), end
    for match in LOWER_CIVILITY.finditer(text):
        end = match.end() if _is_first_name(match["name"]) else match.end("name")
        if _folded(match["name"]) in NOT_A_NAME or _is_public(text, match.start(), match.start("name"), end):
            continue
        yield match.start(), end
    for match in RELATIVE.finditer(text):
        end = _name_end(text, match.start("name"), match.end("name"), shouting=shouting)
        if not shouting and " " in text[match.start("name") : end]:
            yield match.start("name"), end
    for match in I_AM.finditer(text):
        if _folded(match["name"].split()[0]) not in NOT_A_NAME:
            words = match["name"].split()
            kept = words[0] if len(words) == 1 or _folded(words[1]) in NOT_A_NAME else match["name"]
            yield match.start("name"), match.start("name") + len(kept)
    for first in FIRST.finditer(text):
        if not _is_first_name(first[0]) or (shouting and first[0].isupper()):
            continue
        last = LAST.match(text, first.end())
        if last:
            end = _name_end(text, last.start("last"), last.end("last"), shouting=shouting)
            if end > last.start("last") + 1 and not _is_public(text, first.start(), first.start(), end):
                yield first.start(), end
    if not shouting:
        for match in LAST_FIRST.finditer(text):
            if not _is_first_name(match["first"]) or _folded(match["last"]) in NOT_A_NAME | ACRONYMS:
                continue
            if not _is_public(text, match.start(), match.start(), match.end()):
                yield match.span()


ARTICLES = frozenset(("la", "le", "les", "de", "du", "des"))


def _name_end(text: str, start: int, end: int, *, shouting: bool) -> int:
    """The end of a name that begins at `start`, before the first word that cannot be one (`start` when none can)."""
    kept = start
    for word in re.finditer(r"[^ ]+", text[start:end]):
        bare = _folded(word[0])
        elided = re.match(r"(?:l|d|c|j|n|s|qu)['’](?![A-ZÀ-Þ])", word[0], re.IGNORECASE)
        if bare in ARTICLES and not (shouting and kept > start):
            # « Le Goff », « de La Tour »: an article may open a surname, when a surname follows.
            continue
        if bare in NOT_A_NAME or elided:
            break
        kept = start + word.end()
    return start + len(text[start:kept].rstrip(" ’'-"))


def _is_first_name(word: str) -> bool:
    folded = _folded(word)
    return folded in FIRST_NAMES or ("-" in folded and all(part in FIRST_NAMES for part in folded.split("-")))


def _is_public(text: str, start: int, name: int, end: int) -> bool:
    """Whether the words around say a place or a public office, or the name is everybody's."""
    before = text[max(0, start - 90) : start]
    folded = _folded(text[name:end])
    return (
        folded in PUBLIC_NAMES
        or folded in HEADS_OF_STATE
        or bool(OF_A_PLACE.search(before) or SAINT.search(before) or OFFICE_BEFORE.search(before))
        or bool(OFFICE_AFTER.match(text, end))
    )


def _shouts(text: str) -> bool:
    """Whether the text is written in capitals, where capitals tell nothing."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(letter.isupper() for letter in letters) > 0.7 * len(letters)


def _folded(word: str) -> str:
    """Lower case, no accents, straight apostrophes."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("œ", "oe").replace("Œ", "OE"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower().strip(" .,")


SEARCHES: tuple[tuple[Kind, Callable[[str], Iterable[Span]]], ...] = (
    (Kind.EMAIL, _emails),
    (Kind.PROFILE, _profiles),
    (Kind.IBAN, _ibans),
    (Kind.CARD, _cards),
    (Kind.SOCIAL_SECURITY, _social_security),
    (Kind.PHONE, _phones),
    (Kind.PLATE, _plates),
    (Kind.BIRTH, _births),
    (Kind.ADDRESS, _addresses),
    (Kind.PERSON, _people),
)
