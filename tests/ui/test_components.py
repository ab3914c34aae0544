"""Each component: what it says to eyes, to a screen reader, and to whoever types a script."""

import datetime
import re
import time
from dataclasses import dataclass

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import RequestContext, engines
from django.test import RequestFactory

from commun.ui.components import Bar, Crumb, Knot, Link, Piece, Step
from commun.ui.components.navigation import ui_nav_links
from commun.ui.components.typography import NBSP, NNBSP, file_size, grouped

DAY = datetime.date(2025, 3, 11)
SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
CHAIN = (
    Knot("proposition", "done", "n° 12", "/propositions/12/"),
    Knot("réponse", "late", "en retard de 12 jours", current=True),
    Knot("suite", "missing"),
    Knot("preuve"),
)


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context, RequestFactory().get("/charte/"))


class OneForm(forms.Form):
    title = forms.CharField(label="Intitulé", help_text="Une phrase.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    nature = forms.ChoiceField(label="Nature", choices=[("a", "Retenue"), ("b", "Écartée")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Thèmes", choices=[("x", "École"), ("y", "Eau")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="Accord", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Les deux dates se croisent.")


@pytest.mark.parametrize(
    "source",
    [
        '{% ui_alert level="info" title=bad %}{{ bad }}{% endui_alert %}',
        "{% ui_empty title=bad %}{{ bad }}{% endui_empty %}",
        "{% ui_table caption=bad %}<tbody><tr><td>{{ bad }}</td></tr></tbody>{% endui_table %}",
        "{% ui_quote text=bad place=bad url=bad number=bad date=day %}",
        "{% ui_thread knots=knots %}",
        '{% ui_thread knots=knots size="tiny" %}',
        '{% ui_state "tenu" bad %}',
        "{% ui_steps steps=steps %}",
        "{% ui_figure value=bad of=bad label=bad unit=bad source=bad source_url=bad rows_url=bad %}",
        "{% ui_source label=bad url=bad %}",
        "{% ui_meter value=1 maximum=2 label=bad %}",
        "{% ui_bars rows=bars caption=bad unit=bad head=bad %}",
        "{% ui_button label=bad name=bad value=bad form=bad %}",
        "{% ui_link_button url=bad label=bad %}",
        "{% ui_breadcrumb items=path %}",
        "{% ui_download links=links label=bad %}",
        "{% ui_diff pieces %}",
        "{% ui_nav_link bad bad %}",
        "{{ bad|nbsp }}",
        "{{ bad|paragraphs }}",
    ],
)
def test_what_someone_typed_is_never_code(source: str) -> None:
    html = render(
        source,
        bad=SCRIPT,
        day=DAY,
        knots=(Knot(SCRIPT, "done", SCRIPT, SCRIPT),),
        steps=(Step(SCRIPT, "done", DAY, SCRIPT),),
        bars=[Bar(SCRIPT, 1, SCRIPT)],
        path=[Crumb(SCRIPT, SCRIPT), (SCRIPT, "")],
        links=[Link(SCRIPT, SCRIPT, SCRIPT)],
        pieces=[Piece("added", SCRIPT), Piece("removed", SCRIPT), Piece("same", SCRIPT)],
    )
    assert "<script" not in html
    assert "script&gt;" in html.lower()


def test_quote_tells_place_and_date_apart_from_the_words() -> None:
    html = render(
        '{% ui_quote text="Qui répond ?" place="Nantes" date=day url="/p/1/" number=12 size="list" %}', day=DAY
    )
    assert html == (
        '<figure class="quote quote-list"><span class="quote-number">12</span> <blockquote><a href="/p/1/">'
        f"Qui répond{NNBSP}?</a></blockquote>"
        '<figcaption>Nantes, <time datetime="2025-03-11">11 mars 2025</time></figcaption></figure>'
    )


def test_quote_without_place_nor_date_has_no_empty_caption() -> None:
    assert "figcaption" not in render('{% ui_quote text="Oui" %}')


def test_thread_says_each_state_in_words_and_where_one_is() -> None:
    html = render("{% ui_thread knots=knots %}", knots=CHAIN)
    assert html.startswith('<ol class="thread" aria-label="')
    assert html.count("<li") == 4
    assert '<a class="knot-name" href="/propositions/12/">Proposition</a> <span class="knot-state">fait</span>' in html
    assert html.count('aria-current="step"') == 1
    assert "en retard de 12 jours" in html
    assert "manque" in html
    assert "à venir" in html


def test_tiny_thread_is_one_named_drawing_whatever_its_length() -> None:
    html = render('{% ui_thread knots=knots size="tiny" %}', knots=CHAIN * 5)
    assert html.count("<path") == 5
    assert 'role="img" aria-label="proposition : fait, réponse : en retard, suite : manque, preuve : à venir' in html


def test_empty_thread_draws_nothing() -> None:
    assert render("{% ui_thread knots=knots %}", knots=()) == ""


@pytest.mark.parametrize(
    ("state", "word"),
    [("tenu", "Tenu"), ("en_cours", "En cours"), ("en_retard", "En retard"), ("sans_reponse", "Sans réponse")],
)
def test_state_is_told_by_a_word(state: str, word: str) -> None:
    assert render("{% ui_state state %}", state=state) == f'<span class="state state-{state}">{word}</span>'
    assert ">Depuis hier<" in render('{% ui_state state "Depuis hier" %}', state=state)


def test_steps_are_ordered_named_and_dated() -> None:
    html = render("{% ui_steps steps=steps %}", steps=[Step("Charte signée", "done", DAY), Step("En cours", "current")])
    assert html.index("Charte signée") < html.index("2025-03-11") < html.index("En cours")
    assert html.count('aria-current="step"') == 1


def test_figure_never_stands_alone() -> None:
    html = render(
        '{% ui_figure value=2300 of=37000 label="participants" date=day source="Relevé" '
        'source_url="/s/" rows_url="/r/" %}',
        day=DAY,
    )
    assert f"2{NNBSP}300" in html
    assert f"sur 37{NNBSP}000" in html
    assert '<a href="/s/">Relevé</a>' in html
    assert "11 mars 2025" in html
    assert '<a href="/r/">voir les lignes<span class="vh"> : participants</span></a>' in html


def test_unknown_figure_says_so_and_zero_is_a_figure() -> None:
    assert "non renseigné" in render('{% ui_figure value=None label="délai" %}')
    assert '<p class="figure-value">0</p>' in render('{% ui_figure value=0 label="délai" %}')


def test_meter_writes_its_text_and_survives_an_empty_total() -> None:
    html = render('{% ui_meter value=12 maximum=40 label="Champs" %}')
    assert "12 sur 40 (30 %)" in html
    assert '<progress value="12" max="40" aria-label="Champs">' in html
    assert "0 sur 0 (0 %)" in render('{% ui_meter value=0 maximum=0 label="Champs" %}')


def test_bars_stand_in_the_table_of_their_numbers_and_are_drawn_for_eyes_only() -> None:
    html = render('{% ui_bars rows=rows caption="Réponses" %}', rows=[("Retenue", 4), Bar("Écartée", 1, "/x/")])
    assert html.count('aria-hidden="true"') == html.count("<svg") == 2
    assert 'd="M0 0h100.0v1h-100.0z"' in html
    assert 'd="M0 0h25.0v1h-25.0z"' in html
    assert "<caption>Réponses</caption>" in html
    assert re.search(
        r'<th scope="row"><a href="/x/">Écartée</a></th><td><svg.*?</svg></td><td class="number">1</td>', html
    )


def test_bars_of_nothing_are_not_a_division_by_zero() -> None:
    assert "M0 0h0v1" in render('{% ui_bars rows=rows caption="R" %}', rows=[("Aucune", 0)])
    assert "<tbody></tbody>" in render('{% ui_bars rows=rows caption="R" %}', rows=[])


@dataclass(frozen=True)
class MonthOnly:
    iso: str = "2025-03"

    def __str__(self) -> str:
        return "mars 2025"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (DAY, '<time datetime="2025-03-11">11 mars 2025</time>'),
        (datetime.date(2025, 4, 1), '<time datetime="2025-04-01">1er avril 2025</time>'),
        (MonthOnly(), '<time datetime="2025-03">mars 2025</time>'),
        (
            datetime.datetime(2025, 3, 31, 22, 30, tzinfo=datetime.UTC),
            '<time datetime="2025-04-01T00:30+02:00">1er avril 2025</time>',
        ),
        (None, '<span class="unknown">date non renseignée</span>'),
    ],
)
def test_date_is_written_in_full_on_the_day_it_was_in_france(value, html: str) -> None:
    assert render("{% ui_date value %}", value=value) == html


