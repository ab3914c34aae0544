"""What people type about themselves and their teams. allauth's forms, in our words."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from commun.accounts.enums import NetworkRole, Role
from commun.accounts.models import User


class _EmailWording(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("Adresse électronique")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["autocomplete"] = "email"
        field.error_messages["required"] = _("Indiquez votre adresse électronique.")
        field.error_messages["invalid"] = _("Écrivez une adresse complète, par exemple prenom.nom@ville.fr.")


class _CodeWording(forms.Form):
    digits = _("Les huit chiffres reçus par courriel.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = self.digits
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        field.error_messages["required"] = _("Saisissez le code.")


class SignInForm(_EmailWording, RequestLoginCodeForm):
    pass


class SignUpForm(_EmailWording, SignupForm):
    pass


class ChangeEmailForm(_EmailWording, AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse électronique")


class SignInCodeForm(_CodeWording, ConfirmLoginCodeForm):
    pass


class VerificationCodeForm(_CodeWording, ConfirmEmailVerificationCodeForm):
    pass


class SecondFactorForm(_CodeWording, AuthenticateForm):
    digits = _("Six chiffres, ou un code de secours.")


class SecondFactorAgainForm(_CodeWording, ReauthenticateForm):
    digits = _("Six chiffres, ou un code de secours.")


class SecondFactorSetUpForm(_CodeWording, ActivateTOTPForm):
    digits = _("Les six chiffres que l’application montre.")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Both may stay empty: neither is ever public."""

    class Meta:
        model = User
        fields = ("name", "job_title")
        labels = {"name": _("Nom"), "job_title": _("Fonction")}
        help_texts = {
            "name": _("Vu de votre équipe et de la coordination, jamais du public."),
            "job_title": _("Par exemple : chargée de mission numérique."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }


class EraseForm(forms.Form):
    """Typing one's address is the confirmation."""

    email = forms.EmailField(
        label=_("Votre adresse électronique, pour confirmer"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.strip().lower() != self.user.email:
            raise forms.ValidationError(
                _("Ce n’est pas l’adresse de votre compte : recopiez %(email)s."), params={"email": self.user.email}
            )
        return email


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        error_messages={"invalid": _("Écrivez une adresse complète, par exemple prenom.nom@ville.fr.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices, initial=Role.CONTRIBUTOR, widget=forms.RadioSelect)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)


class NetworkRoleForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse électronique du compte"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    network_role = forms.ChoiceField(
        label=_("Rôle dans le réseau"), choices=[("", _("Aucun")), *NetworkRole.choices], required=False
    )
