"""What a consumer of oEmbed asks."""

from django import forms


class OembedForm(forms.Form):
    url = forms.CharField(max_length=2000)
    maxwidth = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    maxheight = forms.IntegerField(min_value=1, max_value=100_000, required=False)
