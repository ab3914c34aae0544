"""French addresses of accounts; allauth's names are kept, since its own code reverses them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, include, path

from commun.accounts.access import public, signed_in
from commun.accounts.views import account as account_views
from commun.accounts.views import invitation, network, proconnect, second_factor, sign_in, team

sign_in_page = public(sign_in.SignInView.as_view())
confirm_page = signed_in(second_factor.ConfirmView.as_view())

sign_in_patterns = [
    path("connexion/", sign_in_page, name="account_login"),
    path("connexion/", sign_in_page, name="account_request_login_code"),
    path("connexion/code/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("connexion/creer-un-compte/", public(account.signup), name="account_signup"),
    path("connexion/verification/", public(account.email_verification_sent), name="account_email_verification_sent"),
    path("connexion/double-verification/", public(mfa.authenticate), name="mfa_authenticate"),
    path("connexion/compte-inactif/", public(account.account_inactive), name="account_inactive"),
    path("connexion/proconnect/", proconnect.proconnect_login, name="proconnect_login"),
    path("connexion/proconnect/retour/", proconnect.proconnect_callback, name="proconnect_callback"),
    path("deconnexion/", public(sign_in.SignOutView.as_view()), name="account_logout"),
    path("deconnexion/proconnect/", proconnect.proconnect_logout_done, name="proconnect_logout_done"),
]

account_patterns = [
    path("compte/adresse/", signed_in(account.email), name="account_email"),
    path("compte/double-verification/", signed_in(mfa.index), name="mfa_index"),
    path("compte/double-verification/activer/", signed_in(second_factor.EnrolView.as_view()), name="mfa_activate_totp"),
    path("compte/double-verification/desactiver/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("compte/double-verification/confirmer/", confirm_page, name="mfa_reauthenticate"),
    # allauth confirms an identity by password there; accounts have none, their second factor does it.
    path("compte/double-verification/confirmer/", confirm_page, name="account_reauthenticate"),
    path(
        "compte/codes-de-secours/", signed_in(second_factor.RecoveryCodesView.as_view()), name="mfa_view_recovery_codes"
    ),
    path(
        "compte/codes-de-secours/renouveler/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/codes-de-secours/telecharger/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

own_patterns = [
    path("compte/", account_views.account, name="account"),
    path("compte/sessions/", account_views.end_other_sessions, name="end_other_sessions"),
    path("compte/donnees/", account_views.export, name="export"),
    path("compte/effacer/", account_views.erase, name="erase"),
    path("compte/rejoindre/<slug:slug>/", account_views.request_to_join, name="request_to_join"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("espace/reseau/roles/", network.network_roles, name="network_roles"),
    path("espace/territoires/<slug:slug>/equipe/", team.team, name="team"),
    path("espace/territoires/<slug:slug>/equipe/inviter/", team.invite, name="invite"),
    path(
        "espace/territoires/<slug:slug>/equipe/invitations/<int:pk>/retirer/",
        team.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("espace/territoires/<slug:slug>/equipe/<int:pk>/role/", team.change_role, name="change_role"),
    path("espace/territoires/<slug:slug>/equipe/<int:pk>/retirer/", team.remove_member, name="remove_member"),
    path(
        "espace/territoires/<slug:slug>/equipe/demandes/<int:pk>/",
        team.answer_join_request,
        name="answer_join_request",
    ),
    path("connexion/demo/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("compte/double-verification/requise/", second_factor.second_factor_needed, name="second_factor_needed"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in_patterns,
    *account_patterns,
    path("", include((own_patterns, "accounts"))),
]
