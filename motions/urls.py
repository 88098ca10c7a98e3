"""Addresses of the public pages."""

from django.urls import URLPattern, path

from motions.views import champions, clp, embed, home, links, pages, pictures, progress, reports, texts

app_name = "motions"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("progress/", progress.progress, name="progress"),
    path("progress.json", progress.progress_json, name="progress-json"),
    path("progress.csv", progress.progress_csv, name="progress-csv"),
    path("progress.atom", progress.progress_atom, name="progress-atom"),
    path("embed/progress/", embed.embedded_progress, name="embed-progress"),
    path("share/", embed.share, name="share"),
    path("share/progress.png", pictures.campaign_picture, name="picture"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("clps/<slug:slug>/", clp.clp, name="clp"),
    path("clps/<slug:slug>/share.png", pictures.clp_picture, name="clp-picture"),
    path("clps/<slug:slug>/send/", clp.send, name="send"),
    path("clps/<slug:slug>/report/", clp.report, name="report"),
    path("clps/<slug:slug>/second/", clp.second, name="second"),
    path("clps/<slug:slug>/reported/", clp.reported, name="reported"),
    path("clps/<slug:slug>/champion/", champions.offer, name="champion-offer"),
    path("clps/<slug:slug>/champion/offered/", champions.offered, name="champion-offered"),
    path("champions/confirm/<str:token>/", champions.confirm, name="champion-confirm"),
    path("champions/<str:token>/", champions.manage, name="champion-manage"),
    path("champions/<str:token>/send/", champions.send, name="champion-send"),
    path("champions/<str:token>/report/", champions.report, name="champion-report"),
    path("champions/<str:token>/text/", champions.text, name="champion-text"),
    path("champions/<str:token>/introduction/", champions.introduction, name="champion-introduction"),
    path("champions/<str:token>/withdraw/", champions.withdraw, name="champion-withdraw"),
    path("reports/lost/", links.lost, name="link-lost"),
    path("reports/lost/asked/", links.asked, name="link-asked"),
    path("reports/confirm/<str:token>/", links.confirm, name="report-confirm"),
    path("reports/<str:token>/", reports.manage, name="report-manage"),
    path("reports/<str:token>/change/", reports.change, name="report-change"),
    path("reports/<str:token>/withdraw/", reports.withdraw, name="report-withdraw"),
    path("reports/<str:token>/outcome/", reports.outcome, name="report-outcome"),
    path("reports/<str:token>/onward/", reports.onward, name="report-onward"),
    path("reports/<str:token>/sent/", reports.sent, name="report-sent"),
    path("reports/<str:token>/meeting.ics", reports.calendar, name="report-calendar"),
    path("motions/", texts.motion_list, name="motion-list"),
    path("motions/<slug:slug>/", texts.motion, name="motion"),
    path("motions/<slug:slug>/motion.txt", texts.motion_text, name="motion-text"),
    path("motions/<slug:slug>/motion.docx", texts.motion_docx, name="motion-docx"),
    path("motions/<slug:slug>/versions/<int:number>/", texts.version, name="version"),
]
