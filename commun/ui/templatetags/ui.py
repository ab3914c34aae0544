"""The components of the design system as template tags, each shown with every variant at /composants/."""

from django import template
from django.template.defaultfilters import stringfilter

from commun.ui.components import (
    blocks,
    chain,
    dates,
    diff,
    embedding,
    figures,
    forms,
    linked,
    navigation,
    quotes,
    typography,
)

register = template.Library()

register.simple_block_tag(blocks.ui_alert)
register.simple_block_tag(blocks.ui_empty)
register.simple_block_tag(blocks.ui_table)

register.simple_tag(blocks.ui_fictional)
register.simple_tag(chain.ui_state)
register.simple_tag(chain.ui_steps)
register.simple_tag(chain.ui_thread)
register.simple_tag(dates.ui_date)
register.simple_tag(dates.ui_delay)
register.simple_tag(dates.ui_on)
register.simple_tag(diff.ui_diff)
register.simple_tag(embedding.ui_embed)
register.simple_tag(embedding.ui_oembed)
register.simple_tag(figures.ui_bars)
register.simple_tag(figures.ui_figure)
register.simple_tag(figures.ui_meter)
register.simple_tag(figures.ui_source)
register.simple_tag(forms.ui_field)
register.simple_tag(forms.ui_fields)
register.simple_tag(forms.ui_filters)
register.simple_tag(forms.ui_form_errors)
register.simple_tag(linked.ui_linked)
register.simple_tag(navigation.ui_breadcrumb)
register.simple_tag(navigation.ui_button)
register.simple_tag(navigation.ui_download)
register.simple_tag(navigation.ui_link_button)
register.simple_tag(navigation.ui_nav_link, takes_context=True)
register.simple_tag(navigation.ui_pagination)
register.simple_tag(quotes.ui_quote)

register.filter("file_size", typography.file_size)
register.filter("grouped", typography.grouped)
register.filter("nbsp", stringfilter(typography.nbsp), is_safe=True)
register.filter("paragraphs", typography.paragraphs)
