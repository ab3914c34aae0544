"""Countries by their ISO 3166-1 letters, in French: the French-speaking world, Europe, and France's usual partners."""

COUNTRIES: dict[str, str] = dict(
    line.split(" ", 1)
    for line in """
AD Andorre
AL Albanie
AM Arménie
AR Argentine
AT Autriche
AU Australie
BA Bosnie-Herzégovine
BE Belgique
BF Burkina Faso
BG Bulgarie
BI Burundi
BJ Bénin
BR Brésil
CA Canada
CD République démocratique du Congo
CF République centrafricaine
CG Congo
CH Suisse
CI Côte d’Ivoire
CL Chili
CM Cameroun
CN Chine
CO Colombie
CV Cap-Vert
CY Chypre
CZ Tchéquie
DE Allemagne
DJ Djibouti
DK Danemark
DO République dominicaine
DZ Algérie
EE Estonie
EG Égypte
ES Espagne
FI Finlande
FR France
GA Gabon
GB Royaume-Uni
GE Géorgie
GH Ghana
GN Guinée
GQ Guinée équatoriale
GR Grèce
GW Guinée-Bissau
HR Croatie
HT Haïti
HU Hongrie
IE Irlande
IL Israël
IN Inde
IS Islande
IT Italie
JP Japon
KE Kenya
KH Cambodge
KM Comores
KR Corée du Sud
LA Laos
LB Liban
LC Sainte-Lucie
LT Lituanie
LU Luxembourg
LV Lettonie
MA Maroc
MC Monaco
MD Moldavie
ME Monténégro
MG Madagascar
MK Macédoine du Nord
ML Mali
MR Mauritanie
MT Malte
MU Maurice
MX Mexique
MZ Mozambique
NE Niger
NL Pays-Bas
NO Norvège
NZ Nouvelle-Zélande
PE Pérou
PL Pologne
PS Palestine
PT Portugal
RO Roumanie
RS Serbie
RW Rwanda
SC Seychelles
SE Suède
SI Slovénie
SK Slovaquie
SN Sénégal
ST Sao Tomé-et-Principe
TD Tchad
TG Togo
TN Tunisie
TR Turquie
UA Ukraine
US États-Unis
UY Uruguay
VN Viêt Nam
VU Vanuatu
XK Kosovo
ZA Afrique du Sud
""".strip().splitlines()
)


def country_name(code: str) -> str:
    """ "Belgique" for "BE"; the letters themselves for a country that is not in the list."""
    return COUNTRIES.get(code, code)