@pytest.mark.parametrize(
    ("value", "words"),
    [(DAY, "le <time"), (MonthOnly(), 'en <time datetime="2025-03">mars 2025</time>'), (None, "date non renseignée")],
)
def test_date_in_a_sentence_has_the_word_that_french_wants(value, words: str) -> None:
    assert words in render("{% ui_on value %}", value=value)


def test_time_of_day_is_given_on_demand() -> None:
    value = datetime.datetime(2025, 3, 11, 17, 5, tzinfo=datetime.UTC)
    assert "11 mars 2025 à 18 h 05" in render("{% ui_date value with_time=True %}", value=value)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "moins d’un jour"),
        (1, "1 jour"),
        (214, "214 jours"),
        (1200, f"1{NNBSP}200 jours"),
        (None, "délai non renseigné"),
    ],
)
def test_delay_is_counted_in_days(count, text: str) -> None:
    assert f">{text}<" in render("{% ui_delay count %}", count=count).replace("&#x27;", "'")


def test_diff_tells_what_changed_in_words() -> None:
    html = render(
        "{% ui_diff pieces %}", pieces=[Piece("same", "une "), Piece("removed", "liste"), Piece("added", "table")]
    )
    assert html == (
        '<div class="diff">une <del><span class="vh">[retiré : </span>liste<span class="vh">]</span></del>'
        '<ins><span class="vh">[ajouté : </span>table<span class="vh">]</span></ins></div>'
    )


