"""The agenda as open data: meetings announced, past ones with their minutes. Nobody's registration is in it."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as t

from commun.agenda.enums import EventAudience, EventKind, Signup
from commun.agenda.list_page import LIST_PAGE
from commun.agenda.models import Event
from commun.core.datasets import Cell, Column, Dataset, Queryset, Type, by_uid
from commun.core.models import AuditEvent


def _rows() -> Queryset:
    return Event.objects.public().real().order_by("pk")


def changed_at() -> datetime.datetime | None:
    """When something of the agenda last changed in public. One query."""
    at: datetime.datetime | None = AuditEvent.objects.filter(verb__startswith="event", is_public=True).aggregate(
        at=Max("at")
    )["at"]
    return at


def _page(slug: str) -> str:
    return f"{settings.SITE_URL}/agenda/{slug}/"


def _items(value: Any) -> Cell:
    """A list cell separates its items with a bar."""
    return [" ".join(str(one).split()).replace("|", "/") for one in value]


def _hour(value: datetime.time) -> Cell:
    return value.strftime("%H:%M")


def _iso(value: Any) -> Cell:
    return str(value.iso)


def _public_link(url: str, is_public: bool) -> Cell:  # noqa: FBT001
    return url if url and is_public else None


EVENTS = Dataset(
    slug="evenements",
    title=t("Agenda"),
    row=t("une rencontre"),
    description=t(
        "Les rencontres annoncées par le réseau et par les territoires : réunions de commission, groupes de travail, "
        "journées expert, forums, auditions, jurys. Les éditions passées y restent, avec leur compte rendu."
    ),
    keywords=("agenda", "rencontres", "réunions", "intelligence artificielle"),
    rows=_rows,
    find=by_uid,
    changed_at=changed_at,
    page=LIST_PAGE,
    notes=(
        t("Une cellule vide : personne ne l’a encore renseigné ; sans heure, la rencontre dure des jours entiers."),
        t("Les rencontres du territoire inventé de la démonstration n’y sont pas."),
        t("Les heures sont celles du lieu : la colonne fuseau dit lequel."),
        t("Une rencontre annulée reste, avec la date et la raison de son annulation."),
    ),
    columns=(
        Column("identifiant", "uid", t("Identifiant stable de la rencontre."), example="ev-2024-0001",
               is_required=True, is_unique=True),
        Column("url", "slug", t("Page de ce site qui montre cette ligne."), Type.URL,
               "https://commun.exemple.fr/agenda/forum-2024/", read=_page, is_required=True),
        Column("titre", "title", t("Titre."), example="Forum 2024", is_required=True),
        Column("nature", "kind", t("Nature de la rencontre."), Type.ENUM, "forum", choices=EventKind, is_required=True),
        Column("description", "description", t("Ce que l’on y fait, pour qui."), example="Deux jours d’échanges.",
               is_required=True),
        Column("territoire", "territory__uid", t("Territoire qui invite ; vide quand c’est le réseau."),
               example="insee:44109", pattern=r"[a-z]+:.+"),
        Column("territoire_nom", "territory__name", t("Nom du territoire qui invite."), example="Nantes"),
        Column("organisateurs", "organisers", t("Organismes qui organisent."), Type.LIST, "Les Interconnectés",
               read=_items),
        Column("groupe", "group__uid", t("Groupe dont c’est une séance."), example="gt-0001", pattern=r"gt-\d+"),
        Column("rendez_vous", "series__title", t("Rendez-vous régulier dont c’est une édition."), example="Forum"),
        Column("publics", "audiences", t("Pour qui elle est faite."), Type.LIST, "elus|agents", read=_items,
               choices=EventAudience),
        Column("themes", "themes", t("Thèmes."), Type.LIST, "metiers", read=_items),
        Column("debut", "starts_on", t("Premier jour, au lieu de la rencontre."), Type.DATE, "2024-04-03",
               is_required=True),
        Column("heure_debut", "starts_time", t("Heure de début."), example="09:30", read=_hour),
        Column("fin", "ends_on", t("Dernier jour."), Type.DATE, "2024-04-04", is_required=True),
        Column("heure_fin", "ends_time", t("Heure de fin."), example="17:00", read=_hour),
        Column("fuseau", "time_zone", t("Fuseau horaire du lieu (IANA)."), example="Europe/Paris", is_required=True),
        Column("lieu", "place", t("Lieu."), example="Hub des territoires, Paris"),
        Column("lien_en_ligne", ("online_url", "is_online_url_public"),
               t("Adresse de la visioconférence, quand elle est donnée à tout le monde."), Type.URL,
               "https://visio.exemple.fr/salle", read=_public_link),
        Column("inscription", "signup", t("Comment on s’y inscrit."), Type.ENUM, "ici", choices=Signup,
               is_required=True),
        Column("places", "capacity", t("Nombre de places, quand il est limité."), Type.INTEGER, "60", minimum=1),
        Column("presents", "attendance", t("Personnes présentes, quand on le sait."), Type.INTEGER, "1130", minimum=0),
        Column("compte_rendu", "minutes", t("Compte rendu."), example="La commission a retenu trois priorités."),
        Column("annulee_le", "cancelled_at", t("Quand elle a été annulée."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00"),
        Column("annulee_raison", "cancelled_for", t("Pourquoi."), example="Grève des transports"),
        Column("source", "source_title", t("Où on l’a lu, quand ce site ne l’organise pas."), example="Communiqué"),
        Column("source_url", "source_url", t("Adresse de cette source."), Type.URL, "https://www.exemple.fr/article"),
        Column("source_date", "known_on", t("Date de cette source."), Type.PARTIAL_DATE, "2024-04", read=_iso),
        Column("annoncee_le", "published_at", t("Quand elle a été annoncée ici."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
        Column("modifiee_le", "updated_at", t("Quand son annonce a changé pour la dernière fois."), Type.DATETIME,
               "2026-11-22T09:00:00+00:00", is_required=True),
    ),
)  # fmt: skip

DATASETS = (EVENTS,)
