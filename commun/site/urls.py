from django.urls import URLPattern, URLResolver, path

from commun.site.views import background, home, machines, pages

app_name = "site"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("aide/", pages.help_page, name="help"),
    path("a-propos/", pages.about, name="about"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("ecoconception/", pages.ecodesign, name="ecodesign"),
    path("donnees-personnelles/", pages.personal_data, name="personal_data"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("espace/reseau/travaux/", background.background, name="background"),
    path("espace/reseau/travaux/<uuid:task_id>/remettre/", background.background_put_back, name="background_put_back"),
    path("espace/reseau/travaux/<uuid:task_id>/abandonner/", background.background_drop, name="background_drop"),
    path("sante/", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap/pages.xml", machines.sitemap_pages, name="sitemap_pages"),
    path("sitemap/<slug:name>-<int:number>.xml", machines.sitemap_section, name="sitemap_section"),
    path("llms.txt", machines.llms, name="llms"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
]
