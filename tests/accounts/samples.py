"""Sample arguments of the addresses of accounts and teams."""

from commun.accounts.actions import token_digest
from commun.accounts.enums import Role
from tests.accounts.factories import InvitationFactory, JoinRequestFactory, member

TOKEN = "jeton-d-essai"

SAMPLES = {
    "accounts:request_to_join": lambda world: {"slug": world.territory.slug},
    "accounts:invitation": lambda world: {
        "token": InvitationFactory(territory=world.territory, token_sha256=token_digest(TOKEN)) and TOKEN
    },
    "accounts:team": lambda world: {"slug": world.territory.slug},
    "accounts:invite": lambda world: {"slug": world.territory.slug},
    "accounts:withdraw_invitation": lambda world: {
        "slug": world.territory.slug,
        "pk": InvitationFactory(territory=world.territory).pk,
    },
    "accounts:change_role": lambda world: {
        "slug": world.territory.slug,
        "pk": member(world.territory, Role.CONTRIBUTOR).memberships.get().pk,
    },
    "accounts:remove_member": lambda world: {
        "slug": world.territory.slug,
        "pk": member(world.territory, Role.CONTRIBUTOR).memberships.get().pk,
    },
    "accounts:answer_join_request": lambda world: {
        "slug": world.territory.slug,
        "pk": JoinRequestFactory(territory=world.territory).pk,
    },
}
