"""The Model Context Protocol over those answers: tools that read, and nothing that writes. Needs the group `agents`."""

from collections.abc import Callable
from typing import Any

import uvicorn
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from commun.agents import answers
from commun.agents.answers import Answer
from commun.agents.pace import Paced

_LONGEST = 64 * 1024
"""Bytes of a question."""
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

server = MCPServer(
    name="commun",
    title=settings.SITE_NAME,
    instructions=(
        "Ce que des collectivités françaises publient de l’intelligence artificielle : concertations, propositions et "
        "réponses, usages d’IA, délibérations, constats et leurs preuves. Lecture seule. Citez la source (adresse, "
        f"licence, date) de chaque phrase que vous rapportez. {answers.WARNING}"
    ),
    website_url=settings.SITE_URL,
)


async def _read(question: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
    def ask() -> Answer:
        close_old_connections()
        try:
            return question(*args, **named)
        except answers.NotThere as nothing:
            return {"refus": str(nothing)}

    found: Answer = await sync_to_async(ask)()
    return found


@server.tool(annotations=READ_ONLY)
async def rechercher(mots: str, nature: str = "", territoire: str = "", limite: int = 10) -> Answer:
    """Chercher dans tout ce qui est public. `nature` : propositions, concertations, usages, deliberations, constats…
    `territoire` : son adresse courte, que donne l’outil `territoires`."""
    return await _read(answers.search, mots, kind=nature, territory=territoire, limit=limite)


@server.tool(annotations=READ_ONLY)
async def territoires(nom: str, limite: int = 10) -> Answer:
    """Trouver une collectivité par son nom ou son code : son identifiant et son adresse courte."""
    return await _read(answers.places, nom, limit=limite)


@server.tool(annotations=READ_ONLY)
async def concertation(identifiant: str) -> Answer:
    """Une concertation et ses suites : propositions, réponses motivées, actions promises."""
    return await _read(answers.concertation, identifiant)


@server.tool(annotations=READ_ONLY)
async def propositions(
    concertation: str = "", territoire: str = "", reponse: str = "", theme: str = "", limite: int = 20
) -> Answer:
    """Des propositions. `territoire` : son identifiant ; `reponse` : retenue, non_retenue… ; `theme` : du canevas."""
    named = {"concertation": concertation, "territoire": territoire, "reponse": reponse, "theme": theme}
    return await _read(answers.rows, "propositions", limit=limite, **named)


@server.tool(annotations=READ_ONLY)
async def proposition(identifiant: str) -> Answer:
    """Une proposition, ce qui a été répondu, promis et fait."""
    return await _read(answers.proposition, identifiant)


@server.tool(annotations=READ_ONLY)
async def usages_ia(territoire: str = "", theme: str = "", limite: int = 10) -> Answer:
    """Les usages d’IA publiés. `territoire` : son identifiant."""
    return await _read(answers.rows, "usages-ia", limit=limite, territoire=territoire, theme=theme)


@server.tool(annotations=READ_ONLY)
async def deliberations(mots: str, territoire: str = "", limite: int = 10) -> Answer:
    """Des délibérations de conseils, par leurs mots."""
    return await _read(answers.search, mots, kind="deliberations", territory=territoire, limit=limite)


@server.tool(annotations=READ_ONLY)
async def constats(theme: str = "", limite: int = 10) -> Answer:
    """Les constats tirés des concertations de tout le pays."""
    return await _read(answers.rows, "constats", limit=limite, theme=theme)


@server.tool(annotations=READ_ONLY)
async def preuves_d_un_constat(identifiant: str) -> Answer:
    """Un constat et son chemin de preuve : chaque phrase sur laquelle il s’appuie, mot pour mot."""
    return await _read(answers.finding, identifiant)


@server.tool(annotations=READ_ONLY)
async def ligne(jeu: str, identifiant: str) -> Answer:
    """N’importe quelle ligne publique, par son jeu de données et son identifiant."""
    return await _read(answers.row, jeu, identifiant)


def serve_stdio() -> None:
    server.run("stdio")


def serve_http(*, host: str, port: int) -> None:
    """At /mcp, for the hosts that the settings allow, at a reasonable pace. No line is kept of who asked what."""
    allowed = [one if ":" in one and one[0] != "[" else f"{one}:*" for one in settings.ALLOWED_HOSTS]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[*allowed, *settings.ALLOWED_HOSTS],
        allowed_origins=[settings.SITE_URL],
    )
    app = server.streamable_http_app(
        json_response=True, stateless_http=True, transport_security=security, host=host, max_request_body_size=_LONGEST
    )
    uvicorn.run(Paced(app), host=host, port=port, log_level="warning", access_log=False)
