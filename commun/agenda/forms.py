"""What one types: to find a meeting, to come, to announce one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.agenda.declared import sources
from commun.agenda.enums import EventAudience, EventKind, Period, Signup
from commun.agenda.models import Event, EventSeries
from commun.core.inputs import CountField, FrenchDateField, LinesField, PartialDateFormField, WebAddressField
from commun.core.letters import INCOMPLETE_ADDRESS, LetterForm
from commun.core.themes import Theme
from commun.groups.models import Group
from commun.territories.models import Territory

NETWORK = "reseau"
ZONES = (
    ("Europe/Paris", t("Métropole")),
    ("America/Guadeloupe", t("Guadeloupe")),
    ("America/Martinique", t("Martinique")),
    ("America/Cayenne", t("Guyane")),
    ("Indian/Reunion", t("La Réunion")),
    ("Indian/Mayotte", t("Mayotte")),
    ("America/Miquelon", t("Saint-Pierre-et-Miquelon")),
    ("Pacific/Noumea", t("Nouvelle-Calédonie")),
    ("Pacific/Tahiti", t("Polynésie française")),
    ("Pacific/Wallis", t("Wallis-et-Futuna")),
    ("Europe/Brussels", t("Bruxelles")),
    ("America/Montreal", t("Montréal")),
    ("Africa/Dakar", t("Dakar")),
    ("Africa/Tunis", t("Tunis")),
)
"""Those of the territories of the network: French, and of its French-speaking partners."""
assert {zone for zone, _label in ZONES} <= available_timezones()
_EVERY = ("", t("Toutes"))


class FilterForm(forms.Form):
    """Filters of the list; each is a parameter of its address and of its files."""

    periode = forms.ChoiceField(label=t("Période"), required=False, choices=[("", t("Toutes")), *Period.choices])
    nature = forms.ChoiceField(label=t("Nature"), required=False, choices=[_EVERY])
    territoire = forms.ChoiceField(label=t("Qui invite"), required=False)
    theme = forms.ChoiceField(label=t("Thème"), required=False, choices=[("", t("Tous")), *Theme.choices])
    groupe = forms.ChoiceField(label=t("Groupe"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Two queries: those who invite, the groups that meet."""
        super().__init__(*args, **kwargs)
        invites = Q(events__published_at__isnull=False)
        for source in sources():
            invites |= Q(pk__in=source.inviting().values("pk"))
        inviting = Territory.objects.filter(invites).distinct().order_by("name")
        meeting = Group.objects.filter(events__published_at__isnull=False).distinct().order_by("title")
        kept_elsewhere = [(one.kind, one.label) for one in sources()]
        self._choose("nature", [_EVERY, *EventKind.choices, *kept_elsewhere])
        self._choose("territoire", [("", t("Tous")), (NETWORK, t("Le réseau")), *inviting.values_list("slug", "name")])
        self._choose("groupe", [("", t("Tous")), *meeting.values_list("slug", "title")])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class RegisterForm(LetterForm):
    """Coming without an account."""

    name = forms.CharField(
        label=t("Vos prénom et nom"), max_length=150, error_messages={"required": t("Indiquez vos prénom et nom.")}
    )
    email = forms.EmailField(
        label=t("Votre adresse électronique"),
        max_length=254,
        help_text=t("Vous y recevrez un lien pour confirmer, puis deux rappels. Elle n’est ni publiée ni transmise."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": t("Indiquez votre adresse électronique."), "invalid": INCOMPLETE_ADDRESS},
    )
    organisation = forms.CharField(label=t("Votre organisme"), max_length=200, required=False)


class OwnRegisterForm(forms.Form):
    """Coming, signed in: who one is, is known."""

    organisation = forms.CharField(label=t("Votre organisme"), max_length=200, required=False)


@dataclass(frozen=True)
class Part:
    title: str
    boxes: tuple[BoundField, ...]


def _hour(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
        error_messages={"invalid": t("Écrivez l’heure ainsi : 09:30.")},
        **options,
    )


class EventForm(forms.Form):
    """A meeting, as it is announced."""

    title = forms.CharField(label=t("Titre"), max_length=200)
    kind = forms.ChoiceField(label=t("Nature"), choices=EventKind.choices)
    description = forms.CharField(
        label=t("Description"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=t("Ce que l’on y fera, pour qui, et ce que l’on en attend."),
    )
    organisers = LinesField(
        label=t("Organisé par"), required=False, help_text=t("Un organisme par ligne, le vôtre compris.")
    )
    audiences = forms.MultipleChoiceField(
        label=t("Pour qui"), required=False, choices=EventAudience.choices, widget=forms.CheckboxSelectMultiple
    )
    themes = forms.MultipleChoiceField(
        label=t("Thèmes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on = FrenchDateField(label=t("Premier jour"))
    starts_time = _hour(t("Heure de début"))
    ends_on = FrenchDateField(label=t("Dernier jour"), required=False, help_text=t("Le même, si vous laissez vide."))
    ends_time = _hour(t("Heure de fin"))
    time_zone = forms.ChoiceField(label=t("À l’heure de"), choices=ZONES, initial="Europe/Paris")
    place = forms.CharField(
        label=t("Lieu"), max_length=300, required=False, help_text=t("Vide pour une rencontre en ligne seulement.")
    )
    online_url = WebAddressField(label=t("Adresse de la visioconférence"), required=False)
    is_online_url_public = forms.BooleanField(
        label=t("Donner cette adresse à tout le monde"),
        required=False,
        help_text=t("Sinon, seules les personnes inscrites la reçoivent."),
    )
    signup = forms.ChoiceField(label=t("Inscription"), choices=Signup.choices, widget=forms.RadioSelect)
    signup_url = WebAddressField(label=t("Adresse d’inscription, sur un autre site"), required=False)
    capacity = CountField(label=t("Nombre de places"), required=False, help_text=t("Vide s’il n’y a pas de limite."))
    closes_on = FrenchDateField(label=t("Inscriptions jusqu’au"), required=False)
    group = forms.ModelChoiceField(label=t("Groupe"), queryset=Group.objects.none(), required=False)
    series = forms.ModelChoiceField(
        label=t("Rendez-vous régulier"), queryset=EventSeries.objects.none(), required=False
    )
    source_title = forms.CharField(
        label=t("Source"),
        max_length=300,
        required=False,
        help_text=t("Pour une rencontre que vous n’organisez pas : où vous avez lu ce que vous en dites."),
    )
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)
    known_on = PartialDateFormField(label=t("Date de la source"), required=False)

    def __init__(self, *args: Any, territory: Territory | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("group", Group.objects.all()), ("series", EventSeries.objects.all())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows.filter(territory=territory)

    def groups(self) -> Iterator[Part]:
        for title, names in (
            (_("Ce que c’est"), ("title", "kind", "description", "organisers", "audiences", "themes")),
            (
                _("Quand et où"),
                ("starts_on", "starts_time", "ends_on", "ends_time", "time_zone", "place", "online_url",
                 "is_online_url_public"),
            ),
            (_("Comment y venir"), ("signup", "signup_url", "capacity", "closes_on")),
            (_("Ce à quoi elle se rattache"), ("group", "series")),
            (_("D’où vous le savez"), ("source_title", "source_url", "known_on")),
        ):  # fmt: skip
            yield Part(title, tuple(self[name] for name in names))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first = given.get("starts_on")
        given["ends_on"] = given.get("ends_on") or first
        start, end, last = given.get("starts_time"), given.get("ends_time"), given.get("ends_on")
        if end is not None and start is None and "starts_time" not in self.errors:
            self.add_error("starts_time", _("Une heure de fin demande une heure de début."))
        if first and last and last < first:
            self.add_error("ends_on", _("Ce jour précède le premier."))
        elif first and first == last and start and end and end <= start:
            self.add_error("ends_time", _("Cette heure précède le début."))
        if given.get("signup") == Signup.ELSEWHERE and not given.get("signup_url") and "signup_url" not in self.errors:
            self.add_error("signup_url", _("Indiquez où s’inscrire."))
        if given.get("capacity") == 0:
            self.add_error("capacity", _("Indiquez au moins une place, ou laissez vide s’il n’y a pas de limite."))
        return given

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["description"] = given["description"].replace("\r\n", "\n")
        return given


def initial_of(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in EventForm.base_fields}


class ItemForm(forms.Form):
    """A part of the programme and up to three people who speak."""

    SPEAKERS = 3

    on = FrenchDateField(label=t("Jour, si la rencontre en compte plusieurs"), required=False)
    starts_time = _hour(t("Heure"))
    title = forms.CharField(label=t("Intitulé"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.SPEAKERS + 1):
            words = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Personne %(number)d : nom") % words, max_length=200, required=False
            )
            self.fields[f"role_{number}"] = forms.CharField(
                label=_("Personne %(number)d : fonction") % words, max_length=200, required=False
            )
            self.fields[f"organisation_{number}"] = forms.CharField(
                label=_("Personne %(number)d : organisme") % words, max_length=200, required=False
            )
            self.fields[f"consents_{number}"] = forms.BooleanField(
                label=_("Personne %(number)d : accepte que son nom soit publié") % words,
                required=False,
                help_text=_("Sans son accord, seuls sa fonction et son organisme se lisent."),
            )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("on", "starts_time", "title")}

    def speakers(self) -> list[dict[str, Any]]:
        names = ("name", "role", "organisation", "consents")
        found = [
            {name: self.cleaned_data[f"{name}_{number}"] for name in names} for number in range(1, self.SPEAKERS + 1)
        ]
        return [one for one in found if one["name"] or one["role"] or one["organisation"]]


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label=t("Compte rendu"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=t(
            "Ce qui a été dit et décidé. Une ligne vide sépare deux paragraphes. Ne nommez personne sans accord."
        ),
    )
    attendance = CountField(label=t("Personnes présentes"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=t("Pourquoi"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": t("Dites pourquoi.")},
    )


class DocumentForm(forms.Form):
    title = forms.CharField(label=t("Titre du fichier"), max_length=200)
    file = forms.FileField(label=t("Fichier"), help_text=t("Ordre du jour, supports, compte rendu : PDF, ODT, DOCX…"))


class SeriesForm(forms.Form):
    title = forms.CharField(label=t("Nom"), max_length=200)
    description = forms.CharField(label=t("Description"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    rhythm = forms.CharField(
        label=t("Rythme"), max_length=200, required=False, help_text=t("Par exemple : tous les deux mois.")
    )
    is_cycle = forms.BooleanField(
        label=t("On s’inscrit à toutes les séances à la fois"),
        required=False,
        help_text=t("Pour un cycle : trois demi-journées en ligne et une journée sur place, par exemple."),
    )
    group = forms.ModelChoiceField(label=t("Groupe"), queryset=Group.objects.none(), required=False)
    source_title = forms.CharField(label=t("Source"), max_length=300, required=False)
    source_url = WebAddressField(label=t("Adresse de la source"), required=False)
    known_on = PartialDateFormField(label=t("Date de la source"), required=False)

    def __init__(self, *args: Any, territory: Territory | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Group.objects.filter(territory=territory)
