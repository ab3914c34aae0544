"""News that nobody announced: invented, marked so, and told in no feed, no mail and no file."""

import datetime

from django.db import transaction
from django.utils import timezone

from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.editorial.actions import articles
from commun.editorial.actions.articles import Written
from commun.editorial.enums import ArticleKind
from commun.editorial.models import Article, PublishedArticle

# How many days ago, and what was written: the oldest first.
_NEWS: tuple[tuple[int, Written], ...] = (
    (
        41,
        Written(
            "Deux auditions pour préparer le débat de Saint-Exemple-sur-Loire",
            "Une juriste et une association disent ce que l’on doit à une personne quand un logiciel a préparé la "
            "réponse qui lui est faite.",
            "La ville inventée de Saint-Exemple-sur-Loire a entendu deux voix avant d’ouvrir son débat.\n\n"
            "## Ce qu’elles demandent\n\n"
            "- Qu’une personne sache **qu’un logiciel a servi**, à quoi, et qui a décidé.\n"
            "- Qu’elle puisse parler à quelqu’un, sans avoir à le demander.\n\n"
            "## Où les lire\n\n"
            "Le compte rendu de chaque [audition](/auditions/) dit les questions posées, les réponses, et les "
            "[constats](terme:constat) qui s’appuient sur elles.",
        ),
    ),
    (
        19,
        Written(
            "Un outil d’accueil en mots simples reçoit un label inventé",
            "Le jury de la démonstration a lu les candidatures, déclaré ses liens d’intérêt, puis dit pourquoi il a "
            "choisi celle-ci.",
            "Le palmarès de l’appel inventé est publié, avec la raison du jury.\n\n"
            "> Le seul à montrer, avec les mots des agents, ce que l’outil change à l’accueil.\n\n"
            "La page du [label](/labels/) dit qui a siégé, qui s’est tenu à l’écart, et les critères, qui n’ont pas "
            "changé depuis la publication de l’appel. Un autre appel inventé est ouvert aux territoires.",
        ),
    ),
    (
        6,
        Written(
            "Saint-Exemple-sur-Loire ouvre une réunion sur l’IA au guichet",
            "Habitantes, habitants et agents sont invités à dire ce qui change à l’accueil de la mairie quand un "
            "logiciel aide à répondre.",
            "La réunion est inventée, comme la ville ; elle montre comment une [remontée](terme:remontee) devient une "
            "réponse, puis une suite datée.\n\n"
            "| Le moment | Ce qu’on y fait |\n|---|---|\n"
            "| Accueil | Chacun lit la charte, et pose ses questions |\n"
            "| Ateliers | Trois tables : l’accueil, le travail des agents, les recours |\n"
            "| Restitution | Les phrases sont relues mot pour mot |\n\n"
            "Les dates sont à l’[agenda](/agenda/). Ce qui en sortira se lira parmi les "
            "[propositions](/propositions/), avec le délai de la réponse.",
        ),
    ),
)


@transaction.atomic
def load_fiction(people: list[User]) -> int:
    """Publish them, unless they are there already. Returns how many were added."""
    if Article.objects.filter(is_fictional=True).exists():
        return 0
    author = next(one for one in people if one.network_role == NetworkRole.COORDINATOR)
    reader = next(one for one in people if one.network_role == NetworkRole.ADMINISTRATOR)
    for days, written in _NEWS:
        made = articles.create(kind=ArticleKind.NEWS, written=written, by=author, is_fictional=True)
        articles.submit(article=made, version=made.version, by=author)
        articles.approve(article=made, version=made.version, by=reader)
        at = timezone.now() - datetime.timedelta(days=days)
        PublishedArticle.objects.filter(article=made).update(published_at=at, updated_at=at)
        Article.objects.filter(pk=made.pk).update(first_published_at=at)
    return len(_NEWS)
