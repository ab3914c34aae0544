"""What the members of a group read."""

from dataclasses import dataclass

from django.db.models import Count, Q

from commun.groups.models import Group, GroupFile, GroupMessage, GroupThread

MOST = 200


@dataclass(frozen=True)
class RoomPage:
    threads: tuple[GroupThread, ...]


def room_page(group: Group) -> RoomPage:
    """The last that were spoken of, with how many messages each. One query."""
    written = Count("messages", filter=~Q(messages__body=""))
    return RoomPage(tuple(GroupThread.objects.filter(group=group).annotate(written=written)[:MOST]))


@dataclass(frozen=True)
class Said:
    message: GroupMessage
    files: tuple[GroupFile, ...]


@dataclass(frozen=True)
class ThreadPage:
    said: tuple[Said, ...]


def thread_page(thread: GroupThread) -> ThreadPage:
    """Two queries."""
    rows = GroupMessage.objects.filter(thread=thread).select_related("author", "answers__author")
    return ThreadPage(tuple(Said(one, tuple(one.files.all())) for one in rows.prefetch_related("files")))
