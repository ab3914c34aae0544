"""How often an assistant may ask by HTTP: as for the API, by network address, within this one process."""

import datetime
import io
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.cache import caches
from django.core.handlers.asgi import ASGIRequest

from commun.core.throttle import is_under, visitor_address

ASKS_A_MINUTE = 120
_MINUTE = datetime.timedelta(minutes=1)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class Paced:
    """Stands before the protocol: what comes too often is told when to come back, and asks the database nothing."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_in_pace(scope):
            await self._app(scope, receive, send)
            return
        said = {"title": "Trop de demandes", "status": 429, "detail": f"Au plus {ASKS_A_MINUTE} par minute."}
        headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"60")]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})


def _is_in_pace(scope: Message) -> bool:
    who = visitor_address(ASGIRequest(dict(scope), io.BytesIO()))
    return is_under("mcp", who, limit=ASKS_A_MINUTE, per=_MINUTE, cache=caches["pages"])
