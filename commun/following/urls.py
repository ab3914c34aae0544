from django.urls import URLPattern, URLResolver, path

from commun.following.feeds import feed
from commun.following.views import follow, own

app_name = "following"

urlpatterns: list[URLPattern | URLResolver] = [
    path("suivre/", follow.follow, name="follow"),
    path("suivre/fil.atom", feed, name="feed"),
    path("suivre/mes-suivis/", own.own, name="own"),
    path("suivre/confirmer/<str:token>/", follow.confirm, name="confirm"),
    path("suivre/mes-suivis/<str:token>/", own.manage, name="manage"),
    path("suivre/quitter/<str:token>/", own.leave, name="leave"),
]
