"""The frame of every page."""

from django.template import engines
from django.test import RequestFactory


def render(source: str, **context):
    return engines["django"].from_string(source).render(context, RequestFactory().get("/territoires/"))


def test_anonymous_page_reads_no_row_and_holds_nothing_of_its_reader() -> None:
    html = render('{% extends "ui/base.html" %}{% block title %}Essai{% endblock %}')
    assert "<title>Essai · Commun</title>" in html
    assert '<main id="contenu"' in html
    assert 'href="#contenu"' in html
    assert "csrf" not in html
    assert "Se connecter" in html


def test_navigation_marks_where_one_is() -> None:
    html = render('{% extends "ui/base.html" %}')
    assert '<a href="/territoires/" aria-current="page">Territoires</a>' in html
    assert html.count("aria-current") == 1
