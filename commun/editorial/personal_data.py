"""What this app holds of a person: the texts that they wrote last."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare


def _texts(user: User) -> list[dict[str, Any]]:
    return [
        {"texte": one.title, "écrit le": one.edited_at, "état": one.get_state_display()}
        for one in user.edited_articles.order_by("edited_at", "pk")
    ]


declare("editorial.Article.edited_by", "pages et actualités que vous avez écrites", _texts)
