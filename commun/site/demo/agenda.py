"""Meetings and groups of the territory that does not exist: every screen of the agenda alive."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.accounts.models import User
from commun.agenda.actions import events, registrations
from commun.agenda.enums import EventKind, Signup
from commun.agenda.models import Event
from commun.groups.actions import discussions, groups
from commun.groups.enums import GroupKind, GroupRole
from commun.groups.models import Group, GroupMember
from commun.territories.models import Territory


@transaction.atomic
def load_fiction(territory: Territory, people: list[User]) -> int:
    """Announce the invented meetings, unless they are there already. Returns how many were added."""
    if Event.objects.filter(territory=territory).exists():
        return 0
    group = _group(territory, people)
    held = _announce(
        territory, -21, title="Réunion d’automne du groupe algorithmes", kind=EventKind.WORKING_SESSION, group=group,
        description="Relecture de l’inventaire public des algorithmes avant sa mise en ligne.",
        place="Mairie, salle des mariages",
    )  # fmt: skip
    held.refresh_from_db()
    events.write_minutes(
        event=held, attendance=9, version=held.version, by=people[0],
        minutes="Sept directions sur neuf ont répondu.\n\n"
        "Le groupe demande que chaque ligne dise qui peut expliquer la décision.",
    )  # fmt: skip
    meeting = _announce(
        territory, 17, title="Que fait la ville de vos propositions ?", kind=EventKind.PUBLIC_MEETING,
        description="Point public sur les suites de la concertation : ce qui est tenu, ce qui est en retard, pourquoi.",
        place="Salle des fêtes", audiences=["grand_public"], themes=["democratie"], signup=Signup.HERE, capacity=40,
    )  # fmt: skip
    events.add_item(
        event=meeting, by=None,
        values={"on": None, "starts_time": datetime.time(14), "title": "Où en sont les promesses"},
        speakers=[{"name": "", "role": "Adjointe chargée de la vie citoyenne", "organisation": "Ville de Saint-Exemple",
                   "consents": False}],
    )  # fmt: skip
    values: dict[str, Any] = {
        "title": "Cycle : comprendre un algorithme",
        "description": "Trois demi-journées en ligne et une journée sur place, pour les agents qui s’en servent.",
        "rhythm": "Quatre séances",
        "is_cycle": True,
        "group": group,
    }
    cycle = events.save_series(series=None, values=values, version=0, territory=territory, by=None)
    sessions = [
        _announce(
            territory, 24 + 14 * number, title=title, kind=kind, series=cycle, group=group, signup=Signup.HERE,
            capacity=2, description="Une séance du cycle, pour les agents.", audiences=["agents"],
            themes=["formation"], place=place,
            online_url="" if place else "https://visio.saint-exemple.example/cycle",
        )
        for number, (title, kind, place) in enumerate(
            [
                ("Lire une fiche d’usage", EventKind.TRAINING, ""),
                ("Dire non à la machine", EventKind.TRAINING, ""),
                ("Répondre à une demande d’explication", EventKind.TRAINING, ""),
                ("Journée expert : l’accueil et les démarches", EventKind.EXPERT_DAY, "Médiathèque"),
            ]
        )
    ]  # fmt: skip
    heard = _announce(
        territory, -48, title="Audition : expliquer une décision au guichet", kind=EventKind.HEARING,
        description="La commission numérique de la ville entend une juriste ; le compte rendu est parmi les auditions.",
        place="Mairie, salle du conseil",
    )  # fmt: skip
    called_off = _announce(
        territory, 31, title="Visite du centre de supervision", kind=EventKind.WORKING_SESSION, group=group,
        description="Voir sur place ce que les caméras comptent, et ce qu’elles ne regardent pas.",
        place="Hôtel de police municipale",
    )  # fmt: skip
    events.cancel(event=called_off, reason="Les travaux du bâtiment durent jusqu’au printemps.", by=people[0])
    workshop = _neighbours(territory, people)
    evening = _announce(
        territory, 10, title="Soirée : lire ensemble la charte", kind=EventKind.OTHER, group=workshop,
        description="On lit la charte à voix haute, on note ce qui n’est pas clair. Venez comme vous êtes.",
        place="Café associatif de la gare", audiences=["grand_public", "associations"], themes=["democratie"],
        signup=Signup.HERE, capacity=25, starts_time=datetime.time(18, 30), ends_time=datetime.time(20, 30),
    )  # fmt: skip
    for person in people[:2]:
        registrations.register(events=sessions, user=person, organisation="Ville de Saint-Exemple")
    registrations.register(events=[evening], user=people[2], organisation="")
    return len(sessions) + len((held, meeting, heard, called_off, evening))


def _neighbours(territory: Territory, people: list[User]) -> Group:
    values = {
        "kind": GroupKind.COMMITTEE,
        "title": "Comité des habitantes et habitants de Saint-Exemple",
        "purpose": "Vingt personnes tirées au sort relisent ce que la ville écrit de ses machines : si elles ne le "
        "comprennent pas, la page est récrite.",
        "cycle": "Une soirée par mois, de septembre à juin.",
        "themes": ["democratie", "transparence"],
        "led_by": "Ville de Saint-Exemple",
    }
    group = groups.open_group(values=values, by=None, territory=territory)
    animator = GroupMember.objects.create(group=group, user=people[2], role=GroupRole.ANIMATOR, organisation="")
    discussions.start(member=animator, title="Mots que personne ne comprend", body="J’ai noté « inférence ». Et vous ?")
    decision = groups.decide(
        group=group, title="Chaque page de l’inventaire tient en deux cents mots",
        text="Ce qui est plus long va dans un document, que la page résume.",
        decided_on=timezone.localdate() - datetime.timedelta(days=33), minutes_url="", by=None,
    )  # fmt: skip
    groups.publish_decision(decision=decision, by=None)
    return group


def _group(territory: Territory, people: list[User]) -> Group:
    values = {
        "kind": GroupKind.WORKING_GROUP,
        "title": "Groupe algorithmes de Saint-Exemple",
        "purpose": "Des agents et des élus relisent chaque algorithme avant qu’il ne serve, et l’inventaire public.",
        "cycle": "Une réunion par saison, et un cycle de formation.",
        "themes": ["transparence", "formation"],
        "led_by": "Ville de Saint-Exemple",
    }
    group = groups.open_group(values=values, by=None, territory=territory)
    animator, *others = (
        GroupMember.objects.create(
            group=group, user=person, role=GroupRole.ANIMATOR if not number else GroupRole.MEMBER,
            organisation="Ville de Saint-Exemple", shows_organisation=not number,
        )
        for number, person in enumerate(people[:3])
    )  # fmt: skip
    thread = discussions.start(
        member=animator, title="Inventaire : qui relit quoi ?", body="Je propose que chacun relise deux directions."
    )
    for one in others[:1]:
        discussions.reply(member=one, thread=thread, body="D’accord pour l’accueil et les cantines.")
    today = timezone.localdate()
    decision = groups.decide(
        group=group, title="Chaque ligne de l’inventaire dira qui peut expliquer la décision",
        text="La direction concernée nomme une fonction, jamais une personne.",
        decided_on=today - datetime.timedelta(days=21), minutes_url="", by=None,
    )  # fmt: skip
    groups.publish_decision(decision=decision, by=None)
    return group


def _announce(territory: Territory, in_days: int, **given: Any) -> Event:
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    usual = {
        "starts_on": day, "ends_on": day, "starts_time": datetime.time(14), "ends_time": datetime.time(17),
        "organisers": ["Ville de Saint-Exemple"],
    }  # fmt: skip
    made = events.create(values=usual | given, territory=territory, by=None)
    events.publish(event=made, by=None)
    return made
