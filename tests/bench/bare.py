"""A bare Django project: one view that returns bytes which it holds already, and no middleware at all."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[], DATABASES={})

BODY = (Path(os.environ["BENCH_FOLDER"]) / "body").read_bytes()


def page(request):
    return HttpResponse(BODY, content_type="text/html; charset=utf-8")


def sent(request):
    # As any view with a form, it has at least read what was sent.
    return HttpResponseRedirect(f"/?{len(request.POST)}")


urlpatterns = [path("", page), path("sent/", sent)]
application = get_wsgi_application()
