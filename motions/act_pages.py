"""Ask, then act: a page that says what it does, takes what it has to know, and runs one action.

Everything that the admin and the desk do to one row is such a page. An `ActPage` is what it asks and does, as data;
`acted` is the press of its button. Whoever shows one brings the template and says who may come there: `ToolPages` for
a row of the admin, `campaign.desk.story.views` for a CLP. Where both show the same row, the admin leads to the CLP's
story, so that an act has one address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.forms import BaseForm, Form
from django.http import HttpRequest, QueryDict

from motions.workflow import NotAllowed

# What was sent; None while the page only asks.
Data = QueryDict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """One thing that can be done to a row or a place; without a form it only asks whether to go on."""

    label: str
    # Given what it is done to, the valid form and who acts. It may raise NotAllowed, which is said on the form.
    run: Callable[[Any, Any, AbstractBaseUser], Any]
    # Given what was sent, what it is done to, and, where `filled_by_link` names fields, `initial`.
    form: Callable[..., Any] = lambda data, about: Form(data)
    # In words, or what says them of the row.
    explains: str | Callable[[Any], str] = ""
    done: str = ""
    # Whether the act is offered there. It does not guard the act: the action itself does.
    fits: Callable[[Any], bool] = lambda about: True
    # The fields that a link to the page may fill in; nothing is recorded before somebody presses the button.
    filled_by_link: frozenset[str] = frozenset()

    def explained(self, about: object) -> str:
        """Return what it does, as the page says before anything is done."""
        return self.explains(about) if callable(self.explains) else self.explains

    @property
    def words_when_done(self) -> str:
        """What is said once it is done."""
        return self.done or f"{self.label}: done."

    def form_for(self, request: HttpRequest, about: object) -> Any:  # noqa: ANN401 - of the act
        """Return the form with what was sent, or with what the link fills in."""
        filled = {name: value for name, value in request.GET.items() if name in self.filled_by_link}
        given: Mapping[str, Any] = {"initial": filled} if filled else {}
        return self.form(request.POST if request.method == "POST" else None, about, **given)


class Done(NamedTuple):
    """What an action returned. It is there even where the action returns nothing."""

    result: Any


def acted(request: HttpRequest, form: BaseForm, act: Callable[[], Any], *, field: str | None = None) -> Done | None:
    """Run the act where a valid form was sent; return None where nothing was done.

    A refusal becomes an error of the form, or of one `field`, so that everything typed comes back beside the reason.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return Done(act())
    except NotAllowed as refusal:
        form.add_error(field, str(refusal))
        return None
