"""Vocabularies of pages, news and pictures: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleKind(models.TextChoices):
    NEWS = "actualite", _("Actualité")
    METHOD = "methode", _("Méthode")
    HELP = "aide", _("Aide")
    PAGE = "page", _("Page")


class ArticleState(models.TextChoices):
    """Where the text that editors work on stands. What the public reads is a copy (`PublishedArticle`)."""

    DRAFT = "brouillon", _("Brouillon")
    REVIEW = "a_relire", _("À relire")
    SCHEDULED = "programme", _("Programmé")
    PUBLISHED = "publie", _("Publié")


class PictureLicence(models.TextChoices):
    OPEN_LICENCE = "licence-ouverte-2.0", _("Licence Ouverte 2.0")
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_0 = "cc0-1.0", _("CC0 1.0")
    GRANTED = "accord", _("Publiée avec l’accord de qui en a les droits")
