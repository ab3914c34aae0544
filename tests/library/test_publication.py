"""The public copy holds what is public, and nothing else; each publication leaves a version."""

from decimal import Decimal

import pytest

from commun.core.models import Revision
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import CostBand, ResultNature, SheetState, Visibility
from commun.library.models import PublishedSheet, Solution
from tests.accounts.factories import referent
from tests.library.factories import SolutionFactory, draft, published, result

pytestmark = pytest.mark.django_db


def test_a_sheet_without_its_first_fields_is_not_published() -> None:
    with pytest.raises(publication.NotReady, match="Besoin"):
        publication.publish(sheet=draft(need=""), by=None)


def test_the_public_copy_holds_no_field_held_back() -> None:
    here = draft(
        yearly_cost=Decimal("41234.00"), cost_band=CostBand.UNDER_50, contact_email="eau@ville.exemple.fr",
        supplier="Fournisseur discret", processing_record="RT-2025-77",
    )  # fmt: skip
    by = referent(here.territory)
    for name, level in (("yearly_cost", Visibility.NETWORK), ("cost_band", Visibility.TERRITORY)):
        sheets.hold_back(sheet=here, field=fields.BY_NAME[name], level=level, reason="Marché en cours.", by=by)
    sheets.hold_back(sheet=here, field=fields.BY_NAME["supplier"], level=Visibility.TERRITORY, reason="À venir.", by=by)
    shown = publication.publish(sheet=here, by=by)
    assert shown.network_values == {"yearly_cost": "41234.00"}
    assert (shown.cost_band, shown.values["_held"]["yearly_cost"]["reason"]) == ("reserve", "Marché en cours.")
    bytes_of = repr([shown.values, shown.search_text, list(shown.terms.values_list("value", flat=True))])
    for secret in ("41234", "moins_de_50k", "eau@ville", "discret", "RT-2025-77"):
        assert secret not in bytes_of
        assert secret not in str(Revision.objects.of(here).get().content)


def test_the_page_says_what_is_held_back_and_why_and_what_nobody_said(client) -> None:
    here = draft(yearly_cost=Decimal(41234))
    by = referent(here.territory)
    sheets.hold_back(
        sheet=here, field=fields.BY_NAME["yearly_cost"], level=Visibility.NETWORK, reason="Marché en cours.", by=by
    )
    shown = publication.publish(sheet=here, by=by)
    html = client.get(shown.get_absolute_url()).content.decode()
    assert "Marché en cours." in html and "41234" not in html and "41 234" not in html
    assert "Non renseigné" in html


def test_a_draft_has_no_public_page(client) -> None:
    solution = SolutionFactory()
    here = draft(solution=solution)
    assert client.get(here.get_absolute_url()).status_code == 404
    assert client.get(solution.get_absolute_url()).status_code == 404
    assert not Solution.objects.public().exists()


def test_publishing_again_without_a_change_leaves_no_version() -> None:
    here = draft()
    publication.publish(sheet=here, by=None)
    publication.publish(sheet=here, by=None)
    assert Revision.objects.of(here).count() == 1


def test_what_is_written_after_publication_waits_for_the_next_one(client) -> None:
    shown = published()
    here = shown.deployment
    by = referent(here.territory)
    result(here, value="999")
    seen = sheets.section_digest(here, fields.Section.NEED)
    sheets.save_section(sheet=here, section=fields.Section.NEED, values={"need": "Un besoin récrit."}, seen=seen, by=by)
    before = client.get(shown.get_absolute_url()).content.decode()
    assert "récrit" not in before and "999" not in before
    publication.publish(sheet=here, by=by)
    assert "récrit" in client.get(shown.get_absolute_url()).content.decode()
    assert Revision.objects.of(here).count() == 2


def test_a_measured_result_counts_when_it_is_public() -> None:
    here = draft()
    result(here, nature=ResultNature.TARGET)
    result(here, visibility=Visibility.NETWORK)
    assert not publication.publish(sheet=here, by=None).has_measured_result
    result(here)
    assert publication.publish(sheet=here, by=None).has_measured_result


def test_a_sheet_withdrawn_says_why_and_leaves_the_library(client) -> None:
    shown = published()
    here = shown.deployment
    publication.withdraw(sheet=here, by=referent(here.territory), reason="Publiée deux fois.")
    here.refresh_from_db()
    assert here.state == SheetState.ARCHIVED
    assert not PublishedSheet.objects.exists()
    assert client.get(shown.get_absolute_url()).status_code == 404