def test_table_scrolls_alone_and_by_keyboard() -> None:
    html = render('{% ui_table caption="Liste" %}<tbody></tbody>{% endui_table %}')
    assert 'role="region" aria-label="Liste" tabindex="0"' in html
    assert "<caption>Liste</caption><tbody></tbody></table>" in html
    assert '<table class="table-stack">' in render('{% ui_table caption="L" stack=True %}{% endui_table %}')
    assert '<caption class="vh">' in render('{% ui_table caption="L" hide_caption=True %}{% endui_table %}')


def test_alert_has_a_title_in_words_and_an_unknown_level_is_information() -> None:
    assert '<p class="alert-title">Attention</p>' in render('{% ui_alert level="warning" %}x{% endui_alert %}')
    assert "alert-info" in render('{% ui_alert level="debug" %}x{% endui_alert %}')
    assert "data-saved" in render('{% ui_alert level="success" saved=True %}x{% endui_alert %}')


def test_empty_list_says_what_will_come() -> None:
    assert render('{% ui_empty title="Rien encore" %}<p>Bientôt.</p>{% endui_empty %}') == (
        '<div class="empty"><p class="empty-title">Rien encore</p><p>Bientôt.</p></div>'
    )


def test_fictional_territory_is_marked_in_words() -> None:
    assert ">exemple fictif<" in render("{% ui_fictional %}")


def test_buttons_submit_and_links_lead() -> None:
    assert (
        render('{% ui_button label="Publier" %}')
        == '<button type="submit" class="button button-primary">Publier</button>'
    )
    assert 'name="do" value="x" form="f"' in render(
        '{% ui_button label="X" kind="danger" name="do" value="x" form="f" %}'
    )
    assert (
        render('{% ui_link_button url="/e/" label="Ouvrir" %}')
        == '<a class="button button-secondary" href="/e/">Ouvrir</a>'
    )


def test_breadcrumb_ends_with_the_page_itself() -> None:
    html = render("{% ui_breadcrumb items=path %}", path=[("Accueil", "/"), Crumb("Ici")])
    assert 'aria-label="Fil d’Ariane"' in html
    assert '<a href="/">Accueil</a>' in html
    assert '<span aria-current="page">Ici</span>' in html


def test_source_names_its_date() -> None:
    html = render('{% ui_source label="Compte rendu" url="/c/" date=day %}', day=DAY)
    assert 'Source : <a href="/c/">Compte rendu</a>, <time' in html


def test_download_lists_the_twins() -> None:
    html = render("{% ui_download links=links %}", links=[("CSV", "/d.csv"), Link("JSON", "/d.json", "3 ko")])
    assert '<a href="/d.csv">CSV</a> · <a href="/d.json">JSON</a> <small>(3 ko)</small>' in html


