"""The table of rights: all of it, readable aloud. `docs/utilisateurs/droits.md` is made from it."""

from commun.accounts.enums import NetworkRole, Permission, Role

P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset(
        {
            P.WORKSPACE_VIEW,
            P.CONCERTATION_EDIT,
            P.LIBRARY_EDIT,
            P.LIBRARY_REVIEW,
            P.HERITAGE_EDIT,
            P.EVENT_EDIT,
            P.TRADE_ATTACH,
            P.SYNTHESIS_COMMENT,
        }
    ),
    Role.REFERENT: frozenset(
        {
            P.WORKSPACE_VIEW,
            P.CONCERTATION_EDIT,
            P.CONCERTATION_PUBLISH,
            P.PLEDGE_SIGN,
            P.ANSWER_PUBLISH,
            P.LIBRARY_EDIT,
            P.EVENT_EDIT,
            P.GROUP_MANAGE,
            P.TRADE_ATTACH,
            P.LABEL_APPLY,
            P.LIBRARY_PUBLISH,
            P.LIBRARY_REVIEW,
            P.HERITAGE_EDIT,
            P.HERITAGE_PUBLISH,
            P.SYNTHESIS_COMMENT,
            P.MANIFESTO_AMEND,
            P.TEAM_MANAGE,
            P.API_MANAGE,
        }
    ),
    Role.ELU: frozenset(
        {
            P.WORKSPACE_VIEW,
            P.LABEL_APPLY,
            P.PLEDGE_SIGN,
            P.ANSWER_PUBLISH,
            P.CONCERTATION_PUBLISH,
            P.LIBRARY_PUBLISH,
            P.LIBRARY_REVIEW,
            P.HERITAGE_PUBLISH,
            P.SYNTHESIS_COMMENT,
            P.MANIFESTO_AMEND,
            P.MANIFESTO_VOTE,
        }
    ),
}

NETWORK_PERMISSIONS: dict[NetworkRole, frozenset[Permission]] = {
    # TEAM_MANAGE: someone must invite the first référent of a territory; no one may invite themselves.
    NetworkRole.COORDINATOR: frozenset(
        {
            P.WORKSPACE_VIEW,
            P.NETWORK_VIEW,
            P.NETWORK_COORDINATE,
            P.LIBRARY_COORDINATE,
            P.DELIBERATION_MANAGE,
            P.RESOURCE_MANAGE,
            P.EDITORIAL_MANAGE,
            P.HERITAGE_REVIEW,
            P.EVENT_EDIT,
            P.GROUP_MANAGE,
            P.HEARING_MANAGE,
            P.TRADE_ATTACH,
            P.TRADE_MANAGE,
            P.LABEL_MANAGE,
            P.FEDERATION_MANAGE,
            P.GRID_EDIT,
            P.SYNTHESIS_EDIT,
            P.SYNTHESIS_PUBLISH,
            P.MANIFESTO_EDIT,
            P.TERRITORY_CREATE,
            P.TEAM_MANAGE,
            P.API_MANAGE,
        }
    ),
    NetworkRole.COUNCIL: frozenset(
        {P.WORKSPACE_VIEW, P.NETWORK_VIEW, P.GRID_EDIT, P.SYNTHESIS_EDIT, P.COUNCIL_OPINION}
    ),
    NetworkRole.ADMINISTRATOR: frozenset(
        {
            P.WORKSPACE_VIEW,
            P.NETWORK_VIEW,
            P.NETWORK_COORDINATE,
            P.LIBRARY_COORDINATE,
            P.DELIBERATION_MANAGE,
            P.RESOURCE_MANAGE,
            P.EDITORIAL_MANAGE,
            P.HERITAGE_REVIEW,
            P.EVENT_EDIT,
            P.GROUP_MANAGE,
            P.HEARING_MANAGE,
            P.TRADE_ATTACH,
            P.TRADE_MANAGE,
            P.LABEL_MANAGE,
            P.FEDERATION_MANAGE,
            P.GRID_EDIT,
            P.SYNTHESIS_EDIT,
            P.SYNTHESIS_PUBLISH,
            P.MANIFESTO_EDIT,
            P.TERRITORY_CREATE,
            P.CHARTER_EDIT,
            P.NETWORK_ROLES_MANAGE,
            P.TEAM_MANAGE,
            P.API_MANAGE,
        }
    ),
}
