"""The page of a CLP's own rules, and of a branch's: told by whoever knows them, with who says so."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from campaign.accounts.roles import may_work_at_desk
from campaign.desk.chosen import motion_named
from campaign.desk.story.views import place_of, render_story
from clps.lib.http import address
from motions.actions.rules import FIELDS, tell_body_rules
from motions.models import BodyRules


class BodyRulesForm(ModelForm):
    """What a CLP or a branch asks of motions."""

    class Meta:
        model = BodyRules
        fields = FIELDS

    def __init__(self, *args: object, of_branch: bool, **kwargs: object) -> None:
        """Ask of a branch what a branch can say: the notice is the CLP's."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if of_branch:
            del self.fields["notice_days"]
            self.fields["branch_days"].label = "How many days it takes"


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str, branch: int | None = None) -> HttpResponseBase:
    """Show what is known of a body's rules, and take what somebody has told us."""
    place = place_of(request, slug)
    if not may_work_at_desk(place.user):
        raise PermissionDenied
    of_branch = get_object_or_404(place.clp.branches, pk=branch) if branch else None
    known = BodyRules.objects.filter(clp=place.clp, branch=of_branch).first()
    blank = known or BodyRules(clp=place.clp, branch=of_branch)
    form = BodyRulesForm(request.POST or None, instance=blank, of_branch=of_branch is not None)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in form.fields}
        tell_body_rules(motion=place.motion, clp=place.clp, branch=of_branch, told=told, by=place.user)
        messages.success(request, f"Written down for {of_branch.name if of_branch else place.clp.name}.")
        return redirect(address("admin:desk-clp", slug, motion=motion_named(request.GET)))
    return render_story(
        request,
        "rules",
        place,
        status=422 if form.errors else 200,
        form=form,
        branch=of_branch,
        branches=place.clp.branches.all(),
    )
