"""Addresses of the public pages."""

from django.urls import URLPattern, path

from motions.views import affiliates, clp, home, pages, progress, reports, texts

app_name = "motions"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("progress/", progress.progress, name="progress"),
    path("progress.json", progress.progress_json, name="progress-json"),
    path("progress.csv", progress.progress_csv, name="progress-csv"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("clps/<slug:slug>/", clp.clp, name="clp"),
    path("clps/<slug:slug>/send/", clp.send, name="send"),
    path("clps/<slug:slug>/report/", clp.report, name="report"),
    path("clps/<slug:slug>/reported/", clp.reported, name="reported"),
    path("clps/<slug:slug>/<slug:motion_slug>/send/", clp.send, name="send"),
    path("clps/<slug:slug>/<slug:motion_slug>/report/", clp.report, name="report"),
    path("clps/<slug:slug>/<slug:motion_slug>/reported/", clp.reported, name="reported"),
    path("reports/confirm/<str:token>/", reports.confirm, name="report-confirm"),
    path("reports/<str:token>/", reports.manage, name="report-manage"),
    path("reports/<str:token>/change/", reports.change, name="report-change"),
    path("reports/<str:token>/withdraw/", reports.withdraw, name="report-withdraw"),
    path("reports/<str:token>/outcome/", reports.outcome, name="report-outcome"),
    path("reports/<str:token>/onward/", reports.onward, name="report-onward"),
    path("reports/<str:token>/sent/", reports.sent, name="report-sent"),
    path("reports/<str:token>/meeting.ics", reports.calendar, name="report-calendar"),
    path("affiliates/", affiliates.affiliates, name="affiliates"),
    path("affiliates/offered/", affiliates.offered, name="offered"),
    path("affiliates/confirm/<str:token>/", affiliates.confirm, name="offer-confirm"),
    path("motions/", texts.motion_list, name="motion-list"),
    path("motions/<slug:slug>/", texts.motion, name="motion"),
    path("motions/<slug:slug>/motion.txt", texts.motion_text, name="motion-text"),
    path("motions/<slug:slug>/motion.docx", texts.motion_docx, name="motion-docx"),
    path("motions/<slug:slug>/versions/<int:number>/", texts.version, name="version"),
]
