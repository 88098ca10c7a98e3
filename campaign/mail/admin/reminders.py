"""What is still to come, and who asked for no more mail: to be read only."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaign.mail.models import Mailable, Reminder, Stop
from clps.lib.admin_pages import ReadOnlyAdmin, regions_of
from motions.admin.campaigns import OfOneCampaign


def about(mail: Mailable) -> SafeString | str:
    """Name the CLP that a mail is about, and lead to all mail about it."""
    if mail.clp is None:
        return "the whole campaign"
    model = mail._meta.model_name
    return format_html('<a href="{}?clp={}">{}</a>', reverse(f"admin:mail_{model}_changelist"), mail.clp_id, mail.clp)


class MailRowsAdmin(ReadOnlyAdmin):
    """Rows about mail that nobody writes by hand."""

    class Media:
        css = {"all": ["css/mail.css"]}


@admin.register(Reminder)
class ReminderAdmin(OfOneCampaign, MailRowsAdmin):
    """What will be sent unless its reason goes: to whom, why and when. The facts decide it, and change it."""

    # A mail is always a campaign's, and it may be about no motion.
    to_motion, to_campaign, shows_motion, may_be_of_none = "", "campaign", False, True
    list_display = ["kind", "to", "about_what", "due_at", "not_before", "until"]
    list_filter = ["kind", "clp__region"]
    list_select_related = ["clp", "recipient"]
    search_fields = ["recipient__email", "clp__name", "key"]
    date_hierarchy = "not_before"
    list_per_page = 50
    fields = ["kind", "to", "about_what", "submission", "champion", "due_at", "not_before", "until", "key"]

    @admin.display(description="to", ordering="recipient__email")
    def to(self, reminder: Reminder) -> str:
        """Whom it goes to."""
        return reminder.recipient.email

    @admin.display(description="about", ordering="clp__name")
    def about_what(self, reminder: Reminder) -> SafeString | str:
        """The CLP, with the way to all mail about it; or the whole campaign."""
        return about(reminder)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        """Show the soonest first."""
        return super().get_queryset(request).order_by("not_before", "pk")


@admin.register(Stop)
class StopAdmin(MailRowsAdmin):
    """Who asked for no more reminders, about what, and when. They take it back by the link in any of our mails."""

    to_region = ("clp__region", "person__submissions__clp__region", "person__championed__clp__region")

    list_display = ["person", "person__email", "what", "at"]
    list_filter = ["kind", "clp__region"]
    list_select_related = ["person", "clp"]
    search_fields = ["person__email", "person__name", "clp__name"]
    date_hierarchy = "at"

    @admin.display(description="stopped")
    def what(self, stop: Stop) -> str:
        """What they stopped."""
        return str(stop.clp or stop.get_kind_display() or "everything")

    def in_their_regions(self, request: HttpRequest, rows: QuerySet[Stop]) -> QuerySet[Stop]:
        """Leave out what somebody of theirs stopped about a CLP elsewhere."""
        kept, regions = super().in_their_regions(request, rows), regions_of(request.user)
        return kept if regions is None else kept.filter(Q(clp__isnull=True) | Q(clp__region__in=regions))
