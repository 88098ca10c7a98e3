"""The admin's site: Django's own, with the desk's pages at the front of it."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DeskSite(admin.AdminSite):
    """The admin as organisers meet it. The desk's pages stand in its `admin` namespace and behind its sign-in."""

    site_header = site_title = "Carried"
    index_title = "Desk"
    index_template = "admin/desk/index.html"
    # The menu of navigation.py stands for it: a list of models is for those who know what a model is.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put the desk's pages before those of the models."""
        return [*self._desk_pages(), *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - as Django has it
        """Guard a page, and leave out what its address asks for where no database can: as Django does with the rest.

        That is a number or a day beyond all bounds, or a character that is none.
        """
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def sensible(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            try:
                response = guarded(request, *args, **kwargs)
            except (OverflowError, DataError):
                if request.method != "GET" or not request.GET or ERROR_FLAG in request.GET:
                    raise
                return redirect(f"{request.path}?{ERROR_FLAG}=1")
            # Imported late, like the pages below.
            from campaign.desk.audit import note_visit

            note_visit(request, response)
            return response

        return cast(View, sensible)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send them to the one page to sign in at, and back here afterwards."""
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, ""), reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Sign them out where they press the button, as its own page does."""
        # Imported late, like the pages below.
        from allauth.account.views import logout

        return cast(HttpResponse, logout(request))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Send them to the page of how they sign in."""
        return redirect("account_index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show how far the campaign is and what to do next; to those who may not see that, what they may change."""
        # Imported late, like the pages below.
        from campaign.accounts.models import User
        from campaign.accounts.roles import may_see_desk
        from campaign.accounts.rules import is_admin
        from campaign.desk.front.views import front_page
        from campaign.desk.privacy.expiry import gone_lately

        context = dict(extra_context or {})
        refused = context.pop("refused", None)
        user = request.user
        if isinstance(user, User) and may_see_desk(user):
            front = front_page(request, user, refused=refused)
            context |= {"shows_desk": True, **front, "gone": gone_lately(1)}
        context["shows_records"] = not context.get("shows_desk") or (isinstance(user, User) and is_admin(user))
        return super().index(request, context)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell every page its menu, and whether mail is paused or has no way to go, for those who are signed in."""
        from campaign.desk.chosen import motion_named, motion_query
        from campaign.desk.navigation import menu
        from campaign.mail.outbox.backends import nothing_leaves
        from campaign.mail.outbox.pausing import current_pause

        context = super().each_context(request)
        if self.has_permission(request):
            context["motion_query"] = motion_query(motion_named(request.GET))
            context |= {"mail_pause": current_pause(), "nothing_leaves": nothing_leaves(), "menu": list(menu(request))}
        return context

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Lead from an app, which is a word of programmers, to the section where its lists are."""
        from campaign.desk.navigation import section_of_app

        section = section_of_app(app_label)
        if section is None or not section.is_open_to(request):
            return super().app_index(request, app_label, extra_context)
        return redirect(section.address)

    def _desk_pages(self) -> Iterator[URLPattern]:
        # Imported late: the pages import models, and this module is read before any model stands.
        from campaign.desk.urls import PAGES

        for page in PAGES:
            yield path(page.address, self.admin_view(page.view), name=page.name)
