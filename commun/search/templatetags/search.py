"""{% load search %}: results with what was looked for marked in them."""

from django import template

from commun.search import presenters

register = template.Library()
register.filter("marked", presenters.marked)
