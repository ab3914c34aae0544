"""The sheet of one use: one territory, one system, one need. Sections and labels are those of `sheet.py`.

This is the working copy, with everything that the territory wrote. Pages, files, search and feeds never read it: they
read `PublishedSheet`, which holds public values only (decision 10).
"""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.accounts.models import User
from commun.core.dates import PartialDateField
from commun.core.models import VersionedModel
from commun.library import enums
from commun.library.enums import SheetState, Stage
from commun.library.models import columns
from commun.library.models.solution import Solution
from commun.territories.models import Territory


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def published(self) -> "DeploymentQuerySet":
        return self.filter(state=SheetState.PUBLISHED)

    def real(self) -> "DeploymentQuerySet":
        return self.filter(territory__is_fictional=False)

    def within(self, territory: Territory) -> "DeploymentQuerySet":
        return self.filter(territory=territory)

    def to_check(self, on: datetime.date) -> "DeploymentQuerySet":
        """Published, and past the date at which someone was to look at them again."""
        return self.published().filter(next_check_on__lt=on)


class Deployment(VersionedModel):
    """One territory's use of an algorithmic system, AI or not."""

    uid = models.CharField(_("identifiant"), max_length=20, unique=True)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    territory = models.ForeignKey(
        Territory, verbose_name=_("collectivité"), on_delete=models.PROTECT, related_name="deployments"
    )
    solution = models.ForeignKey(
        Solution,
        verbose_name=_("système utilisé"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deployments",
    )
    state = models.CharField(_("état de la fiche"), max_length=12, choices=SheetState.choices, default=SheetState.DRAFT)
    stage = models.CharField(_("étape"), max_length=20, choices=Stage.choices, default=Stage.EXPLORATION)
    visibility = models.JSONField(
        _("champs non publics"),
        default=dict,
        blank=True,
        help_text=_("Pour chaque champ qui n’a pas la visibilité usuelle : {« level »: …, « reason »: …}."),
    )
    opened_sections = models.JSONField(_("sections ouvertes à la main"), default=list, blank=True)
    licence = models.CharField(
        _("licence de la fiche"), max_length=20, choices=enums.Licence.choices, default=enums.Licence.OPEN_LICENCE
    )
    is_documented_by_network = models.BooleanField(
        _("reconstituée par le réseau à partir de sources publiques"), default=False
    )
    is_template = models.BooleanField(_("gabarit : à copier, n’est l’usage de personne"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    next_check_on = models.DateField(_("prochaine vérification"), null=True, blank=True)
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)

    # Identité
    title = models.CharField(_("nom de l’usage"), max_length=200)
    summary = columns.text(_("en deux phrases"))
    theme = columns.choice(_("thème"), enums.Theme)
    sub_themes = columns.several(_("sous-thèmes"))
    audiences = columns.several(_("publics"))
    started_on = PartialDateField(_("date de démarrage"))
    service_unit = columns.line(_("direction ou service"))
    accountable_role = columns.line(_("fonction responsable"))
    contact_email = models.EmailField(_("adresse fonctionnelle"), blank=True)
    contact_url = columns.url(_("page de contact"))
    information_url = columns.url(_("page d’information"))

    # Besoin
    need = columns.text(_("besoin"))
    alternative = columns.text(_("alternative sans IA"))
    proportionality = columns.text(_("proportionnalité"))
    expected_benefit = columns.text(_("bénéfice attendu"))
    quality = columns.choice(_("réponse au besoin"), enums.Quality)

    # Technique
    technique = columns.choice(_("nature du système"), enums.Technique)
    methods = columns.several(_("méthodes"))
    algorithm_name = columns.line(_("nom de l’algorithme"))
    algorithm_description = columns.text(_("description de l’algorithme"))
    operations = columns.text(_("opérations effectuées"))
    parameters = columns.text(_("paramètres et pondération"))
    explainability = columns.choice(_("explicabilité"), enums.Explainability)
    is_conversational = columns.yes_no(_("parle ou écrit à des personnes"))
    writes_to_public = columns.yes_no(_("produit des textes ou des images publiés"))
    is_in_public_space = columns.yes_no(_("filme ou capte l’espace public"))

    # Données
    personal_data = columns.choice(_("données personnelles"), enums.PersonalData)
    data_sources = columns.several(_("origine des données"))
    data_access = columns.several(_("mode de collecte"))
    data_description = columns.text(_("données traitées"))
    training_data = columns.text(_("données d’entraînement"))
    sensitive_proxies = columns.text(_("variables proches d’une donnée sensible"))
    has_special_categories = columns.yes_no(_("données sensibles (RGPD art. 9)"))
    data_legal_basis = columns.line(_("base légale du traitement"))
    data_retention = columns.line(_("durée de conservation"))
    dpia_status = columns.choice(_("analyse d’impact (AIPD)"), enums.DpiaStatus)
    dpia_summary = columns.text(_("synthèse ou motif de l’AIPD"))
    dpia_on = PartialDateField(_("date de l’AIPD"))
    processing_record = columns.line(_("référence au registre des traitements"))

    # Décision
    is_individual_decision = columns.yes_no(_("contribue à des décisions individuelles"))
    automation = columns.choice(_("degré d’automatisation"), enums.Automation)
    decision_scope = columns.choice(_("portée"), enums.DecisionScope)
    place_in_decision = columns.text(_("place dans la décision"))
    people_concerned = columns.text(_("personnes concernées"))
    decisions_per_year = models.PositiveIntegerField(_("décisions par an"), null=True, blank=True)
    legal_basis = columns.text(_("fondements juridiques"))
    oversight_who = columns.line(_("qui intervient"))
    oversight_step = columns.text(_("à quelle étape"))
    oversight_may_overrule = columns.yes_no(_("peut écarter le résultat"))
    oversight_overruled_share = models.DecimalField(
        _("part des résultats écartés, en %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    oversight_training = columns.text(_("formation de ces personnes"))

    # Risques
    risks = columns.text(_("risques et parades"))
    risk_class = columns.choice(_("classe de risque"), enums.RiskClass)
    risk_reason = columns.text(_("pourquoi cette classe"))
    annex_point = columns.choice(_("point de l’annexe III"), enums.AnnexPoint)
    exemption_reason = columns.text(_("motif d’exemption (art. 6.3)"))
    ai_act_role = columns.choice(_("rôle au sens du règlement"), enums.AiActRole)
    qualified_on = models.DateField(_("qualifié le"), null=True, blank=True)
    qualified_by_role = columns.line(_("qualifié par (fonction)"))
    transparency_notice = columns.text(_("information donnée (art. 50)"))
    transparency_proof_url = columns.url(_("où on la lit"))
    transparency_on = models.DateField(_("donnée depuis le"), null=True, blank=True)
    staff_informed_on = models.DateField(_("représentants du personnel informés le"), null=True, blank=True)
    literacy_training = columns.text(_("formation des agents (art. 4)"))
    fria_processes = columns.text(_("a. processus où le système sert"))
    fria_period = columns.text(_("b. durée et fréquence d’usage"))
    fria_people = columns.text(_("c. personnes et groupes concernés"))
    fria_harms = columns.text(_("d. risques de préjudice"))
    fria_oversight = columns.text(_("e. contrôle humain"))
    fria_measures = columns.text(_("f. mesures si un risque se réalise"))
    fria_on = models.DateField(_("analyse faite le"), null=True, blank=True)
    fria_notified_on = models.DateField(_("autorité informée le"), null=True, blank=True)
    provider_entry_url = columns.url(_("fiche du fournisseur dans le registre européen"))
    eu_entry_url = columns.url(_("notre fiche dans le registre européen"))
    eu_registered_on = models.DateField(_("enregistré le"), null=True, blank=True)

    # Recours
    objection = columns.text(_("comment contester"))
    information_given = columns.text(_("comment les personnes sont informées"))

    # Fournisseur
    supplier = columns.line(_("fournisseur"))
    partners = columns.several(_("partenaires"))
    implementation = columns.several(_("mise en œuvre"))
    procurement_route = columns.choice(_("voie d’achat"), enums.ProcurementRoute)
    procurement_reference = columns.line(_("référence du marché"))

    # Coût
    setup_cost = models.DecimalField(_("mise en place, en €"), max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_cost = models.DecimalField(_("par an, en €"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost_band = columns.choice(_("ordre de grandeur par an"), enums.CostBand)
    cost_note = columns.text(_("ce que ces coûts comprennent"))
    funding = columns.line(_("financement"))

    # Environnement
    energy_kwh = models.DecimalField(
        _("énergie, en kWh par an"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    energy_method = columns.line(_("méthode de mesure"))
    energy_perimeter = columns.line(_("périmètre"))
    energy_uncertainty = columns.line(_("incertitude"), 100)
    energy_on = PartialDateField(_("date de la mesure"))
    hardware = columns.text(_("matériel"))
    environment_note = columns.text(_("eau, carbone et autres effets"))
    frugality_practices = columns.several(_("bonnes pratiques AFNOR SPEC 2314 suivies"))

    # Métiers
    trades = columns.text(_("métiers touchés"))
    task_changes = columns.text(_("ce qui change dans les tâches"))
    jobs_training = columns.text(_("formation"))
    social_dialogue = columns.text(_("dialogue social"))

    # Dépendances
    supplier_country = columns.country(_("pays du fournisseur"))
    parent_country = columns.country(_("pays de sa maison mère"))
    hosting = columns.choice(_("hébergement"), enums.Hosting)
    hosting_country = columns.country(_("pays d’hébergement"))
    model_origin = columns.line(_("origine du modèle"))
    reversibility = columns.text(_("réversibilité"))

    # Débat public
    debated = columns.choice(_("débattu avant déploiement"), enums.Debated)
    debate = columns.text(_("ce que les habitants en ont dit"))

    # Kept in step by the actions.
    review_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "next_check_on"], name="deployment_to_check")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="deployment_published_sheet_has_a_date",
                condition=~Q(state=SheetState.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="deployment_overruled_share_is_a_percentage",
                condition=Q(oversight_overruled_share=None) | Q(oversight_overruled_share__range=(0, 100)),
                violation_error_message=_("La part des résultats écartés va de 0 à 100 %."),
            ),
            models.CheckConstraint(
                name="deployment_costs_and_energy_are_not_negative",
                condition=(Q(setup_cost=None) | Q(setup_cost__gte=0))
                & (Q(yearly_cost=None) | Q(yearly_cost__gte=0))
                & (Q(energy_kwh=None) | Q(energy_kwh__gte=0)),
                violation_error_message=_("Un coût ou une énergie ne peut être négatif."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:sheet", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == SheetState.PUBLISHED

    @property
    def is_ai(self) -> bool:
        """A scoring grid founds decisions without being AI; unknown counts as AI."""
        return self.technique not in (enums.Technique.RULES, enums.Technique.NONE)

    @property
    def is_high_risk(self) -> bool:
        return self.risk_class == enums.RiskClass.HIGH

    def is_to_check(self, on: datetime.date) -> bool:
        return self.is_published and self.next_check_on is not None and self.next_check_on < on