@pytest.mark.parametrize(
    ("number", "links"),
    [(1, ["2", "5"]), (2, ["1", "3", "5"]), (3, ["1", "2", "4", "5"]), (4, ["1", "3", "5"]), (5, ["1", "4"])],
)
def test_pagination_keeps_the_filters_and_offers_only_pages_that_exist(number: int, links: list[str]) -> None:
    page = Paginator(range(100), 20).page(number)
    html = render("{% ui_pagination page=page base_query=query %}", page=page, query=QueryDict("q=eau&page=9&vide="))
    assert html.count("<a ") == len(links)
    for link in links:
        assert f'href="?q=eau&amp;page={link}"' in html
    assert f'aria-current="page">Page {number} sur 5<' in html


def test_pagination_of_one_page_is_silent_and_takes_a_text_query() -> None:
    assert render("{% ui_pagination page=page %}", page=Paginator(range(3), 20).page(1)) == ""
    page = Paginator(range(30), 20).page(1)
    assert 'href="?a=1&amp;page=2"' in render('{% ui_pagination page=page base_query="a=1" %}', page=page)


def test_error_summary_links_each_error_to_the_element_to_mend() -> None:
    html = render("{% ui_form_errors form %}", form=OneForm({"note": "gardé"}))
    assert 'role="alert" tabindex="-1"' in html
    assert "3 points sont à corriger" in html
    assert '<a href="#id_title">Intitulé : ' in html
    assert '<a href="#id_nature_0">Nature : ' in html
    assert "<li>Les deux dates se croisent.</li>" in html


def test_error_summary_is_silent_until_the_form_was_sent() -> None:
    assert render("{% ui_form_errors form %}", form=OneForm()) == ""


def test_error_summary_reads_a_formset_line_by_line() -> None:
    formset = forms.formset_factory(OneForm, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-title": "a", "form-0-nature": "a"}
    )
    html = render("{% ui_form_errors formset %}", formset=formset)
    assert 'ligne 2 : <a href="#id_form-1-title">' in html
    assert 'href="#id_form-0-title"' not in html


def test_wrong_value_in_an_error_is_escaped() -> None:
    class Choice(forms.Form):
        nature = forms.ChoiceField(label="Nature", choices=[("a", "A")])

    html = render("{% ui_form_errors form %}{% ui_field form.nature %}", form=Choice({"nature": SCRIPT}))
    assert "<script" not in html
    assert ESCAPED in html


def test_field_names_helps_and_describes() -> None:
    html = render("{% ui_field form.title %}", form=OneForm({}))
    assert '<label for="id_title">Intitulé <span class="need">(obligatoire)</span></label>' in html
    assert 'id="id_title_helptext">Une phrase.</p>' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count("aria-describedby") == 1


def test_optional_field_says_so_and_has_nothing_to_describe() -> None:
    html = render("{% ui_field form.note %}", form=OneForm())
    assert "(facultatif)" in html
    assert "aria-describedby" not in html
    assert "<textarea" in html


@pytest.mark.parametrize("name", ["nature", "topics"])
def test_choices_are_grouped_under_a_legend(name: str) -> None:
    html = render("{% ui_field field %}", field=OneForm()[name])
    assert html.startswith('<fieldset class="field field-group"><legend>')
    assert html.count("<input") == 2


def test_lone_checkbox_stands_before_its_label() -> None:
    html = render("{% ui_field form.agreed %}", form=OneForm())
    assert html.index("<input") < html.index('<label for="id_agreed">')


def test_fields_come_in_order_hidden_ones_first_and_prefixed() -> None:
    html = render("{% ui_fields form %}", form=OneForm(prefix="p"))
    order = [html.index(f'name="p-{name}"') for name in ("token", "title", "note", "nature", "topics", "agreed")]
    assert order == sorted(order)


class Filters(forms.Form):
    q = forms.CharField(label="Mots", required=False)
    state = forms.MultipleChoiceField(label="État", choices=[("late", "En retard"), ("kept", "Tenu")], required=False)
    mine = forms.BooleanField(label="Les miennes", required=False)


def test_each_filter_in_place_is_named_and_can_be_taken_away_alone() -> None:
    form = Filters(QueryDict("q=<b>&state=late&state=kept&mine=on&page=3"))
    html = render('{% ui_filters form=form url="/propositions/" %}', form=form)
    assert "4 filtres en place" in html
    assert 'href="/propositions/?q=%3Cb%3E&amp;state=kept&amp;mine=on"' in html
    assert "État : En retard" in html
    assert "Mots : &lt;b&gt;" in html
    assert '<a class="chip-reset" href="/propositions/">' in html
    assert "page=" not in html
    assert '<form method="get" action="/propositions/"' in html


