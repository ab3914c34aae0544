"""What the gallery shows: every component, every variant, as the template source one would write.

The examples are about a town that does not exist.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commun.ui.components import Bar, Crumb, Knot, Link, Piece, Step

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Specimen:
    """One component: the name of its tag or filter, what it is for, and the sources that show its variants."""

    name: str
    purpose: Text
    sources: tuple[str, ...]
    layout: str = "stack"


@dataclass(frozen=True, slots=True)
class Family:
    slug: str
    title: Text
    purpose: Text
    specimens: tuple[Specimen, ...]


class IdeaForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Intitulé"), help_text=_("Une phrase suffit : elle servira de titre."))
    text = forms.CharField(label=_("Texte exact"), widget=forms.Textarea, required=False)
    theme = forms.ChoiceField(
        label=_("Thème"), choices=[("", "—"), ("ecole", _("École")), ("etat_civil", _("État civil"))], required=False
    )
    said_on = forms.DateField(label=_("Dite le"), widget=forms.DateInput(attrs={"type": "date"}))
    answer = forms.ChoiceField(
        label=_("Réponse de la collectivité"),
        choices=[("retenue", _("Retenue")), ("non_retenue", _("Non retenue")), ("etude", _("À l’étude"))],
        widget=forms.RadioSelect,
    )
    audiences = forms.MultipleChoiceField(
        label=_("Publics présents"),
        help_text=_("Cochez tout ce qui convient."),
        choices=[("habitants", _("Habitantes et habitants")), ("agents", _("Agentes et agents"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(label=_("L’intervenante accepte que son nom soit public"), required=False)
    record = forms.FileField(label=_("Compte rendu"), required=False, help_text=_("PDF ou ODT, 10 Mo au plus."))


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Mots cherchés"), required=False)
    territory = forms.CharField(label=_("Territoire"), required=False)
    state = forms.ChoiceField(
        label=_("État"),
        choices=[("", _("Tous")), ("sans_reponse", _("Sans réponse")), ("retenue", _("Retenue"))],
        required=False,
    )


SAID = (
    "Qu’aucune décision sur une aide sociale ne soit prise sans qu’une personne l’ait lue, "
    "et que cette personne ait un nom."
)


@cache
def _fixed() -> Mapping[str, Any]:
    return {
        "said": SAID,
        "said_on": datetime.date(2025, 3, 11),
        "first": datetime.date(2025, 3, 1),
        "size": 1_250_000,
        "typed": (
            "Qui décide ? « La machine » : 37 000 courriers, 12 % d’erreurs.\n\n"
            "Et <script>alert(1)</script> reste un texte."
        ),
        "chain": (
            Knot("proposition", "done", "n° 12, 11 mars 2025", "#ui_thread"),
            Knot("réponse", "done", "retenue le 2 juin 2025", "#ui_thread"),
            Knot("suite", "late", "promise le 1er octobre 2025, en retard de 52 jours", "#ui_thread", current=True),
            Knot("preuve", "missing", "aucune délibération citée"),
            Knot("usage", "current", "Tri du courrier, en test", "#ui_thread"),
            Knot("constat", "future"),
            Knot("manifeste", "future"),
        ),
        "waiting": (
            Knot("proposition", "done", "n° 31, 11 mars 2025", "#ui_thread", current=True),
            Knot("réponse", "missing", "sans réponse depuis 214 jours"),
            Knot("suite", "future"),
            Knot("preuve", "future"),
        ),
        "cycle": (
            Step("Charte signée", "done", datetime.date(2024, 11, 20)),
            Step("Préparation", "done", datetime.date(2025, 1, 6)),
            Step("En cours", "done", datetime.date(2025, 3, 1)),
            Step("Restitution", "done", datetime.date(2025, 5, 14)),
            Step("Réponse due", "late", datetime.date(2025, 11, 14), "31 réponses sur 40"),
            Step("Suivi", "future"),
        ),
        "bars": (
            Bar("Retenue", 17, "#ui_bars"),
            Bar("Partiellement retenue", 9),
            Bar("Non retenue", 4),
            Bar("Hors compétence", 1),
            Bar("Sans réponse", 9),
        ),
        "pieces": (
            Piece("same", "La commune publiera "),
            Piece("removed", "une liste"),
            Piece("added", "un registre tenu à jour"),
            Piece("same", " des systèmes qu’elle emploie."),
        ),
        "linked": [{"@type": "WebSite", "@id": "/", "name": "Commun"}],
        "path": (Crumb("Accueil", "/"), Crumb("Propositions", "/propositions/"), Crumb("Proposition 12")),
        "twins": (
            Link("CSV", "/donnees/propositions.csv", "14 ko"),
            Link("JSON", "/donnees/propositions.json"),
            Link("XLSX", "/donnees/propositions.xlsx"),
        ),
        "page": Paginator(range(2000), 20).page(4),
        "query": QueryDict("etat=sans_reponse"),
    }


def context() -> dict[str, Any]:
    """Every name that the sources use; forms are made anew, since they hold state."""
    wrong = IdeaForm(
        {"vide-text": "Une phrase déjà écrite, qui n’est pas perdue.", "vide-said_on": "31/02/2025"}, prefix="vide"
    )
    return {
        **_fixed(),
        "form": IdeaForm(prefix="neuf", use_required_attribute=False),
        "wrong": wrong,
        "filters": FilterForm(QueryDict("q=école&state=sans_reponse&territory=Saint-Exemple-sur-Loire")),
        "blank_filters": FilterForm(prefix="rien"),
    }


FAMILIES: tuple[Family, ...] = (
    Family(
        "paroles",
        _("Paroles et textes"),
        _(
            "La phrase dite dans une salle est l’héroïne : en grand, dans un caractère à empattements, avec son lieu et sa date."
        ),
        (
            Specimen(
                "ui_quote",
                _("Une proposition ou un point de vigilance, tel qu’il a été dit."),
                (
                    '{% ui_quote text=said place="Saint-Exemple-sur-Loire" date=said_on number="Proposition 12" %}',
                    '{% ui_quote text=said place="Saint-Exemple-sur-Loire" date=said_on url="#ui_quote" number=12 size="list" %}',
                ),
            ),
            Specimen(
                "ui_diff",
                _("Ce qui a changé entre deux versions : souligné ou barré, et dit en mots aux lecteurs d’écran."),
                ("{% ui_diff pieces %}",),
            ),
            Specimen(
                "ui_date",
                _("Une date s’écrit en entier ; une date inconnue le dit."),
                ("{% ui_date said_on %} · {% ui_date first %} · {% ui_date None %}",),
            ),
            Specimen(
                "ui_on",
                _("Une date dans une phrase : « le » devant un jour, « en » devant un mois ou une année."),
                ("{% ui_on said_on %}",),
            ),
            Specimen(
                "ui_delay",
                _("Un délai se compte en jours."),
                ("{% ui_delay 214 %} · {% ui_delay 1 %} · {% ui_delay 0 %}",),
            ),
            Specimen(
                "ui_source",
                _("D’où vient un fait, et quand il a été lu."),
                (
                    '{% ui_source label="Compte rendu de la concertation" url="#ui_source" date=said_on %}',
                    '{% ui_source label="Les Interconnectés" %}',
                ),
            ),
            Specimen(
                "ui_fictional",
                _("Accompagne partout le territoire qui n’existe pas."),
                ("Saint-Exemple-sur-Loire {% ui_fictional %}",),
            ),
            Specimen(
                "nbsp",
                _("Filtre : les espaces que le français ne coupe pas."),
                ("<p>{{ typed|nbsp|truncatewords:9 }}</p>",),
            ),
            Specimen(
                "grouped",
                _("Filtre : un nombre, ses milliers séparés comme en français."),
                ("<p>{{ size|grouped }} octets</p>",),
            ),
            Specimen(
                "file_size",
                _("Filtre : la taille d’un fichier, comme on la lit."),
                ("<p>Rapport (PDF, {{ size|file_size }})</p>",),
            ),
            Specimen(
                "paragraphs",
                _("Filtre : un texte saisi, en paragraphes, toujours échappé."),
                ("{{ typed|nbsp|paragraphs }}",),
            ),
        ),
    ),
    Family(
        "chaine",
        _("Chaîne et états"),
        _("Un fil, des nœuds nommés : où l’on en est, ce qui manque, et le chemin qui y mène."),
        (
            Specimen(
                "ui_thread",
                _(
                    "Le fil : horizontal au large, vertical sur un téléphone, en texte à l’impression ; minuscule dans les listes."
                ),
                (
                    "{% ui_thread knots=chain %}",
                    "{% ui_thread knots=waiting %}",
                    '{% ui_thread knots=chain size="tiny" %} {% ui_thread knots=waiting size="tiny" %}',
                ),
            ),
            Specimen(
                "ui_state",
                _("Quatre états, chacun dit par un mot et une forme autant que par une couleur."),
                (
                    '{% ui_state "tenu" %}',
                    '{% ui_state "en_cours" %}',
                    '{% ui_state "en_retard" "En retard de 52 jours" %}',
                    '{% ui_state "sans_reponse" "Sans réponse depuis 214 jours" %}',
                    '{% ui_state "neutre" %}',
                ),
                layout="cluster",
            ),
            Specimen("ui_steps", _("Un cycle de vie, ses états nommés et datés."), ("{% ui_steps steps=cycle %}",)),
        ),
    ),
    Family(
        "chiffres",
        _("Chiffres et tableaux"),
        _("Un chiffre n’est jamais seul : son total, sa date, sa source, et le chemin vers ses lignes."),
        (
            Specimen(
                "ui_figure",
                _("Un chiffre et ce qui permet de le vérifier."),
                (
                    '{% ui_figure value=31 of=40 label="propositions ont reçu une réponse" date=said_on rows_url="#ui_figure" %}',
                    '{% ui_figure value=2300 label="participantes et participants" source="Les Interconnectés" '
                    'source_url="#ui_figure" date=said_on %}',
                    '{% ui_figure value=None label="délai médian de réponse" %}',
                ),
                layout="figures",
            ),
            Specimen(
                "ui_meter",
                _("Ce qui est rempli, sur ce qui s’applique."),
                ('{% ui_meter value=12 maximum=40 label="Champs remplis" %}',),
            ),
            Specimen(
                "ui_bars",
                _("Des barres, et leur tableau."),
                ('{% ui_bars rows=bars caption="Nature des réponses" unit="Propositions" head="Réponse" %}',),
            ),
            Specimen(
                "ui_table",
                _("Un tableau qui défile seul, au clavier aussi, quand l’écran est étroit."),
                (
                    '{% ui_table caption="Concertations de Saint-Exemple-sur-Loire" %}<thead><tr><th scope="col">Concertation</th>'
                    '<th scope="col">État</th><th scope="col" class="number">Propositions</th></tr></thead><tbody><tr>'
                    '<th scope="row"><a href="#ui_table">L’IA à l’accueil de la mairie</a></th><td>{% ui_state "en_retard" %}</td>'
                    '<td class="number">40</td></tr></tbody>{% endui_table %}',
                ),
            ),
            Specimen(
                "ui_download",
                _("Les jumelles ouvertes d’une liste."),
                ("{% ui_download links=twins %}",),
            ),
        ),
    ),
    Family(
        "formulaires",
        _("Formulaires et messages"),
        _("Les erreurs sont résumées en tête, chacune liée à son champ, et disent comment corriger."),
        (
            Specimen(
                "ui_form_errors",
                _("Le résumé des erreurs, d’un formulaire, de plusieurs ou d’une série."),
                ("{% ui_form_errors wrong %}",),
            ),
            Specimen(
                "ui_field",
                _("Un champ : son nom, son aide, son erreur. Ce qui est obligatoire est dit en toutes lettres."),
                ("{% ui_field wrong.title %}", "{% ui_field wrong.said_on %}", "{% ui_field wrong.answer %}"),
            ),
            Specimen("ui_fields", _("Tous les champs d’un formulaire, dans l’ordre."), ("{% ui_fields form %}",)),
            Specimen(
                "ui_button",
                _("Le bouton qui envoie. Un seul principal par page."),
                (
                    '{% ui_button label="Publier la réponse" %}',
                    '{% ui_button label="Enregistrer" kind="secondary" %}',
                    '{% ui_button label="Abandonner l’action" kind="danger" %}',
                    '{% ui_button label="Ignorer" kind="quiet" %}',
                ),
                layout="cluster",
            ),
            Specimen(
                "ui_link_button",
                _("Un lien qui mène à une action."),
                (
                    '{% ui_link_button url="#ui_link_button" label="Documenter une concertation" kind="primary" %}',
                    '{% ui_link_button url="#ui_link_button" label="Voir la charte" %}',
                ),
                layout="cluster",
            ),
            Specimen(
                "ui_alert",
                _("Ce qui vient d’arriver, ou ce qu’il faut savoir."),
                (
                    '{% ui_alert level="success" title="Réponse publiée" %}<p>Les personnes abonnées seront prévenues.</p>{% endui_alert %}',
                    '{% ui_alert level="info" title="Relecture demandée" %}<p>La coordination a reçu votre fiche.</p>{% endui_alert %}',
                    '{% ui_alert level="warning" title="Échéance dans 30 jours" %}<p>Neuf propositions attendent.</p>{% endui_alert %}',
                    '{% ui_alert level="error" title="Fichier refusé" %}<p>C’est une image et non un tableau. Rien n’a été importé.</p>{% endui_alert %}',
                ),
            ),
        ),
    ),
    Family(
        "listes",
        _("Listes et chemins"),
        _("Se repérer, filtrer, tourner les pages, revenir."),
        (
            Specimen(
                "ui_filters",
                _("Des filtres qui se voient et se retirent un à un ; repliés sur un téléphone."),
                (
                    '{% ui_filters form=filters url="/composants/listes/" %}',
                    '{% ui_filters form=blank_filters url="/composants/listes/" label="Autre filtre" %}',
                ),
            ),
            Specimen(
                "ui_pagination",
                _("Les pages d’une liste ; rien s’il n’y en a qu’une."),
                ("{% ui_pagination page=page base_query=query %}",),
            ),
            Specimen(
                "ui_embed",
                _("Le code qui montre une page dans un autre site, replié."),
                ('{% ui_embed "/incorporer/chiffres/promesses_tenues/" title="Promesses tenues" height=330 %}',),
            ),
            Specimen(
                "ui_oembed",
                _("Dans l’en-tête d’une page : dit aux programmes comment la montrer ailleurs. Rien ne se voit."),
                ('{% ui_oembed "/concertations/" title="Concertations" %}',),
            ),
            Specimen(
                "ui_linked",
                _(
                    "Dans l’en-tête d’une page : dit aux moteurs de recherche ce qu’elle est (schema.org). Rien ne se voit."
                ),
                ("{% ui_linked linked %}",),
            ),
            Specimen("ui_breadcrumb", _("Le chemin jusqu’à la page."), ("{% ui_breadcrumb items=path %}",)),
            Specimen(
                "ui_nav_link",
                _("Un lien de navigation, marqué quand on s’y trouve."),
                (
                    '<ul class="cluster">{% ui_nav_link "/composants/listes/" "Listes et chemins" %}{% ui_nav_link "/charte/" "Charte" %}</ul>',
                ),
            ),
            Specimen(
                "ui_empty",
                _("Une liste vide dit ce qui viendra et comment commencer."),
                (
                    '{% ui_empty title="Aucune concertation pour l’instant" %}<p>Les concertations de ce territoire paraîtront ici '
                    'dès leur annonce. <a href="/charte/">Signer la charte</a> est la première étape.</p>{% endui_empty %}',
                ),
            ),
        ),
    ),
)
