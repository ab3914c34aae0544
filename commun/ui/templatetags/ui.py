"""The components of the design system: typed tags, each shown with every variant at /composants/."""

from django import template

register = template.Library()
