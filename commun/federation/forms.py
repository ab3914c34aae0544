"""What a coordinator types of a source."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.federation.actions.sources import is_key
from commun.federation.checking import is_web
from commun.federation.models import HarvestSource
from commun.territories.models import Territory


class SourceForm(forms.ModelForm[HarvestSource]):
    territory_uid = forms.CharField(
        label=_("Collectivité pour laquelle ce site parle"),
        required=False,
        max_length=40,
        help_text=_("Son identifiant, « siren:243500139 » : les lignes d’une autre collectivité seront refusées."),
    )

    url = forms.URLField(
        label=_("Adresse"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Son paquet de données (datapackage.json), son catalogue DCAT (.ttl, .jsonld) ou un fichier CSV."),
    )

    class Meta:
        model = HarvestSource
        fields = ("title", "url", "public_key", "every_hours")
        labels = {"every_hours": _("Le lire toutes les combien d’heures ?")}
        help_texts = {"every_hours": _("24 pour chaque jour, 168 pour chaque semaine.")}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not is_web(url):
            raise forms.ValidationError(_("Une adresse du web est attendue : https://…"))
        return url

    def clean_public_key(self) -> str:
        key: str = self.cleaned_data["public_key"].strip()
        if key and not is_key(key):
            raise forms.ValidationError(_("Une clé ed25519 est attendue : 32 octets en base64."))
        return key

    def clean_territory_uid(self) -> Territory | None:
        uid = self.cleaned_data["territory_uid"].strip()
        if not uid:
            return None
        found = Territory.objects.filter(uid=uid).first()
        if found is None:
            raise forms.ValidationError(_("Aucune collectivité de nos listes n’a cet identifiant."))
        return found