def test_filters_past_the_first_ones_unfold_and_none_is_lost() -> None:
    form = Filters(QueryDict("mine=on"))
    html = render('{% ui_filters form=form url="/p/" first=1 %}', form=form)
    seen, folded = html.split('<details class="filters-more"><summary>', 1)
    assert 'name="q"' in seen
    assert 'name="state"' in folded
    assert 'name="mine"' in folded
    assert "filters-more" not in render('{% ui_filters form=form url="/p/" %}', form=form)


def test_without_filter_there_is_nothing_to_take_away() -> None:
    html = render('{% ui_filters form=form url="/p/" %}', form=Filters(QueryDict("q=")))
    assert "chip" not in html
    assert "<summary>Filtrer</summary>" in html


def test_a_long_navigation_folds_all_but_its_first_links_and_the_one_being_read(rf) -> None:
    links = [Link(f"Rubrique {number}", f"/espace/r{number}/") for number in range(15)]
    request = rf.get("/espace/r12/page/")
    context = RequestContext(request, {"request": request})
    html = str(ui_nav_links(context, links, first=8))
    before, folded = html.split("<details>")
    assert "Rubrique 7" in before and "Rubrique 12" in before
    assert 'href="/espace/r12/" aria-current="true"' in before
    assert "Rubrique 8" in folded and "Rubrique 12<" not in folded
    assert html.count("<a ") == 15
    assert "<details>" not in ui_nav_links(context, links)


def test_nbsp_changes_only_spaces_that_french_does_not_break() -> None:
    assert render("{{ text|nbsp }}", text="Qui ? « Lui » : 12 % de 37 000 !") == (
        f"Qui{NNBSP}? «{NBSP}Lui{NBSP}»{NBSP}: 12{NNBSP}% de 37{NNBSP}000{NNBSP}!"
    )
    assert render("{{ text|nbsp }}", text="de 14 h à 15 h 30") == f"de 14{NBSP}h à 15{NBSP}h{NBSP}30"
    assert render("{{ text|nbsp }}", text="https://a.fr/?x=1;2") == "https://a.fr/?x=1;2"


def test_paragraphs_follow_blank_lines() -> None:
    assert render("{{ text|paragraphs }}", text="un\r\ndeux\r\n\r\n\r\ntrois\n") == "<p>un<br>deux</p>\n<p>trois</p>"
    assert render("{{ text|paragraphs }}", text="") == ""


@pytest.mark.parametrize(
    ("value", "text"), [(37000, f"37{NNBSP}000"), (12.5, "12,5"), (3.0, "3"), (-1200, f"-1{NNBSP}200"), ("vu", "vu")]
)
def test_numbers_are_written_as_in_french(value, text: str) -> None:
    assert grouped(value) == text


def test_a_list_of_twenty_costs_few_milliseconds_of_components() -> None:
    # Under 3 ms on a quiet machine; the bound leaves room for one that others keep busy.
    row = (
        '{% ui_quote text="Une phrase dite ici." place="Nantes" date=day url="/p/1/" number=12 size="list" %}'
        '{% ui_state "en_retard" "En retard" %}{% ui_thread knots=knots size="tiny" %}'
    )
    template = engines["django"].from_string("{% for n in rows %}" + row + "{% endfor %}")
    context = {"rows": range(20), "day": DAY, "knots": CHAIN}
    template.render(context)
    costs = []
    for _ in range(15):
        start = time.thread_time()
        template.render(context)
        costs.append(time.thread_time() - start)
    assert min(costs) < 0.008, f"{min(costs) * 1000:.2f} ms"


def test_a_filter_that_is_not_understood_is_said_to_be_ignored_and_nothing_to_be_saved() -> None:
    form = Filters(QueryDict("q=eau&state=perdu"))
    html = render('{% ui_filters form=form url="/p/" %}', form=form)
    assert "Un filtre est ignoré" in html
    assert '<a href="#id_state">État</a> : « perdu »' in html
    assert "1 filtre en place" in html, "what is ignored filters nothing"
    assert html.count('class="chip"') == 1
    assert "enregistré" not in html


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1 octet"), (350, "350 octets"), (12_300, "12 ko"), (10 * 1024**2, "10 Mo"), (10_200_000, "9,7 Mo")],
)
def test_a_size_is_written_as_computers_of_french_offices_do(size: int, text: str) -> None:
    assert file_size(size) == text
