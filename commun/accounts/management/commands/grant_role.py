"""`commun grant-role EMAIL administration`: how the first administrator of an instance is named."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.accounts import actions
from commun.accounts.enums import NetworkRole
from commun.accounts.models import User
from commun.core.errors import DomainError

NONE = "aucun"


class Command(BaseCommand):
    help = "Donne ou retire un rôle du réseau ; crée le compte s’il n’existe pas, sans mot de passe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="adresse électronique du compte")
        parser.add_argument("role", choices=[*NetworkRole.values, NONE], help="rôle à donner, ou « aucun »")

    def handle(self, *args: Any, email: str, role: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
        try:
            actions.set_network_role(user=user, network_role=None if role == NONE else NetworkRole(role), by=None)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"{user.email} : {NetworkRole(role).label if role != NONE else 'aucun rôle du réseau'}")
