"""Which public acts of this app are news, and what of it can be followed (`commun.following`)."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from commun.concertations.enums import Decision, State, TakeawayKind, Theme
from commun.concertations.models import Concertation, Pledge, Takeaway
from commun.core.models import AuditEvent
from commun.following.declared import NETWORK, Followed, Told, Topic, add_news, add_topic
from commun.territories.models import Territory


def _keys(events: Iterable[AuditEvent]) -> set[int]:
    return {event.target_id for event in events if event.target_id is not None}


def _named(territory: Territory) -> str:
    return _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name


def _topics_of(concertation: Concertation) -> tuple[str, ...]:
    """The lead, those who lead with it, the debate. Their co-leads are fetched beforehand."""
    bodies = [concertation.territory, *concertation.co_leads.all()]
    return (*(f"territoire:{body.uid}" for body in bodies), f"concertation:{concertation.uid}")


def concertations(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A debate made public, and each of its steps. Two queries."""
    rows = Concertation.objects.published().filter(pk__in=_keys(events))
    known = {one.pk: one for one in rows.select_related("territory").prefetch_related("co_leads")}
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        # A step taken before the record was public is no news.
        if one is None or (event.verb == "concertation.advanced" and one.published_at and event.at <= one.published_at):
            continue
        if event.verb == "concertation.published":
            title = _("Nouvelle concertation : %(title)s") % {"title": one.title}
            sentence = one.brief or one.title
        else:
            state = State(event.detail["vers"]).label
            title = _("%(title)s : %(state)s") % {"title": one.title, "state": state}
            sentence = event.detail.get("motif") or one.brief or one.title
        everywhere = () if one.territory.is_fictional else (NETWORK,)
        told[event.pk] = Told(
            title, sentence, one.get_absolute_url(), (*_topics_of(one), *everywhere), _named(one.territory)
        )
    return told


def propositions(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A proposition answered, an action promised or moved. Three queries."""
    rows = Takeaway.objects.public().filter(pk__in=_keys(events), kind=TakeawayKind.PROPOSITION)
    known = {
        one.pk: one for one in rows.select_related("concertation__territory").prefetch_related("concertation__co_leads")
    }
    told = {}
    for event in events:
        one = known.get(event.target_id or 0)
        if one is None:
            continue
        theme = (f"theme:{one.theme}",) if one.theme and not one.concertation.territory.is_fictional else ()
        told[event.pk] = Told(
            _title(event, one),
            _("« %(text)s »") % {"text": one.text},
            one.get_absolute_url(),
            (*_topics_of(one.concertation), f"proposition:{one.uid}", *theme),
            _named(one.concertation.territory),
        )
    return told


def _title(event: AuditEvent, proposition: Takeaway) -> str:
    if event.verb == "proposition.answered":
        words = {"decision": Decision(event.detail["reponse"]).label, "number": proposition.number}
        return _("%(decision)s : proposition %(number)d") % words
    action = {"action": event.detail.get("action", "")}
    if event.verb == "follow_up.promised":
        return _("Action promise : %(action)s") % action
    return _("Du nouveau sur une promesse : %(action)s") % action


def pledges(events: Sequence[AuditEvent]) -> Mapping[int, Told]:
    """A territory that announces, signs, or leaves the charter. One query."""
    rows = Pledge.objects.filter(pk__in=_keys(events)).select_related("territory")
    known = {one.pk: one for one in rows}
    sentences = {
        "pledge.announced": _("%(name)s annonce son engagement dans la charte."),
        "pledge.signed": _("%(name)s signe la charte."),
        "pledge.withdrawn": _("%(name)s quitte la charte."),
    }
    told = {}
    for event in events:
        if (one := known.get(event.target_id or 0)) is not None:
            everywhere = () if one.territory.is_fictional else (NETWORK,)
            sentence = sentences[event.verb] % {"name": _named(one.territory)}
            topics = (f"territoire:{one.territory.uid}", *everywhere)
            told[event.pk] = Told(sentence, sentence, one.territory.get_absolute_url(), topics, _named(one.territory))
    return told


def _concertation(uid: str) -> Followed | None:
    one = Concertation.objects.published().filter(uid=uid).first()
    if one is None:
        return None
    sends = _(
        "Chaque étape de ce débat, les réponses à ses propositions, les actions promises et ce qu’elles deviennent."
    )
    return Followed(one.title, one.get_absolute_url(), sends)


def _proposition(uid: str) -> Followed | None:
    one = (
        Takeaway.objects.public().filter(uid=uid, kind=TakeawayKind.PROPOSITION).select_related("concertation").first()
    )
    if one is None:
        return None
    text = _("Proposition %(number)d : « %(text)s »") % {"number": one.number, "text": one.text}
    sends = _("La réponse, les actions promises et ce qu’elles deviennent.")
    return Followed(text, one.get_absolute_url(), sends)


def _theme(value: str) -> Followed | None:
    if value not in Theme.values:
        return None
    return Followed(
        _("Thème : %(theme)s") % {"theme": Theme(value).label},
        f"/propositions/?theme={value}",
        _(
            "Les réponses aux propositions de ce thème, les actions promises et ce qu’elles deviennent, les "
            "rencontres, les ressources et les données qui en parlent."
        ),
    )


add_news("concertation.published", "concertation.advanced", tell=concertations)
add_news("proposition.answered", "follow_up.promised", "follow_up.moved", tell=propositions)
add_news("pledge.announced", "pledge.signed", "pledge.withdrawn", tell=pledges)
add_topic(Topic("concertation", _concertation), Topic("proposition", _proposition), Topic("theme", _theme))
