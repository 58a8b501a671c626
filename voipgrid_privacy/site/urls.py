"""Addresses of the public pages and of the portal."""

from django.urls import path

from voipgrid_privacy.site.views import (
    changes,
    cookies,
    explaining,
    features,
    findings,
    imports,
    portal,
    public,
    search,
    sites,
    sources,
    supposing,
)

app_name = "site"
urlpatterns = [
    path("", public.home, name="home"),
    path("rollen/<slug:category>/<slug:kind>/", public.role_page, name="role"),
    path("uitleg/", explaining.public, name="explain-public"),
    path("uitleg/<str:reference>/", explaining.explained, name="explained"),
    path("cookies/", cookies.statement, name="cookies"),
    path("bronnen/", sources.sources, name="sources"),
    path("start/", public.start, name="start"),
    path("portal/", portal.overview, name="overview"),
    path("portal/rollen/", portal.roles, name="roles"),
    path("portal/uitleg/", explaining.explanation, name="explain"),
    path("portal/wat-als/", supposing.what_if, name="what-if"),
    path("portal/wijzigingen/", changes.role_changes, name="role-changes"),
    path("portal/wijzigingen/atom/", changes.atom, name="role-changes-atom"),
    path("portal/rollen/alle/<slug:form>/", portal.all_roles, name="roles-export"),
    path("portal/klanten/", portal.customers, name="customers"),
    path("portal/klanten/<uuid:customer>/", portal.customer, name="customer"),
    path("portal/import/", imports.overview, name="imports"),
    path("portal/import/voorbeeld/<slug:what>/", imports.template, name="import-template"),
    path("portal/import/<uuid:batch>/", imports.one, name="import"),
    path("portal/import/<uuid:batch>/kolommen/", imports.columns, name="import-columns"),
    path("portal/import/<uuid:batch>/toepassen/", imports.confirm, name="import-confirm"),
    path("portal/import/<uuid:batch>/ongedaan/", imports.undo, name="import-undo"),
    path("portal/import/<uuid:batch>/fouten/<slug:form>/", imports.errors, name="import-errors"),
    path("portal/bevindingen/", findings.overview, name="findings"),
    path("portal/bevindingen/<uuid:finding>/", findings.finding, name="finding"),
    path("portal/bevindingen/<uuid:finding>/accepteren/", findings.accept, name="finding-accept"),
    path("portal/bevindingen/<uuid:finding>/heropenen/", findings.reopen, name="finding-reopen"),
    path(
        "portal/klanten/<uuid:customer>/functies/<uuid:contract>/", features.switch, name="switch"
    ),
    path("portal/zoeken/", search.find, name="find"),
    path("portal/cookies/", sites.overview, name="sites"),
    path("portal/cookies/<slug:code>/", sites.site, name="site"),
    path("portal/cookies/<slug:code>/banner/", sites.banner, name="site-banner"),
    path("portal/cookies/<slug:code>/lijst/", sites.paste, name="site-paste"),
    path("portal/cookies/<slug:code>/controle/", sites.check, name="site-check"),
    path("portal/cookies/<slug:code>/logboek/", sites.log, name="site-log"),
    path("portal/cookies/<slug:code>/onderdeel/<uuid:item>/", sites.item, name="site-item"),
    path("portal/cookies/<slug:code>/aanbod/<uuid:adoption>/", sites.offer, name="site-offer"),
    path("portal/partij/", portal.choose, name="choose"),
]
