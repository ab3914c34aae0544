"""What one types to find a consultation."""

from django import forms
from django.utils.translation import gettext_lazy as t


class ListForm(forms.Form):
    q = forms.CharField(
        label=t("Chercher une consultation"),
        max_length=200,
        required=False,
        help_text=t("Un sujet, un ministère, un logiciel, une méthode."),
    )
